import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("drone", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("drone-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "drone", instance: "drone.example.com", via: "env" },
      pipeline: { name: "acme/shop" },
      run: { number: "418", url: "https://drone.example.com/acme/shop/418" },
      stage: { name: "backend" },
      task: { name: "notify" },
      state: "failure",
      statusRaw: "failure",
      failedTasks: [{ name: "test" }, { name: "lint" }],
      queuedAt: "2026-11-20T08:20:11.000Z",
      startedAt: "2026-11-20T08:20:15.000Z",
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://git.example.com/acme/shop/commit/${sha}`,
        author: { name: "张三", username: "zhangsan", email: "zhangsan@example.com" },
      },
      actor: { username: "zhangsan" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("takes the message of a pull request for its description, not for its commit's", () => {
    const { ref, change, commit, trigger } = readEnvironment("drone-pull-request");
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://git.example.com/acme/shop/pulls/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: {
        sha: headSha,
        shortSha: "b7e1c03",
        author: { name: "张三", username: "zhangsan", email: "zhangsan@example.com" },
      },
      trigger: { type: "change", raw: "pull_request" },
    });
  });

  it("reads a tag", () => {
    expect(readEnvironment("drone-tag")).toMatchObject({
      ref: { full: "refs/tags/v2.4.0", tag: "v2.4.0" },
      trigger: { type: "tag", raw: "tag" },
    });
    expect(readEnvironment("drone-tag").ref).not.toHaveProperty("branch");
  });

  it.for([
    ["success", "success", "success"],
    ["success", "failure", "failure"],
    ["failure", "success", "failure"],
    ["error", "failure", "error"],
    ["killed", "", "canceled"],
    ["", "success", "success"],
    ["running", "", "unknown"],
    ["pending", "pending", "unknown"],
    ["", "", "unknown"],
  ] as const)("takes a build's %j with a stage's %j for %s", ([build, stage, state]) => {
    const changes = { DRONE_BUILD_STATUS: build, DRONE_STAGE_STATUS: stage };
    expect(readEnvironment("drone-complete", changes).state).toBe(state);
  });

  it.for([
    ["@hook", { username: "zhangsan" }],
    ["@cron", undefined],
    ["lisi", { username: "lisi" }],
    ["", undefined],
  ] as const)("names for the trigger %j %o", ([trigger, actor]) => {
    expect(readEnvironment("drone-complete", { DRONE_BUILD_TRIGGER: trigger }).actor).toEqual(actor);
  });

  it.for([
    ["cron", "schedule"],
    ["custom", "manual"],
    ["promote", "deployment"],
    ["rollback", "deployment"],
  ] as const)("takes the event %s for %s", ([event, type]) => {
    const { trigger, environment } = readEnvironment("drone-complete", {
      DRONE_BUILD_EVENT: event,
      DRONE_DEPLOY_TO: "production",
    });
    expect([trigger?.type, environment]).toEqual([type, { name: "production" }]);
  });

  it("says no end of a build that has not ended", () => {
    expect(readEnvironment("drone-complete")).not.toHaveProperty("finishedAt");
  });

  it("never carries a password of a repository's address", () => {
    const event = readEnvironment("drone-complete", {
      DRONE_REPO_LINK: "",
      DRONE_GIT_HTTP_URL: "https://ci:S3cret@git.example.com/acme/shop.git",
    });
    expect(event.repository?.url).toBe("https://git.example.com/acme/shop");
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { DRONE: "true", CI: "true" }, provider: "drone" },
    { env: { DRONE: "true", CI: "woodpecker" }, provider: "woodpecker" },
    { env: { DRONE: "", DRONE_REPO: "acme/shop" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
