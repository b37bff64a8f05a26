/** Where a link of a message opens: the system's browser, or DingTalk's own side panel. Phones use DingTalk's web view for both. */
export type OpenLinksIn = "browser" | "panel";

// Renderers and clients look for links and mentions after they have decoded entities, so an entity can't break one up; a character
// that stays, and that nobody sees, can.
const BREAK = "\u200B";

/** In characters: what `safeUrl` takes. */
export const MAX_URL_LENGTH = 4096;

// The backslash works for the characters of the first Markdown; the others came later, and DingTalk's own documents use numeric entities.
const entities: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  "~": "&#126;",
  "|": "&#124;",
  "=": "&#61;",
  ":": "&#58;",
  "\u00A0": "&nbsp;",
};

// Joiners and variation selectors count inside an emoji only: a family stays one, a joiner between letters goes.
const EMOJI =
  String.raw`[#*\d]\uFE0F\u20E3|\u{1F3F4}[\u{E0061}-\u{E007A}]{5}\u{E007F}|PERSON(?:\u200DPERSON){0,9}`.replaceAll(
    "PERSON",
    String.raw`\p{ExtPict}[\uFE0F\p{EMod}]?`,
  );
const HIDDEN = new RegExp(String.raw`(${EMOJI})|(\p{Cs})|\p{DI}|[^\P{Cc}\t-\r\x85]|[\uFFF9-\uFFFB]`, "gu");

const MARK = /[@\uFF20\uFE6B]/g;
const URL_START = /((?<![a-z])https?:\/\/\S*)/gi;
const FOREIGN_SCHEME =
  /(?<!(?<![a-z])https?):(?=\/\/)|(?<=script|data|dingtalk|dtmd|mailto|tel|file|blob):(?![\s\u200B])/gi;

/**
 * Untrusted text as one line of DingTalk Markdown that shows exactly these characters, wherever in a line it is put.
 *
 * Control, bidi and zero-width characters are removed (emoji stay whole), white space becomes one blank. No mention, link, image, block or
 * emphasis can come of it. A bare http(s) URL stays its own text and may link to itself; one that holds Markdown punctuation or an `@` is
 * broken by a U+200B, as every `@`, `www.` and other scheme is. Takes time linear in the text.
 */
export function escapeMarkdown(text: string): string {
  const pieces = visibleLine(text).split(URL_START);
  return guardLineEnd(
    guardLineStart(pieces.map((piece, index) => (index % 2 === 1 && isInert(piece) ? piece : inert(piece))).join("")),
  );
}

/** Untrusted text as one line of a title or of a text message, which know no Markdown: mentions and schemes other than http(s) are broken. */
export function escapeText(text: string): string {
  return visibleLine(text).replace(MARK, `$&${BREAK}`).replace(FOREIGN_SCHEME, `:${BREAK}`);
}

/**
 * Untrusted text for a place inside of code: its own characters, since code shows a backslash as one. Only where all of them are
 * harmless outside of code, too; else as `escapeMarkdown` has it.
 */
export function escapeCode(text: string): string {
  const line = escapeText(text);
  return /^[\p{L}\p{N}_./][\p{L}\p{N} _./#+,=-]*$/u.test(line) && !/www\./i.test(line) ? line : escapeMarkdown(text);
}

/**
 * Untrusted text for a place where the target of a link begins: a URL that `safeUrl` takes has what could end the target percent-encoded, and
 * everything else of it as it was. Other text is escaped as `escapeMarkdown` has it, and is no target.
 */
export function escapeTarget(text: string): string {
  return safeUrl(text) === undefined ? escapeMarkdown(text) : linkDestination(text.trim());
}

/**
 * The URL where it is http or https without user info and at most 4,096 characters long, else `undefined`. What would end a Markdown link,
 * and what looks like a mention, is percent-encoded.
 */
export function safeUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_URL_LENGTH) return undefined;
  const url = parseUrl(text);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    return undefined;
  return linkDestination(url.href);
}

