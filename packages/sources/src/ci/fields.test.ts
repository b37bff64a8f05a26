import { describe, expect, it } from "vitest";
import type { Environment } from "../environment.ts";
import { gitlabWords } from "../states.ts";
import { type CiFields, ownHost, readFields } from "./fields.ts";

const sha = "1111111222222233333334444444555555566666";
const headSha = "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334";

const fields: CiFields = {
  status: ["STATUS"],
  exitCode: ["EXIT_CODE"],
  previousStatus: ["PREVIOUS"],
  failedTasks: ["FAILED"],
  ref: ["REF"],
  branch: ["BRANCH"],
  tag: ["TAG"],
  "commit.sha": ["SHA"],
  "commit.message": ["MESSAGE"],
  "commit.author.name": ["AUTHOR"],
  "change.number": ["NUMBER"],
  "change.sourceBranch": ["SOURCE"],
  "change.sha": ["HEAD_SHA"],
  "change.author.username": ["OPENER"],
  "run.attempt": ["ATTEMPT"],
  repository: ["REPOSITORY"],
  "repository.url": ["REPOSITORY_URL"],
  trigger: ["TRIGGER"],
};

const read = (env: Environment) => readFields(gitlabWords, fields, env, { now: 0 });

describe("readFields", () => {
  it.for([
    { env: { TAG: "v1" }, ref: { tag: "v1" } },
    { env: { TAG: "refs/tags/v1" }, ref: { tag: "v1" } },
    { env: { TAG: "origin/tags/v1" }, ref: { tag: "v1" } },
    { env: { TAG: "v1", REF: "refs/tags/v1", BRANCH: "v1" }, ref: { full: "refs/tags/v1", tag: "v1" } },
    { env: { TAG: "v1", REF: "refs/heads/main" }, ref: { tag: "v1" } },
    { env: { BRANCH: "refs/heads/tags/v1" }, ref: { full: "refs/heads/tags/v1", tag: "v1" } },
    { env: { BRANCH: "tags/v1" }, ref: { branch: "tags/v1" } },
    { env: { BRANCH: "origin/feature/one" }, ref: { full: "origin/feature/one", branch: "feature/one" } },
    { env: { REF: "refs/heads/main", BRANCH: "x" }, ref: { full: "refs/heads/main", branch: "main" } },
  ])("reads the ref of $env", ({ env, ref }) => expect(read(env).ref).toEqual(ref));

  it.for(["false", "0", "", "null", "${NUMBER}"])("sees no pull request in the number %j", (number) => {
    expect(read({ NUMBER: number, BRANCH: "main", SOURCE: "feature" })).toEqual({ ref: { branch: "main" } });
  });

  it("takes a pull request whose number is not told for one all the same", () => {
    expect(read({ NUMBER: "?", BRANCH: "main", SOURCE: "feature" })).toEqual({
      ref: { branch: "feature" },
      change: { number: "?", sourceBranch: "feature" },
    });
  });

  it("says of the head of a pull request only what is said of it", () => {
    const env = {
      NUMBER: "7",
      SHA: sha,
      HEAD_SHA: headSha,
      MESSAGE: "Merge a into b",
      AUTHOR: "CI",
      OPENER: "zhangsan",
    };
    expect(read(env).commit).toEqual({ sha: headSha, shortSha: "a1b2c3d", author: { username: "zhangsan" } });
    const same = {
      sha,
      shortSha: "1111111",
      title: "Merge a into b",
      message: "Merge a into b",
      author: { name: "CI" },
    };
    expect(read({ ...env, HEAD_SHA: sha }).commit).toEqual(same);
    expect(read({ ...env, NUMBER: "" }).commit).toEqual(same);
  });

  it.for([
    { env: { TRIGGER: "push" }, type: "push" },
    { env: { TRIGGER: "push", TAG: "v1" }, type: "tag" },
    { env: { TRIGGER: "push", NUMBER: "1" }, type: "change" },
    { env: { TRIGGER: "schedule", TAG: "v1" }, type: "schedule" },
    { env: { TRIGGER: "manual", NUMBER: "1" }, type: "manual" },
    { env: { TRIGGER: "constructor" }, type: "unknown" },
  ])("finds the cause $type in $env", ({ env, type }) => {
    expect(read(env).trigger).toEqual({ type, raw: env.TRIGGER });
  });

  it.for([
    { env: { STATUS: "running", EXIT_CODE: "3" }, state: "failure", statusRaw: "3" },
    { env: { STATUS: "failed", EXIT_CODE: "0" }, state: "failure", statusRaw: "failed" },
    { env: { EXIT_CODE: "143" }, state: "failure", statusRaw: "143" },
    { env: { EXIT_CODE: "130" }, state: "failure", statusRaw: "130" },
    { env: { EXIT_CODE: "137" }, state: "error", statusRaw: "137" },
    { env: { EXIT_CODE: "-1" }, state: undefined, statusRaw: undefined },
    { env: { EXIT_CODE: "none" }, state: undefined, statusRaw: undefined },
    { env: { EXIT_CODE: "256" }, state: undefined, statusRaw: undefined },
  ])("reads the result of $env", ({ env, state, statusRaw }) => {
    const facts = read(env);
    expect([facts.state, facts.statusRaw]).toEqual([state, statusRaw]);
  });

  it.for([
    ["success", "success"],
    ["failed", "failure"],
    ["running", undefined],
    ["nonsense", undefined],
  ] as const)("takes the status %s of the run before for %s", ([word, state]) => {
    expect(read({ PREVIOUS: word }).previousState).toBe(state);
  });

  it("lists what failed, whatever stands between the names", () => {
    expect(read({ FAILED: "build, test;;lint\n" }).failedTasks).toEqual([
      { name: "build" },
      { name: "test" },
      { name: "lint" },
    ]);
    expect(read({ FAILED: " ; ," })).toEqual({});
  });

  it.for([
    { env: { REPOSITORY: "acme/shop" }, repository: { fullName: "acme/shop", name: "shop" } },
    { env: { REPOSITORY: "acme/" }, repository: { fullName: "acme/" } },
    {
      env: { REPOSITORY: "https://ci:S3cret@git.example.com/acme/shop.git" },
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
    },
    {
      env: { REPOSITORY: "x@y", REPOSITORY_URL: "git@git.example.com:acme/shop.git" },
      repository: { fullName: "acme/shop", name: "shop", url: "https://git.example.com/acme/shop" },
    },
    { env: { REPOSITORY: "ci:S3cret@host" }, repository: undefined },
  ])("reads the repository of $env", ({ env, repository }) => expect(read(env).repository).toEqual(repository));

  it.for(["x", "-1", "1.5", "9999999999"])("counts no attempt in %s", (attempt) => {
    expect(read({ ATTEMPT: attempt })).toEqual({});
  });
});

describe("ownHost", () => {
  it.for([
    [undefined, undefined],
    ["git.example.com", "git.example.com"],
    ["https://user:pass@git.example.com:8443/x", "git.example.com:8443"],
    ["https://GitHub.com", undefined],
    ["github.com", undefined],
    ["https://", undefined],
  ] as const)("finds in %s the host %s", ([address, host]) => expect(ownHost(address, "github.com")).toBe(host));
});
