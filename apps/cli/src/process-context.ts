import type { spawn } from "node:child_process";
import { closeSync, lstatSync, openSync, readFileSync, readSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context, Files, Input, Output, Signal } from "./context.ts";

const MAX_INPUT_BYTES = 1_048_576;
const MAX_FILE_BYTES = 16_777_216;
const DEFAULT_COLUMNS = 100;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const satisfies readonly Signal[];

/** This process and its machine as a context. */
export function processContext(version: string): Context {
  return {
    version,
    nodeVersion: process.versions.node,
    env: process.env,
    cwd: process.cwd(),
    // Streams are opened where they are used: each costs a start some milliseconds.
    stdin: inputOf(() => process.stdin),
    stdout: outputOf(() => process.stdout),
    stderr: outputOf(() => process.stderr),
    files: diskFiles(),
    fetch: (input, init) => fetch(input, init),
    now: Date.now,
    wait: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
    random: Math.random,
    spawn: ((...parameters: Parameters<typeof spawn>) =>
      process.getBuiltinModule("node:child_process").spawn(...parameters)) as typeof spawn,
    kill,
    onSignal,
  };
}

function outputOf(open: () => NodeJS.WriteStream): Output {
  let opened: NodeJS.WriteStream | undefined;
  const stream = () => {
    if (opened === undefined) {
      opened = open();
      // The reader went away, as in `dingpipe --help | head`: there is nobody left to tell.
      opened.on("error", () => undefined);
    }
    return opened;
  };
  return {
    get isTerminal() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().columns ?? DEFAULT_COLUMNS;
    },
    get stream() {
      return stream();
    },
    write: (text) => void stream().write(text),
  };
}

function inputOf(open: () => NodeJS.ReadStream): Input {
  return {
    get isTerminal() {
      return open().isTTY === true;
    },
    async read() {
      const pieces: Buffer[] = [];
      let bytes = 0;
      for await (const piece of open()) {
        pieces.push(Buffer.from(piece));
        bytes += pieces.at(-1)?.length ?? 0;
        if (bytes > MAX_INPUT_BYTES) break;
      }
      return Buffer.concat(pieces).subarray(0, MAX_INPUT_BYTES).toString("utf8");
    },
    async ask(question) {
      const { createInterface } = await import("node:readline");
      const lines = createInterface({ input: open(), output: process.stderr });
      // Ctrl-C ends the program, as it does where nothing is asked.
      lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
      return new Promise<string>((resolve) => {
        lines.on("close", () => resolve(""));
        lines.question(question, (answer) => {
          resolve(answer);
          lines.close();
        });
      });
    },
  };
}

/** What there is: of a link the link itself. */
function kindOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What a device gives has no end. */
function readBounded(path: string): string {
  const file = openSync(path, "r");
  try {
    const pieces: Buffer[] = [];
    for (let bytes = 0; ; ) {
      const piece = Buffer.allocUnsafe(65_536);
      const read = readSync(file, piece);
      if (read === 0) return Buffer.concat(pieces).toString("utf8");
      bytes += read;
      if (bytes > MAX_FILE_BYTES) throw new RangeError("the file is too long");
      pieces.push(piece.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}

function diskFiles(): Files {
  return {
    // At once, as nothing else is to be done meanwhile: each wait for a thread costs a start a millisecond.
    async read(path) {
      try {
        return readBounded(path);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT" || code === "ENOTDIR") return undefined;
        throw error;
      }
    },
    readAtOnce(path, maxBytes) {
      try {
        const file = statSync(path);
        return file.isFile() && file.size <= maxBytes ? readFileSync(path, "utf8") : undefined;
      } catch {
        return undefined;
      }
    },
    exists: async (path) => kindOf(path) !== undefined,
    isFile: async (path) => kindOf(path)?.isFile() ?? false,
    async replace(path, text) {
      // Loaded by the few runs that write a file: 3 ms.
      const { rename, rm, writeFile } = await import("node:fs/promises");
      await makeFolder(dirname(path));
      const part = `${path}.${crypto.randomUUID()}.part`;
      try {
        await writeFile(part, text, { flag: "wx" });
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    async lock(path, leftBefore) {
      const { rm, writeFile } = await import("node:fs/promises");
      await makeFolder(dirname(path));
      try {
        await writeFile(path, "", { flag: "wx" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
        // Not made anew at once: another job that found it left as well may be about to remove it.
        if ((kindOf(path)?.mtimeMs ?? leftBefore) < leftBefore) await rm(path, { force: true });
        return undefined;
      }
      return () => rm(path, { force: true }).catch(() => undefined);
    },
  };
}

/** Node's own recursive mkdir never ends where a file system says ENOENT for a folder whose parent is there, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const { mkdir } = await import("node:fs/promises");
  // Another job may make it at the same moment.
  const make = () =>
    mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  try {
    await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await make();
  }
}

function kill(id: number, signal: NodeJS.Signals): boolean {
  try {
    // Windows has no groups.
    return process.kill(process.platform === "win32" ? Math.abs(id) : id, signal);
  } catch {
    return false;
  }
}

function onSignal(listener: (signal: Signal) => void): () => void {
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
