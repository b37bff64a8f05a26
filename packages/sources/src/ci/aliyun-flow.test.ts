import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";

describe("aliyun-flow", () => {
  it("reads every variable of a run", () => {
    expect(readEnvironment("aliyun-flow-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "aliyun-flow", via: "env" },
      pipeline: { id: "4213377", name: "商店发布", url: "https://flow.aliyun.com/pipelines/4213377/current" },
      run: { number: "128" },
      state: "unknown",
      repository: { fullName: "shop_oIBd", name: "shop_oIBd" },
      ref: { branch: "main" },
      commit: { sha, shortSha: "3d9f2b7c", title: "fix: 修复结算页金额", message: "fix: 修复结算页金额" },
      actor: { name: "张三" },
      trigger: { type: "manual", raw: "页面手动触发" },
    });
  });

  it("takes the first of several sources of code", () => {
    const single = ["CI_SOURCE_NAME", "CI_COMMIT_REF_NAME", "CI_COMMIT_SHA", "CI_COMMIT_ID", "CI_COMMIT_TITLE"];
    const none = Object.fromEntries(single.map((name) => [name, undefined]));
    const numbered = {
      CI_SOURCE_NAME_1: "web_a1",
      CI_COMMIT_REF_NAME_1: "develop",
      CI_COMMIT_SHA_1: sha,
      CI_COMMIT_ID_1: "3d9f2b7c",
      CI_COMMIT_TITLE_1: "第一个",
      CI_COMMIT_REF_NAME_2: "release",
    };
    expect(readEnvironment("aliyun-flow-complete", { ...none, ...numbered })).toMatchObject({
      repository: { fullName: "web_a1" },
      ref: { branch: "develop" },
      commit: { sha, shortSha: "3d9f2b7c", title: "第一个" },
    });
  });

  it.for([
    { name: "a tag in git's spelling", value: "refs/tags/v2.4.0", ref: { full: "refs/tags/v2.4.0", tag: "v2.4.0" } },
    { name: "a name that may be a tag's", value: "v2.4.0", ref: { branch: "v2.4.0" } },
    { name: "nothing", value: "", ref: undefined },
  ])("reads from $name the ref $ref", ({ value, ref }) => {
    expect(readEnvironment("aliyun-flow-complete", { CI_COMMIT_REF_NAME: value }).ref).toEqual(ref);
  });

  it("reads the older names where the newer are missing", () => {
    const older = { CI_COMMIT_REF_NAME: undefined, CODE_BRANCH: "develop", EMPLOYEE_ID: "aliyun_1234" };
    expect(readEnvironment("aliyun-flow-complete", older)).toMatchObject({
      ref: { branch: "develop" },
      actor: { name: "张三", username: "aliyun_1234" },
    });
  });

  it.for([
    ["李四·定时任务", { type: "unknown", raw: "定时任务" }],
    ["手动触发", { type: "manual", raw: "手动触发" }],
    ["", undefined],
  ] as const)("finds in the message %s the cause %o", ([message, trigger]) => {
    expect(readEnvironment("aliyun-flow-complete", { BUILD_MESSAGE: message }).trigger).toEqual(trigger);
  });

  it.for(["../x", "4213377?x=1", "", "${PIPELINE_ID}"])("links to no pipeline of the id %j", (id) => {
    const { pipeline } = readEnvironment("aliyun-flow-complete", { PIPELINE_ID: id }, { provider: "aliyun-flow" });
    expect(pipeline).not.toHaveProperty("url");
  });

  it("has no status of its own and takes the words of Flow", () => {
    const state = (status: string) => readEnvironment("aliyun-flow-complete", {}, { status }).state;
    expect(["SUCCESS", "FAIL", "CANCELED", "SKIP", "1"].map(state)).toEqual([
      "success",
      "failure",
      "canceled",
      "skipped",
      "failure",
    ]);
  });

  it.for([
    { env: { PIPELINE_ID: "1", PIPELINE_NAME: "x", BUILD_EXECUTOR: "张三" }, provider: "aliyun-flow" },
    { env: { PIPELINE_ID: "1", PIPELINE_NAME: "x", BUILD_MESSAGE: "张三·手动触发" }, provider: "aliyun-flow" },
    { env: { PIPELINE_ID: "1", PIPELINE_NAME: "x" }, provider: "generic" },
    { env: { PIPELINE_ID: "1", BUILD_EXECUTOR: "张三" }, provider: "generic" },
    { env: { CI_COMMIT_SHA: sha, CI_COMMIT_REF_NAME: "main" }, provider: "generic" },
    {
      env: { GITLAB_CI: "true", PIPELINE_ID: "1", PIPELINE_NAME: "x", BUILD_EXECUTOR: "张三" },
      provider: "gitlab",
    },
    {
      env: { CP_WORKSPACE: "/workspace", PIPELINE_ID: "1", PIPELINE_NAME: "x", BUILD_EXECUTOR: "x" },
      provider: "volcengine",
    },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
