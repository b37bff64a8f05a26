import type { Ref } from "@dingpipe/core";

/** A job's environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

const MAX_NAME_CHARACTERS = 500;
const MAX_MESSAGE_CHARACTERS = 4_000;

// A reference that the CI did not resolve: `${X}`, `${{ x }}`, `$(x)`, `$X`, the whole value and nothing beside it.
const UNRESOLVED = /^(?:\$\{[^{}]*\}|\$\{\{[^{}]*\}\}|\$\([^()]*\)|\$[A-Z_][A-Z0-9_]*)$/;
const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/u;
// A text of spaces and zero-width characters would be a line that shows nothing.
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u;
const NO_NUMBER = new Set(["false", "0", "null", "none", "undefined"]);

// No CI ran before; Go's and .NET's zero time stand for "not yet".
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(9999, 11, 31);
// Only forms that name their zone: without one the answer would depend on the machine.
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?:(Z)|([+-]\d{2}):?(\d{2}))$/i;
const RFC_1123_TIME = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})$/;

/** The first of the variables that holds something: trimmed, at most 500 characters. */
export function nameIn(env: Environment, ...variables: readonly string[]): string | undefined {
  return valueIn(env, variables, MAX_NAME_CHARACTERS);
}

/** The first of the variables that holds something: trimmed, lines kept, at most 4,000 characters. */
export function messageIn(env: Environment, ...variables: readonly string[]): string | undefined {
  return valueIn(env, variables, MAX_MESSAGE_CHARACTERS);
}

/** A pull request's number, also from `!12` and `#12`; some CIs say `false` where there is none. */
export function changeNumberIn(env: Environment, ...variables: readonly string[]): string | undefined {
  for (const variable of variables) {
    const number = nameIn(env, variable)?.replace(/^[!#]/, "");
    if (number !== undefined && /^[\w-]{1,64}$/.test(number) && !NO_NUMBER.has(number.toLowerCase())) return number;
  }
  return undefined;
}

/** The first line that is not blank, at most 500 characters. */
export function firstLine(message: string): string | undefined {
  const line = message
    .split(LINE_END)
    .map((text) => text.trim())
    .find((text) => VISIBLE.test(text));
  return line === undefined ? undefined : cut(line, MAX_NAME_CHARACTERS);
}

/** A branch or tag from any of git's spellings; `full` is kept where it says more than the short name. */
export function parseRef(raw: string): Ref {
  const tag = raw.match(/^refs\/tags\/(.+)$/s)?.[1];
  if (tag !== undefined) return { full: raw, tag };
  const branch = raw.match(/^(?:refs\/heads\/|refs\/remotes\/origin\/|origin\/)(.+)$/s)?.[1];
  if (branch !== undefined) return { full: raw, branch };
  return raw.startsWith("refs/") ? { full: raw } : { branch: raw };
}

/** A time as CIs write it (Unix seconds or milliseconds, ISO 8601 with a zone, RFC 1123) as ISO 8601 in UTC. */
export function parseTime(raw: string | undefined): string | undefined {
  const text = raw?.trim() ?? "";
  const timeMs = /^\d{1,13}$/.test(text) ? unixMs(text) : writtenMs(text);
  return timeMs >= EARLIEST_MS && timeMs <= LATEST_MS ? new Date(timeMs).toISOString() : undefined;
}

/** The same record without the keys that hold nothing. */
export function present<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
}

function valueIn(env: Environment, variables: readonly string[], maxCharacters: number): string | undefined {
  for (const variable of variables) {
    const raw: unknown = Object.hasOwn(env, variable) ? env[variable] : undefined;
    const value = typeof raw === "string" ? raw.trim() : "";
    if (VISIBLE.test(value) && !UNRESOLVED.test(value)) return cut(value, maxCharacters);
  }
  return undefined;
}

/** Never leaves half a character: counts code points, and mends what came in broken. */
function cut(text: string, maxCharacters: number): string {
  const characters = [...text.slice(0, 2 * maxCharacters + 2).toWellFormed()];
  if (characters.length <= maxCharacters) return characters.join("");
  return `${characters
    .slice(0, maxCharacters - 1)
    .join("")
    .trimEnd()}…`;
}

function unixMs(digits: string): number {
  return digits.length <= 10 ? Number(digits) * 1000 : Number(digits);
}

function writtenMs(text: string): number {
  const iso = text.match(ISO_TIME);
  if (iso !== null) {
    const [, date, time, utc, hours, minutes] = iso;
    return Date.parse(`${date}T${time}${utc === undefined ? `${hours}:${minutes}` : "Z"}`);
  }
  return RFC_1123_TIME.test(text) ? Date.parse(text) : Number.NaN;
}