/** A Markdown link with an untrusted title; the title alone where the URL is not safe. */
export function link(title: string, url: string | undefined, openLinksIn: OpenLinksIn): string {
  const target = safeUrl(url);
  const shown = escapeMarkdown(title);
  return target === undefined
    ? shown
    : `[${shown === "" ? escapeMarkdown(target) : shown}](${targetOf(target, openLinksIn)})`;
}

/**
 * An http(s) URL as DingTalk wants it to open it in the browser or in its side panel; every other URL unchanged.
 *
 * @see https://open.dingtalk.com/document/orgapp/message-link-description (`pc_slide`)
 */
export function targetOf(url: string, openLinksIn: OpenLinksIn): string {
  if (!/^https?:\/\//i.test(url)) return url;
  const inner = encodeURIComponent(wellFormed(url)).replace(/[!'()*]/g, percentEncode);
  return `dingtalk://dingtalkclient/page/link?url=${inner}&pc_slide=${openLinksIn === "panel"}`;
}

/** A URL as it can stand between the brackets of a Markdown link, everything that could end it there percent-encoded. */
export function linkDestination(url: string): string {
  return wellFormed(url)
    .replace(/[\s\p{Cc}\p{DI}()<>\\`*"'|@{}^]/gu, percentEncode)
    .replace(/(&#?\w+);/g, "$1%3B");
}

/** Text with its inline punctuation escaped; `guardLineStart` and `guardLineEnd` care for what only counts at the edges of a line. */
export function escapePunctuation(text: string): string {
  return text.replace(/[\\`*_[\]]/g, "\\$&").replace(/[<>&~|\u00A0]/g, entityOf);
}

/** Keeps a line of text from starting a heading, list, quote, table or underlining the line above it. */
export function guardLineStart(line: string): string {
  return line
    .replace(/^(?:[=>]|:(?=-))/, entityOf)
    .replace(/^(?:[#+-]|\d*[.)](?=\s|$))/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** Text whose lone halves of surrogate pairs are U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\uFFFD");
}

// A heading swallows the signs at its end, and an exclamation mark turns the link after it into an image.
function guardLineEnd(line: string): string {
  return line.replace(/(?<= )#+$|!$/, "\\$&");
}

// Nothing in it is hidden, and no blank stands beside another one: most values.
const VISIBLE_LINE =
  /^[!-~\u3001-\u301E\u4E00-\u9FFF\uFF01-\uFF5E]+(?: [!-~\u3001-\u301E\u4E00-\u9FFF\uFF01-\uFF5E]+)*$/;

function visibleLine(text: string): string {
  if (VISIBLE_LINE.test(text)) return text;
  return text
    .replace(HIDDEN, (_, emoji?: string, lone?: string) => emoji ?? (lone === undefined ? "" : "\uFFFD"))
    .replace(/(\p{M}{8})\p{M}+/gu, "$1")
    .replace(/(?:(?!\u3000)[\s\x85])+/g, " ")
    .trim();
}

function inert(text: string): string {
  const broken = text
    .replace(URL_START, (url) => url.replace(/:(?=\/\/)/g, `:${BREAK}`))
    .replace(FOREIGN_SCHEME, `:${BREAK}`);
  return escapePunctuation(broken.replace(/www(?=\.)/gi, `$&${BREAK}`)).replace(MARK, `$&${BREAK}`);
}

// Escapes would show inside a URL that links to itself, so only one that needs none is kept: its host is plain, an underscore stands between
// letters (no emphasis there), nothing in it is an entity, a quotation mark, a second `www.` or another scheme.
function isInert(url: string): boolean {
  return (
    /^https?:\/\/[a-z\d](?:[a-z\d.-]*[a-z\d])?(?![_\p{L}])[^\\`*[\]~|@\uFF20\uFE6B<>"']*(?<![!&])$/iu.test(url) &&
    !/[^\p{L}\p{N}_]_|_(?![\p{L}\p{N}_])|&#?\w+;|(?<!^https?:\/\/)www\./iu.test(url) &&
    url.replace(FOREIGN_SCHEME, "") === url
  );
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function entityOf(character: string): string {
  return entities[character] ?? character;
}

function percentEncode(characters: string): string {
  return Array.from(
    new TextEncoder().encode(characters),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
  ).join("");
}
