import type { fromMarkdown } from "mdast-util-from-markdown";
import { escapePunctuation, guardLineStart, linkDestination, type OpenLinksIn, targetOf } from "./escape.ts";

type Root = ReturnType<typeof fromMarkdown>;
export type Node = Root | Root["children"][number];
export type Of<Type extends Node["type"]> = Extract<Node, { type: Type }>;

/** What the runs of one text share. */
export interface Context {
  readonly source: string;
  readonly openLinksIn: OpenLinksIn;
  readonly emphasis: boolean;
  readonly definitions: Map<string, Of<"definition">>;
  readonly notes: Map<string, Of<"footnoteDefinition">>;
  /** The numbers of the footnotes that were referred to. */
  readonly noted: Map<string, number>;
  /** Characters that may still be repeated: a long URL behind a short reference, the head of a long table. */
  repeats: number;
}

/** What a run of text stands in. */
interface Place {
  readonly link?: boolean;
  readonly strong?: boolean;
  readonly italic?: boolean;
}

const LINK = /^(?:https?|dingtalk|dtmd):\/\/[^/]/i;
const MEDIA_ID = /^@[\w+/=-]+$/;
const FONT = /^<font color=["']?(#[\da-f]{3}|#[\da-f]{6}|[a-z]{3,20})["']?>$/i;

/** The text of inline nodes in DingTalk's Markdown; a line break is a newline. */
export function inline(nodes: readonly Node[], context: Context, place: Place): string {
  const fonts = fontTags(nodes);
  const pieces = nodes.map((node) => fonts.get(node) ?? piece(node, context, place));
  let text = "";
  let isLinking = false;
  for (const [index, node] of nodes.entries()) {
    let own = pieces[index] ?? "";
    if (node.type === "link" && isBare(node, context) && !endsBefore(pieces.slice(index + 1), place))
      own = explicitLink(node.url, own, context);
    // A URL that links by itself ends where it did.
    if (!isLinking) own = apart(text, own);
    isLinking = node.type === "link" && own === sourceOf(node, context);
    // An exclamation mark would turn the link behind it into an image.
    if (own.startsWith("[") && text.endsWith("!")) text = `${text.slice(0, -1)}\\!`;
    text += gapBetween(text, own, nodes[index - 1], node) + own;
  }
  return text;
}

/** A blank where the marks of an emphasis would be none without it: a letter stands outside, a punctuation mark inside. */
function gapBetween(before: string, own: string, last: Node | undefined, node: Node): string {
  const isClosing = isEmphasis(last) && /(?:[^\P{P}*]|\p{S})\*+$/u.test(before) && /^[^\s\p{P}\p{S}]/u.test(own);
  const isOpening = isEmphasis(node) && /[^\s\p{P}\p{S}]$/u.test(before) && /^\*+(?:[^\P{P}*]|\p{S})/u.test(own);
  return isClosing || isOpening ? " " : "";
}

function isEmphasis(node: Node | undefined): boolean {
  return node?.type === "strong" || node?.type === "emphasis";
}

/**
 * Whether a URL that links by itself ends where it did, whatever is written behind it: a blank comes, with no escape before it and no
 * other piece, or the end of the text. The end of an emphasis is none, since its mark may be given up.
 */
function endsBefore([next = "", ...others]: readonly string[], place: Place): boolean {
  const blank = /^[^\s\\&*[!<]*(\s|$)/.exec(next)?.[1];
  return blank === "" ? others.length === 0 && place.strong !== true && place.italic !== true : blank !== undefined;
}

/** What only together with the text before it would link by itself: `https` and `://…`, `www` and `.…`, a name and `@….…`. */
function apart(before: string, own: string): string {
  if (/https?$/i.test(before) && own.startsWith("://")) return `&#58;${own.slice(1)}`;
  if (/www$/i.test(before) && own.startsWith(".")) return `&#46;${own.slice(1)}`;
  return /[\w.+-]$/.test(before) ? own.replace(/^@(?=[\w-]+\.)/, "&#64;") : own;
}

function piece(node: Node, context: Context, place: Place): string {
  switch (node.type) {
    case "text":
      return plain(node.value, place);
    case "inlineCode":
      return plain(`\`${node.value}\``, place);
    case "break":
      return "\n";
    case "html":
      return htmlText(node.value, place);
    case "delete":
      return `&#126;&#126;${inline(node.children, context, place)}&#126;&#126;`;
    case "strong":
      return wrapped(
        "**",
        inline(node.children, context, { ...place, strong: true }),
        context.emphasis && place.strong !== true,
      );
    case "emphasis":
      return wrapped(
        "*",
        inline(node.children, context, { ...place, italic: true }),
        context.emphasis && place.italic !== true,
      );
    case "link":
      return isBare(node, context) ? sourceOf(node, context) : linked(node.url, node.children, context, place);
    case "linkReference":
      return linked(resolved(node.identifier, context), node.children, context, place);
    case "image":
      return image(node.url, node.alt ?? "", place);
    case "imageReference":
      return image(resolved(node.identifier, context), node.alt ?? "", place);
    case "footnoteReference": {
      const number = context.noted.get(node.identifier) ?? context.noted.size + 1;
      context.noted.set(node.identifier, number);
      return `\\[${number}\\]`;
    }
    default:
      return "";
  }
}

function wrapped(mark: string, content: string, kept: boolean): string {
  const [, before = "", inner = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(content) ?? [];
  return kept && inner !== "" ? `${before}${mark}${inner}${mark}${after}` : content;
}

function linked(url: string, children: readonly Node[], context: Context, place: Place): string {
  const target = linkDestination(url);
  if (!LINK.test(target) || place.link === true) return inline(children, context, place);
  const label = linesOf(inline(children, context, { ...place, link: true })).join(" ");
  return `[${label === "" ? plain(target, { link: true }) : label}](${targetOf(target, context.openLinksIn)})`;
}

function image(url: string, alt: string, place: Place): string {
  const shown = plain(alt.replace(/\s+/g, " "), { link: true });
  const source = MEDIA_ID.test(url) ? url : linkDestination(url);
  const kept = place.link !== true && (MEDIA_ID.test(url) || /^https?:\/\/[^/]/i.test(source));
  return kept ? `![${shown}](${source})` : plain(alt, place);
}

function resolved(identifier: string, context: Context): string {
  const url = context.definitions.get(identifier)?.url ?? "";
  context.repeats -= url.length;
  return context.repeats < 0 ? "" : url;
}

/** A URL that GFM links by itself, or one of its `www.` and e-mail addresses. */
function isBare(node: Of<"link">, context: Context): boolean {
  return !/^[[<]/.test(sourceOf(node, context));
}

function sourceOf(node: Node, context: Context): string {
  return context.source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
}

function explicitLink(url: string, own: string, context: Context): string {
  return own === url ? linked(url, [{ type: "text", value: url }], context, {}) : plain(own);
}

// Only a pair works, and only with a colour: everything else would be HTML of DingTalk's own desktop window.
function fontTags(nodes: readonly Node[]): Map<Node, string> {
  const tags = new Map<Node, string>();
  let open: Node | undefined;
  for (const node of nodes) {
    if (node.type !== "html") continue;
    if (FONT.test(node.value)) open = node;
    if (open?.type !== "html" || !/^<\/font>$/i.test(node.value)) continue;
    tags.set(open, `<font color=${FONT.exec(open.value)?.[1] ?? ""}>`).set(node, "</font>");
    open = undefined;
  }
  return tags;
}

/** HTML as its own characters: `<br>` breaks the line, a comment is gone. */
export function htmlText(html: string, place: Place = {}): string {
  if (html.startsWith("<!--") && html.endsWith("-->")) return "";
  return html
    .split(/<br\s{0,9}\/?>/i)
    .map((part) => plain(part, place))
    .join("\n");
}

/** Text with everything escaped that Markdown could read in it, URLs that the source did not link included. */
export function plain(text: string, place: Place = {}): string {
  const escaped = escapePunctuation(text.replaceAll("\t", " "));
  if (place.link === true) return escaped;
  return (
    escaped
      // A renderer that finds no link before a scheme glued to a word (or an emoji, of which it sees half) finds one behind it.
      .replace(/(?<=(?:[^\s\p{P}\p{S}]|[^\0-\uFFFF])https?:\/\/)www(?=\.)/giu, "$&\u200B")
      .replace(/(?<=https?):(?=\/\/)/gi, "&#58;")
      .replace(/(?<=www)\./gi, "&#46;")
      .replace(/(?<=[\w.+-])@(?=[\w-]+\.)/g, "&#64;")
  );
}

/** The lines of a text that hold something, each kept from starting a block. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => guardLineStart(line.replace(/^[ \t]+|[ \t]+$/g, "")))
    .filter((line) => line !== "");
}
