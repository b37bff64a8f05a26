import { changeNumber, cleanMessage, cleanName, parsePage, parseTime } from "./values.ts";

// JSON that nobody vouches for. Every reader takes a path of own properties and indexes, and answers `undefined` (or an
// empty list) where the shape is another than it thought. None throws.

/** A step into JSON: a property's name or an index. */
export type PathStep = string | number;

const MAX_ITEMS = 1_000;
const MAX_ENTRIES = 200;
const MAX_DEPTH = 64;
const MAX_VALUES = 50_000;

/** What a body is said to be, without parameters, in lower case; a text of nothing where nobody says. */
export function mediaTypeOf(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** The value at the path. */
export function at(value: unknown, ...path: readonly PathStep[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Readonly<Record<PathStep, unknown>>)[step];
  }
  return found;
}

/** What a table of ours has under a name that somebody else wrote. */
export function ownOf<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A name, an id, a number as text: trimmed, at most 500 characters, absent where nothing is visible. */
export function nameAt(value: unknown, ...path: readonly PathStep[]): string | undefined {
  const found = at(value, ...path);
  return cleanName(typeof found === "number" && Number.isFinite(found) ? String(found) : found);
}

/** A message: trimmed, lines kept, at most 4,000 characters, absent where nothing is visible. */
export function textAt(value: unknown, ...path: readonly PathStep[]): string | undefined {
  return cleanMessage(at(value, ...path));
}

/** A finite number, also one written as text. */
export function numberAt(value: unknown, ...path: readonly PathStep[]): number | undefined {
  const found = at(value, ...path);
  if (typeof found === "number") return Number.isFinite(found) ? found : undefined;
  return typeof found === "string" && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(found) ? Number(found) : undefined;
}

/** A whole number from 0, rounded: a count, an attempt, milliseconds. */
export function countAt(value: unknown, ...path: readonly PathStep[]): number | undefined {
  const found = numberAt(value, ...path);
  return found !== undefined && found >= 0 && found <= Number.MAX_SAFE_INTEGER ? Math.round(found) : undefined;
}

/** The items of a list, the first 1,000. */
export function listAt(value: unknown, ...path: readonly PathStep[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.slice(0, MAX_ITEMS) : [];
}

/** The texts, numbers and booleans of a record by name, the first 200. A null prototype: `__proto__` is a name like any other. */
export function entriesAt(value: unknown, ...path: readonly PathStep[]): Readonly<Record<string, string>> {
  const found = at(value, ...path);
  const entries: Record<string, string> = Object.create(null) as Record<string, string>;
  if (typeof found !== "object" || found === null || Array.isArray(found)) return entries;
  for (const [name, entry] of Object.entries(found).slice(0, MAX_ENTRIES)) {
    const text = typeof entry === "boolean" ? String(entry) : (nameAt(entry) ?? textAt(entry));
    if (text !== undefined) entries[name] = text;
  }
  return entries;
}

/** The names of a record's own fields, the first 200. */
export function keysAt(value: unknown, ...path: readonly PathStep[]): readonly string[] {
  const found = at(value, ...path);
  if (typeof found !== "object" || found === null || Array.isArray(found)) return [];
  return Object.keys(found).slice(0, MAX_ENTRIES);
}

/** JSON that a sender wrote as a text, parsed. */
export function jsonAt(value: unknown, ...path: readonly PathStep[]): unknown {
  const found = at(value, ...path);
  return typeof found === "string" ? parseJson(found)?.value : undefined;
}

/** What a text says as JSON; nothing where it is none. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** A time (Unix seconds or milliseconds, ISO 8601 with a zone, RFC 1123) as ISO 8601 in UTC. */
export function timeAt(value: unknown, ...path: readonly PathStep[]): string | undefined {
  return parseTime(nameAt(value, ...path));
}

/** A page: http or https, without user info. */
export function pageAt(value: unknown, ...path: readonly PathStep[]): string | undefined {
  return parsePage(textAt(value, ...path));
}

/** A pull request's number. */
export function changeNumberAt(value: unknown, ...path: readonly PathStep[]): string | undefined {
  return changeNumber(nameAt(value, ...path));
}

/** The JSON is no deeper and has no more values than that, by default what a body may have. It may be anything else. */
export function isWithin(value: unknown, maxDepth = MAX_DEPTH, maxValues = MAX_VALUES): boolean {
  let left = maxValues;
  // It never goes deeper than the JSON may, so that no depth exhausts the stack.
  const fits = (part: unknown, depth: number): boolean => {
    if (typeof part !== "object" || part === null) return true;
    if (depth === maxDepth) return false;
    if (Array.isArray(part)) {
      left -= part.length;
      return left >= 0 && part.every((item) => fits(item, depth + 1));
    }
    for (const name in part) {
      left -= 1;
      if (left < 0 || !fits((part as Readonly<Record<string, unknown>>)[name], depth + 1)) return false;
    }
    return true;
  };
  return fits(value, 0);
}
