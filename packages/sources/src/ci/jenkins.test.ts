import { describe, expect, it } from "vitest";
import { readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";

describe("jenkins", () => {
  it("reads every variable of a branch's job", () => {
    expect(readEnvironment("jenkins-complete")).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "jenkins", instance: "jenkins.example.com", via: "env" },
      pipeline: {
        id: "acme/shop/main",
        name: "acme/shop",
        url: "https://jenkins.example.com/job/acme/job/shop/job/main/",
      },
      run: {
        id: "jenkins-acme-shop-main-128",
        number: "128",
        url: "https://jenkins.example.com/job/acme/job/shop/job/main/128/",
      },
      stage: { name: "Deploy" },
      state: "unknown",
      repository: { fullName: "acme/shop", name: "shop", url: "https://gitee.com/acme/shop" },
      ref: { branch: "main" },
      commit: { sha, shortSha: "3d9f2b7" },
      actor: { name: "李四", username: "lisi", email: "lisi@example.com" },
    });
  });

  it.for([
    ["MERGE", "change"],
    ["NOTE", "comment"],
  ] as const)("reads a merge request that the GitLab plugin builds: %s", ([action, trigger]) => {
    const event = readVariables({
      ...{
        JENKINS_URL: "https://jenkins.example.com/",
        JOB_NAME: "shop",
        BUILD_NUMBER: "7",
        GIT_BRANCH: "origin/main",
      },
      ...{ GIT_COMMIT: sha, gitlabActionType: action, gitlabBranch: "main", gitlabSourceBranch: "main" },
      ...{ gitlabTargetBranch: "main", gitlabMergeRequestIid: "17", gitlabMergeRequestTitle: "优惠券" },
      gitlabMergeRequestLastCommit: headSha,
      gitlabTargetRepoHttpUrl: "https://ci:S3cret@git.example.com/acme/shop.git",
      ...{ gitlabUserName: "李四", gitlabUserUsername: "lisi", gitlabUserEmail: "lisi@example.com" },
    });
    expect(event).toMatchObject({
      change: {
        ...{ number: "17", title: "优惠券", sourceBranch: "main", targetBranch: "main" },
        url: "https://git.example.com/acme/shop/-/merge_requests/17",
      },
      commit: { sha: headSha },
      actor: { name: "李四", username: "lisi", email: "lisi@example.com" },
      trigger: { type: trigger },
    });
  });

  it("reads a push that the GitLab plugin builds", () => {
    const { ref, change, trigger } = readVariables({
      ...{ JENKINS_URL: "https://jenkins.example.com/", gitlabActionType: "PUSH", gitlabBranch: "main" },
      ...{ gitlabSourceBranch: "main", gitlabTargetBranch: "main" },
    });
    expect({ ref, change, trigger: trigger?.type }).toEqual({ ref: { branch: "main" }, trigger: "push" });
  });

  it.for(["patchset-created", "comment-added", "change-merged", "ref-updated"])("reads Gerrit's %s", (type) => {
    const event = readVariables({
      ...{ JENKINS_URL: "https://jenkins.example.com/", GIT_BRANCH: "master", GERRIT_EVENT_TYPE: type },
      ...{ GERRIT_BRANCH: "master", GERRIT_CHANGE_NUMBER: "1234", GERRIT_CHANGE_SUBJECT: "优惠券" },
      ...{ GERRIT_CHANGE_URL: "https://gerrit.example.com/c/shop/+/1234", GERRIT_PATCHSET_REVISION: headSha },
      ...{ GERRIT_CHANGE_OWNER_NAME: "李四", GERRIT_EVENT_ACCOUNT_NAME: "王五" },
    });
    const change = { number: "1234", title: "优惠券", url: "https://gerrit.example.com/c/shop/+/1234" };
    const open = {
      ...{ change: { ...change, targetBranch: "master" }, ref: undefined },
      commit: { sha: headSha, author: { name: "李四" } },
      ...{ actor: { name: "王五" }, trigger: { type: type === "comment-added" ? "comment" : "change" } },
    };
    const merged = { change: undefined, ref: { branch: "master" }, trigger: { type: "push" } };
    const { ref, change: read, commit, actor, trigger } = event;
    expect({ ref, change: read, commit, actor, trigger }).toMatchObject(/merged|updated/.test(type) ? merged : open);
  });

  it("does not call what comes after the stages one", () => {
    expect(readEnvironment("jenkins-complete", { STAGE_NAME: "Declarative: Post Actions" }).stage).toBeUndefined();
  });

  it("reads a pull request of a multibranch job", () => {
    const event = readEnvironment("jenkins-pull-request");
    expect(event).toMatchObject({
      pipeline: { id: "acme/shop/PR-42", name: "acme/shop" },
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://git.example.com/acme/shop/pulls/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: { sha: headSha, author: { name: "王五", username: "wangwu", email: "wangwu@example.com" } },
    });
    expect(event).not.toHaveProperty("actor");
  });

  it("says no commit where it is known that a merge is tried", () => {
    const event = readEnvironment("jenkins-pull-request", { BRANCH_NAME: "PR-42-merge" });
    expect(event).not.toHaveProperty("commit");
    expect(readEnvironment("jenkins-pull-request", { BRANCH_NAME: "PR-42-head" }).commit?.sha).toBe(headSha);
    expect(readEnvironment("jenkins-complete", { BRANCH_NAME: "fix-merge" }).commit?.sha).toBe(sha);
  });

  it("reads a tag, which is a branch as well to Jenkins", () => {
    expect(readEnvironment("jenkins-tag")).toMatchObject({ ref: { tag: "v2.4.0" }, pipeline: { name: "acme/shop" } });
  });

  it("reads a pull request of the Gitee plugin by its source", () => {
    const { ref, change, commit, actor, trigger, repository } = readEnvironment("jenkins-gitee-pull-request");
    expect({ ref, change, commit, actor, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://gitee.com/acme/shop/pulls/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: { sha: headSha, shortSha: "b7e1c03" },
      actor: { name: "wangwu", email: "wangwu@example.com" },
      trigger: { type: "change", raw: "MERGE" },
    });
    expect(repository?.fullName).toBe("acme/shop");
  });

  it("reads a push of the Gitee plugin", () => {
    const push = {
      giteeActionType: "PUSH",
      giteeRef: "refs/heads/main",
      giteeBranch: "main",
      giteeSourceBranch: "main",
      giteePullRequestIid: "",
      GIT_BRANCH: "origin/main",
      GIT_COMMIT: sha,
    };
    const event = readEnvironment("jenkins-gitee-pull-request", push);
    expect(event).toMatchObject({
      ref: { full: "refs/heads/main", branch: "main" },
      commit: { sha },
      trigger: { type: "push", raw: "PUSH" },
    });
    expect(event).not.toHaveProperty("change");
    const tag = readEnvironment("jenkins-gitee-pull-request", { ...push, giteeRef: "refs/tags/v2.4.0" });
    expect(tag).toMatchObject({ ref: { tag: "v2.4.0" }, trigger: { type: "tag" } });
  });

  it.for([
    { job: "shop", branch: "main", name: "shop" },
    { job: "acme/shop/feature%2Fcoupon", branch: "feature/coupon", name: "acme/shop" },
    { job: "acme/shop/main", branch: "origin/main", name: "acme/shop" },
    { job: "acme/shop/main", branch: "develop", name: "acme/shop/main" },
    { job: "shop/OS=linux,NODE=24", branch: "main", name: "shop" },
    { job: "shop/50%", branch: "main", name: "shop/50%" },
    { job: "main", branch: "main", name: "main" },
    { job: "shop", branch: "", name: "shop" },
  ])("calls the job $job on $branch $name", ({ job, branch, name }) => {
    const env = { JENKINS_URL: "https://jenkins.example.com/", JOB_NAME: job, GIT_BRANCH: branch };
    expect(readVariables(env).pipeline).toEqual({ id: job, name });
  });

  it.for([
    { env: { GIT_BRANCH: "origin/main" }, ref: { full: "origin/main", branch: "main" } },
    { env: { GIT_BRANCH: "origin/tags/0.1.0" }, ref: { full: "origin/tags/0.1.0", tag: "0.1.0" } },
    { env: { GIT_BRANCH: "refs/heads/main" }, ref: { full: "refs/heads/main", branch: "main" } },
    { env: { GIT_LOCAL_BRANCH: "main", GIT_BRANCH: "origin/main" }, ref: { branch: "main" } },
    { env: { BRANCH_NAME: "main", GIT_BRANCH: "detached" }, ref: { branch: "main" } },
    { env: { GIT_LOCAL_BRANCH: "detached", GIT_BRANCH: "origin/main" }, ref: { full: "origin/main", branch: "main" } },
    { env: { GIT_BRANCH: "detached" }, ref: undefined },
    { env: { GIT_BRANCH: "HEAD" }, ref: undefined },
  ])("reads the ref of $env", ({ env, ref }) => {
    expect(readVariables({ JENKINS_URL: "https://jenkins.example.com/", ...env }).ref).toEqual(ref);
  });

  it.for(["scmChange", "timer", "branchIndexing"])("takes the cause %s for nobody", (id) => {
    const nobody = { BUILD_USER: "Somebody", BUILD_USER_ID: id, BUILD_USER_EMAIL: "x@example.com" };
    expect(readEnvironment("jenkins-complete", nobody)).not.toHaveProperty("actor");
    expect(readEnvironment("jenkins-gitee-pull-request", nobody).actor).toEqual({
      name: "wangwu",
      email: "wangwu@example.com",
    });
  });

  it.for([
    ["SUCCESS", "success"],
    ["UNSTABLE", "unstable"],
    ["FAILURE", "failure"],
    ["ABORTED", "canceled"],
    ["NOT_BUILT", "skipped"],
    ["null", "unknown"],
  ] as const)("takes the result %s as it is handed over for %s", ([status, state]) => {
    expect(readEnvironment("jenkins-complete", {}, { status }).state).toBe(state);
  });

  it("lets no password through, nor an agent's own git user", () => {
    const event = readEnvironment("jenkins-complete", {
      GIT_URL: "",
      GIT_URL_1: "https://ci:S3cret@git.example.com/acme/shop.git",
      BUILD_URL: "https://ci:S3cret@jenkins.example.com/job/shop/1/",
      JENKINS_URL: "https://ci:S3cret@jenkins.example.com/",
    });
    expect(event.repository?.url).toBe("https://git.example.com/acme/shop");
    expect(event.source.instance).toBe("jenkins.example.com");
    expect(JSON.stringify(event)).not.toMatch(/S3cret|jenkins@example/);
  });

  it.for([
    { env: { JENKINS_URL: "https://jenkins.example.com/" }, provider: "jenkins" },
    { env: { JENKINS_HOME: "/var/jenkins_home", BUILD_TAG: "jenkins-shop-1" }, provider: "jenkins" },
    { env: { JENKINS_HOME: "/var/jenkins_home" }, provider: "generic" },
    { env: { BUILD_TAG: "x", JOB_NAME: "shop", BUILD_NUMBER: "1" }, provider: "generic" },
    { env: { JENKINS_URL: "x", CCI_CURRENT_TEAM: "acme" }, provider: "coding" },
    { env: { JENKINS_URL: "x", GITEE_PIPELINE_NAME: "x" }, provider: "gitee-go" },
    { env: { JENKINS_URL: "x", GITHUB_ACTIONS: "true" }, provider: "github" },
  ])("is $provider by $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
