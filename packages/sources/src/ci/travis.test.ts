import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("travis", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("travis-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "travis", via: "env" },
      pipeline: { name: "acme/shop" },
      run: {
        id: "268810234",
        number: "642",
        url: "https://app.travis-ci.com/github/acme/shop/builds/268810234",
      },
      stage: { name: "Test" },
      task: {
        id: "613340981",
        name: "unit tests",
        url: "https://app.travis-ci.com/github/acme/shop/jobs/613340981",
      },
      state: "failure",
      statusRaw: "1",
      repository: { fullName: "acme/shop", name: "shop", url: "https://github.com/acme/shop" },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://github.com/acme/shop/commit/${sha}`,
      },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("tells a pull request by its head, not by the merge that Travis tries", () => {
    const { ref, change, commit, trigger } = readEnvironment("travis-pull-request");
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        url: "https://github.com/acme/shop/pull/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: { sha: headSha, shortSha: "b7e1c03", url: `https://github.com/acme/shop/commit/${headSha}` },
      trigger: { type: "change", raw: "pull_request" },
    });
  });

  it("reads a tag, which is a push to Travis", () => {
    const { ref, trigger } = readEnvironment("travis-tag");
    expect({ ref, trigger }).toEqual({ ref: { tag: "v2.4.0" }, trigger: { type: "tag", raw: "push" } });
  });

  it.for([
    ["0", "success"],
    ["1", "failure"],
    ["", "unknown"],
    [undefined, "unknown"],
  ] as const)("takes the result %s for %s", ([result, state]) => {
    expect(readEnvironment("travis-complete", { TRAVIS_TEST_RESULT: result }).state).toBe(state);
  });

  it.for([
    ["https://app.travis-ci.com/bitbucket/acme/shop/builds/1", "https://bitbucket.org/acme/shop"],
    ["https://app.travis-ci.com/gitlab/acme/shop/builds/1", "https://gitlab.com/acme/shop"],
    ["https://travis-ci.com/acme/shop/builds/1", "https://github.com/acme/shop"],
    ["https://travis.example.com/acme/shop/builds/1", undefined],
    ["https://travis-ci.com/constructor/shop", "https://github.com/acme/shop"],
  ] as const)("finds the forge behind the build %s: %s", ([build, page]) => {
    const { repository, source } = readEnvironment("travis-complete", { TRAVIS_BUILD_WEB_URL: build });
    expect([repository?.fullName, repository?.url]).toEqual(["acme/shop", page]);
    expect(source.instance).toBe(page === undefined ? "travis.example.com" : undefined);
  });

  it("calls a job without a name by its number", () => {
    expect(readEnvironment("travis-complete", { TRAVIS_JOB_NAME: "" }).task?.name).toBe("642.1");
  });

  it.for([
    { env: { TRAVIS: "true" }, provider: "travis" },
    { env: { TRAVIS: "", TRAVIS_BRANCH: "main" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
