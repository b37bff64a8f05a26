import { DingpipeError } from "./error.ts";

const MAX_PATTERN_LENGTH = 1_000;
const MAX_TEXT_LENGTH = 10_000;

/** Decides whether a text is meant. */
export type Globs = (texts: readonly string[]) => boolean;

type Part = { readonly one: string } | { readonly any: "character" | "name" | "path" };

/**
 * Compiles globs: `*` is any run of characters but `/`, `**` any run at all, `?` one character but `/`, `\` takes the next as
 * it is, `!` in front excludes. Something that has several names is meant when one of them is included and none excluded;
 * with exclusions alone everything else is meant. Matching takes time proportional to the lengths of text and pattern.
 *
 * @throws DingpipeError `filter_invalid`, reason `glob`, where a pattern is empty, too long or ends in `\`, or has `***`.
 */
export function compileGlobs(patterns: readonly string[]): Globs {
  const included = patterns.filter((pattern) => !pattern.startsWith("!")).map((pattern) => compileGlob(pattern, 0));
  const excluded = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => compileGlob(pattern, 1));
  return (texts) => {
    const known = texts.filter((text) => text.length <= MAX_TEXT_LENGTH);
    const meant = included.length === 0 || known.some((text) => included.some((matches) => matches(text)));
    return meant && !known.some((text) => excluded.some((matches) => matches(text)));
  };
}

function compileGlob(pattern: string, from: number): (text: string) => boolean {
  if (pattern.length > MAX_PATTERN_LENGTH) throw invalid(pattern, MAX_PATTERN_LENGTH, "too long");
  const parts = [...partsOf(pattern, from)];
  if (parts.length === 0) throw invalid(pattern, from, "empty");
  return (text) => matches(parts, text);
}

function* partsOf(pattern: string, from: number): Generator<Part> {
  for (let at = from; at < pattern.length; ) {
    const stars = /^\*+/.exec(pattern.slice(at, at + 3))?.[0].length ?? 0;
    if (stars === 3) throw invalid(pattern, at, "***");
    if (stars > 0) {
      yield { any: stars === 1 ? "name" : "path" };
      at += stars;
      continue;
    }
    const escaped = pattern[at] === "\\";
    const character = String.fromCodePoint(pattern.codePointAt(escaped ? at + 1 : at) ?? 0);
    if (escaped && at + 1 === pattern.length) throw invalid(pattern, at, "\\");
    yield !escaped && character === "?" ? { any: "character" } : { one: character };
    at += character.length + (escaped ? 1 : 0);
  }
}

// All places of the pattern that the text read so far can have led to are followed at once: nothing is ever tried again.
function matches(parts: readonly Part[], text: string): boolean {
  let places = skipRuns(parts, new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) {
      const part = parts[place];
      if (part === undefined) continue;
      if ("one" in part) {
        if (part.one === character) next.add(place + 1);
      } else if (part.any === "path" || character !== "/") {
        next.add(part.any === "character" ? place + 1 : place);
      }
    }
    places = skipRuns(parts, next);
    if (places.size === 0) return false;
  }
  return places.has(parts.length);
}

// A run may be empty: whoever stands before it stands behind it too. Sets yield what is added while they are read.
function skipRuns(parts: readonly Part[], places: Set<number>): Set<number> {
  for (const place of places) {
    const part = parts[place];
    if (part !== undefined && "any" in part && part.any !== "character") places.add(place + 1);
  }
  return places;
}

function invalid(pattern: string, at: number, problem: string): DingpipeError<"filter_invalid"> {
  return new DingpipeError("filter_invalid", {
    reason: "glob",
    line: 1,
    column: at + 1,
    name: pattern.slice(0, 100),
    problem,
  });
}
