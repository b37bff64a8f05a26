import { describe, expect, it } from "vitest";
import type { CiFacts } from "../source.ts";
import { giteeEnterprise } from "./gitee-enterprise.ts";
import { giteeGo } from "./gitee-go.ts";

const options = { now: 0 };
const sha = "8f6c1e2d3a4b5c6d7e8f90123456789abcdef012";
const headSha = "1111111222222233333334444444555555566666";

const push = {
  GITEE_PIPELINE_NAME: "pipeline-20240610",
  GITEE_PIPELINE_DISPLAY_NAME: "全流程测试",
  GITEE_PIPELINE_BUILD_NUMBER: "6",
  GITEE_PIPELINE_TRIGGER_USER: "张三",
  GITEE_STAGE_NAME: "stage-1",
  GITEE_STAGE_DISPLAY_NAME: "上传",
  GITEE_STAGE_STRATEGY: "auto",
  GITEE_REPO: "acme/shop",
  GITEE_BRANCH: "master",
  GITEE_COMMIT: sha,
  GITEE_COMMIT_MESSAGE: "fix: 修复登录\n\n详情见 #12",
  GITEE_DOCKER_IMAGE: "registry.example.com/shop:1.0",
};
const pullRequest = {
  ...push,
  GITEE_PULL_ID: "42",
  GITEE_SOURCE_BRANCH: "feature/login",
  GITEE_SOURCE_COMMIT: headSha,
  GITEE_COMMIT_MESSAGE: "登录页改版",
};

describe("giteeGo", () => {
  it("reads every variable of a push", () => {
    expect(giteeGo.read(push, options)).toEqual({
      pipeline: { id: "pipeline-20240610", name: "全流程测试" },
      run: { number: "6" },
      stage: { name: "上传" },
      repository: { fullName: "acme/shop", name: "shop", url: "https://gitee.com/acme/shop" },
      ref: { branch: "master" },
      commit: {
        sha,
        shortSha: "8f6c1e2",
        title: "fix: 修复登录",
        message: "fix: 修复登录\n\n详情见 #12",
        url: `https://gitee.com/acme/shop/commit/${sha}`,
      },
      actor: { name: "张三" },
      artifacts: [{ name: "registry.example.com/shop:1.0" }],
      params: { GITEE_STAGE_STRATEGY: "auto" },
    } satisfies CiFacts);
  });

  it("reads a pull request by its source, and keeps the branch as its target", () => {
    const { ref, change, commit, trigger } = giteeGo.read(pullRequest, options);
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/login" },
      change: {
        number: "42",
        title: "登录页改版",
        url: "https://gitee.com/acme/shop/pulls/42",
        sourceBranch: "feature/login",
        targetBranch: "master",
      },
      commit: { sha: headSha, shortSha: "1111111", url: `https://gitee.com/acme/shop/commit/${headSha}` },
      trigger: { type: "change" },
    });
  });

  it("never shows the target's branch or commit as the pull request's own", () => {
    const facts = giteeGo.read({ ...pullRequest, GITEE_SOURCE_BRANCH: "", GITEE_SOURCE_COMMIT: "" }, options);
    expect(facts).not.toHaveProperty("ref");
    expect(facts).not.toHaveProperty("commit");
    expect(facts.change).not.toHaveProperty("sourceBranch");
    expect(facts.change?.targetBranch).toBe("master");
  });

  it("uses the pipeline's name where it has no display name", () => {
    expect(giteeGo.read({ GITEE_PIPELINE_NAME: "p" }, options).pipeline).toEqual({ id: "p", name: "p" });
    expect(giteeGo.read({ GITEE_PIPELINE_DISPLAY_NAME: "P" }, options).pipeline).toEqual({ name: "P" });
    expect(giteeGo.read({ GITEE_STAGE_NAME: "s" }, options).stage).toEqual({ name: "s" });
  });

  it("reads a tag where the branch is written as one", () => {
    const facts = giteeGo.read({ ...push, GITEE_BRANCH: "refs/tags/v1.0" }, options);
    expect(facts.ref).toEqual({ full: "refs/tags/v1.0", tag: "v1.0" });
  });

  it("gives no key for what is absent, empty or unresolved", () => {
    const unresolved = Object.fromEntries(Object.keys(pullRequest).map((name) => [name, `\${${name}}`]));
    const empty = Object.fromEntries(Object.keys(pullRequest).map((name) => [name, ""]));
    expect(Object.keys(giteeGo.read({}, options))).toEqual([]);
    expect(Object.keys(giteeGo.read(unresolved, options))).toEqual([]);
    expect(Object.keys(giteeGo.read(empty, options))).toEqual([]);
  });

  it.for(["false", "null", "0"])("sees no pull request in the number %s", (number) => {
    expect(giteeGo.read({ ...push, GITEE_PULL_ID: number }, options)).toEqual(giteeGo.read(push, options));
  });

  it("takes a run with a source of its own for a pull request, even where its number is not told", () => {
    const { ref, change } = giteeGo.read({ ...pullRequest, GITEE_PULL_ID: "", GITEE_SOURCE_BRANCH: "master" }, options);
    expect(change).toEqual({ number: "?", title: "登录页改版", sourceBranch: "master", targetBranch: "master" });
    expect(ref).toEqual({ branch: "master" });
  });

  it("takes a run whose source is its own branch and commit for a push", () => {
    const env = { ...push, GITEE_SOURCE_BRANCH: "master", GITEE_SOURCE_COMMIT: sha };
    expect(giteeGo.read(env, options)).toEqual(giteeGo.read(push, options));
  });

  it.for([
    { repo: "shop", expected: { fullName: "shop", name: "shop" } },
    { repo: "a/b/c", expected: { fullName: "a/b/c", name: "c", url: "https://gitee.com/a/b/c" } },
    {
      repo: "https://u:t@gitee.com/acme/shop.git",
      expected: { fullName: "acme/shop", name: "shop", url: "https://gitee.com/acme/shop" },
    },
    {
      repo: "git@git.acme.cn:acme/shop.git",
      expected: { fullName: "acme/shop", name: "shop", url: "https://git.acme.cn/acme/shop" },
    },
    { repo: "../../etc", expected: { fullName: "../../etc", name: "../../etc" } },
    { repo: "acme/shop?x=1", expected: { fullName: "acme/shop?x=1", name: "acme/shop?x=1" } },
    { repo: "//evil.example/x", expected: { fullName: "//evil.example/x", name: "//evil.example/x" } },
    { repo: "https://user:pa/ss@gitee.com/o/r", expected: undefined },
    { repo: "u:secret@host", expected: undefined },
  ])("reads the repository $repo", ({ repo, expected }) => {
    expect(giteeGo.read({ GITEE_REPO: repo }, options).repository).toEqual(expected);
  });

  it.for([
    { giteeHost: "git.acme.cn", instance: "git.acme.cn", url: "https://git.acme.cn/acme/shop" },
    { giteeHost: "http://10.0.0.5:8080/", instance: "10.0.0.5:8080", url: "http://10.0.0.5:8080/acme/shop" },
    { giteeHost: "https://u:p@git.acme.cn/x", instance: "git.acme.cn", url: "https://git.acme.cn/acme/shop" },
    { giteeHost: "gitee.com", instance: undefined, url: "https://gitee.com/acme/shop" },
    { giteeHost: " ", instance: undefined, url: "https://gitee.com/acme/shop" },
    { giteeHost: "no host", instance: undefined, url: undefined },
  ])("builds its links on the host $giteeHost", ({ giteeHost, instance, url }) => {
    const facts = giteeGo.read(pullRequest, { ...options, giteeHost });
    expect(facts.instance).toBe(instance);
    expect(facts.repository?.url).toBe(url);
    expect(facts.change?.url).toBe(url && `${url}/pulls/42`);
  });

  it("builds no links for a repository without a path", () => {
    const facts = giteeGo.read({ ...pullRequest, GITEE_REPO: "shop" }, options);
    expect(facts.change).not.toHaveProperty("url");
    expect(facts.commit).not.toHaveProperty("url");
  });

  it("links neither a number nor a commit that could be something else", () => {
    expect(giteeGo.read({ ...pullRequest, GITEE_PULL_ID: "PR-1" }, options).change).not.toHaveProperty("url");
    expect(giteeGo.read({ ...push, GITEE_COMMIT: "latest" }, options).commit).not.toHaveProperty("url");
    expect(giteeGo.read({ ...push, GITEE_COMMIT: "../../x" }, options)).not.toHaveProperty("commit");
  });

  it("takes a name shaped like a login as one, so that `people` can be asked", () => {
    expect(giteeGo.read({ GITEE_PIPELINE_TRIGGER_USER: "zhang_san" }, options).actor).toEqual({
      name: "zhang_san",
      username: "zhang_san",
    });
    expect(giteeGo.read({ GITEE_PIPELINE_TRIGGER_USER: "Zhang San" }, options).actor).toEqual({ name: "Zhang San" });
  });

  it("cuts a long message and a long name", () => {
    const facts = giteeGo.read(
      { ...push, GITEE_COMMIT_MESSAGE: "长".repeat(9_000), GITEE_BRANCH: "b".repeat(9_000) },
      options,
    );
    expect(facts.commit?.message).toHaveLength(4_000);
    expect(facts.commit?.title).toHaveLength(500);
    expect(facts.ref?.branch).toHaveLength(500);
  });
});

