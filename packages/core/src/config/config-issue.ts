import type * as z from "zod/mini";
import type { IssueCode } from "../error.ts";
import type { Expectation } from "../locales/describe.ts";
import { nearestValue, shown, typeName, valueAt } from "../zod-issues.ts";

/** A mistake whose place is still a path. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly code: IssueCode;
  readonly values: Readonly<Record<string, string>>;
  /** The mistake is the key itself. Default: what the code is about. */
  readonly at?: "key";
  /** Where inside of the value, 1-based: a template's or a condition's own line and column. */
  readonly inside?: { readonly line: number; readonly column: number };
}

const MAX_MISTAKES = 100;
// What is told as absent, though zod sees a value around it.
const ABSENT: readonly string[] = ["robots", "contact", "known_by", "credential"] satisfies Expectation[];
const NEVER_SHOWN: readonly string[] = ["mobile", "origin", "secure_origin"] satisfies Expectation[];

/** The mistakes that zod found, in our words. */
export function mistakesOf(issues: readonly z.core.$ZodIssue[], input: unknown): readonly Mistake[] {
  return issues.slice(0, MAX_MISTAKES).flatMap((issue) => mistakeOf(issue, input));
}

function mistakeOf(issue: z.core.$ZodIssue, input: unknown): readonly Mistake[] {
  const { path } = issue;
  const value = valueAt(input, path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = issue.message.split(" ");
      return issue.keys.slice(0, MAX_MISTAKES).map((key) => ({
        path: [...path, key],
        code: "unknown_key",
        values: { key: shown(key), ...nearestValue(key, known), known: known.join(" | ") },
      }));
    }
    case "invalid_union": {
      // The member that takes a value of this type speaks for the union.
      const member = issue.errors.find(
        (inner) => !inner.some(({ code, path }) => code === "invalid_type" && path.length === 0),
      );
      if (member === undefined || member.length === 0) return [wrong(path, issue.message, value)];
      return member.flatMap((inner) => mistakeOf({ ...inner, path: [...path, ...inner.path] }, input));
    }
    case "invalid_value": {
      const words = issue.values.map(String);
      return [wrong(path, words.join(" | "), value, nearestValue(value, words))];
    }
    default:
      return [wrong(path, issue.message, value)];
  }
}

function wrong(
  path: readonly PropertyKey[],
  expected: string,
  value: unknown,
  more: { readonly nearest?: string } = {},
): Mistake {
  if (value === undefined || value === null || (ABSENT.includes(expected) && !Array.isArray(value)))
    return { path, code: "missing", values: { expected } };
  if (expected === "reference") return { path, code: "literal_secret", values: { example: exampleOf(path) } };
  const lacksQuotes = expected === "text" && (typeof value === "number" || typeof value === "boolean");
  const actual = NEVER_SHOWN.includes(expected) ? typeName(value) : display(value);
  return { path, code: "wrong_value", values: { expected: lacksQuotes ? "quoted_text" : expected, actual, ...more } };
}

// The name in the example comes from the place alone, never from the value.
function exampleOf(path: readonly PropertyKey[]): string {
  const [section] = path;
  const field = path.findLast((key) => typeof key === "string");
  const name = String(field).toUpperCase();
  return section === "robots" ? `\${DINGTALK_${name}}` : `\${MY_${name}}`;
}

function display(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(shown(value));
    case "number":
    case "boolean":
      return shown(String(value));
    default:
      return typeName(value);
  }
}
