import { execFileSync } from "node:child_process";
import { lutimesSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClock } from "@dingpipe/fixtures";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { processContext } from "../src/process-context.ts";
import { writeStateFile } from "../src/state-file.ts";
import { runCli, workFolder } from "./run-cli.ts";

const env = sample("ci/github-pull-request") as Readonly<Record<string, string>>;

describe("a file that a job's environment names", () => {
  it("is read from the disk, and is none where it is a folder or not there", async () => {
    const cwd = workFolder();
    writeFileSync(join(cwd, "event.json"), JSON.stringify({ pull_request: { title: "结算页支持优惠券" } }));
    mkdirSync(join(cwd, "folder"));
    const titles = [];
    for (const path of ["event.json", join(cwd, "event.json"), "folder", "missing.json"]) {
      const { stdout } = await runCli(["explain", "--json"], { cwd, env: { ...env, GITHUB_EVENT_PATH: path } });
      titles.push((JSON.parse(stdout) as { event: { change: { title?: string } } }).event.change.title);
    }
    expect(titles).toEqual(["结算页支持优惠券", "结算页支持优惠券", undefined, undefined]);
  });
});

describe("a configuration", () => {
  it.for([
    { name: "a device", make: (path: string) => symlinkSync("/dev/zero", path) },
    { name: "a pipe", make: (path: string) => execFileSync("mkfifo", [path]) },
    { name: "a link to another file", make: (path: string) => symlinkSync("/etc/passwd", path) },
  ])("that is $name is not read", async ({ make }) => {
    const cwd = workFolder();
    make(join(cwd, "dingpipe.yaml"));
    const { exitCode, stderr } = await runCli(["notify", "--status", "FAIL", "--locale", "en"], { cwd, env });
    expect(exitCode).toBe(10);
    expect(stderr).toContain("dingpipe.yaml can't be read");
    expect(stderr).not.toContain("root");
  });

  it("that has no end is not read to it, though it is asked for", async () => {
    const { exitCode } = await runCli(["notify", "--config", "/dev/zero"], { cwd: workFolder(), env });
    expect(exitCode).toBe(10);
  });
});

describe("a state file", () => {
  const { files } = processContext("1.2.3");
  const entry = { state: "failure", at: "2026-01-01T00:00:00Z" } as const;
  const start = Date.parse("2026-01-02T00:00:00Z");
  const at = (instant: number) => new Date(instant);
  const statesOf = (path: string) => JSON.parse(readFileSync(path, "utf8")).states;

  it("holds what jobs write at the same time, and nothing is left beside it", async () => {
    const folder = join(workFolder(), "cache");
    // The disk takes its time; the two seconds that a job waits must not pass meanwhile.
    const context = { files, now: () => start, wait: () => new Promise<void>((resolve) => setImmediate(resolve)) };
    const keys = Array.from({ length: 8 }, (_, index) => `job-${index}`);
    await Promise.all(keys.map((key) => writeStateFile(context, join(folder, "state.json"), { [key]: entry })));
    expect(Object.keys(statesOf(join(folder, "state.json"))).sort()).toEqual(keys);
    expect(readdirSync(folder)).toEqual(["state.json"]);
  });

  it.for([
    { name: "another job has", leftMs: 7_000, waitedMs: 2_000, left: ["secrets", "state.json", "state.json.lock"] },
    { name: "a killed job left", leftMs: 11_000, waitedMs: 25, left: ["secrets", "state.json"] },
  ])(
    "is written though there is a lock that $name, a link too, whose target stays",
    async ({ leftMs, ...expected }) => {
      for (const isLink of [false, true]) {
        const folder = workFolder({ secrets: "theirs" });
        const path = join(folder, "state.json");
        if (isLink) symlinkSync("secrets", `${path}.lock`);
        else writeFileSync(`${path}.lock`, "");
        utimesSync(join(folder, "secrets"), at(0), at(0));
        lutimesSync(`${path}.lock`, at(start - leftMs), at(start - leftMs));
        const clock = createClock(start, { autoAdvance: true });
        // Time passes where the program waits, and not while the disk is at work.
        const wait = (ms: number) => clock.wait(ms);
        await writeStateFile({ files, now: clock.now, wait }, path, { ours: entry });
        expect(clock.now() - start).toBe(expected.waitedMs);
        expect(statesOf(path)).toEqual({ ours: entry });
        expect(readdirSync(folder).sort()).toEqual(expected.left);
        expect(readFileSync(join(folder, "secrets"), "utf8")).toBe("theirs");
      }
    },
  );
});
