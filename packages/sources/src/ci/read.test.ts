import { describe, expect, expectTypeOf, it } from "vitest";
import type { CiReading } from "../source.ts";
import { readCi as readCiLater, statusHint } from "./read.ts";
import { readCi } from "./read-environment.fixture.ts";

const now = Date.UTC(2026, 10, 24, 8, 0, 0);
const env = { GITEE_PIPELINE_NAME: "deploy", GITEE_REPO: "acme/shop", GITEE_BRANCH: "main" };

describe("readCi", () => {
  it("makes a pipeline event that says where it comes from", () => {
    expect(readCi(env, { now, giteeHost: "git.acme.cn" })?.event).toMatchObject({
      time: "2026-11-24T08:00:00.000Z",
      source: { provider: "gitee-go", instance: "git.acme.cn", via: "env" },
      pipeline: { id: "deploy", name: "deploy" },
      state: "unknown",
    });
    expectTypeOf(readCiLater).returns.resolves.toEqualTypeOf<CiReading | undefined>();
  });

  it("never takes a missing status for a success", () => {
    const reading = readCi(env, { now });
    expect(reading?.event.state).toBe("unknown");
    expect(reading?.event).not.toHaveProperty("statusRaw");
    expect(reading?.absent).toContain("status");
  });

  it.for([
    { status: "FAIL", state: "failure", statusRaw: "FAIL" },
    { status: " 0 ", state: "success", statusRaw: "0" },
    { status: "cancelled", state: "canceled", statusRaw: "cancelled" },
    { status: "nonsense", state: "unknown", statusRaw: "nonsense" },
    { status: "", state: "unknown", statusRaw: undefined },
    { status: "${{ job.status }}", state: "unknown", statusRaw: undefined },
  ])("takes the status $status as $state", ({ status, state, statusRaw }) => {
    const event = readCi(env, { now, status })?.event;
    expect(event?.state).toBe(state);
    expect(event?.statusRaw).toBe(statusRaw);
  });

  it("names what the environment did not say by the flags that can", () => {
    expect(readCi(env, { now })?.absent).toEqual(["status", "stage", "task", "actor", "trigger", "url", "commit"]);
    expect(readCi({}, { now, status: "0" })?.absent).toEqual([
      "pipeline",
      "stage",
      "task",
      "actor",
      "trigger",
      "url",
      "branch",
      "commit",
      "repository",
    ]);
  });

  it("knows a pull request", () => {
    expect(readCi(env, { now })?.isPullRequest).toBe(false);
    expect(readCi({ ...env, GITEE_PULL_ID: "1" }, { now })?.isPullRequest).toBe(true);
    expect(readCi({ ...env, GITEE_PULL_ID: "false" }, { now })?.isPullRequest).toBe(false);
  });

  it("reads with the provider that is asked for", () => {
    expect(readCi(env, { now, provider: "gitee-enterprise" })?.provider).toBe("gitee-enterprise");
    expect(readCi(env, { now, provider: "generic" })?.event).toEqual({
      time: "2026-11-24T08:00:00.000Z",
      source: { provider: "generic", via: "manual" },
      state: "unknown",
    });
    expect(readCi(env, { now, provider: "gitee-go-pipeline" })).toBeUndefined();
  });
});

describe("statusHint", () => {
  it.for(["gitee-go", "gitee-enterprise", "gitee"])(
    "says in both languages what a user of %s does",
    async (provider) => {
      for (const text of [await statusHint(provider, "zh-CN"), await statusHint(provider, "en")]) {
        expect(text).toContain("dingpipe exec -- ");
        expect(text).toContain("--status FAIL");
        expect(text).toContain("任务失败");
        expect(text).toContain("DINGPIPE_STATUS");
      }
      expect(await statusHint(provider, "ru")).toBe(await statusHint(provider, "en"));
    },
  );

  it("has an answer for anybody", async () => {
    expect(await statusHint("nobody", "zh-CN")).toBe(await statusHint("generic", "zh-CN"));
    expect(await statusHint("generic", "en")).toContain("--status");
  });
});
