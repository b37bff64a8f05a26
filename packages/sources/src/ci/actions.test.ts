import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import type { Environment } from "../environment.ts";
import { readCi, readEnvironment, readVariables } from "./read-environment.fixture.ts";

const sha = "3d9f2b7c41e85a06d2b4f8e1937c5a60b1e2d3f4";
const headSha = "b7e1c03a95d24f68812ac7de40f3561928ab0c5d";
const fileOf = (event: unknown) => ({
  readFile: (path: string) =>
    path === "/runner/_temp/_github_workflow/event.json" ? JSON.stringify(event) : undefined,
});

const pushed = {
  ref: "refs/heads/main",
  head_commit: {
    id: sha,
    message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
    author: { name: "张三", email: "zhangsan@example.com", username: "zhangsan" },
  },
};
const opened = {
  action: "opened",
  number: 42,
  pull_request: {
    number: 42,
    title: "结算页支持优惠券",
    html_url: "https://github.com/acme/shop/pull/42",
    user: { login: "zhangsan" },
    head: { ref: "feature/coupon", sha: headSha },
    base: { ref: "main", sha },
  },
};

describe("github", () => {
  it("reads a push with what its event's file says of the commit", () => {
    expect(readEnvironment("github-complete", {}, fileOf(pushed))).toEqual({
      time: "2026-11-20T08:30:00.000Z",
      source: { provider: "github", via: "env" },
      pipeline: { name: "Release", url: "https://github.com/acme/shop/actions/workflows/release.yml" },
      run: {
        id: "9100123456",
        number: "128",
        attempt: 2,
        url: "https://github.com/acme/shop/actions/runs/9100123456/attempts/2",
      },
      task: { name: "build" },
      state: "unknown",
      repository: { fullName: "acme/shop", name: "shop", url: "https://github.com/acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commit: {
        sha,
        shortSha: "3d9f2b7",
        title: "fix: 修复结算页金额",
        message: "fix: 修复结算页金额\n\n四舍五入放到最后一步",
        url: `https://github.com/acme/shop/commit/${sha}`,
        author: { name: "张三", username: "zhangsan", email: "zhangsan@example.com" },
      },
      actor: { username: "lisi" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("tells a pull request by its head, not by the merge that GitHub made to try it", () => {
    const { ref, change, commit, trigger } = readEnvironment("github-pull-request", {}, fileOf(opened));
    expect({ ref, change, commit, trigger }).toEqual({
      ref: { branch: "feature/coupon" },
      change: {
        number: "42",
        title: "结算页支持优惠券",
        url: "https://github.com/acme/shop/pull/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      commit: {
        sha: headSha,
        shortSha: "b7e1c03",
        url: `https://github.com/acme/shop/commit/${headSha}`,
        author: { username: "zhangsan" },
      },
      trigger: { type: "change", raw: "pull_request" },
    });
  });

  it("says no commit of a pull request whose head is not known", () => {
    const { change, commit } = readEnvironment("github-pull-request");
    expect(commit).toBeUndefined();
    expect(change).toEqual({
      number: "42",
      url: "https://github.com/acme/shop/pull/42",
      sourceBranch: "feature/coupon",
      targetBranch: "main",
    });
  });

  it("takes a run for its target's sake for a pull request, though its ref and commit are the target's", () => {
    const target = { GITHUB_EVENT_NAME: "pull_request_target", GITHUB_REF: "refs/heads/main" };
    const { ref, change, commit } = readEnvironment("github-pull-request", target, fileOf(opened));
    expect([ref, change?.number, commit?.sha]).toEqual([{ branch: "feature/coupon" }, "42", headSha]);
    const unread = readEnvironment("github-pull-request", target);
    expect([unread.ref, unread.change?.number, unread.change?.url, unread.commit]).toEqual([
      { branch: "feature/coupon" },
      "?",
      undefined,
      undefined,
    ]);
  });

  it("reads a tag, which is a push to GitHub", () => {
    const { ref, trigger } = readEnvironment("github-tag");
    expect({ ref, trigger }).toEqual({
      ref: { full: "refs/tags/v2.4.0", tag: "v2.4.0" },
      trigger: { type: "tag", raw: "push" },
    });
  });

  it.for([
    { name: "is no JSON", readFile: () => "{" },
    { name: "is no object", readFile: () => "[1]" },
    { name: "holds other shapes", readFile: () => '{"head_commit":[],"pull_request":{"number":{},"head":"x"}}' },
    { name: "is not there", readFile: () => undefined },
    { name: "is too big", readFile: () => `{"head_commit":{"message":"m"},"x":"${"x".repeat(25 * 1_048_576)}"}` },
    {
      name: "can't be read",
      readFile: () => {
        throw new Error("EACCES");
      },
    },
  ])("does without an event's file that $name", ({ readFile }) => {
    expect(readEnvironment("github-complete", {}, { readFile })).toEqual(readEnvironment("github-complete"));
  });

  it.for([
    ["success", "success"],
    ["failure", "failure"],
    ["cancelled", "canceled"],
    ["skipped", "skipped"],
    ["${{ job.status }}", "unknown"],
  ] as const)("takes the status %s as it is handed over for %s", ([status, state]) => {
    expect(readEnvironment("github-complete", {}, { status }).state).toBe(state);
  });

  it("links to what it has an address of", () => {
    const links = (changes: Record<string, string | undefined>) => {
      const { pipeline, run } = readEnvironment("github-complete", changes);
      return [pipeline?.url, run?.url];
    };
    const server = "https://ci:S3cret@github.example.com/";
    expect(links({ GITHUB_SERVER_URL: server, GITHUB_RUN_ATTEMPT: "" })).toEqual([
      "https://github.example.com/acme/shop/actions/workflows/release.yml",
      "https://github.example.com/acme/shop/actions/runs/9100123456",
    ]);
    const required = { GITHUB_WORKFLOW_REF: "acme/rules/.github/workflows/lint.yml@refs/heads/main" };
    expect(links(required)[0]).toBeUndefined();
    expect(links({ GITHUB_SERVER_URL: undefined })).toEqual([undefined, undefined]);
    expect(links({ GITHUB_WORKFLOW_REF: "", GITHUB_WORKFLOW: ".github/workflows/ci.yml" })[0]).toBe(
      "https://github.com/acme/shop/actions/workflows/ci.yml",
    );
  });

  it("names the host of a company's own server, without a password", () => {
    const event = readEnvironment("github-complete", { GITHUB_SERVER_URL: "https://ci:S3cret@github.example.com" });
    expect(event.source.instance).toBe("github.example.com");
    expect(JSON.stringify(event)).not.toContain("S3cret");
  });

  it("names who started the run first where nobody ran it again", () => {
    expect(readEnvironment("github-complete", { GITHUB_TRIGGERING_ACTOR: "" }).actor).toEqual({ username: "zhangsan" });
  });
});

describe("a workflow that another one's run started", () => {
  interface Payload {
    readonly workflow_run: object;
  }
  const payload = (name: string, changes: object = {}) => {
    const body = sample(name) as Payload;
    return fileOf({ ...body, workflow_run: { ...body.workflow_run, ...changes } });
  };
  const observing: Environment = {
    GITHUB_EVENT_NAME: "workflow_run",
    GITHUB_WORKFLOW: "Notify",
    GITHUB_WORKFLOW_REF: "acme/shop/.github/workflows/notify.yml@refs/heads/main",
    GITHUB_RUN_ID: "77",
    GITHUB_RUN_NUMBER: "5",
    GITHUB_JOB: "notify",
  };
  const read = (name: string, { changes = {}, status }: { changes?: object; status?: string } = {}) =>
    readEnvironment("github-complete", observing, {
      ...payload(name, changes),
      ...(status === undefined ? {} : { status }),
    });
  const runSha = "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31";

  it.for([{ status: undefined }, { status: "" }, { status: "${{ job.status }}" }])(
    "tells of that run where no status is given: $status",
    ({ status }) => {
      const event = read("github/workflow_run.failure", {
        changes: { head_branch: "feature/pay", pull_requests: [] },
        ...(status === undefined ? {} : { status }),
      });
      expect(event).toMatchObject({
        time: "2026-11-20T08:30:00.000Z",
        source: { provider: "github", via: "env" },
        pipeline: {
          id: "71002345",
          name: "Release",
          url: "https://github.com/acme/shop/actions/workflows/release.yml",
        },
        run: { id: "9100123456", number: "128", url: "https://github.com/acme/shop/actions/runs/9100123456" },
        state: "failure",
        statusRaw: "failure",
        ref: { branch: "feature/pay" },
        commit: { sha: runSha, title: "fix: 修复购物车结算金额" },
        actor: { username: "lisi" },
        trigger: { type: "push", raw: "push" },
      });
      expect(Object.keys(event)).not.toEqual(expect.arrayContaining(["task"]));
      expect(event.source).not.toHaveProperty("event");
    },
  );

  it("is told by itself where a status is given, for the branch and the commit of that run", () => {
    const event = read("github/workflow_run.success", { changes: { head_branch: "release/2" }, status: "failure" });
    expect(event).toMatchObject({
      pipeline: { name: "Notify", url: "https://github.com/acme/shop/actions/workflows/notify.yml" },
      run: { id: "77", number: "5" },
      task: { name: "notify" },
      state: "failure",
      ref: { branch: "release/2" },
      commit: { sha: runSha },
      trigger: { type: "upstream", raw: "workflow_run" },
    });
    expect(event).not.toHaveProperty("previousState");
  });

  it.for([{ status: undefined }, { status: "failure" }])(
    "is of a fork's pull request, whose main is not ours: $status",
    ({ status }) => {
      const { ref, change } = read("github/workflow_run.fork", status === undefined ? {} : { status });
      expect({ ref, change }).toMatchObject({
        ref: { branch: "main" },
        change: { number: "wangwu:main", title: "fix: 修复购物车结算金额", sourceBranch: "main" },
      });
    },
  );

  it("has the number of a pull request of this repository", () => {
    expect(read("github/workflow_run.pull-request").change).toMatchObject({
      number: "42",
      url: "https://github.com/acme/shop/pull/42",
      targetBranch: "main",
    });
  });

  it.for([{ GITHUB_EVENT_PATH: undefined }, { GITHUB_EVENT_PATH: "/elsewhere.json" }])(
    "names no branch where it can't know it: $GITHUB_EVENT_PATH",
    (changes) => {
      const event = readEnvironment("github-complete", { ...observing, ...changes }, fileOf({}));
      expect([event.pipeline?.name, event.state, event.ref, event.commit]).toEqual([
        "Notify",
        "unknown",
        undefined,
        undefined,
      ]);
    },
  );

  it("has the secrets that a fork's own run lacks", () => {
    const reading = readCi(
      { ...(sample("ci/github-complete") as Environment), ...observing },
      { now: 0, ...payload("github/workflow_run.fork") },
    );
    expect([reading?.event.change?.number, reading?.isPullRequest]).toEqual(["wangwu:main", false]);
  });

  it("is read on Gitea too, by its words and pages", () => {
    const event = readEnvironment(
      "gitea-complete",
      observing,
      payload("gitea/workflow_run.failure", { conclusion: "cancelled" }),
    );
    expect(event).toMatchObject({ source: { provider: "gitea", instance: "gitea.example.com" }, state: "canceled" });
  });
});

describe("gitea", () => {
  it("links to a run by its id, or by its number where the server is older", () => {
    const url = (runUrlBy?: "id" | "number") =>
      readEnvironment("gitea-complete", {}, runUrlBy === undefined ? {} : { runUrlBy }).run?.url;
    expect(url()).toBe("https://gitea.example.com/acme/shop/actions/runs/5120");
    expect(url("id")).toBe(url());
    expect(url("number")).toBe("https://gitea.example.com/acme/shop/actions/runs/77");
    expect(readEnvironment("gitea-complete", { GITHUB_RUN_ID: "" }).run).not.toHaveProperty("url");
  });

  it("has its workflow and its pull requests where Gitea shows them", () => {
    const { source, pipeline, change, commit, ref } = readEnvironment("gitea-pull-request");
    expect({ source, pipeline, change, ref }).toEqual({
      source: { provider: "gitea", instance: "gitea.example.com", via: "env" },
      pipeline: { name: "release.yaml", url: "https://gitea.example.com/acme/shop/actions?workflow=release.yaml" },
      change: {
        number: "42",
        url: "https://gitea.example.com/acme/shop/pulls/42",
        sourceBranch: "feature/coupon",
        targetBranch: "main",
      },
      ref: { branch: "feature/coupon" },
    });
    expect(commit?.sha).toBe(headSha);
    const target = { GITHUB_REF: "refs/heads/main", GITHUB_SHA: sha };
    expect(readEnvironment("gitea-pull-request", target).commit).toBeUndefined();
  });

  it("reads what the event's file says", () => {
    const event = readEnvironment("gitea-complete", {}, fileOf(pushed));
    expect(event.commit?.author?.username).toBe("zhangsan");
  });
});

describe("forgejo", () => {
  it("links to a run by its number, or by its id where that is asked for", () => {
    const url = (runUrlBy?: "id" | "number") =>
      readEnvironment("forgejo-complete", {}, runUrlBy === undefined ? {} : { runUrlBy }).run?.url;
    expect(url()).toBe("https://forgejo.example.com/acme/shop/actions/runs/77");
    expect(url("number")).toBe(url());
    expect(url("id")).toBe("https://forgejo.example.com/acme/shop/actions/runs/5120");
  });

  it("takes its own variables before GitHub's", () => {
    const event = readEnvironment("forgejo-complete", { FORGEJO_REPOSITORY: "acme/mall", FORGEJO_EVENT_PATH: "/e" });
    expect(event.repository?.url).toBe("https://forgejo.example.com/acme/mall");
    const github = readEnvironment("forgejo-complete", { FORGEJO_SHA: "", FORGEJO_ACTOR: undefined });
    expect([github.commit?.sha, github.actor?.username]).toEqual([sha, "zhangsan"]);
  });
});

describe("detection", () => {
  it.for([
    { env: { GITHUB_ACTIONS: "true" }, provider: "github" },
    { env: { GITHUB_ACTIONS: "true", GITEA_ACTIONS: "true" }, provider: "gitea" },
    { env: { GITHUB_ACTIONS: "true", GITEA_ACTIONS: "true", FORGEJO_ACTIONS: "true" }, provider: "forgejo" },
    { env: { GITHUB_ACTIONS: "true", GITEA_ACTIONS: "false" }, provider: "github" },
    { env: { GITHUB_ACTIONS: "true", GITLAB_CI: "true" }, provider: "github" },
    { env: { GITHUB_REPOSITORY: "acme/shop", GITHUB_TOKEN: "x" }, provider: "generic" },
    { env: { GITEA_TOKEN: "x", FORGEJO_URL: "https://forgejo.example.com" }, provider: "generic" },
  ])("finds $provider in $env", ({ env, provider }) => expect(readVariables(env).source.provider).toBe(provider));
});
