import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("woodpecker", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("woodpecker-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "woodpecker", instance: "ci.example.com", via: "env" },
      pipeline: { name: "backend" },
      run: { number: "212", url: "https://ci.example.com/repos/7/pipeline/212" },
      task: { name: "notify", url: "https://ci.example.com/repos/7/pipeline/212/5" },
      state: "success",
      statusRaw: "success",
      previousState: "success",
      queuedAt: "2026-11-20T08:20:11.000Z",
      startedAt: "2026-11-20T08:20:15.000Z",
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额",
        url: `https://git.example.com/acme/shop/commit/${sha}`,
        author: { username: "zhangsan", email: "zhangsan@example.com" },
      },
      actor: { username: "lisi" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("takes the message of a pull request for its title", () => {
    const { ref, change, commit, trigger } = readEnvironment("woodpecker-pull-request", {
      CI_COMMIT_MESSAGE: "结算页支持优惠券",
    });
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
        author: { username: "zhangsan", email: "zhangsan@example.com" },
      },
      trigger: { type: "change", raw: "pull_request" },
    });
  });

  it.for(["pull_request", "pull_request_closed", "pull_request_metadata"])("calls %s a change", (event) => {
    expect(readEnvironment("woodpecker-pull-request", { CI_PIPELINE_EVENT: event }).trigger?.type).toBe("change");
  });

  it("reads a tag", () => {
    expect(readEnvironment("woodpecker-tag").ref).toEqual({ full: "refs/tags/v2.4.0", tag: "v2.4.0" });
  });

  it.for([
    ["success", "success"],
    ["failure", "failure"],
    ["error", "error"],
    ["killed", "canceled"],
    ["running", "unknown"],
    ["pending", "unknown"],
    [undefined, "unknown"],
  ] as const)("takes the workflow's status %s for %s", ([word, state]) => {
    expect(readEnvironment("woodpecker-complete", { CI_PIPELINE_STATUS: word }).state).toBe(state);
  });

  it.for([
    { changes: { CI_PREV_PIPELINE_STATUS: "failure", CI_WORKFLOW_NAME: "woodpecker" }, state: "failure" },
    { changes: { CI_PREV_PIPELINE_STATUS: "killed", CI_WORKFLOW_NAME: "woodpecker" }, state: "canceled" },
    { changes: { CI_PREV_PIPELINE_STATUS: "failure", CI_WORKFLOW_NAME: "docs" }, state: undefined },
    { changes: { CI_PREV_PIPELINE_STATUS: "success", CI_WORKFLOW_NAME: "docs" }, state: "success" },
    { changes: { CI_PREV_PIPELINE_STATUS: "running" }, state: undefined },
    { changes: { CI_PREV_PIPELINE_STATUS: "" }, state: undefined },
    { changes: { CI_PREV_PIPELINE_EVENT: "cron" }, state: "success" },
    { changes: { CI_PREV_PIPELINE_EVENT: "pull_request" }, state: undefined },
    { changes: { CI_PREV_PIPELINE_EVENT: "" }, state: "success" },
    { changes: { CI_PIPELINE_EVENT: "tag" }, state: undefined },
    { changes: { CI_PIPELINE_EVENT: "", CI_COMMIT_PULL_REQUEST: "42" }, state: undefined },
  ])("knows after $changes the state before: $state", ({ changes, state }) => {
    expect(readEnvironment("woodpecker-complete", changes).previousState).toBe(state);
  });

  it.for([
    { env: { CI: "woodpecker" }, provider: "woodpecker" },
    { env: { CI: "true", CI_REPO: "acme/shop", CI_PIPELINE_NUMBER: "1" }, provider: "generic" },
    { env: { CI: "woodpecker", GITLAB_CI: "true" }, provider: "gitlab" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
