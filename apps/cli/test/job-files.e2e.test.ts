import { mkdirSync, writeFileSync } from "node:fs";
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
