import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("qci", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("qci-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "qci", via: "env" },
      pipeline: { id: "5521", name: "商店发布", url: "https://qci.example.com/job/5521" },
      run: { id: "88123456", number: "128" },
      state: "failure",
      statusRaw: "failure",
      failedTasks: [{ name: "单元测试" }, { name: "代码检查" }],
      startedAt: "2026-11-20T08:20:15.000Z",
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        author: { username: "zhangsan" },
      },
      actor: { username: "zhangsan" },
      trigger: { type: "push", raw: "TRIGGER_CI" },
    });
  });

  it("reads a merge request and a tag", () => {
    expect(readEnvironment("qci-pull-request")).toMatchObject({
      ref: { branch: "feature/coupon" },
      change: { number: "42", sourceBranch: "feature/coupon", targetBranch: "main" },
      commit: { sha: headSha },
      actor: { username: "lisi" },
      trigger: { type: "change", raw: "TRIGGER_MR" },
    });
    expect(readEnvironment("qci-tag")).toMatchObject({
      ref: { tag: "v2.4.0" },
      trigger: { type: "tag", raw: "TRIGGER_TAG" },
    });
  });

  it.for([
    { failed: "", state: "unknown" },
    { failed: undefined, state: "unknown" },
    { failed: "单元测试", state: "failure" },
    { failed: "a;b", state: "failure" },
  ])("takes the failed tasks $failed for $state", ({ failed, state }) => {
    expect(readEnvironment("qci-complete", { QCI_FAIL_TASKS: failed }).state).toBe(state);
  });

  it("names nobody where a timer started the run", () => {
    const event = readEnvironment("qci-minimal");
    expect(event.trigger).toEqual({ type: "schedule", raw: "TRIGGER_TIMER" });
    expect(event).not.toHaveProperty("actor");
  });

  it.for([
    { repo: "acme/shop", expected: { fullName: "acme/shop", name: "shop" } },
    { repo: "acme/shop.git", expected: { fullName: "acme/shop", name: "shop" } },
    {
      repo: "git@git.example.com:acme/shop.git",
      expected: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
    },
    {
      repo: "http://ci:S3cret@git.example.com/acme/shop",
      expected: { fullName: "acme/shop", name: "shop", url: "http://git.example.com/acme/shop" },
    },
    { repo: "https://ci:pa/S3cret@git.example.com/acme/shop", expected: undefined },
  ])("reads the repository $repo", ({ repo, expected }) => {
    const event = readEnvironment("qci-complete", { QCI_REPO: repo });
    expect(event.repository).toEqual(expected);
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { QCI_JOB_NAME: "x" }, provider: "qci" },
    { env: { QCI_JOB_ID: "1", GITLAB_CI: "true" }, provider: "qci" },
    { env: { QCI_REPO: "acme/shop", QCI_TRIGGER: "x" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
