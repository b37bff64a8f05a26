import type { spawn } from "node:child_process";
import type { Writable } from "node:stream";

/** A stream that people or machines read. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** The width of the terminal, or a usual one. */
  readonly columns: number;
  /** What a child's bytes are piped to, as they come. */
  readonly stream: Writable;
}

export interface Input {
  readonly isTerminal: boolean;
  /** All of standard input as text, at most 1 MiB. */
  read(): Promise<string>;
  /** A line that a person types after this question; empty where the input ends. */
  ask(question: string): Promise<string>;
}

export interface Files {
  /** The file's text; undefined where there is no such file. Other failures are thrown. */
  read(path: string): Promise<string | undefined>;
  /** The same without waiting; nothing where there is no such file, it is bigger, or it can't be read. */
  readAtOnce(path: string, maxBytes: number): string | undefined;
  /** Also a link that leads nowhere. */
  exists(path: string): Promise<boolean>;
  /** A file of its own, no link to one. */
  isFile(path: string): Promise<boolean>;
  /** Writes the whole file, so that a reader sees the old text or the new, never a part. */
  replace(path: string, text: string): Promise<void>;
  /**
   * Makes a file that stands for a lock, and gives what removes it; nothing while another has it. One that was left before an instant
   * (Unix milliseconds) goes, so that the next call may have it. Never follows a link.
   */
  lock(path: string, leftBefore: number): Promise<(() => Promise<void>) | undefined>;
}

export type Signal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** Everything outside that the program may touch. `main.ts` alone knows the real ones. */
export interface Context {
  readonly version: string;
  /** Of the Node that runs this, such as 24.1.0. */
  readonly nodeVersion: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly files: Files;
  readonly fetch: typeof fetch;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly spawn: typeof spawn;
  /** Sends a signal to a process, or with a negative id to its group; false where there is none. */
  readonly kill: (id: number, signal: NodeJS.Signals) => boolean;
  /** Calls back for each signal that this process gets; returns what ends that. */
  readonly onSignal: (listener: (signal: Signal) => void) => () => void;
}
