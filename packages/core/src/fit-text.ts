import { guardLineStart } from "./escape.ts";
import { graphemesOf } from "./truncate.ts";

export type TextFormat = "markdown" | "text";

/** Below this many bytes a text can't be cut with the marks that a cut may need. */
export const MIN_ROOM_BYTES = 200;

type Level = "block" | "item" | "line" | "character";

interface Cut {
  readonly text: string;
  /** Bytes of a part that holds nothing yet. */
  readonly wholeRoom: number;
  readonly format: TextFormat;
}

const next = { block: "item", item: "line", line: "character" } as const;

// Closing and opening again what a cut goes through: `**`, a font, the sign of a quote, an escape.
const MARK_BYTES = 60;

// What must stay whole has at most this many characters.
const MAX_WHOLE = 12_000;

// A longer one would not fit into MARK_BYTES, and is text: closing and opening it again would leave no room for what stands in it.
const FENCE = /^ {0,3}(`{3,12}|~{3,12})[^\n`~]{0,20}$/;
const ITEM = /^ {0,3}(?:[-+*]|\d{1,9}[.)])[ \t]/;
// What must stay whole: an image or link, code, a URL, an entity, an escape, a tag, a mark of emphasis, each with what combines with its end.
const WHOLE =
  /((?:!?\[(?:\\.|[^\]\\]){0,2000}\]\([^()\s]{0,9000}\)|`{1,9}[^`]{1,2000}`{1,9}|https?:\/\/\S{1,9000}|&#?\w{1,32};|\\[^\s\w]|<[^<>]{1,200}>|\*{1,9})[\p{M}\p{EMod}\u200D]*)/gu;

const encoder = new TextEncoder();

/** The UTF-8 bytes that a text takes inside a JSON string, its quotation marks apart. */
export function jsonBytes(text: string): number {
  return encoder.encode(JSON.stringify(text)).length - 2;
}

/**
 * Cuts off a part of at most `room` bytes: between blocks, else between items, lines, sentences, words, or characters as a person sees them.
 * Never inside a link, an entity or an escape that fits at all; a fence, bold text, a font and a quote that are cut are closed and opened again.
 */
export function takePart(
  text: string,
  room: number,
  wholeRoom: number,
  format: TextFormat,
): { part: string; rest: string } {
  if (jsonBytes(text) <= room) return { part: text, rest: "" };
  const cut = { text, wholeRoom, format };
  return cutAt(text, take(cut, 0, text.length, format === "text" ? "line" : "block", room), format);
}

/** The beginning of a text in at most `room` bytes, with "…" where something was cut. */
export function shortened(text: string, room: number): string {
  if (jsonBytes(text) <= room) return text;
  let end = 0;
  let left = room - jsonBytes("…");
  for (const { segment } of graphemesOf(text.slice(0, room))) {
    left -= jsonBytes(segment);
    if (left < 0) break;
    end += segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}

function take(cut: Cut, start: number, end: number, level: Level, room: number): number {
  if (level === "character") return takeCharacters(cut, start, end, room - (cut.format === "text" ? 0 : MARK_BYTES));
  const starts = [...unitStarts(cut.text, start, end, level), end];
  let left = room;
  for (let index = 0; index + 1 < starts.length; index += 1) {
    const from = starts[index] ?? start;
    const to = starts[index + 1] ?? end;
    const unit = cut.text.slice(from, to);
    const bytes = jsonBytes(unit.trimEnd());
    if (bytes > left) {
      // What needs several parts anyway may begin in this one.
      const into = bytes > cut.wholeRoom || from === 0 ? takeInto(cut, from, to, level, left) : from;
      if (into > from) return into;
      const previous = starts[index - 1] ?? 0;
      return previous > 0 && /^#{1,6} [^\n]*\s*$/.test(cut.text.slice(previous, from)) ? previous : from;
    }
    left -= jsonBytes(unit);
  }
  return end;
}

function takeInto(cut: Cut, from: number, to: number, level: "block" | "item" | "line", left: number): number {
  if (left < MIN_ROOM_BYTES && from > 0) return from;
  const fence = level === "block" ? fenceOf(cut.text.slice(from, to)) : undefined;
  const into = take(
    cut,
    from,
    to,
    fence === undefined ? next[level] : "line",
    left - (fence === undefined ? 0 : MARK_BYTES),
  );
  // A fence with nothing in it is no part of one.
  return fence !== undefined && into <= from + fence.length + 1 && from > 0 ? from : into;
}

function unitStarts(text: string, start: number, end: number, level: "block" | "item" | "line"): number[] {
  const starts = [start];
  let at = start;
  let fence: string | undefined;
  let blank = false;
  for (const line of text.slice(start, end).split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    const outside = fence === undefined;
    if (
      at > start &&
      (level === "line" ||
        (outside && (level === "item" ? ITEM.test(line) : blank && (mark !== undefined || /^\S/.test(line)))))
    ) {
      starts.push(at);
    }
    if (mark !== undefined && (fence === undefined || (line.trim() === mark && mark.startsWith(fence))))
      fence = outside ? mark : undefined;
    blank = line.trim() === "";
    at += line.length + 1;
  }
  return starts;
}

function takeCharacters(cut: Cut, start: number, end: number, room: number): number {
  let at = start;
  let left = room;
  let sentence = start;
  let word = start;
  let before = "";
  for (const piece of piecesOf(cut.text.slice(start, Math.min(end, start + Math.max(room, 0) + MAX_WHOLE)), cut)) {
    const bytes = jsonBytes(piece);
    if (bytes > left) break;
    left -= bytes;
    at += piece.length;
    if (/^\s/.test(piece)) word = at;
    if (/^[。！？；]/.test(piece) || (/^\s/.test(piece) && /[.!?;]$/.test(before))) sentence = at;
    before = piece;
  }
  const half = start + (at - start) / 2;
  return sentence > half ? sentence : word > half ? word : at;
}

function* piecesOf(text: string, cut: Cut): Generator<string> {
  for (const [index, run] of text.split(cut.format === "text" ? /(https?:\/\/\S{1,9000})/ : WHOLE).entries()) {
    if (index % 2 === 1 && jsonBytes(run) <= cut.wholeRoom - MARK_BYTES) yield run;
    else
      for (const { segment } of graphemesOf(run))
        yield* jsonBytes(segment) <= cut.wholeRoom - MARK_BYTES ? [segment] : segment;
  }
}

function cutAt(text: string, index: number, format: TextFormat): { part: string; rest: string } {
  const part = text.slice(0, index).replace(/\s+$/, "");
  const rest = text.slice(index).replace(format === "text" ? /^\n/ : /^[ \t]*\n+|^[ \t]+/, "");
  if (format === "text") return { part, rest };
  const blockStart = unitStarts(text, 0, index, "block").at(-1) ?? 0;
  const block = text.slice(blockStart, index);
  const fence = fenceOf(block);
  if (fence !== undefined && unitStarts(text, 0, text.length, "block").every((start) => start !== index)) {
    return { part: `${part}\n${FENCE.exec(fence)?.[1] ?? ""}`, rest: `${fence}\n${text.slice(index)}` };
  }
  if (text[index - 1] === "\n") return { part, rest };
  return cutLine(part, rest, block);
}

function cutLine(part: string, rest: string, block: string): { part: string; rest: string } {
  const line = block.slice(block.lastIndexOf("\n") + 1);
  const quote = /^ {0,3}(?:> ?)+/.exec(line)?.[0] ?? "";
  const bare = block.replace(/\\./g, "");
  const strong = (bare.match(/\*\*/g)?.length ?? 0) % 2 === 1 ? "**" : "";
  const font = /<font color=[^<>]{1,20}>(?![\s\S]*<\/font>)/.exec(bare)?.[0] ?? "";
  return {
    part: `${part}${strong}${font === "" ? "" : "</font>"}`,
    rest: `${quote}${font}${strong}${font + strong === "" ? guardLineStart(rest) : rest}`,
  };
}

/** The opening line of a fenced block. */
function fenceOf(block: string): string | undefined {
  const line = block.slice(0, block.indexOf("\n") === -1 ? undefined : block.indexOf("\n"));
  return FENCE.test(line) ? line : undefined;
}
