import { linkDestination, type OpenLinksIn, targetOf } from "./escape.ts";

// Nothing that a parser would read otherwise than it is written: no bare URL or address, no HTML, code, table, image, and no sign whose
// meaning depends on its neighbours. Each token begins with a character of its own, so that no line is tried twice.
const ESCAPED = String.raw`\\[\\\x60*_[\]]|&(?:lt|gt|amp|nbsp|#126|#124);`;
const PLAIN = String.raw`[^\\\x60*_[\]<>&~|@!\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\p{Cs}]|@(?=\u200b)|!(?!\[)`;
const TEXT = `(?:${PLAIN}|${ESCAPED})`;
const BOLD = String.raw`\*\*${TEXT}+\*\*(?!\*)`;
const LINK = String.raw`\[(?=[^\s^])${TEXT}+(?<!\s)\]\((?:https?|dingtalk|dtmd):\/\/[\w./?=%,+:~#-](?:[\w./?=%,+:~#-]|&(?!#?\w+;))*\)`;
const LINE = new RegExp(`^(?=[^\\x20-\\x29+,\\-./:-@^{}]|[&\\d])(?!\\d*[.)])(?:${TEXT}|${BOLD}|${LINK})+$`, "u");
// Apart from LINE, where the letters of all scripts would cost a start 5 ms.
const LETTERS_AT_ENDS = /^[\p{L}\p{N}](?:.*[\p{L}\p{N}])?$/su;
const URL_LIKE = /:\/\/|www\./i;
const LINK_TARGET = /(?<=(?<!\\)(?:\\\\)*\])\(([^()]*)\)/g;

const MAX_CHARACTERS = 20_000;
const MAX_MARKS = 300;

/**
 * What `compileMarkdown` makes of a text that has nothing but headings, items, paragraphs, strong text and links, as most messages: the
 * same, without its parser. `undefined` for every other text.
 */
export function compileSimpleMarkdown(
  markdown: string,
  { openLinksIn }: { openLinksIn: OpenLinksIn },
): string | undefined {
  if (markdown.length > MAX_CHARACTERS || (markdown.match(/[\\*_[\]]/g)?.length ?? 0) > MAX_MARKS) return undefined;
  let text = "";
  let last: "none" | "text" | "bullet" | "heading" = "none";
  let isBehindBlank = true;
  for (const raw of markdown.split("\n")) {
    const line = raw.replace(/ +$/, "");
    if (line === "") {
      isBehindBlank = true;
      continue;
    }
    const [, mark = "", content = ""] = /^(- |#{1,6} )?(.*)$/su.exec(line) ?? [];
    if (
      !LINE.test(content) ||
      !content.split("**").every((piece, index) => index % 2 === 0 || LETTERS_AT_ENDS.test(piece)) ||
      URL_LIKE.test(content.replace(LINK_TARGET, "")) ||
      content.endsWith("#") ||
      content.trim() !== content
    )
      return undefined;
    const kind = mark === "" ? "text" : mark === "- " ? "bullet" : "heading";
    // What follows an item without a blank line between them is a part of it.
    if (kind === "text" && last === "bullet" && !isBehindBlank) return undefined;
    const gap =
      last === "none"
        ? ""
        : kind === "text" && last === "text" && !isBehindBlank
          ? "  \n"
          : kind === "bullet" && last === "bullet"
            ? "\n"
            : "\n\n";
    text +=
      gap + mark + content.replace(LINK_TARGET, (_, url: string) => `(${targetOf(linkDestination(url), openLinksIn)})`);
    last = kind;
    isBehindBlank = false;
  }
  return text;
}
