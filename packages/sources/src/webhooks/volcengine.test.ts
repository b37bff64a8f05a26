import { describe, expect, it } from "vitest";
import { readSample, receiveSample } from "./read-sample.fixture.ts";

describe("a notice of Volcengine", () => {
  it("says what ran, where and by whom", async () => {
    const [event] = await readSample("volcengine/task.failure");
    expect(event).toMatchObject({
      kind: "pipeline",
      state: "failure",
      pipeline: { id: "7f3a", name: "商城发布" },
      run: { id: "run-128" },
      stage: { name: "构建" },
      task: { name: "镜像构建", url: expect.stringContaining("/runs/run-128") },
      actor: { name: "张三" },
      reason: "依赖下载超时",
      source: { event: "task" },
    });
  });

  it.for([
    ["Pending", "queued"],
    ["Waiting", "waiting"],
    ["Running", "running"],
    ["Succeeded", "success"],
    ["Failed", "failure"],
    ["Canceled", "canceled"],
    ["Timeout", "timed_out"],
    ["Paused", "unknown"],
  ] as const)("with the status %s is %s", async ([Status, state]) => {
    const [event] = await readSample("volcengine/pipeline.success", (body: object) => ({ ...body, Status }));
    expect(event).toMatchObject({ state, statusRaw: Status, source: { event: "pipeline" } });
  });

  it("gives the text of a success for no reason", async () => {
    const [event] = await readSample("volcengine/task.failure", (body: object) => ({ ...body, Status: "Succeeded" }));
    expect(event).not.toHaveProperty("reason");
  });

  it.for(["Status", "PipelineName"])("is none without %s", async (key) => {
    const received = await receiveSample("volcengine/task.failure", (body: object) => ({ ...body, [key]: undefined }));
    expect(received).toMatchObject({ reason: "payload_invalid", detail: key });
  });
});
