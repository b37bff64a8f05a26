import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("coding, Jenkins beneath", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("coding-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "coding", via: "env" },
      pipeline: { id: "889900", name: "商店发布", url: "https://acme.coding.net/p/mall/ci/job/889900" },
      run: { number: "128", url: "https://acme.coding.net/p/mall/ci/job/889900/build/128/pipeline" },
      stage: { name: "部署" },
      state: "unknown",
      repository: { fullName: "shop", name: "shop", url: "https://acme.coding.net/p/mall/d/shop/git" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        url: `https://acme.coding.net/p/mall/d/shop/git/commit/${sha}`,
        author: { name: "张三", email: "zhangsan@example.com" },
      },
    });
  });

  it("reads a merge request by its source, not by the merge that is tried", () => {
    const { ref, change, commit } = readEnvironment("coding-pull-request");
    expect({ ref, change, commit }).toEqual({
      ref: { branch: "feature/coupon" },
      change: { number: "42", sourceBranch: "feature/coupon", targetBranch: "main" },
      commit: {
        sha: headSha,
        shortSha: "b7e1c03",
        url: `https://acme.coding.net/p/mall/d/shop/git/commit/${headSha}`,
      },
    });
  });

  it("reads a tag, which is a branch as well to Jenkins", () => {
    expect(readEnvironment("coding-tag").ref).toEqual({ tag: "v2.4.0" });
  });

  it.for([
    { changes: { PROJECT_WEB_URL: "" }, url: undefined },
    { changes: { JOB_ID: "" }, url: undefined },
    { changes: { CI_BUILD_NUMBER: "" }, url: undefined },
    {
      changes: { PROJECT_WEB_URL: "https://u:S3cret@acme.coding.net/p/mall/", JOB_ID: "a/../b" },
      url: "https://acme.coding.net/p/mall/ci/job/a%2F..%2Fb/build/128/pipeline",
    },
  ])("has with $changes the page $url", ({ changes, url }) => {
    expect(readEnvironment("coding-complete", changes).run?.url).toBe(url);
  });

  it("has git's address where it does not know the project's page, without a password", () => {
    const address = "https://ci:S3cret@e.coding.net/acme/mall/shop.git";
    const event = readEnvironment("coding-complete", { PROJECT_WEB_URL: "", GIT_HTTP_URL: address });
    expect(event.repository).toEqual({ fullName: "shop", name: "shop", url: "https://e.coding.net/acme/mall/shop" });
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    ["SUCCESS", "success"],
    ["UNSTABLE", "unstable"],
    ["FAILURE", "failure"],
    ["ABORTED", "canceled"],
    ["NOT_BUILT", "skipped"],
  ] as const)("takes the result %s as it is handed over for %s", ([status, state]) => {
    expect(readEnvironment("coding-complete", {}, { status }).state).toBe(state);
  });

  it("names the domain of a company's own CODING", () => {
    const event = readEnvironment("coding-complete", { CCI_CURRENT_DOMAIN: "coding.example.com" });
    expect(event.source.instance).toBe("coding.example.com");
  });
});

describe("coding, cloud native", () => {
  it("reads a failure in failStages", () => {
    expect(readEnvironment("coding-cloud-native-failure")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "coding", via: "env" },
      pipeline: { name: "商店发布" },
      run: { id: "coding-8f2-1k3m5p7r9", url: "https://acme.coding.net/p/mall/cloud-native-ci/coding-8f2" },
      stage: { name: "通知" },
      task: { name: "dingtalk" },
      state: "failure",
      statusRaw: "FAILED",
      reason: "3 个用例未通过",
      failedTasks: [{ name: "单元测试" }],
      startedAt: "2026-11-20T08:20:15.000Z",
      repository: { fullName: "shop", name: "shop" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7c",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://acme.coding.net/p/mall/d/shop/git/commit/${sha}`,
        author: { name: "张三", email: "zhangsan@example.com" },
      },
      actor: { name: "lisi", username: "lisi" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("knows no state outside of failStages", () => {
    const changes = { CODING_BUILD_FAILED_STAGE_NAME: "", CODING_BUILD_FAILED_MSG: "" };
    expect(readEnvironment("coding-cloud-native-failure", changes).state).toBe("unknown");
  });

  it("reads a merge request and a tag", () => {
    const request = {
      CODING_EVENT: "merge_request",
      CODING_EVENT_URL: "https://acme.coding.net/p/mall/d/shop/git/merge/42",
      CODING_MERGE_REQUEST_IID: "42",
      CODING_MERGE_REQUEST_TITLE: "优惠券",
      CODING_MERGE_REQUEST_BRANCH: "feature/coupon",
      CODING_MERGE_REQUEST_SHA: headSha,
      CODING_MERGE_REQUEST_PROPOSER: "wangwu",
    };
    expect(readEnvironment("coding-cloud-native-failure", request)).toMatchObject({
      ref: { branch: "feature/coupon" },
      change: { number: "42", title: "优惠券", url: request.CODING_EVENT_URL, targetBranch: "main" },
      commit: { sha: headSha, author: { username: "wangwu" } },
      trigger: { type: "change", raw: "merge_request" },
    });
    const merged = readEnvironment("coding-cloud-native-failure", { ...request, CODING_EVENT: "merged" });
    expect([merged.ref, merged.change, merged.commit?.sha]).toEqual([{ branch: "main" }, undefined, sha]);
    const tag = { CODING_EVENT: "tag_push", CODING_BRANCH: "v2.4.0" };
    expect(readEnvironment("coding-cloud-native-failure", tag).ref).toEqual({ tag: "v2.4.0" });
  });
});

describe("detection of coding", () => {
  it.for([
    { env: { CCI_CURRENT_TEAM: "acme", JENKINS_URL: "http://localhost:8080/" }, provider: "coding" },
    { env: { CODING: "true", CI: "true" }, provider: "coding" },
    { env: { CODING: "false", CODING_TOKEN: "x" }, provider: "generic" },
    { env: { CCI_CURRENT_TEAM: "", JENKINS_URL: "http://localhost:8080/" }, provider: "jenkins" },
    { env: { QCI_JOB_NAME: "x" }, provider: "qci" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
