import type * as z from "zod/mini";
import type { Issue } from "./error.ts";
import type { Expectation } from "./locales/describe.ts";
import { nearest } from "./nearest.ts";

const MAX_ISSUES = 50;
const LONGEST_SHOWN = 64;
const LOOKS_RANDOM = /(?=[\w+/=-]*\d|[\w+/=-]*[a-z][\w+/=-]*[A-Z])[\w+/=-]{20,}/g;

/** A message of zod's, which is never shown: it names what was expected, for `locales/`. */
export const say = (expectation: Expectation) => expectation;

/** The mistakes that zod found, in our words. Values of the input are never repeated, only their types: they may be secrets. */
export function issuesOf(error: z.core.$ZodError, input: unknown): readonly Issue[] {
  return error.issues.slice(0, MAX_ISSUES).flatMap((issue) => issueOf(issue, input));
}

/**
 * What of the input a mistake may repeat. A token or a secret can stand anywhere by mistake, as a key too: so nothing long,
 * nothing that looks random, no control characters.
 */
export function shown(text: string): string {
  return text.length > LONGEST_SHOWN ? "…" : masked(text);
}

/** A sentence of a library, which may quote the input. */
export function masked(sentence: string): string {
  return sentence.slice(0, 300).replace(/\p{C}/gu, "").replace(LOOKS_RANDOM, "***");
}

/** A path as a person writes it: `rules[0].on`, `robots["my group"].webhook`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    const name = shown(String(key));
    if (!/^[\p{L}\p{N}_*-]+$/u.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** The known word that was meant, as a part of `values`. */
export function nearestValue(word: unknown, known: readonly string[]): { readonly nearest?: string } {
  if (typeof word !== "string" || word.length > LONGEST_SHOWN) return {};
  const found = nearest(word, known);
  return found === undefined ? {} : { nearest: shown(found) };
}

function issueOf(issue: z.core.$ZodIssue, input: unknown): readonly Issue[] {
  const path = pathText(issue.path);
  const actual = typeName(valueAt(input, issue.path));
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path, code: "unknown_key", values: { key } }));
    case "invalid_value":
      return [
        { path, code: "wrong_value", values: wordValues(issue.values.map(String), valueAt(input, issue.path), actual) },
      ];
    case "invalid_type":
      return actual === "undefined"
        ? [{ path, code: "missing", values: { expected: issue.expected } }]
        : [{ path, code: "wrong_value", values: { expected: issue.expected, actual } }];
    case "invalid_union":
      return unionIssues(issue, input, path, actual);
    default:
      return [{ path, code: "wrong_value", values: { expected: issue.message, actual } }];
  }
}

// The member that the input comes nearest to speaks for the union: the one with the fewest mistakes.
function unionIssues(
  issue: z.core.$ZodIssueInvalidUnion,
  input: unknown,
  path: string,
  actual: string,
): readonly Issue[] {
  const [member] = [...issue.errors].sort((one, other) => one.length - other.length);
  if (member !== undefined && member.length > 0) {
    return member.flatMap((inner) => issueOf({ ...inner, path: [...issue.path, ...inner.path] }, input));
  }
  const known = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const tag = valueAt(input, issue.path);
  if (tag === undefined) return [{ path, code: "missing", values: { expected: known.join(" | ") || issue.message } }];
  return [{ path, code: "wrong_value", values: wordValues(known, tag, actual) }];
}

function wordValues(known: readonly string[], value: unknown, actual: string): Record<string, string> {
  return { expected: known.join(" | "), actual, ...nearestValue(value, known) };
}

/** What stands in this place of the input; `undefined` where nothing does. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    input,
  );
}

/** The type of a value as JSON names it; `empty_array`, `empty_string` where nothing is in it. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  const type = Array.isArray(value) ? "array" : typeof value;
  return value === "" || (Array.isArray(value) && value.length === 0) ? `empty_${type}` : type;
}
