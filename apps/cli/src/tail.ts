import { stripEscapes } from "./terminal.ts";

// A line longer than this is a file on its way, not words.
const MAX_LINE = 2000;
// What is kept of a line until it is masked: masking makes a line shorter, and what is cut here must not come into sight by that.
const MAX_OPEN = 262_144;

/** The last lines of an output that comes in pieces. */
export interface Tail {
  /** One stream's next bytes; a character may be cut between two pieces. */
  push(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** The last lines: no escape sequences, of a line that was written over the last text, no empty ones at the end. */
  lines(): readonly string[];
}

/** Keeps `count` lines; those of both streams in the order in which they came. Each is masked whole before it is cut. */
export function createTail(count: number, mask: (line: string) => string = (line) => line): Tail {
  const kept: string[] = [];
  const streams = {
    stdout: { decoder: new TextDecoder(), open: "" },
    stderr: { decoder: new TextDecoder(), open: "" },
  };
  const keep = (line: string) => {
    kept.push(line);
    if (kept.length > count) kept.shift();
  };
  return {
    push(stream, bytes) {
      const state = streams[stream];
      const [first = "", ...others] = state.decoder.decode(bytes, { stream: true }).split("\n");
      state.open = bounded(state.open + first);
      for (const other of others) {
        keep(state.open);
        state.open = bounded(other);
      }
    },
    lines() {
      const open = [streams.stdout.open, streams.stderr.open].filter((line) => line !== "");
      const all = [...kept, ...open].map((line) => mask(clean(line)).slice(0, MAX_LINE));
      while (all.at(-1)?.trim() === "") all.pop();
      return count === 0 ? [] : all.slice(-count);
    },
  };
}

// A progress line goes on for ever: only what it wrote last counts.
function bounded(line: string): string {
  return line.length <= MAX_OPEN ? line : withoutOverwritten(line).slice(0, MAX_OPEN);
}

function clean(line: string): string {
  return withoutOverwritten(stripEscapes(line));
}

function withoutOverwritten(line: string): string {
  const plain = line.replace(/\r{1,8}$/, "");
  return plain.slice(plain.lastIndexOf("\r") + 1);
}
