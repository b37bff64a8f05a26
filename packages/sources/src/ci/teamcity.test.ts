import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

const buildFile = String.raw`#TeamCity build properties
teamcity.auth.password=not-a-real-password
teamcity.build.id=48213
teamcity.buildType.id=Shop_UnitTests
teamcity.configuration.properties.file=C\:\\agent\\temp\\configuration.properties
`;
const configurationFile = String.raw`!comment
secure.token=not-a-real-token
teamcity.build.branch=<default>
teamcity.build.triggeredBy=\u674E\u56DB
teamcity.build.triggeredBy.username=lisi
teamcity.build.vcs.branch.Shop_Main=refs/heads/main
teamcity.serverUrl=https\://teamcity.example.com
vcsroot.branch = refs/heads/main
vcsroot.url:https\://ci\:S3cret@github.com/acme/shop.git
`;
const files = (configuration = configurationFile) => ({
  readFile: (path: string) =>
    ({
      "/opt/agent/temp/agentTmp/teamcity.build.properties": buildFile,
      [String.raw`C:\agent\temp\configuration.properties`]: configuration,
    })[path],
});

describe("teamcity", () => {
  it("reads its variables and both files, and no password of theirs", () => {
    const event = readEnvironment("teamcity-complete", {}, files());
    expect(event).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "teamcity", instance: "teamcity.example.com", via: "env" },
      pipeline: { name: "Shop" },
      run: { id: "48213", number: "1093", url: "https://teamcity.example.com/build/48213" },
      task: { id: "Shop_UnitTests", name: "Unit tests", url: "https://teamcity.example.com/build/48213" },
      state: "unknown",
      repository: { fullName: "acme/shop", name: "shop", url: "https://github.com/acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commit: { sha, shortSha: "3d9f2b7", url: `https://github.com/acme/shop/commit/${sha}` },
      actor: { name: "李四", username: "lisi" },
    });
    expect(JSON.stringify(event)).not.toMatch(/not-a-real|S3cret/);
  });

  it("makes the page of a build where its variable is absent", () => {
    expect(readEnvironment("teamcity-complete", { BUILD_URL: "" }, files()).run?.url).toBe(
      "https://teamcity.example.com/viewLog.html?buildId=48213",
    );
    expect(readEnvironment("teamcity-complete", { BUILD_URL: "" }).run).toEqual({ number: "1093" });
  });

  it("reads a pull request", () => {
    const { ref, change, commit } = readEnvironment("teamcity-pull-request", {}, files());
    expect({ ref, change, sha: commit?.sha }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://github.com/acme/shop/pull/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      sha: headSha,
    });
  });

  it("reads a pull request that stands in the file alone", () => {
    const file = `${configurationFile}teamcity.pullRequest.number=7\nteamcity.pullRequest.source.branch=fix\n`;
    const event = readEnvironment("teamcity-complete", {}, files(file));
    expect([event.change?.number, event.ref]).toEqual(["7", { branch: "fix" }]);
  });

  it.for([
    { line: "teamcity.build.vcs.branch.Shop=refs/tags/v2.4.0", ref: { full: "refs/tags/v2.4.0", tag: "v2.4.0" } },
    { line: "teamcity.build.branch=feature/one", ref: { branch: "feature/one" } },
    { line: "vcsroot.branch=refs/heads/main", ref: { full: "refs/heads/main", branch: "main" } },
    { line: "#teamcity.build.branch=x", ref: undefined },
    { line: "teamcity.build.branch", ref: undefined },
  ])("finds in $line the ref $ref", ({ line, ref }) => {
    expect(readEnvironment("teamcity-tag", {}, files(line)).ref).toEqual(ref);
  });

  it("takes a trigger for nobody", () => {
    const event = readEnvironment("teamcity-complete", {}, files("teamcity.build.triggeredBy=Schedule Trigger\n"));
    expect(event).not.toHaveProperty("actor");
  });

  it.for(["success", "failure", "cancelled"] as const)("takes the status %s as it is handed over", (status) => {
    const state = { success: "success", failure: "failure", cancelled: "canceled" }[status];
    expect(readEnvironment("teamcity-complete", {}, { status }).state).toBe(state);
  });

  it.for([
    () => "x".repeat(26 * 1_048_576),
    () => `${"\\".repeat(100_001)}\n${" ".repeat(100_000)}`,
    () => {
      throw new Error("EACCES");
    },
  ])("does without files that hold nothing of use", (readFile) => {
    expect(readEnvironment("teamcity-complete", {}, { readFile })).toEqual(readEnvironment("teamcity-complete"));
  });

  it.for([
    { env: { TEAMCITY_VERSION: "2025.07" }, provider: "teamcity" },
    { env: { BUILD_NUMBER: "1", BUILD_URL: "https://x.example.com" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
