import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("sourcecraft", () => {
  it("reads every variable of a push", () => {
    expect(readEnvironment("sourcecraft-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "sourcecraft", via: "env" },
      run: { id: "01995c1e-7a42-7c10-9d3e-5f60718293a4" },
      state: "unknown",
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7c",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        author: { name: "Zhang San", email: "zhangsan@example.com" },
      },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("reads a pull request", () => {
    const { ref, change, commit, trigger } = readEnvironment("sourcecraft-pull-request");
    expect({ ref, change, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: { number: "42", sourceBranch: "feature/coupon", targetBranch: "main" },
      trigger: { type: "change", raw: "pull_request" },
    });
    expect(commit?.sha).toBe(headSha);
  });

  it("knows a pull request by where it goes to, and never shows that as its own branch", () => {
    const changes = { SOURCECRAFT_PR_SLUG: "", SOURCECRAFT_COMMIT_REF: "", SOURCECRAFT_COMMIT_REF_NAME: "main" };
    const event = readEnvironment("sourcecraft-pull-request", changes);
    expect(event.change).toEqual({ number: "?", targetBranch: "main" });
    expect(event).not.toHaveProperty("ref");
  });

  it("reads a tag, which is a push", () => {
    const { ref, trigger } = readEnvironment("sourcecraft-tag");
    expect({ ref, trigger }).toEqual({
      ref: { full: "refs/tags/v2.4.0", tag: "v2.4.0" },
      trigger: { type: "tag", raw: "push" },
    });
  });

  it.for([
    ["Zhang San zhangsan@example.com", { name: "Zhang San", email: "zhangsan@example.com" }],
    ["<zhangsan@example.com>", { email: "zhangsan@example.com" }],
    ["Zhang San", undefined],
    ["", undefined],
  ] as const)("reads the author %s", ([author, expected]) => {
    const event = readEnvironment("sourcecraft-complete", { SOURCECRAFT_COMMIT_AUTHOR: author });
    expect(event.commit?.author).toEqual(expected);
  });

  it("lets no password through", () => {
    const address = "https://iam:S3cret@git.example.com/acme/shop";
    const event = readEnvironment("sourcecraft-complete", {
      SOURCECRAFT_REPO_URL: address,
      SOURCECRAFT_TOKEN: "S3cret",
    });
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it.for([
    { env: { SOURCECRAFT_CI: "true" }, provider: "sourcecraft" },
    { env: { SOURCECRAFT_CI: "true", GITLAB_CI: "true" }, provider: "sourcecraft" },
    { env: { SOURCECRAFT_TOKEN: "x", CI: "true" }, provider: "generic" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
