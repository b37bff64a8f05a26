import type { Event } from "./event.ts";
import { isLeaf } from "./event-shapes.ts";
import { eventRoot, neverEqual, shapesAt } from "./variables.ts";
import type { When } from "./when.ts";

const GAP = String.raw`[ \t\r\n\f]*`;
const TEXT = String.raw`(?:"[^"\\\r\n]*"|'[^'\\\r\n]*')`;
const TEXTS = new RegExp(TEXT, "g");
const COMPARISON = `${GAP}(==|!=|in\\b)${GAP}(${TEXT}|\\[${GAP}${TEXT}(?:${GAP},${GAP}${TEXT})*${GAP}\\])`;
const CALL = String.raw`\.(startsWith|endsWith|contains)\(${GAP}(${TEXT})${GAP}\)`;
// The sign, the path, its comparison or call, and what joins it to the next.
const TERM = new RegExp(
  String.raw`${GAP}(!?)(event|env)((?:\.[A-Za-z_]\w*\b)+)(?:${COMPARISON}|${CALL})${GAP}(&&|\|\||$)`,
  "y",
);
const MAX_LENGTH = 1_000;

type Root = Parameters<When>;
/** Yes, no, or the path that the event lacks. */
type Answer = boolean | string;

const tests: Readonly<Record<string, (value: string, texts: readonly string[]) => boolean>> = {
  "==": (value, [text]) => value === text,
  "!=": (value, [text]) => value !== text,
  in: (value, texts) => texts.includes(value),
  startsWith: (value, [text = ""]) => value.startsWith(text),
  endsWith: (value, [text = ""]) => value.endsWith(text),
  contains: (value, [text = ""]) => value.includes(text),
};

/**
 * What `compileWhen` makes of an expression that only compares texts of the event or of `env` with its own, joined by `&&` and
 * `||`, as most do: the same, without its library. `undefined` for every other expression, and for every mistake.
 */
export function compileSimpleWhen(text: string): When | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const alternatives: ((root: Root) => Answer)[][] = [[]];
  TERM.lastIndex = 0;
  for (;;) {
    const term = TERM.exec(text);
    const [, sign, root = "", path = "", comparison, values, call, argument, join] = term ?? [];
    const steps = path.split(".").slice(1);
    if (term === null || !isText(root, steps) || (sign === "!" && call === undefined)) return undefined;
    const isList = values?.startsWith("[") ?? false;
    if (isList !== (comparison === "in")) return undefined;
    const test = tests[comparison ?? call ?? ""];
    const texts = (values ?? argument ?? "").match(TEXTS)?.map((quoted) => quoted.slice(1, -1)) ?? [];
    if (
      comparison !== undefined &&
      root === "event" &&
      texts.some((text) => neverEqual(shapesAt(eventRoot(), steps), text))
    )
      return undefined;
    alternatives.at(-1)?.push(([event, env]) => {
      const value = valueAt(root === "env" ? env : event, root, steps);
      return "absent" in value ? value.absent : test?.(value.text, texts) !== (sign === "!");
    });
    if (join === "") break;
    if (join === "||") alternatives.push([]);
  }
  return (...root) => {
    const answer = joined(
      alternatives.map((terms) =>
        joined(
          terms.map((term) => term(root)),
          false,
        ),
      ),
      true,
    );
    return typeof answer === "boolean" ? { value: answer } : { value: false, absent: answer };
  };
}

/** One that decides does so whatever the others lack. */
function joined(answers: readonly Answer[], decisive: boolean): Answer {
  if (answers.includes(decisive)) return decisive;
  return answers.find((answer) => typeof answer === "string") ?? !decisive;
}

function isText(root: string, steps: readonly string[]): boolean {
  if (root === "env") return steps.length === 1;
  const shapes = shapesAt(eventRoot(), steps);
  return shapes.length > 0 && shapes.every((shape) => isLeaf(shape) && shape !== "number" && shape !== "boolean");
}

function valueAt(
  from: Event | Root[1],
  root: string,
  steps: readonly string[],
): { readonly text: string } | { readonly absent: string } {
  let value: unknown = from;
  for (const [index, step] of steps.entries()) {
    value = Object.hasOwn(value as object, step) ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
    if (value === undefined) return { absent: [root, ...steps.slice(0, index + 1)].join(".") };
  }
  return { text: value as string };
}
