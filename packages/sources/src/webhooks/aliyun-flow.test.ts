import { describe, expect, it } from "vitest";
import { readSample, receiveSample } from "./read-sample.fixture.ts";

interface Body {
  task: Record<string, unknown>;
}

const withTask = (changes: Record<string, unknown>) => (body: Body) => ({
  ...body,
  task: { ...body.task, ...changes },
});

describe("a task of Aliyun Flow", () => {
  it("says what ran, of which repository, and why it failed", async () => {
    const [event] = await readSample("aliyun-flow/task.failure");
    expect(event).toMatchObject({
      kind: "pipeline",
      state: "failure",
      pipeline: { id: "20481", name: "商城发布" },
      run: { number: "128" },
      stage: { name: "构建阶段" },
      task: { name: "Java 构建", url: "https://flow.aliyun.com/pipelines/20481/builds/128" },
      reason: "单元测试 3 个用例失败",
      repository: { fullName: "acme/shop", url: "https://codeup.aliyun.com/acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "4f2d8c1" },
    });
    expect(event?.params).toEqual({ VERSION: "1.4.0" });
  });

  it.for([
    ["UNKOWN", "unknown"],
    ["RUNNING", "running"],
    ["WAITING", "waiting"],
    ["CANCELLING", "running"],
    ["CANCELED", "canceled"],
    ["FINISH", "success"],
    ["SUCCESS", "success"],
    ["FAIL", "failure"],
    ["SKIP", "skipped"],
    ["MAYBE", "unknown"],
  ] as const)("with the code %s is %s", async ([statusCode, state]) => {
    const [event] = await readSample("aliyun-flow/task.failure", withTask({ statusCode }));
    expect(event).toMatchObject({ state, statusRaw: statusCode });
  });

  it("takes parameters as a list and as an object, and none that is a secret", async () => {
    const [event] = await readSample("aliyun-flow/task.success");
    expect(event?.params).toEqual({ VERSION: "1.4.0" });
  });

  it("shows nobody's password", async () => {
    expect(JSON.stringify(await readSample("aliyun-flow/task.hostile"))).not.toContain("user:secret");
  });

  it("tells of tasks alone", async () => {
    expect(
      await receiveSample("aliyun-flow/task.failure", (body: object) => ({ ...body, event: "stage" })),
    ).toMatchObject({
      verdict: "ignored",
      reason: "event",
      detail: "stage",
    });
    expect(await receiveSample("aliyun-flow/task.failure", withTask({ statusCode: "" }))).toMatchObject({
      reason: "payload_invalid",
      detail: "task.statusCode",
    });
  });
});
