import type { Context, FilterImplOptions } from "liquidjs";
import { escapeText, link, safeUrl } from "../escape.ts";
import { formatDuration, formatTime } from "../locales/format.ts";
import { truncate } from "../truncate.ts";
import { Drop, filters as liquidFilters } from "./liquid.ts";
import { checkLength, PiecedText, piecesOf, stateOf, textOf } from "./template-text.ts";

const SHORT_LENGTH = 7;
const TRUNCATE_LENGTH = 50;

type FilterHandler = Extract<FilterImplOptions, (...values: never[]) => unknown>;

type FilterFunction = (context: Context, value: unknown, ...values: readonly unknown[]) => unknown;

// liquidjs's own, where they read neither files nor clocks nor chance and take no more than linear time and space.
const borrowed = [
  "abs",
  "at_least",
  "at_most",
  "capitalize",
  "ceil",
  "compact",
  "divided_by",
  "downcase",
  "first",
  "floor",
  "last",
  "lstrip",
  "map",
  "minus",
  "modulo",
  "plus",
  "remove",
  "remove_first",
  "reverse",
  "round",
  "rstrip",
  "size",
  "slice",
  "sort",
  "split",
  "times",
  "upcase",
  "where",
] as const;

const own: Readonly<Record<string, FilterFunction>> = {
  append: (_, value, suffix) => join(value, suffix),
  prepend: (_, value, prefix) => join(prefix, value),
  default: (_, value, fallback) => (isEmpty(value) ? fallback : value),
  duration: (context, value) =>
    isEmpty(value) ? "" : formatDuration(Number(textOf(value)), stateOf(context).scope.locale),
  join: (_, value, separator = " ") => {
    const texts = Array.isArray(value) ? value.map(textOf) : [textOf(value)];
    const gap = textOf(separator);
    checkLength(texts.reduce((length, text) => length + text.length + gap.length, 0));
    return texts.join(gap);
  },
  link: (context, title, url) => {
    const { scope } = stateOf(context);
    const target = safeUrl(textOf(url) || undefined);
    const plain = textOf(title) || (target ?? "");
    if (target === undefined) return plain;
    if (scope.escape === "url") return new PiecedText([{ plain: target, safe: target }]);
    const safe =
      scope.escape === "markdown" ? link(plain, target, scope.openLinksIn) : `${escapeText(plain)} ${target}`;
    return new PiecedText([{ plain, safe }]);
  },
  raw: (_, value) => {
    if (value instanceof PiecedText) return value;
    const plain = textOf(value);
    return new PiecedText([{ plain, safe: plain }]);
  },
  replace: (_, value, pattern, replacement) => {
    const parts = textOf(value).split(textOf(pattern));
    const filling = textOf(replacement);
    checkLength(parts.reduce((length, part) => length + part.length + filling.length, 0));
    return parts.join(filling);
  },
  short: (_, value, length = SHORT_LENGTH) => textOf(value).slice(0, Number(length)),
  strip: (_, value) => (value instanceof PiecedText ? strip(value) : textOf(value).trim()),
  time: (context, value, zone) =>
    isEmpty(value)
      ? ""
      : formatTime(
          typeof value === "number" ? value : textOf(value),
          isEmpty(zone) ? stateOf(context).scope.timeZone : textOf(zone),
        ),
  truncate: (_, value, length = TRUNCATE_LENGTH, ending = "…") =>
    shorten(textOf(value), Number(length), textOf(ending)),
  uniq: (_, value) => (Array.isArray(value) ? [...new Set(value)] : value),
  url_encode: (_, value) => encodeURIComponent(textOf(value).toWellFormed()),
};

/**
 * Every filter that a template may use. Each use is charged to the rendering's allowance by the size of what goes in, so that no
 * template can make work without end.
 */
export const templateFilters: Readonly<Record<string, FilterHandler>> = {
  ...Object.fromEntries(borrowed.map((name) => [name, borrow(liquidFilters[name] as FilterHandler)])),
  ...Object.fromEntries(Object.entries(own).map(([name, filter]) => [name, adopt(filter)])),
};

/** What people write who know other engines, and what they mean here. */
export const filterSynonyms: Readonly<Record<string, string>> = {
  date: "time",
  truncatewords: "truncate",
  safe: "raw",
  length: "size",
  lower: "downcase",
  upper: "upcase",
  trim: "strip",
  escape: "raw",
};

function borrow(filter: FilterHandler): FilterHandler {
  return function (value, ...values) {
    charge(this.context, [value, ...values]);
    return filter.call(this, plainOf(value), ...values.map(plainOf));
  };
}

function adopt(filter: FilterFunction): FilterHandler {
  return function (value, ...values) {
    charge(this.context, [value, ...values]);
    return filter(this.context, value, ...values);
  };
}

function charge(context: Context, values: readonly unknown[]): void {
  for (const value of values) {
    const plain = plainOf(value);
    context.memoryLimit.use(typeof plain === "string" || Array.isArray(plain) ? plain.length + 1 : 1);
  }
}

function plainOf(value: unknown): unknown {
  return value instanceof Drop ? value.valueOf() : value;
}

function isEmpty(value: unknown): boolean {
  const plain = plainOf(value);
  return plain === undefined || plain === null || plain === false || plain === "" || isEmptyList(plain);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

// What was a value stays a value: text that is safe can take in other text without making it safe.
function join(first: unknown, second: unknown): unknown {
  const [before, after] = [textOf(first), textOf(second)];
  checkLength(before.length + after.length);
  return first instanceof PiecedText || second instanceof PiecedText
    ? new PiecedText([...piecesOf(first), ...piecesOf(second)])
    : before + after;
}

function strip(text: PiecedText): PiecedText {
  const pieces = text.pieces.filter((piece) => (piece.safe ?? piece.plain) !== "");
  const trimmed = pieces.map((piece, index) => {
    if (piece.safe === undefined) return piece;
    const start = index === 0 ? piece.safe.trimStart() : piece.safe;
    const safe = index === pieces.length - 1 ? start.trimEnd() : start;
    return { ...piece, safe, ...(piece.plain === piece.safe ? { plain: safe } : {}) };
  });
  return new PiecedText(trimmed);
}

function shorten(text: string, length: number, ending: string): string {
  const whole = truncate(text, Math.max(0, length));
  if (whole === text || ending === "…") return length > 0 ? whole : "";
  const room = Math.max(1, length - [...ending].length + 1);
  return `${truncate(text, room).slice(0, -1)}${ending}`;
}
