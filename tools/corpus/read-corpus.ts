import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { type Event, parseEvent } from "@dingpipe/core";
import { loadSource, readPayload } from "@dingpipe/sources";
import { type ComparedField, compareGolden } from "./golden.ts";
import { corpusFile } from "./requests.ts";

/** What became of one file. */
export interface CorpusResult {
  readonly path: string;
  readonly sender: string;
  readonly events: readonly Event[];
  /** Why nobody is told of it, or why it is no payload. */
  readonly reason?: string;
  /** A throw, an Event that is none, or a refusal. */
  readonly mistake?: string;
  readonly fields: readonly ComparedField[];
}

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
// The corpus is of different years; nothing in it depends on now but what says no time of its own.
const now = Date.UTC(2026, 10, 20);

/** The folder of payloads, where there is one. */
export function corpusFolder(named = process.env["DINGPIPE_CORPUS"]): string | undefined {
  const folder = named ?? join(root, "..", "shared", "payloads");
  return existsSync(folder) ? folder : undefined;
}

/** Reads every file of the folder. Never throws for what a file holds. */
export async function readCorpus(folder: string): Promise<readonly CorpusResult[]> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll(sep, "/"))
    .sort();
  return Promise.all(paths.map((path) => readOne(folder, path)));
}

async function readOne(folder: string, path: string): Promise<CorpusResult> {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown;
  const body = parsed(() => read(path));
  const file = corpusFile(path, body, read);
  const sender = path.split("/", 1)[0] ?? "";
  const nothing = { path, sender, events: [], fields: [] };
  if (file.kind === "other") return { ...nothing, reason: file.reason };
  if (file.kind === "environments")
    return { ...nothing, reason: "environments: packages/sources/src/ci/datadog.test.ts" };
  const source = await loadSource(file.source);
  if (source === undefined) return { ...nothing, mistake: `no source ${file.source}` };
  try {
    const received = readPayload(source, { headers: new Headers(file.headers), body, now }, {});
    if (received.verdict === "ignored") {
      return { ...nothing, reason: [received.reason, received.detail].filter(Boolean).join(": ") };
    }
    if (received.verdict !== "events") return { ...nothing, mistake: JSON.stringify(received) };
    for (const event of received.events) parseEvent(JSON.parse(JSON.stringify(event)));
    // One golden file is empty: nobody read that payload.
    const golden = existsSync(join(folder, `${path}.golden`)) ? parsed(() => read(`${path}.golden`)) : undefined;
    const [first] = received.events;
    return {
      ...nothing,
      events: received.events,
      ...(received.untold === undefined ? {} : { reason: `told only when asked: ${received.untold}` }),
      fields: golden === undefined || first === undefined ? [] : compareGolden(golden, first),
    };
  } catch (error) {
    return { ...nothing, mistake: String(error) };
  }
}

function parsed(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
