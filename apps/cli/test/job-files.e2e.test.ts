import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
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
