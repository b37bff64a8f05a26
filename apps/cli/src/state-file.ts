import { type State, states } from "@dingpipe/core";
import type { Context, Files } from "./context.ts";
import { parseJsonText } from "./json-text.ts";

/** The last finished run of one thing. */
export interface StateEntry {
  readonly state: State;
  /** The run's number or id, where it is known. */
  readonly run?: string;
  /** When it ended, ISO 8601. */
  readonly at: string;
}

export type StateFile =
  | { readonly kind: "read"; readonly states: Readonly<Record<string, StateEntry>> }
  | { readonly kind: "absent" }
  /** Not ours, damaged, or of a later version: taken for absent, and never written over. */
  | { readonly kind: "damaged"; readonly problem: "not_json" | "version" | "shape" | "unreadable" };

const VERSION = 1;
// A cache that grew for years must not slow a build down; the oldest entries go first.
const MAX_ENTRIES = 2000;
// A job has the lock for some milliseconds. One that has it for longer than this was killed.
const LOCK_LEFT_MS = 10_000;
const LOCK_WAIT_MS = 2_000;
const LOCK_RETRY_MS = 25;

/** Reads `{version: 1, states: {key: {state, run, at}}}`. Never throws. */
export async function readStateFile(files: Files, path: string): Promise<StateFile> {
  let text: string | undefined;
  try {
    text = await files.read(path);
  } catch {
    return { kind: "damaged", problem: "unreadable" };
  }
  return text === undefined || text.trim() === "" ? { kind: "absent" } : parseStateFile(text);
}

/**
 * Puts these entries into the file and leaves the others: it is read again first, since another job may have written in the
 * meantime, and replaced as a whole, one job after the other. An older run never takes the place of a newer. A damaged file stays as
 * it is.
 */
export async function writeStateFile(
  context: Pick<Context, "files" | "now" | "wait">,
  path: string,
  entries: Readonly<Record<string, StateEntry>>,
): Promise<"written" | "kept"> {
  const { files } = context;
  const unlock = await lock(context, `${path}.lock`);
  try {
    const current = await readStateFile(files, path);
    if (current.kind === "damaged") return "kept";
    const merged = new Map(Object.entries(current.kind === "read" ? current.states : {}));
    for (const [key, entry] of Object.entries(entries)) {
      const known = merged.get(key);
      if (known === undefined || !isOlder(entry, known)) merged.set(key, entry);
    }
    await files.replace(path, `${JSON.stringify({ version: VERSION, states: Object.fromEntries(newest(merged)) })}\n`);
    return "written";
  } finally {
    await unlock?.();
  }
}

/** Whether `entry` is of an earlier run than `known`: by the run's number where both have one, else by time. */
export function isOlder(entry: StateEntry, known: StateEntry): boolean {
  const [run, knownRun] = [runNumber(entry.run), runNumber(known.run)];
  if (run !== undefined && knownRun !== undefined && run !== knownRun) return run < knownRun;
  return Date.parse(entry.at) < Date.parse(known.at);
}

/** Gives nothing where there is no lock to be had. The file is written all the same: that two jobs write at one moment is rare. */
async function lock(
  { files, now, wait }: Pick<Context, "files" | "now" | "wait">,
  path: string,
): Promise<(() => Promise<void>) | undefined> {
  const deadline = now() + LOCK_WAIT_MS;
  try {
    for (;;) {
      const unlock = await files.lock(path, now() - LOCK_LEFT_MS);
      if (unlock !== undefined || now() >= deadline) return unlock;
      await wait(LOCK_RETRY_MS);
    }
  } catch {
    // Nothing can be made beside the file; whether it can be written itself, its own write says.
    return undefined;
  }
}

function parseStateFile(text: string): StateFile {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch {
    return { kind: "damaged", problem: "not_json" };
  }
  if (!isRecord(value)) return { kind: "damaged", problem: "shape" };
  if (value["version"] !== VERSION) return { kind: "damaged", problem: "version" };
  const entries = value["states"];
  if (!isRecord(entries) || !Object.values(entries).every(isEntry)) return { kind: "damaged", problem: "shape" };
  return { kind: "read", states: entries as Record<string, StateEntry> };
}

function isEntry(value: unknown): value is StateEntry {
  return (
    isRecord(value) &&
    (states as readonly unknown[]).includes(value["state"]) &&
    (value["run"] === undefined || typeof value["run"] === "string") &&
    typeof value["at"] === "string" &&
    !Number.isNaN(Date.parse(value["at"]))
  );
}

function newest(entries: ReadonlyMap<string, StateEntry>): readonly (readonly [string, StateEntry])[] {
  if (entries.size <= MAX_ENTRIES) return [...entries];
  return [...entries].sort(([, a], [, b]) => Date.parse(b.at) - Date.parse(a.at)).slice(0, MAX_ENTRIES);
}

function runNumber(run: string | undefined): number | undefined {
  return run !== undefined && /^\d{1,15}$/.test(run) ? Number(run) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
