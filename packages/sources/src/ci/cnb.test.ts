import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";
const targetSha = "91c0aa17b2d3e4f5061728394a5b6c7d8e9f0a1b";

describe("cnb", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("cnb-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "cnb", via: "env" },
      pipeline: { name: "商店发布" },
      run: { id: "cnb-8f2-1k3m5p7r9", url: "https://cnb.cool/acme/shop/-/build/logs/cnb-8f2-1k3m5p7r9" },
      stage: { name: "通知" },
      task: { id: "job-0", name: "dingtalk" },
      state: "failure",
      statusRaw: "error",
      reason: "3 个用例未通过",
      failedTasks: [{ name: "单元测试" }],
      startedAt: "2026-11-20T08:20:15.000Z",
      repository: { fullName: "acme/shop", name: "shop", url: "https://cnb.cool/acme/shop" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7c",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://cnb.cool/acme/shop/-/commit/${sha}`,
        author: { name: "张三", email: "zhangsan@example.com" },
      },
      actor: { name: "李四", username: "lisi", email: "lisi@example.com" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("reads a pull request by its source", () => {
    const { ref, change, commit, trigger } = readEnvironment("cnb-pull-request");
    expect({ ref, change, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://cnb.cool/acme/shop/-/pulls/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      trigger: { type: "change", raw: "pull_request.update" },
    });
    expect(commit).toEqual({
      sha: headSha,
      shortSha: "b7e1c03a",
      title: "feat: 优惠券",
      message: "feat: 优惠券",
      author: { name: "张三", email: "zhangsan@example.com" },
    });
  });

  it.for(["pull_request.target", "pull_request.mergeable"])(
    "says of the head in %s nothing of what is the target's",
    (event) => {
      const target = { CNB_EVENT: event, CNB_COMMIT: targetSha, CNB_COMMIT_SHORT: "91c0aa17" };
      expect(readEnvironment("cnb-pull-request", target).commit).toEqual({
        sha: headSha,
        shortSha: "b7e1c03",
        author: { username: "wangwu" },
      });
    },
  );

  it("takes the run of what was merged for one of the target", () => {
    const merged = { CNB_EVENT: "pull_request.merged", CNB_COMMIT: sha, CNB_COMMIT_SHORT: "3d9f2b7c" };
    const event = readEnvironment("cnb-pull-request", merged);
    expect(event).toMatchObject({ ref: { branch: "main" }, commit: { sha }, trigger: { type: "change" } });
    expect(event).not.toHaveProperty("change");
    expect(event.commit).not.toHaveProperty("url");
  });

  it.for([
    { changes: {}, ref: { tag: "v2.4.0" } },
    { changes: { CNB_IS_TAG: "" }, ref: { tag: "v2.4.0" } },
    { changes: { CNB_IS_TAG: "true", CNB_EVENT: "api_trigger" }, ref: { tag: "v2.4.0" } },
    { changes: { CNB_IS_TAG: "false", CNB_EVENT: "push" }, ref: { branch: "v2.4.0" } },
  ])("knows with $changes whether a name is a tag's: $ref", ({ changes, ref }) => {
    expect(readEnvironment("cnb-tag", changes).ref).toEqual(ref);
  });

  it.for([
    { name: "endStages after a success", changes: { CNB_PIPELINE_STATUS: "success" }, state: "success" },
    { name: "endStages after a failure", changes: { CNB_PIPELINE_STATUS: "error" }, state: "failure" },
    { name: "endStages after a cancellation", changes: { CNB_PIPELINE_STATUS: "cancel" }, state: "canceled" },
    { name: "failStages", changes: { CNB_BUILD_FAILED_STAGE_NAME: "单元测试" }, state: "failure" },
    { name: "failStages with a message alone", changes: { CNB_BUILD_FAILED_MSG: "x" }, state: "failure" },
    { name: "stages", changes: {}, state: "unknown" },
    { name: "no known word", changes: { CNB_PIPELINE_STATUS: "pending" }, state: "unknown" },
  ])("knows in $name the state $state", ({ changes, state }) => {
    const none = { CNB_PIPELINE_STATUS: "", CNB_BUILD_FAILED_STAGE_NAME: "", CNB_BUILD_FAILED_MSG: "" };
    expect(readEnvironment("cnb-complete", { ...none, ...changes }).state).toBe(state);
  });

  it("calls a pipeline without a name by its key, and people by the name that they have", () => {
    const { pipeline, actor } = readEnvironment("cnb-complete", { CNB_PIPELINE_NAME: "", CNB_BUILD_USER_NICKNAME: "" });
    expect(pipeline).toEqual({ name: "pipeline-0" });
    expect(actor).toEqual({ name: "lisi", username: "lisi", email: "lisi@example.com" });
  });

  it("names the host of a company's own CNB, and lets no password through", () => {
    const event = readEnvironment("cnb-complete", {
      CNB_WEB_ENDPOINT: "https://cnb.example.com/x",
      CNB_REPO_URL_HTTPS: "https://cnb:S3cret@cnb.example.com/acme/shop.git",
      CNB_EVENT_URL: "https://cnb:S3cret@cnb.example.com/acme/shop/-/commit/1",
      CNB_TOKEN: "S3cret",
    });
    expect(event.source.instance).toBe("cnb.example.com");
    expect(event.repository?.url).toBe("https://cnb.example.com/acme/shop");
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { CNB: "true", CI: "true" }, provider: "cnb" },
    { env: { CNB: "true", CODING: "true" }, provider: "cnb" },
    { env: { CNB: "false", CNB_TOKEN: "x" }, provider: "generic" },
    { env: { CNB_REPO_SLUG: "acme/shop" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
