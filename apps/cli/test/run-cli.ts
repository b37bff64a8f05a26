import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The launcher, as npm puts it on the path. */
export const bin = fileURLToPath(new URL("../bin/dingpipe.cjs", import.meta.url));

/** Lets a process skip most of the time that it only waits: its retries take a second in place of half a minute. */
export const fastClock: readonly string[] = ["-r", fileURLToPath(new URL("./fast-clock.cjs", import.meta.url))];

export interface CliOptions {
  /** Nothing else is in the environment but PATH and an empty home. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What standard input holds; nothing by default. */
  readonly stdin?: string;
  /** What to put before the launcher, such as `-r file`. */
  readonly nodeArgs?: readonly string[];
}

// An older Node is tried by naming it here.
const NODE = process.env["DINGPIPE_TEST_NODE"] ?? process.execPath;

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly done: Promise<CliResult>;
  /** Resolves when standard output or error holds the text; rejects when the process ends without it. */
  seen(text: string): Promise<void>;
  /** All that it wrote to standard output so far. */
  output(): string;
}

/** Starts the built CLI as a process of its own. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const cwd = options.cwd ?? workFolder();
  const child = spawn(NODE, [...(options.nodeArgs ?? []), bin, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, LANG: "C.UTF-8", ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  const watchers = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    stdout += piece;
    for (const watcher of watchers) watcher();
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    stderr += piece;
    for (const watcher of watchers) watcher();
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.stdin ?? "");
  const done = new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const seen = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const watcher = () => {
        if (stdout.includes(text) || stderr.includes(text)) resolve();
      };
      watchers.add(watcher);
      watcher();
      done.then(() => reject(new Error(`it ended without "${text}": ${stdout}${stderr}`)), reject);
    });
  return { child, done, seen, output: () => stdout };
}

/** Runs the built CLI to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).done;
}

const folders: string[] = [];

/** A new folder outside any repository, with these files; removed when the tests are over. */
export function workFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-e2e-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
