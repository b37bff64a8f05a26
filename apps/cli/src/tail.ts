import { stripEscapes } from "./terminal.ts";

// A line longer than this is a file on its way, not words.
const MAX_LINE = 2000;

/** The last lines of an output that comes in pieces. */
export interface Tail {
  /** One stream's next bytes; a character may be cut between two pieces. */
  push(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** The last lines: no escape sequences, of a line that was written over the last text, no empty ones at the end. */
  lines(): readonly string[];
}

/** Keeps `count` lines; those of both streams in the order in which they came. */
export function createTail(count: number): Tail {
  const kept: string[] = [];
  const streams = {
    stdout: { decoder: new TextDecoder(), open: "" },
    stderr: { decoder: new TextDecoder(), open: "" },
  };
  const keep = (line: string) => {
    kept.push(clean(line));
    if (kept.length > count) kept.shift();
  };
  return {
    push(stream, bytes) {
      const state = streams[stream];
      const parts = (state.open + state.decoder.decode(bytes, { stream: true })).split("\n");
      state.open = (parts.pop() ?? "").slice(-MAX_LINE * 4);
      for (const part of parts) keep(part);
    },
    lines() {
      const open = [streams.stdout.open, streams.stderr.open].filter((line) => line !== "").map(clean);
      const all = [...kept, ...open];
      while (all.at(-1)?.trim() === "") all.pop();
      return count === 0 ? [] : all.slice(-count);
    },
  };
}

function clean(line: string): string {
  const plain = stripEscapes(line).replace(/\r+$/, "");
  return plain.slice(plain.lastIndexOf("\r") + 1).slice(0, MAX_LINE);
}
