import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";
const project = "https://dev.azure.com/acme/7a6b5c4d-3e2f-4f10-9a8b-7c6d5e4f3a2b";
const run = `${project}/_build/results?buildId=20513`;
const job = "12f1170f-54f2-53f3-20dd-22fc7dff55f9";

describe("azure", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("azure-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "azure", via: "env" },
      pipeline: { id: "17", name: "shop-ci", url: `${project}/_build?definitionId=17` },
      run: { id: "20513", number: "20261120.4", url: run },
      stage: { name: "测试" },
      task: { id: job, name: "单元测试", url: `${run}&view=logs&j=${job}&t=3c1b2a09-8f7e-5d6c-4b3a-291807f6e5d4` },
      state: "unstable",
      statusRaw: "SucceededWithIssues",
      startedAt: "2026-11-20T08:20:15.000Z",
      repository: { fullName: "shop", name: "shop", url: "https://dev.azure.com/acme/Shop/_git/shop" },
      ref: { full: "refs/heads/feature/coupon", branch: "feature/coupon" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额",
        url: `https://dev.azure.com/acme/Shop/_git/shop/commit/${sha}`,
        author: { name: "张三" },
      },
      actor: { name: "李四", email: "lisi@example.com" },
      trigger: { type: "push", raw: "IndividualCI" },
    });
  });

  it("tells a pull request by its head, not by the merge that Azure tries", () => {
    const { ref, change, commit, trigger } = readEnvironment("azure-pull-request");
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        url: "https://dev.azure.com/acme/Shop/_git/shop/pullrequest/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: {
        sha: headSha,
        shortSha: "b7e1c03",
        url: `https://dev.azure.com/acme/Shop/_git/shop/commit/${headSha}`,
      },
      trigger: { type: "change", raw: "PullRequest" },
    });
  });

  it("calls a pull request of GitHub by the number that GitHub shows", () => {
    const event = readEnvironment("azure-pull-request", {
      BUILD_REPOSITORY_PROVIDER: "GitHub",
      BUILD_REPOSITORY_NAME: "acme/shop",
      BUILD_REPOSITORY_URI: "https://github.com/acme/shop.git",
      SYSTEM_PULLREQUEST_PULLREQUESTID: "1234567890",
      SYSTEM_PULLREQUEST_PULLREQUESTNUMBER: "42",
    });
    expect(event.change).toMatchObject({ number: "42", url: "https://github.com/acme/shop/pull/42" });
    expect(event.repository?.fullName).toBe("acme/shop");
    const other = readEnvironment("azure-pull-request", { BUILD_REPOSITORY_PROVIDER: "Svn" });
    expect([other.change?.url, other.commit?.url]).toEqual([undefined, undefined]);
  });

  it("takes a run with a source of its own for a pull request, even where its number is not told", () => {
    const { change, ref } = readEnvironment("azure-pull-request", { SYSTEM_PULLREQUEST_PULLREQUESTID: "" });
    expect([change?.number, change?.url, ref?.branch]).toEqual(["?", undefined, "feature/coupon"]);
  });

  it("reads a tag", () => {
    const { ref, trigger } = readEnvironment("azure-tag");
    expect([ref, trigger?.type]).toEqual([{ full: "refs/tags/v2.4.0", tag: "v2.4.0" }, "tag"]);
  });

  it.for([
    ["Succeeded", "success"],
    ["SucceededWithIssues", "unstable"],
    ["Failed", "failure"],
    ["Canceled", "canceled"],
    ["Skipped", "skipped"],
    ["InProgress", "unknown"],
    ["", "unknown"],
  ] as const)("takes the job's status %s for %s", ([word, state]) => {
    expect(readEnvironment("azure-complete", { AGENT_JOBSTATUS: word }).state).toBe(state);
  });

  it.for([
    ["Manual", "manual"],
    ["BatchedCI", "push"],
    ["Schedule", "schedule"],
    ["BuildCompletion", "upstream"],
    ["ResourceTrigger", "upstream"],
  ] as const)("takes the reason %s for %s", ([reason, type]) => {
    expect(readEnvironment("azure-complete", { BUILD_REASON: reason }).trigger).toEqual({ type, raw: reason });
  });

  it("names no stage and no job that have no name", () => {
    const changes = {
      SYSTEM_STAGEDISPLAYNAME: "__default",
      SYSTEM_STAGENAME: "__default",
      SYSTEM_JOBDISPLAYNAME: "",
      SYSTEM_JOBNAME: "build",
    };
    const { stage, task } = readEnvironment("azure-complete", changes);
    expect([stage, task?.name]).toEqual([undefined, "build"]);
  });

  it.for([
    ["https://acme.visualstudio.com/", undefined],
    ["https://dev.azure.com/acme/", undefined],
    ["https://tfs.example.com/tfs/Default/", "tfs.example.com"],
  ] as const)("names of %s the host %s", ([server, instance]) => {
    const event = readEnvironment("azure-complete", { SYSTEM_TEAMFOUNDATIONSERVERURI: server });
    expect(event.source.instance).toBe(instance);
    expect(event.run?.url).toMatch(new RegExp(`^${server}7a6b`));
  });

  it.for([
    { env: { TF_BUILD: "True" }, provider: "azure" },
    { env: { TF_BUILD: "" }, provider: "generic" },
    { env: { BUILD_BUILDID: "1", AGENT_JOBSTATUS: "Succeeded" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
