import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { cjkFriendlyExtension } from "micromark-extension-cjk-friendly";
import { gfm } from "micromark-extension-gfm";
import { guardLineStart, type OpenLinksIn, wellFormed } from "./escape.ts";
import { type Context, htmlText, inline, linesOf, type Node, type Of, plain } from "./markdown-inline.ts";
import { taskBoxes } from "./task-box.ts";

interface Block {
  readonly kind: "text" | "quote" | "bullet" | "number" | "heading";
  /** Of an item its number, of a heading its depth. */
  readonly number: number;
  readonly lines: readonly string[];
}

// Measured: a line of 4,000 nested list markers takes micromark minutes, 8,000 characters of nested emphasis a second. So long texts are
// read in windows, and a line beyond these limits is shown as its own characters.
const WINDOW = 50_000;
const MAX_DEPTH = 8;
const MAX_INDENT = 32;
const MAX_MARKS = 400;
const MAX_REPEATS = 50_000;

const RULE = "─".repeat(12);

// Chinese has no blanks around words: `**分支：**main` is strong here, as its author means it, and is written so that it is one everywhere.
const extensions = [gfm({ singleTilde: false }), cjkFriendlyExtension()];
// Without the transforms a URL is only linked where the source, not the text with its escapes resolved, holds it.
const mdastExtensions = [...gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })), taskBoxes];

/**
 * Ordinary Markdown (GFM) as the subset that DingTalk shows on desktop and phone alike. Applied twice it changes nothing more; never throws.
 *
 * Line breaks hold. Nested items and quotes become flat ones with a visible mark, tables lists, code blocks quotes that keep their
 * indentation, rules a drawn line. What a phone can't show (inline code, strikethrough, HTML) is shown as its own characters; of HTML only
 * `<br>` and `<font color=…>` work. Links lead to http, https, `dingtalk://` or `dtmd://`, images to http, https or a media id; any other
 * link is its text.
 */
export function compileMarkdown(markdown: string, options: { openLinksIn: OpenLinksIn }): string {
  // Emphasis at odd places can read differently each time; then it is given up.
  for (const emphasis of [true, false]) {
    let text = markdown;
    for (let round = 0; round < 3; round += 1) {
      const next = compileOnce(text, options.openLinksIn, emphasis);
      if (next === text) return text;
      text = next;
    }
    if (compileOnce(text, options.openLinksIn, true) === text) return text;
  }
  return literal(clean(markdown));
}

function compileOnce(markdown: string, openLinksIn: OpenLinksIn, emphasis: boolean): string {
  return written(windows(clean(markdown)).flatMap((source) => compileWindow(source, openLinksIn, emphasis)));
}

function compileWindow(source: string, openLinksIn: OpenLinksIn, emphasis: boolean): Block[] {
  const root = parsed(source);
  const maps = { definitions: new Map(), notes: new Map(), noted: new Map() };
  const context: Context = { source, openLinksIn, emphasis, ...maps, repeats: MAX_REPEATS };
  collect(root, context);
  const blocks = blocksOf("children" in root ? root.children : [], context);
  // A note can refer to another one: the map grows while it is read.
  for (const [identifier, number] of context.noted) {
    const [first = "", ...others] = flat(blocksOf(context.notes.get(identifier)?.children ?? [], context));
    blocks.push({ kind: "text", number, lines: [`\\[${number}\\] ${first}`.trim(), ...others] });
  }
  return blocks;
}

/** The tree of a text. The parser's build for development asserts, in rare texts, what its own build for production does not hold. */
function parsed(source: string): Node {
  try {
    return fromMarkdown(source, { extensions, mdastExtensions });
  } catch {
    return { type: "root", children: [{ type: "paragraph", children: [{ type: "text", value: source }] }] };
  }
}

function clean(markdown: string): string {
  return wellFormed(markdown)
    .replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\t\n]|\uFEFF/gu, "");
}

function windows(text: string): string[] {
  const parts: string[] = [];
  let rest = boundedLines(text);
  while (rest.length > WINDOW) {
    const end = [rest.lastIndexOf("\n\n", WINDOW), rest.lastIndexOf("\n", WINDOW)].find((index) => index > 0) ?? WINDOW;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...parts, rest];
}

