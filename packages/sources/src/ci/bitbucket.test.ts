import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("bitbucket", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("bitbucket-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "bitbucket", via: "env" },
      pipeline: { name: "acme/shop" },
      run: {
        id: "c1d2e3f4-a5b6-4c7d-8e9f-0a1b2c3d4e5f",
        number: "564",
        url: "https://bitbucket.org/acme/shop/addon/pipelines/home#!/results/564",
      },
      environment: { name: "staging" },
      state: "failure",
      statusRaw: "1",
      repository: { fullName: "acme/shop", name: "shop", url: "http://bitbucket.org/acme/shop" },
      ref: { branch: "main" },
      commit: { sha, shortSha: "3d9f2b7", url: `https://bitbucket.org/acme/shop/commits/${sha}` },
    });
  });

  it("reads a pull request", () => {
    const { ref, change, commit } = readEnvironment("bitbucket-pull-request");
    expect({ ref, change, sha: commit?.sha }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        url: "https://bitbucket.org/acme/shop/pull-requests/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      sha: headSha,
    });
  });

  it("reads a tag", () => expect(readEnvironment("bitbucket-tag").ref).toEqual({ tag: "v2.4.0" }));

  it.for([
    ["0", "success"],
    ["1", "failure"],
    ["143", "failure"],
    ["", "unknown"],
    [undefined, "unknown"],
  ] as const)("takes the exit code %s of after-script for %s", ([code, state]) => {
    expect(readEnvironment("bitbucket-complete", { BITBUCKET_EXIT_CODE: code }).state).toBe(state);
  });

  it("has no pages of a repository that it does not know", () => {
    const event = readEnvironment("bitbucket-pull-request", { BITBUCKET_REPO_FULL_NAME: "" });
    expect([event.run?.url, event.change?.url, event.commit?.url]).toEqual([undefined, undefined, undefined]);
  });

  it("never carries a password of a repository's address", () => {
    const event = readEnvironment("bitbucket-complete", {
      BITBUCKET_GIT_HTTP_ORIGIN: "https://ci:S3cret@bitbucket.org/acme/shop",
    });
    expect(event.repository?.url).toBe("https://bitbucket.org/acme/shop");
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { BITBUCKET_BUILD_NUMBER: "1" }, provider: "bitbucket" },
    { env: { BITBUCKET_COMMIT: sha }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
