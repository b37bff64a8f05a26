import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("gitlab", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("gitlab-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "gitlab", instance: "git.example.com", via: "env" },
      pipeline: { name: "商城发布" },
      run: { id: "90412", number: "231", url: "https://git.example.com/acme/shop/-/pipelines/90412" },
      stage: { name: "test" },
      task: { id: "615024", name: "unit-test", url: "https://git.example.com/acme/shop/-/jobs/615024" },
      environment: { name: "staging", url: "https://staging.shop.example.com/" },
      state: "failure",
      statusRaw: "failed",
      queuedAt: "2026-11-20T08:20:11.000Z",
      startedAt: "2026-11-20T08:21:40.000Z",
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7c",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://git.example.com/acme/shop/-/commit/${sha}`,
        author: { name: "张三", email: "zhangsan@example.com" },
      },
      actor: { name: "李四", username: "lisi", email: "lisi@example.com" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("tells a merge request by its source, and says nothing of the merge that GitLab made to try it", () => {
    const { ref, change, commit, trigger } = readEnvironment("gitlab-pull-request");
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://git.example.com/acme/shop/-/merge_requests/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: { sha: headSha, shortSha: "b7e1c03", url: `https://git.example.com/acme/shop/-/commit/${headSha}` },
      trigger: { type: "change", raw: "merge_request_event" },
    });
  });

  it("takes the ref for the branch of a merge request whose branch is not told", () => {
    const { ref, change } = readEnvironment("gitlab-pull-request", { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: "" });
    expect([ref?.branch, change?.sourceBranch]).toEqual(["feature/coupon", "feature/coupon"]);
  });

  it("takes the commit of a merge request that is not merged for its head", () => {
    const { commit } = readEnvironment("gitlab-pull-request", {
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: "",
      CI_COMMIT_TITLE: undefined,
      CI_COMMIT_MESSAGE: "feat: 优惠券",
    });
    expect(commit).toMatchObject({ sha, title: "feat: 优惠券", author: { name: "李四" } });
  });

  it("reads a pull request of another forge", () => {
    const event = readEnvironment("gitlab-complete", {
      CI_PIPELINE_SOURCE: "external_pull_request_event",
      CI_EXTERNAL_PULL_REQUEST_IID: "9",
      CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME: "feature/a",
      CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA: headSha,
      CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME: "main",
    });
    expect(event.change).toEqual({ number: "9", sourceBranch: "feature/a", targetBranch: "main" });
    expect(event.commit?.sha).toBe(headSha);
    expect(event.trigger?.type).toBe("change");
  });

  it("reads a tag, which is a push to GitLab", () => {
    const { ref, trigger } = readEnvironment("gitlab-tag");
    expect({ ref, trigger }).toEqual({ ref: { tag: "v2.4.0" }, trigger: { type: "tag", raw: "push" } });
  });

  it.for([
    ["success", "success"],
    ["failed", "failure"],
    ["canceled", "canceled"],
    ["skipped", "skipped"],
    ["passed with warnings", "unstable"],
  ] as const)("takes %s, as after_script has it, for %s", ([word, state]) => {
    expect(readEnvironment("gitlab-complete", { CI_JOB_STATUS: word })).toMatchObject({ state, statusRaw: word });
  });

  it.for(["running", "canceling", "created", "pending", "preparing", "waiting_for_resource", "manual", "scheduled"])(
    "takes %s for no result",
    (word) => {
      const event = readEnvironment("gitlab-complete", { CI_JOB_STATUS: word });
      expect(event.state).toBe("unknown");
      expect(event).not.toHaveProperty("statusRaw");
    },
  );

  it("takes no status, and one that nobody knows, for no success", () => {
    expect(readEnvironment("gitlab-complete", { CI_JOB_STATUS: undefined }).state).toBe("unknown");
    expect(readEnvironment("gitlab-complete", { CI_JOB_STATUS: "splendid" })).toMatchObject({
      state: "unknown",
      statusRaw: "splendid",
    });
  });

  it("never carries the token of a job's addresses", () => {
    const event = readEnvironment("gitlab-complete", {
      CI_PROJECT_URL: "https://ci:not-a-real-token@git.example.com/acme/shop",
      CI_JOB_URL: "https://ci:not-a-real-token@git.example.com/acme/shop/-/jobs/1",
    });
    expect(JSON.stringify(event)).not.toContain("not-a-real-token");
    expect(event.task?.url).toBe("https://git.example.com/acme/shop/-/jobs/1");
  });

  it("names the project where the pipeline has no name, and no host that is everybody's", () => {
    const event = readEnvironment("gitlab-complete", { CI_PIPELINE_NAME: "", CI_SERVER_HOST: "gitlab.com" });
    expect(event.pipeline).toEqual({ name: "acme/shop" });
    expect(event.source).not.toHaveProperty("instance");
  });

  it.for(["张三", "<zhangsan@example.com>", "", "张三 <>"])("reads the author %j as far as it goes", (author) => {
    const { commit } = readEnvironment("gitlab-complete", { CI_COMMIT_AUTHOR: author });
    const expected = { "<zhangsan@example.com>": { email: "zhangsan@example.com" }, "张三 <>": { name: "张三" } }[
      author
    ];
    expect(commit?.author).toEqual(expected);
  });

  it.for([
    { env: { CI_COMMIT_SHA: sha, CI_COMMIT_REF_NAME: "main" }, provider: "generic" },
    { env: { GITLAB_CI: "false" }, provider: "generic" },
    { env: { GITLAB_CI: "true" }, provider: "gitlab" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
