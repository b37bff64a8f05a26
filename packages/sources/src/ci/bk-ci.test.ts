import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("bk-ci", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("bk-ci-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "bk-ci", instance: "bkci.example.com", via: "env" },
      pipeline: { id: "p-5a1b2c3d4e5f60718293a4b5c6d7e8f9", name: "商店发布" },
      run: {
        id: "b-77c0d1e2f30415263748596a7b8c9d0e",
        number: "128",
        attempt: 2,
        url: "https://bkci.example.com/console/pipeline/mall/p-5a1b/detail/b-77c0",
      },
      task: { id: "e-3f0a", name: "通知" },
      state: "failure",
      statusRaw: "FAILED",
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
      trigger: { type: "push", raw: "PUSH" },
    });
  });

  it("reads a merge request by its source, not by the merge that was checked out", () => {
    const { ref, change, commit, trigger } = readEnvironment("bk-ci-pull-request");
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://git.example.com/acme/shop/merge_requests/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: {
        sha: headSha,
        shortSha: "b7e1c03",
        title: "feat: 优惠券",
        message: "feat: 优惠券",
        author: { username: "wangwu" },
      },
      trigger: { type: "change", raw: "MERGE_REQUEST" },
    });
  });

  it("says no commit of a merge request whose head is not known", () => {
    expect(readEnvironment("bk-ci-pull-request", { BK_REPO_GIT_WEBHOOK_MR_LAST_COMMIT: "" }).commit).toBeUndefined();
  });

  it("takes the run of what was merged for one of the target", () => {
    const merged = { BK_CI_REPO_GIT_WEBHOOK_EVENT_TYPE: "MERGE_REQUEST_ACCEPT", BK_CI_REPO_GIT_WEBHOOK_BRANCH: "" };
    const { ref, change, commit } = readEnvironment("bk-ci-pull-request", {
      ...merged,
      BK_CI_GIT_REPO_BRANCH: "",
      BK_CI_HOOK_BRANCH: "",
    });
    expect([ref, change, commit?.title]).toEqual([
      { branch: "main" },
      undefined,
      "Merge branch 'feature/coupon' into main",
    ]);
  });

  it.for([
    { changes: {}, ref: { tag: "v2.4.0" } },
    {
      changes: {
        BK_CI_REPO_GIT_WEBHOOK_TAG_NAME: "",
        BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_TYPE: "tag",
        BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_NAME: "v3",
      },
      ref: { tag: "v3" },
    },
    {
      changes: {
        BK_CI_REPO_GIT_WEBHOOK_TAG_NAME: "",
        BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_TYPE: "branch",
        BK_CI_REPO_GITHUB_WEBHOOK_CREATE_REF_NAME: "v3",
      },
      ref: { branch: "v2.4.0" },
    },
  ])("reads with $changes the ref $ref", ({ changes, ref }) => {
    expect(readEnvironment("bk-ci-tag", changes).ref).toEqual(ref);
  });

  it.for([
    ["SUCCEED", "", "success"],
    ["FAILED", "", "failure"],
    ["QUALITY_CHECK_FAIL", "", "failure"],
    ["CANCELED", "", "canceled"],
    ["EXEC_TIMEOUT", "", "timed_out"],
    ["HEARTBEAT_TIMEOUT", "", "error"],
    ["SKIP", "", "skipped"],
    ["RUNNING", "", "unknown"],
    ["REVIEWING", "", "unknown"],
    ["QUEUE", "", "unknown"],
    ["", "", "unknown"],
    ["RUNNING", "单元测试", "failure"],
    ["", "单元测试", "failure"],
    // A task that may fail does not fail the build.
    ["SUCCEED", "单元测试", "success"],
    ["CANCELED", "单元测试", "canceled"],
  ] as const)("takes the build's %s with %j failed for %s", ([status, failed, state]) => {
    const changes = { BK_CI_BUILD_STATUS: status, BK_CI_BUILD_FAIL_TASKNAMES: failed };
    expect(readEnvironment("bk-ci-complete", changes).state).toBe(state);
  });

  it.for([
    { type: "MANUAL", trigger: { type: "manual", raw: "MANUAL" }, actor: { username: "zhangsan" } },
    { type: "TIME_TRIGGER", trigger: { type: "schedule", raw: "TIME_TRIGGER" }, actor: undefined },
    { type: "PIPELINE", trigger: { type: "upstream", raw: "PIPELINE" }, actor: { username: "zhangsan" } },
    { type: "SERVICE", trigger: { type: "api", raw: "SERVICE" }, actor: { username: "zhangsan" } },
    { type: "REMOTE", trigger: { type: "api", raw: "REMOTE" }, actor: { username: "zhangsan" } },
    { type: "WEB_HOOK", trigger: { type: "push", raw: "PUSH" }, actor: { username: "zhangsan" } },
  ])("knows what and who is behind $type", ({ type, trigger, actor }) => {
    const event = readEnvironment("bk-ci-complete", { BK_CI_START_TYPE: type });
    expect([event.trigger, event.actor]).toEqual([trigger, actor]);
  });

  it.for([
    [undefined, undefined],
    ["0", 1],
    ["3", 4],
    ["x", undefined],
  ] as const)("makes of %s tries before this one the attempt %s", ([count, attempt]) => {
    expect(readEnvironment("bk-ci-complete", { BK_CI_RETRY_COUNT: count }).run?.attempt).toBe(attempt);
  });

  it("lets no password through", () => {
    const address = "https://ci:S3cret@git.example.com/acme/shop.git";
    const event = readEnvironment("bk-ci-complete", {
      BK_CI_GIT_REPO_URL: address,
      BK_CI_BUILD_URL: "https://u:S3cret@bkci.example.com/x",
    });
    expect(event.repository?.url).toBe("https://git.example.com/acme/shop");
    expect(event.run?.url).toBe("https://bkci.example.com/x");
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { BK_CI_PIPELINE_NAME: "x" }, provider: "bk-ci" },
    { env: { BK_CI_PIPELINE_ID: "p-1", GITLAB_CI: "true" }, provider: "bk-ci" },
    { env: { BK_CI_PIPELINE_NAME: " " }, provider: "generic" },
    { env: { BK_CI_GIT_REPO_URL: "https://git.example.com/a/b" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
