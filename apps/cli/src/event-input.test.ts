import type { PipelineEvent } from "@dingpipe/core";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { configFile, oneRobot, type ProgramSetup, runProgram } from "../test/run-program.ts";
import { createTestContext } from "../test/test-context.ts";
import { readEvent } from "./event-input.ts";
import { createMask } from "./mask.ts";
import { openSession } from "./session.ts";

const environment = (name: string) => sample(`ci/${name}`) as Readonly<Record<string, string>>;
const github = { ...environment("github-pull-request"), GITHUB_EVENT_PATH: "event.json" };
const event = JSON.stringify({ pull_request: { number: 42, title: "结算页支持优惠券", head: { sha: "b7e1c03a95" } } });

async function explained(setup: ProgramSetup): Promise<PipelineEvent> {
  const { stdout } = await runProgram(["explain", "--json"], setup);
  return (JSON.parse(stdout) as { readonly event: PipelineEvent }).event;
}

describe("the end of a command", () => {
  it.for([
    { startedAt: 2_000, finishedAt: 5_000, durationMs: 3_000 },
    // The machine's clock was put back meanwhile.
    { startedAt: 5_000, finishedAt: 2_000, durationMs: undefined },
  ])("from $startedAt to $finishedAt has the duration $durationMs", async ({ durationMs, ...times }) => {
    const { session } = await openSession(createTestContext().context, "exec", {}, createMask({}));
    const { event } = await readEvent(session, {}, { end: { state: "success", exitCode: 0, ...times } });
    expect((event as PipelineEvent).durationMs).toBe(durationMs);
  });
});

describe("what a job's environment says", () => {
  it("is read with the file that it names", async () => {
    expect(await explained({ env: github, files: { "/repo/event.json": event } })).toMatchObject({
      change: { number: "42", title: "结算页支持优惠券" },
      commit: { sha: "b7e1c03a95" },
    });
  });

  it("is another run's in a workflow that it started, unless a status is given", async () => {
    const run = { id: 9, name: "CI", event: "push", head_branch: "feature/x", conclusion: "failure" };
    const file = JSON.stringify({ workflow_run: run, repository: { full_name: "acme/shop" } });
    const setup = {
      env: { ...environment("github-complete"), GITHUB_EVENT_NAME: "workflow_run", GITHUB_EVENT_PATH: "event.json" },
      files: { "/repo/event.json": file },
    };
    const own = { pipeline: { name: "Release" }, state: "success", ref: { branch: "feature/x" } };
    expect(await explained(setup)).toMatchObject({
      pipeline: { name: "CI" },
      state: "failure",
      ref: { branch: "feature/x" },
    });
    expect(await explained({ ...setup, env: { ...setup.env, DINGPIPE_STATUS: "success" } })).toMatchObject(own);
  });

  it("is read without a file that is not there or bigger than a webhook's body", async () => {
    const files = { "/repo/event.json": `${event}${" ".repeat(25 * 1_048_576)}` };
    for (const setup of [{ env: github }, { env: github, files }]) {
      const { change, commit } = await explained(setup);
      expect([change?.number, change?.title, commit]).toEqual(["42", undefined, undefined]);
    }
  });

  it.for([
    ["id", 5120],
    ["number", 77],
  ] as const)("links to a run by its %s where the configuration says so", async ([runUrlBy, run]) => {
    const files = configFile(`${oneRobot}provider: { runUrlBy: ${runUrlBy} }\n`);
    for (const name of ["gitea", "forgejo"]) {
      const { run: read } = await explained({ env: environment(`${name}-complete`), files });
      expect(read?.url).toBe(`https://${name}.example.com/acme/shop/actions/runs/${run}`);
    }
  });

  it("tells send and exec that a pull request may have no secrets", async () => {
    const env = { ...github, DINGTALK_WEBHOOK: "" };
    expect(await runProgram(["send", "hello"], { env })).toMatchObject({ exitCode: 0 });
    const push = await runProgram(["send", "hello"], {
      env: { ...environment("github-complete"), DINGTALK_WEBHOOK: "" },
    });
    expect(push.exitCode).not.toBe(0);
  });
});
