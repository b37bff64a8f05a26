import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { bkCi } from "./bk-ci.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  data: Record<string, unknown>;
}

const withData = (changes: Record<string, unknown>) => (body: Body) => ({
  ...body,
  data: { ...body.data, ...changes },
});

describe("a build of BK-CI's", () => {
  it("says what ran, by whom, for how long, and which plugin failed", async () => {
    expect((await readSample("bk-ci/BUILD_END.failure"))[0]).toMatchObject({
      kind: "pipeline",
      state: "failure",
      source: { provider: "bk-ci", event: "BUILD_END" },
      pipeline: { id: "p-12ab", name: "商城发布" },
      run: { id: "b-9f8e", number: "128" },
      durationMs: 93_000,
      actor: { username: "lisi" },
      trigger: { type: "manual" },
      failedTasks: [{ stage: "构建环境-Linux", name: "Maven 构建" }],
    });
  });

  it.for([
    ["SUCCEED", "success"],
    ["FAILED", "failure"],
    ["QUALITY_CHECK_FAIL", "failure"],
    ["CANCELED", "canceled"],
    ["TERMINATE", "error"],
    ["HEARTBEAT_TIMEOUT", "error"],
    ["QUEUE_TIMEOUT", "timed_out"],
    ["EXEC_TIMEOUT", "timed_out"],
    ["SKIP", "skipped"],
    ["RUNNING", "running"],
    ["REVIEWING", "waiting"],
    ["STAGE_SUCCESS", "waiting"],
    ["QUEUE", "queued"],
    ["UNKNOWN", "unknown"],
    ["SURPRISE", "unknown"],
  ] as const)("with the status %s is %s", async ([status, state]) => {
    expect((await readSample("bk-ci/BUILD_END.failure", withData({ status })))[0]).toMatchObject({ state });
  });

  it("that was canceled names who did it", async () => {
    expect((await readSample("bk-ci/BUILD_END.canceled"))[0]).toMatchObject({ actor: { username: "zhangsan" } });
  });

  it("leaves its tasks untold, and other things of a project alone", async () => {
    expect(await receiveSample("bk-ci/BUILD_TASK_END.failure")).toMatchObject({
      untold: "part_of_run",
      events: [{ stage: { name: "stage-1" }, task: { id: "e-1", name: "Maven 构建" } }],
    });
    expect(await receiveSample("bk-ci/PIPELINE.created")).toMatchObject({ verdict: "ignored", reason: "event" });
    expect(await receiveSample("bk-ci/BUILD_END.failure", withData({ pipelineName: "" }))).toMatchObject({
      detail: "data.pipelineName",
    });
  });

  it("comes in by its own token, or by that of the path", async () => {
    const { bytes } = payloadOf("bk-ci/BUILD_END.failure");
    const come = async (headers: Record<string, string>, pathToken?: string) => {
      const request = new Request("https://g.example/h", { method: "POST", headers, body: bytes });
      const received = await receive(bkCi, request, { door: { token: ["T-1"] }, pathToken, now: sampleTime });
      return received.verdict === "refused" ? received.reason : received.verdict;
    };
    expect(await come({ "x-devops-webhook-token": "T-1" })).toBe("events");
    expect(await come({ "x-devops-webhook-token": "NONE" }, "T-1")).toBe("token_wrong");
    expect(await come({}, "T-1")).toBe("events");
    expect(await come({})).toBe("token_wrong");
  });
});
