import { createClock } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { createMemoryFiles } from "../test/memory-files.ts";
import type { Files } from "./context.ts";
import { isOlder, readStateFile, writeStateFile } from "./state-file.ts";

const PATH = "/cache/dingpipe.json";
const within = (files: Files) => ({ files, ...createClock(undefined, { autoAdvance: true }) });
const entry = (run: string, at = "2026-01-01T00:00:00Z") => ({ state: "success", run, at }) as const;

describe("readStateFile", () => {
  it.for([
    { name: "no file", text: undefined, expected: { kind: "absent" } },
    { name: "an empty file", text: "\n", expected: { kind: "absent" } },
    { name: "a cut file", text: '{"version":1,"sta', expected: { kind: "damaged", problem: "not_json" } },
    { name: "a later version", text: '{"version":2,"states":{}}', expected: { kind: "damaged", problem: "version" } },
    { name: "a list", text: "[]", expected: { kind: "damaged", problem: "shape" } },
    { name: "no states", text: '{"version":1}', expected: { kind: "damaged", problem: "shape" } },
    {
      name: "a word that is no state",
      text: '{"version":1,"states":{"a":{"state":"ok","at":"2026-01-01T00:00:00Z"}}}',
      expected: { kind: "damaged", problem: "shape" },
    },
    {
      name: "no time",
      text: '{"version":1,"states":{"a":{"state":"success","at":"x"}}}',
      expected: { kind: "damaged", problem: "shape" },
    },
    {
      name: "a whole file with a byte order mark",
      text: '\uFEFF{"version":1,"states":{}}',
      expected: { kind: "read", states: {} },
    },
    {
      name: "a whole file",
      text: '{"version":1,"states":{"a":{"state":"failure","at":"2026-01-01T00:00:00Z"}}}',
      expected: { kind: "read", states: { a: { state: "failure", at: "2026-01-01T00:00:00Z" } } },
    },
  ])("of $name gives $expected", async ({ text, expected }) => {
    const files = createMemoryFiles(text === undefined ? {} : { [PATH]: text });
    expect(await readStateFile(files, PATH)).toEqual(expected);
  });

  it("takes a file that can't be read for damaged", async () => {
    const files = { ...createMemoryFiles({}), read: () => Promise.reject(new Error("EACCES")) };
    expect(await readStateFile(files, PATH)).toEqual({ kind: "damaged", problem: "unreadable" });
  });
});

describe("writeStateFile", () => {
  it("keeps what another job wrote", async () => {
    const files = createMemoryFiles({ [PATH]: JSON.stringify({ version: 1, states: { other: entry("1") } }) });
    expect(await writeStateFile(within(files), PATH, { ours: entry("2") })).toBe("written");
    expect(JSON.parse(files.texts[PATH] ?? "")).toEqual({
      version: 1,
      states: { other: entry("1"), ours: entry("2") },
    });
  });

  it("makes the file", async () => {
    const files = createMemoryFiles({});
    await writeStateFile(within(files), PATH, { ours: entry("2") });
    expect(JSON.parse(files.texts[PATH] ?? "")).toEqual({ version: 1, states: { ours: entry("2") } });
  });

  it("never lets an older run take the place of a newer", async () => {
    const files = createMemoryFiles({ [PATH]: JSON.stringify({ version: 1, states: { ours: entry("10") } }) });
    await writeStateFile(within(files), PATH, { ours: entry("9", "2026-02-01T00:00:00Z") });
    expect(JSON.parse(files.texts[PATH] ?? "").states.ours.run).toBe("10");
  });

  it("keeps what other jobs write at the same time", async () => {
    const files = createMemoryFiles({});
    const context = within(files);
    const keys = Array.from({ length: 8 }, (_, index) => `job-${index}`);
    await Promise.all(keys.map((key) => writeStateFile(context, PATH, { [key]: entry("1") })));
    expect(Object.keys(JSON.parse(files.texts[PATH] ?? "").states).sort()).toEqual(keys);
  });

  it("waits two seconds for a job that does not end, then writes all the same", async () => {
    const files = createMemoryFiles({});
    await files.lock(`${PATH}.lock`, 0);
    const context = within(files);
    const startedAt = context.now();
    expect(await writeStateFile(context, PATH, { ours: entry("1") })).toBe("written");
    expect(context.now() - startedAt).toBe(2_000);
  });

  it("writes at once where no lock can be made", async () => {
    const memory = createMemoryFiles({});
    const context = within({ ...memory, lock: () => Promise.reject(new Error("EACCES")) });
    const startedAt = context.now();
    expect(await writeStateFile(context, PATH, { ours: entry("1") })).toBe("written");
    expect(context.now()).toBe(startedAt);
  });

  it("lets the next job write where its own write failed", async () => {
    const files = createMemoryFiles({});
    const full = { ...files, replace: () => Promise.reject(new Error("ENOSPC")) };
    await expect(writeStateFile(within(full), PATH, { ours: entry("1") })).rejects.toThrow("ENOSPC");
    expect(await files.lock(`${PATH}.lock`, 0)).toBeDefined();
  });

  it("leaves a damaged file as it is", async () => {
    const files = createMemoryFiles({ [PATH]: '{"version":7}' });
    expect(await writeStateFile(within(files), PATH, { ours: entry("1") })).toBe("kept");
    expect(files.texts[PATH]).toBe('{"version":7}');
  });

  it("drops the oldest of too many", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [
        `k${index}`,
        entry(`${index}`, new Date(1e12 + index).toISOString()),
      ]),
    );
    const files = createMemoryFiles({ [PATH]: JSON.stringify({ version: 1, states: many }) });
    await writeStateFile(within(files), PATH, { ours: entry("1") });
    const { states } = JSON.parse(files.texts[PATH] ?? "");
    expect(Object.keys(states)).toHaveLength(2000);
    expect(states).toHaveProperty("ours");
    expect(states).not.toHaveProperty("k0");
  });
});

describe("isOlder", () => {
  it.for([
    { name: "a lower number", entry: entry("9"), known: entry("10"), expected: true },
    {
      name: "a higher number, earlier by the clock",
      entry: entry("11", "2025-01-01T00:00:00Z"),
      known: entry("10"),
      expected: false,
    },
    { name: "the same run, later", entry: entry("10", "2026-01-02T00:00:00Z"), known: entry("10"), expected: false },
    { name: "no numbers, earlier", entry: entry("a", "2025-01-01T00:00:00Z"), known: entry("b"), expected: true },
    { name: "no numbers, the same instant", entry: entry("a"), known: entry("b"), expected: false },
  ])("$name: $expected", ({ entry, known, expected }) => {
    expect(isOlder(entry, known)).toBe(expected);
  });
});
