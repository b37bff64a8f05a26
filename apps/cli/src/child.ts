import type { ChildProcess } from "node:child_process";
import { Socket } from "node:net";
import { constants } from "node:os";
import type { State } from "@dingpipe/core";
import { stateOfExitCode } from "@dingpipe/sources";
import type { Context } from "./context.ts";
import { pathFrom } from "./event-input.ts";
import { createTail, type Tail } from "./tail.ts";

// After SIGTERM a command has this long to clean up before SIGKILL.
const KILL_AFTER_MS = 5_000;
// A background process may hold the pipes open long after the command itself ended.
const PIPES_CLOSE_MS = 1_000;

export interface ChildOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** How many of the last lines to keep; without it the command has this process's own streams. */
  readonly tailLines?: number;
  /** What is done to each of these lines, whole, before it is cut. */
  readonly mask?: (line: string) => string;
  /** After this long the command and all that it started are ended. */
  readonly timeoutMs?: number;
}

export interface ChildResult {
  /** The command's own code; 128 + n where signal n ended it; 124, 126, 127 as a shell has them. */
  readonly exitCode: number;
  readonly state: State;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly tail: readonly string[];
  /** It was ended by the time limit. */
  readonly hasTimedOut: boolean;
  /** It did not even start. */
  readonly problem?: StartProblem;
}

/** `no_interpreter`: the file is there, and what has to run it is not. */
type StartProblem = "not_found" | "no_interpreter" | "not_executable";

interface Ending {
  readonly exitCode: number;
  readonly hasTimedOut?: boolean;
  readonly problem?: StartProblem;
}

/** Runs a command to its end: streams untouched, signals handed on. Never throws. */
export async function runChild(context: Context, options: ChildOptions): Promise<ChildResult> {
  const startedAt = context.now();
  const tail = options.tailLines === undefined ? undefined : createTail(options.tailLines, options.mask);
  const ending = await start(context, options, tail);
  return {
    ...ending,
    hasTimedOut: ending.hasTimedOut ?? false,
    state: stateOfExitCode(ending.exitCode) ?? "failure",
    startedAt,
    finishedAt: context.now(),
    tail: tail?.lines() ?? [],
  };
}

async function start(context: Context, options: ChildOptions, tail: Tail | undefined): Promise<Ending> {
  const [program = "", ...parameters] = options.command;
  // A group of its own is what can be ended as a whole; without a time limit the command stays in the terminal's group.
  const isGroup = options.timeoutMs !== undefined;
  let child: ChildProcess | undefined;
  const send = (signal: NodeJS.Signals) => {
    if (child?.pid !== undefined) context.kill(isGroup ? -child.pid : child.pid, signal);
  };
  // Before the command starts: a signal that comes meanwhile would end this process and leave the command behind.
  const stopForwarding = context.onSignal((signal) => {
    // The terminal itself sends Ctrl-C to every process of its group: a second one would be "at once" to many programs.
    if (signal === "SIGINT" && context.stdin.isTerminal && !isGroup) return;
    send(signal);
  });
  try {
    child = context.spawn(program, parameters, {
      stdio: tail === undefined ? "inherit" : ["inherit", "pipe", "pipe"],
      detached: isGroup,
      cwd: context.cwd,
      env: { ...context.env },
    });
  } catch {
    stopForwarding();
    return { exitCode: 126, problem: "not_executable" };
  }
  if (tail !== undefined) passThrough(context, child, tail);
  const limit = new AbortController();
  const timedOut =
    options.timeoutMs === undefined ? neverTimedOut : endAfter(context, options.timeoutMs, send, limit.signal);
  const ending = await endOf(context, child);
  limit.abort();
  stopForwarding();
  if (!timedOut()) return withReason(context, program, ending);
  send("SIGKILL");
  return { exitCode: 124, hasTimedOut: true };
}

/** The system has one code, ENOENT, for a file and for the interpreter in its first line. */
async function withReason(context: Context, program: string, ending: Ending): Promise<Ending> {
  const isThere =
    ending.problem === "not_found" &&
    program.includes("/") &&
    (await context.files.exists(pathFrom(context.cwd, program)));
  return isThere ? { ...ending, problem: "no_interpreter" } : ending;
}

function neverTimedOut(): boolean {
  return false;
}

function endAfter(
  context: Context,
  timeoutMs: number,
  send: (signal: NodeJS.Signals) => void,
  done: AbortSignal,
): () => boolean {
  let timedOut = false;
  const end = async () => {
    await context.wait(timeoutMs, done);
    timedOut = true;
    send("SIGTERM");
    await context.wait(KILL_AFTER_MS, done);
    send("SIGKILL");
  };
  // Rejected when the command ended first, which is what `done` says.
  end().catch(() => undefined);
  return () => timedOut;
}

function passThrough(context: Context, child: ChildProcess, tail: Tail): void {
  for (const name of ["stdout", "stderr"] as const) {
    const from = child[name];
    if (from === null || from === undefined) continue;
    from.on("data", (bytes: Uint8Array) => tail.push(name, bytes));
    from.pipe(context[name].stream, { end: false });
    // Our reader is gone: the command learns it as it would without us in between.
    context[name].stream.once("error", () => from.destroy());
  }
}

function endOf(context: Context, child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return;
      resolve(
        error.code === "ENOENT"
          ? { exitCode: 127, problem: "not_found" }
          : { exitCode: 126, problem: "not_executable" },
      );
    });
    child.once("exit", (code, signal) => {
      const ending = { exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) };
      if (child.stdout === null || child.stdout === undefined) return resolve(ending);
      const closed = new AbortController();
      child.once("close", () => {
        closed.abort();
        resolve(ending);
      });
      context.wait(PIPES_CLOSE_MS, closed.signal).then(
        () => {
          // They are read on, and don't keep this process.
          for (const pipe of [child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref();
          resolve(ending);
        },
        () => undefined,
      );
    });
  });
}
