import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";
const job = "01937f2c-5b1e-4d7a-9c40-6a8e2f1d0b35";

describe("buildkite", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("buildkite-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "buildkite", via: "env" },
      pipeline: { name: "Shop", url: "https://buildkite.com/acme/shop" },
      run: {
        id: "01937f2b-aaaa-4bbb-8ccc-ddddeeeeffff",
        number: "871",
        url: "https://buildkite.com/acme/shop/builds/871",
      },
      task: { id: job, name: "单元测试", url: `https://buildkite.com/acme/shop/builds/871#${job}` },
      state: "failure",
      statusRaw: "2",
      repository: { fullName: "acme/shop", name: "shop", url: "https://github.com/acme/shop" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://github.com/acme/shop/commit/${sha}`,
        author: { name: "张三", email: "zhangsan@example.com" },
      },
      actor: { name: "李四", email: "lisi@example.com" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("reads a pull request", () => {
    const { ref, change, commit, trigger } = readEnvironment("buildkite-pull-request");
    expect({ ref, change, sha: commit?.sha, type: trigger?.type }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        url: "https://github.com/acme/shop/pull/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      sha: headSha,
      type: "change",
    });
    const elsewhere = readEnvironment("buildkite-pull-request", {
      BUILDKITE_REPO: "git@git.example.com:acme/shop.git",
    });
    expect(elsewhere.change).not.toHaveProperty("url");
    expect(elsewhere.commit).not.toHaveProperty("url");
  });

  it("reads a tag", () => {
    const { ref, trigger } = readEnvironment("buildkite-tag");
    expect([ref, trigger?.type]).toEqual([{ tag: "v2.4.0" }, "tag"]);
  });

  it.for([
    { changes: { BUILDKITE_COMMAND_EXIT_STATUS: "0" }, state: "success" },
    { changes: { BUILDKITE_COMMAND_EXIT_STATUS: "127" }, state: "error" },
    { changes: { BUILDKITE_COMMAND_EXIT_STATUS: "-1" }, state: "unknown" },
    { changes: { BUILDKITE_COMMAND_EXIT_STATUS: "-1", BUILDKITE_JOB_CANCELLED: "true" }, state: "canceled" },
    {
      changes: {
        BUILDKITE_COMMAND_EXIT_STATUS: "-1",
        BUILDKITE_JOB_CANCELLED: "true",
        BUILDKITE_JOB_TIMED_OUT: "true",
      },
      state: "timed_out",
    },
    { changes: { BUILDKITE_JOB_CANCELLED: "false" }, state: "failure" },
    { changes: { BUILDKITE_COMMAND_EXIT_STATUS: undefined }, state: "unknown" },
  ])("takes $changes for $state", ({ changes, state }) => {
    expect(readEnvironment("buildkite-complete", changes).state).toBe(state);
  });

  it.for([
    ["ui", "manual"],
    ["api", "api"],
    ["schedule", "schedule"],
    ["trigger_job", "upstream"],
  ] as const)("takes the source %s for %s", ([source, type]) => {
    expect(readEnvironment("buildkite-complete", { BUILDKITE_SOURCE: source }).trigger).toEqual({ type, raw: source });
  });

  it("takes HEAD for no commit", () => {
    expect(readEnvironment("buildkite-complete", { BUILDKITE_COMMIT: "HEAD" })).not.toHaveProperty("commit");
  });

  it("never carries a password of a repository's address", () => {
    const event = readEnvironment("buildkite-complete", {
      BUILDKITE_REPO: "https://ci:S3cret@git.example.com/a/b.git",
    });
    expect(event.repository).toEqual({ fullName: "a/b", name: "b", url: "https://git.example.com/a/b" });
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { BUILDKITE: "true" }, provider: "buildkite" },
    { env: { BUILDKITE: "", BUILDKITE_AGENT_NAME: "x" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