describe("giteeEnterprise", () => {
  const enterprise = {
    ...push,
    GITEE_COMPANY: "acme",
    GITEE_PULL_REQUEST_ID: "7",
    GITEE_PULL_REQUEST_TITLE: "登录页改版",
    GITEE_SOURCE_BRANCH: "feature/login",
    GITEE_SOURCE_COMMIT: headSha,
    GITEE_SHORT_COMMIT: "8f6c1e2d",
  };

  it("reads its own names of a pull request", () => {
    const { change, commit, trigger, params } = giteeEnterprise.read(enterprise, options);
    expect(change).toMatchObject({ number: "7", title: "登录页改版", targetBranch: "master" });
    expect(commit).toMatchObject({ sha: headSha, shortSha: "1111111", title: "fix: 修复登录" });
    expect(trigger).toEqual({ type: "change" });
    expect(params).toEqual({ GITEE_STAGE_STRATEGY: "auto", GITEE_COMPANY: "acme" });
  });

  it("goes by its own number where both are there", () => {
    expect(giteeEnterprise.read({ ...enterprise, GITEE_PULL_ID: "9" }, options).change?.number).toBe("7");
    expect(giteeGo.read({ ...enterprise, GITEE_PULL_ID: "9" }, options).change?.number).toBe("9");
  });

  it("uses the short commit only where it is that of the commit", () => {
    const pushed = { ...push, GITEE_COMPANY: "acme", GITEE_SHORT_COMMIT: "8f6c1e2d" };
    expect(giteeEnterprise.read(pushed, options).commit).toMatchObject({ sha, shortSha: "8f6c1e2d" });
  });

  it("says that a comment started the run", () => {
    const facts = giteeEnterprise.read({ ...enterprise, GITEE_COMMENT: "/retest" }, options);
    expect(facts.trigger).toEqual({ type: "comment", raw: "/retest" });
  });
});