function boundedLines(text: string): string {
  let marks = 0;
  let fence: string | undefined;
  let isTable = false;
  const lines = text.split("\n");
  const bounded = lines.map((line, index) => {
    const containers =
      /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?![^ \t])))*/.exec(line)?.[0].match(/[>+*-]|\d+/g)?.length ?? 0;
    const own = line.replace(/\\./g, "").replace(/[^`*_~[\]<]/g, "").length;
    isTable = isTable ? line.startsWith("|") : isTableHead(lines, index);
    marks = own + (containers > 0 || isTable || line.trim() === "" ? 0 : marks);
    const opened = fence;
    fence = fenceAfter(line, fence);
    if (containers > MAX_DEPTH || own > MAX_MARKS) return literal(line);
    const kept = line.replace(/^[ \t]+/, (indent) => indent.slice(0, MAX_INDENT));
    if (marks <= MAX_MARKS) return kept;
    if (opened === undefined) {
      fence = undefined;
      return literal(line);
    }
    if (fence === undefined) return kept;
    // Code has no emphasis, but only the parser knows what is code: a blank line between two fences bounds it either way.
    marks = own;
    return `${opened}\n\n${opened}\n${kept}`;
  });
  return bounded.join("\n");
}

/** The fence, with its indentation, that is open behind the line. */
function fenceAfter(line: string, open: string | undefined): string | undefined {
  const mark = /^[ \t]*(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[0];
  if (mark === undefined || open === undefined) return mark ?? open;
  return mark.trim().startsWith(open.trim()) && line.trim() === mark.trim() ? undefined : open;
}

/** Whether a table surely begins here: emphasis does not go from one of its rows to the next. */
function isTableHead(lines: readonly string[], index: number): boolean {
  const [before = "", head = "", rule = ""] = [lines[index - 1], lines[index], lines[index + 1]];
  return (
    before.trim() === "" &&
    head.startsWith("|") &&
    /^\|(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*(?::?-+:?[ \t]*)?$/.test(rule) &&
    cellsOf(head) === cellsOf(rule)
  );
}

function cellsOf(row: string): number {
  return row
    .replace(/\\./g, "")
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|").length;
}

function collect(node: Node, context: Context): void {
  if (node.type === "definition" && !context.definitions.has(node.identifier))
    context.definitions.set(node.identifier, node);
  if (node.type === "footnoteDefinition" && !context.notes.has(node.identifier))
    context.notes.set(node.identifier, node);
  if ("children" in node) for (const child of node.children) collect(child, context);
}

function blocksOf(nodes: readonly Node[], context: Context): Block[] {
  return nodes.flatMap((node) => blockOf(node, context)).filter((block) => block.lines.length > 0);
}

function blockOf(node: Node, context: Context): Block[] {
  switch (node.type) {
    case "paragraph":
      return [{ kind: "text", number: 0, lines: linesOf(inline(node.children, context, {})) }];
    case "heading": {
      const line = linesOf(inline(node.children, context, {})).join(" ");
      return line === "" ? [] : [{ kind: "heading", number: node.depth, lines: [line] }];
    }
    case "thematicBreak":
      return [{ kind: "text", number: 0, lines: [RULE] }];
    case "blockquote":
      return [{ kind: "quote", number: 0, lines: flat(blocksOf(node.children, context)) }];
    case "code":
      return [{ kind: "quote", number: 0, lines: codeLines(node.value) }];
    case "html":
      return [{ kind: "text", number: 0, lines: linesOf(htmlText(node.value)) }];
    case "list":
      return node.children.flatMap((item, index) =>
        itemBlocks(item, node.ordered === true ? (node.start ?? 1) + index : undefined, context),
      );
    case "table":
      return tableItems(node, context);
    default:
      return [];
  }
}

function itemBlocks(item: Of<"listItem">, number: number | undefined, context: Context): Block[] {
  const blocks = blocksOf(item.children, context);
  const end = blocks.findIndex((block) => block.kind === "bullet" || block.kind === "number");
  const [first = "", ...others] = flat(end === -1 ? blocks : blocks.slice(0, end));
  const box = item.checked === true ? "☑ " : item.checked === false ? "☐ " : "";
  const line = `${box}${first}`.trim();
  const own: Block = {
    kind: number === undefined ? "bullet" : "number",
    number: number ?? 0,
    lines: [line, ...others],
  };
  return [...(line === "" ? [] : [own]), ...(end === -1 ? [] : blocks.slice(end).map(nested))];
}

// DingTalk swallows the blanks that would nest an item, so a nested one is an item of the outer list with a mark of its own.
function nested(block: Block): Block {
  const [first = "", ...others] = block.kind === "bullet" || block.kind === "number" ? block.lines : flat([block]);
  const mark = block.kind === "number" ? `◦ ${block.number}. ` : block.kind === "bullet" ? "◦ " : "";
  return { kind: "bullet", number: 0, lines: [`${mark}${first}`, ...others] };
}

function tableItems(table: Of<"table">, context: Context): Block[] {
  const [head, ...rows] = table.children.map((row) =>
    row.children.map((cell) => linesOf(inline(cell.children, context, { strong: true })).join(" ")),
  );
  const labels = (head ?? []).map((label) => (label === "" || !context.emphasis ? label : `**${label}**`));
  const items = rows.map((cells) =>
    cells.flatMap((cell, index) => {
      const label = labels[index] ?? "";
      context.repeats -= label.length;
      return cell === "" ? [] : [label === "" || context.repeats < 0 ? cell : `${label}: ${cell}`];
    }),
  );
  return (rows.length === 0 ? [labels.filter((label) => label !== "")] : items)
    .map((parts) => parts.join(" · "))
    .filter((line) => line !== "")
    .map((line) => ({ kind: "bullet", number: 0, lines: [line] }));
}

// A phone shows a fence as it is written, the desktop runs HTML in it, and both drop leading blanks: hence a quote of plain text.
function codeLines(code: string): string[] {
  return code.split("\n").map((line) => {
    const spaced = line
      .replaceAll("\t", "  ")
      .replace(/^ +|(?<= ) +/g, (blanks) => "\u00A0".repeat(blanks.length))
      .trimEnd();
    return guardLineStart(plain(spaced === "" ? "\u00A0" : spaced));
  });
}

function flat(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ kind, number, lines }) => {
    if (kind === "quote") return lines.map((line) => `» ${line}`);
    const mark = kind === "bullet" ? "• " : kind === "number" ? `${number}\\. ` : "";
    return lines.map((line, index) => (index === 0 ? `${mark}${line}` : line));
  });
}

function written(blocks: readonly Block[]): string {
  let text = "";
  let last: Block | undefined;
  let number = 0;
  for (const block of blocks) {
    const follows = last?.kind === block.kind && (block.kind === "bullet" || block.kind === "number");
    // CommonMark takes at most nine digits.
    number = Math.min(follows ? number + 1 : block.number, 999_999_999);
    const gap = last === undefined ? "" : follows ? "\n" : "\n\n";
    text += gap + writtenBlock(block, number);
    last = block;
  }
  return text;
}

function writtenBlock({ kind, lines }: Block, number: number): string {
  switch (kind) {
    case "text":
      return lines.join("  \n");
    case "quote":
      return `> ${lines.join("  \n> ")}`;
    case "heading":
      // A heading swallows the signs at its end.
      return `${"#".repeat(number)} ${lines.join(" ").replace(/(?<= )#+$/, "\\$&")}`;
    case "bullet":
      return `- ${lines.join("  \n  ")}`;
    case "number":
      return `${number}. ${lines.join(`  \n${" ".repeat(`${number}. `.length)}`)}`;
    default:
      return kind satisfies never;
  }
}

function literal(text: string): string {
  return text
    .split(/\n(?:[ \t]*\n)+/)
    .map((block) => linesOf(plain(block)).join("  \n"))
    .filter((block) => block !== "")
    .join("\n\n");
}
