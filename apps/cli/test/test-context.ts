import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { type Clock, createClock } from "@dingpipe/fixtures";
import type { Context, Output, Signal } from "../src/context.ts";
import { createMemoryFiles } from "./memory-files.ts";

export interface TestOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly isTerminal?: boolean;
  /** What a person types, line by line. */
  readonly answers?: readonly string[];
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly nodeVersion?: string;
}

/** A child process that ends when the test says so. */
export interface ChildDouble extends EventEmitter {
  readonly pid: number | undefined;
  readonly stdout: PassThrough | null;
  readonly stderr: PassThrough | null;
}

export interface TestContext {
  readonly context: Context;
  readonly clock: Clock;
  readonly files: ReturnType<typeof createMemoryFiles>;
  stdout(): string;
  stderr(): string;
  /** Delivers a signal to the program. */
  signal(signal: Signal): void;
  readonly kills: { readonly id: number; readonly signal: string }[];
  readonly spawned: {
    readonly command: readonly string[];
    readonly options: Readonly<Record<string, unknown>>;
    readonly child: ChildDouble;
  }[];
}

/** A context without a real process around it. */
export function createTestContext(options: TestOptions = {}): TestContext {
  const clock = options.clock ?? createClock();
  const files = createMemoryFiles(options.files ?? {});
  const stdout = createOutput(options.isTerminal ?? false);
  const stderr = createOutput(options.isTerminal ?? false);
  const listeners = new Set<(signal: Signal) => void>();
  const kills: TestContext["kills"] = [];
  const spawned: TestContext["spawned"] = [];
  const answers = [...(options.answers ?? [])];
  const ask = async (question: string) => {
    stderr.output.write(question);
    return answers.shift() ?? "";
  };
  const context: Context = {
    version: "1.2.3",
    nodeVersion: options.nodeVersion ?? "24.21.0",
    env: options.env ?? {},
    cwd: options.cwd ?? "/repo",
    stdin: { isTerminal: options.isTerminal ?? false, read: async () => options.stdin ?? "", ask },
    stdout: stdout.output,
    stderr: stderr.output,
    files,
    fetch: options.fetch ?? (() => Promise.reject(new Error("no fetch in this test"))),
    now: clock.now,
    wait: clock.wait,
    random: () => 0.5,
    spawn: ((program: string, parameters: readonly string[], spawnOptions: Record<string, unknown>) => {
      const piped = Array.isArray(spawnOptions["stdio"]);
      const child = Object.assign(new EventEmitter(), {
        pid: program === "missing" ? undefined : 4242,
        stdout: piped ? new PassThrough() : null,
        stderr: piped ? new PassThrough() : null,
      });
      spawned.push({ command: [program, ...parameters], options: spawnOptions, child });
      return child;
    }) as unknown as Context["spawn"],
    kill: (id, signal) => {
      kills.push({ id, signal });
      return true;
    },
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    context,
    clock,
    files,
    stdout: stdout.text,
    stderr: stderr.text,
    signal: (signal) => {
      for (const listener of listeners) listener(signal);
    },
    kills,
    spawned,
  };
}

function createOutput(isTerminal: boolean): { readonly output: Output; text(): string } {
  const pieces: string[] = [];
  const stream = new Writable({
    write: (bytes, _encoding, done) => {
      pieces.push(String(bytes));
      done();
    },
  });
  return {
    output: { isTerminal, columns: 80, stream, write: (text) => void pieces.push(text) },
    text: () => pieces.join(""),
  };
}
