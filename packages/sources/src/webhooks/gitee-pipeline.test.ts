import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { payloadOf, readSample, receiveSample, sampleTime, sourceOf } from "./read-sample.fixture.ts";

interface Body {
  job: Record<string, unknown>;
  sources?: unknown;
}

const withJob = (changes: Record<string, unknown>) => (body: Body) => ({ ...body, job: { ...body.job, ...changes } });

describe("a task of a Gitee pipeline", () => {
  it("says what Gitee's own notice says", async () => {
    const [event] = await readSample("gitee-pipeline/task.failure");
    expect(event).toMatchObject({
      kind: "pipeline",
      state: "failure",
      statusRaw: "FAIL",
      pipeline: { id: "3170", name: "商城发布" },
      run: { number: "27" },
      stage: { name: "构建阶段" },
      task: { name: "单元测试", url: expect.stringContaining("/stages/5/jobs/9?buildNumber=27") },
      repository: { fullName: "acme/shop", url: "https://gitee.com/acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "4f2d8c1" },
      source: { provider: "gitee-pipeline", event: "task", action: "FAIL" },
    });
    expect(event?.params).toEqual({ VERSION: "1.4.0" });
  });

  it.for([
    ["SUCC", "success"],
    ["FAIL", "failure"],
    ["CANCEL", "canceled"],
    ["SKIP", "skipped"],
    ["succ", "success"],
    ["EXPLODED", "unknown"],
  ] as const)("with the code %s is %s", async ([statusCode, state]) => {
    const [event] = await readSample("gitee-pipeline/task.failure", withJob({ statusCode }));
    expect(event).toMatchObject({ state, statusRaw: statusCode });
  });

  it("has artifacts and what an upstream pipeline handed on", async () => {
    const [success] = await readSample("gitee-pipeline/task.success");
    expect(success).toMatchObject({ artifacts: [{ name: "shop-web:1.4.0" }] });
    const [canceled] = await readSample("gitee-pipeline/task.canceled");
    expect(canceled?.params).toEqual({ UPSTREAM: "mall-build" });
  });

  it("lacks what arrived as its own reference", async () => {
    const [event] = await readSample("gitee-pipeline/task.canceled");
    expect(event).not.toHaveProperty("task");
  });

  it.for([
    ["https://gitee.corp.example:8443/acme/pipelines/1", "https://gitee.corp.example:8443", "gitee.corp.example:8443"],
    ["https://notgitee.com/acme/pipelines/1", "https://notgitee.com", "notgitee.com"],
    ["https://gitee.com/acme/pipelines/1", "https://gitee.com", undefined],
    ["${GITEE_PIPELINE_URL}", "https://gitee.com", undefined],
  ] as const)("with the page %s is at %s", async ([pipelineUrl, origin, instance]) => {
    const [event] = await readSample("gitee-pipeline/task.failure", withJob({ pipelineUrl }));
    expect(event?.repository?.url).toBe(`${origin}/acme/shop`);
    expect(event?.source.instance).toBe(instance);
  });

  it("links to no page of a repository that is only a name", async () => {
    const [event] = await readSample("gitee-pipeline/task.failure", (body: Body) => ({
      ...body,
      sources: [{ sourceType: "GITEE_GO", repoPath: "shop", branch: "refs/tags/v1" }],
    }));
    expect(event).toMatchObject({ repository: { fullName: "shop", name: "shop" }, ref: { tag: "v1" } });
    expect(event?.repository).not.toHaveProperty("url");
  });

  it.for([
    ["job.statusCode", { statusCode: null }],
    ["job.pipelineName", { pipelineName: " " }],
  ] as const)("is none without %s", async ([detail, changes]) => {
    const received = await receiveSample("gitee-pipeline/task.failure", withJob(changes));
    expect(received).toMatchObject({ verdict: "refused", status: 400, reason: "payload_invalid", detail });
  });

  it("comes in by the token of the path alone", async () => {
    const source = await sourceOf("gitee-pipeline");
    const { bytes, headers } = payloadOf("gitee-pipeline/task.failure");
    const come = (pathToken?: string) =>
      receive(source, new Request("https://g.example/h", { method: "POST", headers, body: bytes }), {
        door: { token: ["T-1", "T-2"] },
        pathToken,
        now: sampleTime,
      });
    expect((await come("T-2")).verdict).toBe("events");
    expect(await come("T-3")).toMatchObject({ status: 401, reason: "token_wrong" });
    expect(await come()).toMatchObject({ status: 401, reason: "token_wrong" });
  });
});
