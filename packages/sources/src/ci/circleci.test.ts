import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";

describe("circleci", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("circleci-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "circleci", via: "env" },
      pipeline: { name: "shop" },
      run: {
        id: "5f1d7a2c-90b4-4e63-8a17-c2d9e0f41b36",
        url: "https://app.circleci.com/pipelines/workflows/5f1d7a2c-90b4-4e63-8a17-c2d9e0f41b36",
      },
      task: { id: "3127", name: "unit-test", url: "https://circleci.com/gh/acme/shop/3127" },
      state: "unknown",
      repository: { fullName: "acme/shop", name: "shop", url: "https://github.com/acme/shop" },
      ref: { branch: "main" },
      commit: { sha, shortSha: "3d9f2b7", url: `https://github.com/acme/shop/commit/${sha}` },
      actor: { username: "lisi" },
    });
  });

  it.for([
    { changes: {}, number: "42", source: "feature/coupon" },
    {
      changes: { CIRCLE_PULL_REQUEST: "https://bitbucket.org/acme/shop/pull-requests/7" },
      number: "7",
      source: "feature/coupon",
    },
    { changes: { CIRCLE_PULL_REQUEST: "", CIRCLE_PR_NUMBER: "9", CIRCLE_BRANCH: "pull/9" }, number: "9" },
    { changes: { CIRCLE_PULL_REQUEST: undefined, CIRCLE_BRANCH: "pull/9/head" }, number: "9" },
    { changes: { CIRCLE_PULL_REQUEST: "https://github.com/acme/shop" }, number: undefined },
  ])("finds in $changes the pull request $number", ({ changes, number, source }) => {
    const { change, ref } = readEnvironment("circleci-pull-request", changes);
    expect(change?.number).toBe(number);
    if (number !== undefined) expect([change?.sourceBranch, ref?.branch]).toEqual([source, source]);
    else expect(ref).toEqual({ branch: "feature/coupon" });
  });

  it("reads a tag", () => expect(readEnvironment("circleci-tag").ref).toEqual({ tag: "v2.4.0" }));

  it.for([
    ["success", "success"],
    ["failed", "failure"],
    ["canceled", "canceled"],
    ["on_hold", "waiting"],
    ["0", "success"],
  ] as const)("takes the status %s as it is handed over for %s", ([status, state]) => {
    expect(readEnvironment("circleci-complete", {}, { status }).state).toBe(state);
  });

  it("names a company's own server, whose workflows have another page", () => {
    const event = readEnvironment("circleci-complete", {
      CIRCLE_BUILD_URL: "https://ci.example.com/gh/acme/shop/3127",
    });
    expect([event.source.instance, event.run?.url]).toEqual(["ci.example.com", undefined]);
    expect(event.task?.url).toBe("https://ci.example.com/gh/acme/shop/3127");
  });

  it("never carries a password of a repository's address", () => {
    const event = readEnvironment("circleci-complete", {
      CIRCLE_REPOSITORY_URL: "https://ci:S3cret@github.com/a/b.git",
    });
    expect(event.commit?.url).toBe(`https://github.com/a/b/commit/${sha}`);
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { CIRCLECI: "true" }, provider: "circleci" },
    { env: { CIRCLECI: "", CIRCLE_SHA1: sha }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
