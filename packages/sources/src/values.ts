import type { Ref } from "@dingpipe/core";
import { PLAIN_PAGE, parseUrl } from "./git-url.ts";

const MAX_NAME_CHARACTERS = 500;
const MAX_MESSAGE_CHARACTERS = 4_000;
const MAX_URL_CHARACTERS = 2_048;
// Before it something visible has to come: one blank text of a megabyte may be read for each item of a list.
const MAX_BLANK_CHARACTERS = 20_000;

const LINE_END = /[\n\r\v\f\u0085\u2028\u2029]/u;
// A text of spaces and zero-width characters would be a line that shows nothing.
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u;
const NO_NUMBER = new Set(["false", "0", "null", "none", "undefined"]);

// From the slashes to the last @ before the path.
const USER_INFO = /(?<=:\/\/)[^\s/?#]*@/g;

// No CI ran before; Go's and .NET's zero time stand for "not yet".
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(9999, 11, 31);
// Only forms that name their zone: without one the answer would depend on the machine.
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?:(Z|UTC)|([+-]\d{2}):?(\d{2}))$/i;
const RFC_1123_TIME = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})$/;

/** What somebody else wrote as a name: trimmed, at most 500 characters; nothing visible is no name. */
export function cleanName(raw: unknown): string | undefined {
  return clean(raw, MAX_NAME_CHARACTERS);
}

/** What somebody else wrote as a message: trimmed, lines kept, at most 4,000 characters. */
export function cleanMessage(raw: unknown): string | undefined {
  return clean(raw, MAX_MESSAGE_CHARACTERS);
}

/** The first line that is not blank, at most 500 characters. */
export function firstLine(message: string): string | undefined {
  const line = message.split(LINE_END).find((text) => VISIBLE.test(text));
  return line === undefined ? undefined : cut(line.trim(), MAX_NAME_CHARACTERS);
}

/** A pull request's number, also from `!12` and `#12`; some CIs say `false` where there is none. */
export function changeNumber(raw: string | undefined): string | undefined {
  const number = raw?.replace(/^[!#]/, "") ?? "";
  return /^[\w-]{1,64}$/.test(number) && !NO_NUMBER.has(number.toLowerCase()) ? number : undefined;
}

/** A branch or tag from any of git's spellings; `full` is kept where it says more than the short name. */
export function parseRef(raw: string): Ref {
  const tag = raw.match(/^refs\/tags\/(.+)$/s)?.[1];
  if (tag !== undefined) return { full: raw, tag };
  const branch = raw.match(/^(?:refs\/heads\/|refs\/remotes\/origin\/|origin\/)(.+)$/s)?.[1];
  if (branch !== undefined) return { full: raw, branch };
  return raw.startsWith("refs/") ? { full: raw } : { branch: raw };
}

/** A time as senders write it (Unix seconds or milliseconds, ISO 8601 with a zone, RFC 1123) as ISO 8601 in UTC. */
export function parseTime(raw: string | undefined): string | undefined {
  const text = raw?.trim() ?? "";
  const timeMs = /^\d{1,13}$/.test(text) ? unixMs(text) : writtenMs(text);
  return timeMs >= EARLIEST_MS && timeMs <= LATEST_MS ? new Date(timeMs).toISOString() : undefined;
}

/** A page's address: http or https, without user info; anything else gives nothing. */
export function parsePage(raw: string | undefined): string | undefined {
  if (raw === undefined || raw.length > MAX_URL_CHARACTERS) return undefined;
  if (PLAIN_PAGE.test(raw)) return raw;
  const url = parseUrl(raw);
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  url.username = "";
  url.password = "";
  return url.href;
}

/** The page below another, such as a commit's below its repository's; none where any part of it is not known. */
export function pageUnder(
  page: string | undefined,
  ...path: readonly (string | number | undefined)[]
): string | undefined {
  return page === undefined || path.includes(undefined) ? undefined : parsePage([page, ...path].join("/"));
}

/** The text with its addresses, without the user info of these. */
export function withoutUserInfo(text: string): string {
  return text.replace(USER_INFO, "");
}

/** The same record without the keys that hold nothing. */
export function present<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept: Partial<T> = {};
  for (const name of Object.keys(fields) as (keyof T)[]) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** A part of an address without its percent signs, or as it is where these are none of UTF-8. */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function clean(raw: unknown, maxCharacters: number): string | undefined {
  const value = typeof raw === "string" ? raw.slice(0, MAX_BLANK_CHARACTERS).trim() : "";
  return VISIBLE.test(value) ? cut(value, maxCharacters) : undefined;
}

/** Never leaves half a character: counts code points, and mends what came in broken. */
function cut(text: string, maxCharacters: number): string {
  const start = text.slice(0, 2 * maxCharacters + 2).toWellFormed();
  if (start.length <= maxCharacters) return start;
  const characters = [...start];
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
