import { describe, expect, expectTypeOf, it } from "vitest";
import type { Event } from "./event.ts";
import {
  isKnownPath,
  listVariables,
  nearestPath,
  providerVariables,
  shapesAt,
  type VariablePath,
} from "./variables.ts";

describe("listVariables", () => {
  it("names the kinds that have a path", () => {
    const variables = new Map(listVariables().map((variable) => [variable.path, variable]));
    expect(variables.get("event.commit.shortSha")).toEqual({
      path: "event.commit.shortSha",
      type: "string",
      kinds: ["pipeline", "deployment"],
    });
    expect(variables.get("event.kind")?.kinds).toEqual(["pipeline", "alert", "change", "deployment", "artifact"]);
    expect(variables.get("event.name")?.kinds).toEqual(["alert", "artifact"]);
  });

  it.for([
    ["event.state", "state"],
    ["event.time", "time"],
    ["event.run.url", "url"],
    ["event.durationMs", "number"],
    ["event.failedTasks", "list"],
    ["event.failedTasks[]", "object"],
    ["event.params", "map"],
    ["event.vulnerabilities.*", "number"],
    ["event.commit", "object"],
  ])("%s is of type %s", ([path, type]) => {
    expect(listVariables().find((variable) => variable.path === path)?.type).toBe(type);
  });

  it("knows each path once", () => {
    const paths = listVariables().map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("types its paths", () => {
    expectTypeOf<"event.alerts[].labels.*">().toExtend<VariablePath>();
    expectTypeOf<"event.ref.branc">().not.toExtend<VariablePath>();
  });
});

describe("isKnownPath", () => {
  it.for([
    "event",
    "event.kind",
    "event.pipeline.name",
    "event.failedTasks",
    "event.failedTasks[0].name",
    "event.failedTasks[].name",
    "event.params.ANY",
    "event.alerts[1].labels.alertname",
  ])("%s is known", (path) => {
    expect(isKnownPath(path)).toBe(true);
  });

  it.for([
    "",
    "env.NAME",
    "events.kind",
    "event.branch",
    "event.kind.length",
    "event.failedTasks.name",
    "event.alerts[0].labels.a.b",
    "event.constructor",
    "event.__proto__",
    "event.commit.toString",
  ])("%j is not known", (path) => {
    expect(isKnownPath(path)).toBe(false);
  });
});

describe("shapesAt", () => {
  it("leads into every field where the step is only known when it runs", () => {
    expect(shapesAt([{ a: "string", b: "number" }], [undefined])).toEqual(["string", "number"]);
  });

  it("leads from a list by index, and by nothing else", () => {
    expect(shapesAt([["list", "string"]], [3])).toEqual(["string"]);
    expect(shapesAt([["list", "string"]], ["name"])).toEqual([]);
  });
});

describe("nearestPath", () => {
  it.for([
    ["event.ref.branc", "event.ref.branch"],
    ["event.branch", "event.ref.branch"],
    ["branch", "event.ref.branch"],
    ["event.pipelin.name", "event.pipeline.name"],
    ["event.author.name", "event.commit.author.name"],
    ["event.failedTasks[0].nam", "event.failedTasks[0].name"],
    ["event.shortsha", "event.commit.shortSha"],
  ])("takes %s for %s", ([path, expected]) => {
    expect(nearestPath(path as string)).toBe(expected);
  });

  it("has no answer for what is like nothing", () => {
    expect(nearestPath("event.qwertyuiop")).toBeUndefined();
    expect(nearestPath("")).toBeUndefined();
  });
});

const gitee: Event = {
  id: "1",
  kind: "pipeline",
  time: "2026-01-02T03:04:05Z",
  source: { provider: "gitee-go", via: "env" },
  repository: { fullName: "team/shop" },
  actor: { name: "张三", username: "zhangsan" },
  pipeline: { id: "pipe-1", name: "构建" },
  run: { number: "6" },
  stage: { name: "编译" },
  state: "failure",
  ref: { branch: "main" },
  commit: { sha: "0123456789abcdef", shortSha: "0123456", title: "fix", message: "fix\n\nmore" },
};

describe("providerVariables", () => {
  it("gives Gitee's names for a run of a push", () => {
    expect(providerVariables(gitee)).toEqual({
      GITEE_PIPELINE_NAME: "pipe-1",
      GITEE_PIPELINE_DISPLAY_NAME: "构建",
      GITEE_PIPELINE_BUILD_NUMBER: "6",
      GITEE_PIPELINE_TRIGGER_USER: "zhangsan",
      GITEE_STAGE_NAME: "编译",
      GITEE_STAGE_DISPLAY_NAME: "编译",
      GITEE_BRANCH: "main",
      GITEE_COMMIT: "0123456789abcdef",
      GITEE_SHORT_COMMIT: "0123456",
      GITEE_COMMIT_MESSAGE: "fix\n\nmore",
      GITEE_REPO: "team/shop",
    });
  });

  it("gives Gitee's names for a run of a pull request: the branch is the target", () => {
    const change = { number: "7", title: "Add x", sourceBranch: "feature/x", targetBranch: "main" };
    const variables = providerVariables({ ...gitee, ref: { branch: "feature/x" }, change });
    expect(variables).toMatchObject({
      GITEE_BRANCH: "main",
      GITEE_SOURCE_BRANCH: "feature/x",
      GITEE_SOURCE_COMMIT: "0123456789abcdef",
      GITEE_PULL_ID: "7",
      GITEE_PULL_REQUEST_ID: "7",
      GITEE_PULL_REQUEST_TITLE: "Add x",
      GITEE_COMMIT_MESSAGE: "Add x",
    });
    expect(variables).not.toHaveProperty("GITEE_COMMIT");
    expect(variables).not.toHaveProperty("GITEE_SHORT_COMMIT");
  });

  it("takes the pipeline's name where it has no id, and the actor's name where there is no login", () => {
    const { id: _, ...withoutId } = { ...gitee, pipeline: { name: "构建" }, actor: { name: "张三" } };
    const variables = providerVariables({ ...withoutId, id: "1" });
    expect(variables).toMatchObject({ GITEE_PIPELINE_NAME: "构建", GITEE_PIPELINE_TRIGGER_USER: "张三" });
  });

  it("gives the comment that started a run, and only that", () => {
    const run = (type: "comment" | "push") => providerVariables({ ...gitee, trigger: { type, raw: "/retest" } });
    expect(run("comment")).toHaveProperty("GITEE_COMMENT", "/retest");
    expect(run("push")).not.toHaveProperty("GITEE_COMMENT");
  });

  it.for(["github", "giteeish", "", "toString"])("knows no names of %j", (provider) => {
    expect(providerVariables({ ...gitee, source: { provider, via: "webhook" } })).toEqual({});
  });

  it("gives another kind of event from Gitee what it has", () => {
    const event: Event = {
      ...{ id: "1", time: gitee.time, kind: "change", action: "pushed", commits: [] },
      ...{ source: { provider: "gitee", via: "webhook" }, repository: { fullName: "team/shop" } },
    };
    expect(providerVariables(event)).toEqual({ GITEE_REPO: "team/shop" });
  });
});
