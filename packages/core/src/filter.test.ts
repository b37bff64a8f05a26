import { describe, expect, it } from "vitest";
import { onWords } from "./config/config.ts";
import { DingpipeError } from "./error.ts";
import type { AlertEvent, ArtifactEvent, ChangeEvent, DeploymentEvent, Event, PipelineEvent, State } from "./event.ts";
import { compileFilter, type FilterConditions, type FilterScope, fitsOn } from "./filter.ts";

const base = { id: "1", time: "2026-01-02T03:04:05Z", source: { provider: "gitee-go", via: "env" } } as const;
const run: PipelineEvent = {
  ...base,
  kind: "pipeline",
  state: "failure",
  pipeline: { id: "p-7", name: "构建" },
  repository: { fullName: "team/shop", name: "shop" },
  ref: { branch: "main" },
  durationMs: 70_000,
};
const bare: PipelineEvent = { ...base, kind: "pipeline", state: "failure" };
const alert: AlertEvent = { ...base, kind: "alert", status: "firing", name: "Disk", groupKey: "k", alerts: [] };
const change: ChangeEvent = { ...base, kind: "change", action: "opened", commits: [] };
const artifact: ArtifactEvent = { ...base, kind: "artifact", action: "scanned", name: "app" };
const deployment: DeploymentEvent = {
  ...base,
  kind: "deployment",
  state: "success",
  environment: { name: "prod" },
  service: { name: "shop" },
};
const proposed = { number: "7", sourceBranch: "main", targetBranch: "release/1" };

async function match(conditions: FilterConditions, event: Event, scope: Partial<FilterScope> = {}) {
  return (await compileFilter(conditions)).match(event, { env: {}, ...scope });
}

describe("on", () => {
  it.for([
    ["failure", "failure", true],
    ["failure", "success", false],
    ["failed", "failure", true],
    ["failed", "error", true],
    ["failed", "timed_out", true],
    ["failed", "canceled", false],
    ["failed", "unstable", false],
    ["failed", "success", false],
    ["finished", "success", true],
    ["finished", "unstable", true],
    ["finished", "canceled", true],
    ["finished", "skipped", true],
    ["finished", "unknown", false],
    ["finished", "running", false],
    ["unstable", "unstable", true],
    ["unknown", "unknown", true],
    ["firing", "failure", false],
    ["toString", "failure", false],
  ] as const)("%s on a run that is %s is %s", async ([word, state, expected]) => {
    expect((await match({ on: [word] }, { ...run, state })).matched).toBe(expected);
    expect((await match({ on: [word] }, { ...deployment, state })).matched).toBe(expected);
  });

  it.for([
    { provider: "jenkins", unstable: undefined, expected: true },
    { provider: "coding", unstable: undefined, expected: true },
    { provider: "github", unstable: undefined, expected: false },
    { provider: "jenkins", unstable: "passed", expected: false },
    { provider: "github", unstable: "failed", expected: true },
  ] as const)("unstable of $provider with unstable: $unstable is failed: $expected", async (row) => {
    const event: PipelineEvent = { ...run, state: "unstable", source: { provider: row.provider, via: "env" } };
    expect((await match({ on: ["failed"], unstable: row.unstable }, event)).matched).toBe(row.expected);
    expect((await match({ on: ["finished"], unstable: row.unstable }, event)).matched).toBe(true);
  });

  it("fits a transition: the one handed in, else the event's own", async () => {
    expect((await match({ on: ["broken"] }, run, { transition: "broken" })).matched).toBe(true);
    expect((await match({ on: ["broken"] }, run, { transition: "still_failing" })).matched).toBe(false);
    expect((await match({ on: ["fixed"] }, { ...run, transition: "fixed" })).matched).toBe(true);
    expect((await match({ on: ["fixed"] }, { ...run, transition: "fixed" }, { transition: "broken" })).matched).toBe(
      false,
    );
    expect((await match({ on: ["broken"] }, run)).matched).toBe(false);
  });

  it("fits any of several words", async () => {
    expect((await match({ on: ["fixed", "failed"] }, run)).matched).toBe(true);
    expect((await match({ on: [] }, run)).matched).toBe(false);
  });

  it("fits alerts by their status, changes and artifacts by their action", () => {
    expect(fitsOn(["firing"], alert)).toBe(true);
    expect(fitsOn(["resolved"], alert)).toBe(false);
    expect(fitsOn(["opened"], change)).toBe(true);
    expect(fitsOn(["merged"], change)).toBe(false);
    expect(fitsOn(["scanned"], artifact)).toBe(true);
    expect(fitsOn(["pushed"], artifact)).toBe(false);
    expect(fitsOn(["failed", "finished", "success"], alert)).toBe(false);
  });

  it("says what was wanted and what happened", async () => {
    expect(await match({ on: ["broken", "fixed"] }, run, { transition: "still_failing" })).toStrictEqual({
      matched: false,
      condition: "on",
      expected: "broken, fixed",
      actual: "failure, still_failing",
    });
    expect(await match({ on: ["fixed"] }, run)).toMatchObject({ actual: "failure" });
    expect(await match({ on: ["resolved"] }, alert)).toMatchObject({ condition: "on", actual: "firing" });
    expect(await match({ on: ["merged"], kinds: ["change"] }, change)).toMatchObject({ actual: "opened" });
    expect(await match({ on: ["pushed"], kinds: ["artifact"] }, artifact)).toMatchObject({ actual: "scanned" });
  });

  it("means every end, every alert and every action where it is absent", async () => {
    const kinds = ["pipeline", "alert", "change", "deployment", "artifact"] as const;
    for (const event of [run, alert, change, artifact, deployment, { ...alert, status: "resolved" as const }]) {
      expect((await match({ kinds }, event)).matched).toBe(true);
    }
    expect((await match({}, { ...run, state: "running" })).matched).toBe(false);
    expect((await match({}, { ...run, state: "unknown" })).matched).toBe(false);
  });
});

describe("onWords", () => {
  it("are the groups, transitions and states, what alerts do, and every action, each once", () => {
    const groups = ["failed", "finished", "broken", "still_failing", "fixed", "still_passing", "firing", "resolved"];
    expect(onWords).toEqual(expect.arrayContaining([...groups, "unstable", "unknown", "released", "scanned"]));
    expect(new Set(onWords).size).toBe(onWords.length);
    expect(onWords).not.toContain("");
  });
});

describe("exclusions alone", () => {
  it.for([
    { conditions: { branches: ["!dependabot/**"] }, event: { ...run, ref: { tag: "v1" } }, expected: true },
    { conditions: { branches: ["!dependabot/**", "main"] }, event: { ...run, ref: { tag: "v1" } }, expected: false },
    { conditions: { branches: ["!dependabot/**"] }, event: { ...run, change: proposed }, expected: false },
    { conditions: { targets: ["!release/1"] }, event: { ...run, change: proposed }, expected: false },
    { conditions: { targets: ["!release/1"] }, event: { ...run, change: { number: "7" } }, expected: true },
    { conditions: { targets: ["!release/1"] }, event: run, expected: false },
    { conditions: { pipelines: ["!nightly"] }, event: alert, expected: true },
    { conditions: { pipelines: ["nightly"] }, event: alert, expected: false },
    { conditions: { repositories: ["!team/*"] }, event: bare, expected: true },
  ])("$conditions of what has no name is $expected", async ({ conditions, event, expected }) => {
    expect((await match(conditions, event)).matched).toBe(expected);
  });
});

describe("kinds", () => {
  it.for([
    [run, true],
    [deployment, true],
    [alert, true],
    [change, false],
    [artifact, false],
  ] as const)("are pipeline, deployment and alert by default", async ([event, expected]) => {
    expect((await match({}, event)).matched).toBe(expected);
  });

  it.for([
    [change, ["opened", "failed"], true],
    [artifact, ["scanned"], true],
    [change, ["scanned"], false],
    [artifact, ["pushed"], false],
    [change, ["pushed", "opened"], true],
    [run, ["opened", "failed"], true],
  ] as const)("are those of the actions in on as well", async ([event, on, expected]) => {
    expect((await match({ on }, event)).matched).toBe(expected);
    expect((await match({ on, kinds: ["alert"] }, event)).matched).toBe(false);
  });

  it("are what the rule names, and the refusal says so", async () => {
    expect((await match({ kinds: ["change"] }, change)).matched).toBe(true);
    expect(await match({ kinds: ["change", "artifact"] }, run)).toEqual({
      matched: false,
      condition: "kinds",
      expected: "change, artifact",
      actual: "pipeline",
    });
  });
});

describe("branches and targets", () => {
  it.for([
    { name: "a branch that is meant", conditions: { branches: ["main"] }, event: run, expected: true },
    { name: "another branch", conditions: { branches: ["dev"] }, event: run, expected: false },
    { name: "an excluded branch", conditions: { branches: ["!main"] }, event: run, expected: false },
    { name: "no branch at all", conditions: { branches: ["!dev"] }, event: deployment, expected: true },
    { name: "an alert", conditions: { branches: ["**"] }, event: alert, expected: false },
    { name: "a tag's run", conditions: { branches: ["**"] }, event: { ...run, ref: { tag: "v1" } }, expected: false },
    { name: "targets alone, a push", conditions: { targets: ["main"] }, event: run, expected: false },
    { name: "both, a push", conditions: { branches: ["main"], targets: ["x"] }, event: run, expected: true },
    {
      name: "branches alone, a pull request",
      conditions: { branches: ["main"] },
      event: { ...run, change: proposed },
      expected: false,
    },
    {
      name: "targets, a pull request",
      conditions: { targets: ["release/*"] },
      event: { ...run, change: proposed },
      expected: true,
    },
    {
      name: "other targets, a pull request",
      conditions: { branches: ["main"], targets: ["main"] },
      event: { ...run, change: proposed },
      expected: false,
    },
    { name: "neither, a pull request", conditions: {}, event: { ...run, change: proposed }, expected: true },
    {
      name: "a proposed change",
      conditions: { kinds: ["change"], targets: ["release/1"] },
      event: { ...change, change: proposed },
      expected: true,
    },
  ] satisfies { name: string; conditions: FilterConditions; event: Event; expected: boolean }[])(
    "$name: $expected",
    async ({ conditions, event, expected }) => {
      expect((await match(conditions, event)).matched).toBe(expected);
    },
  );

  it.for([
    [{ branches: ["dev", "x"] }, run, { condition: "branches", expected: "dev, x", actual: "main" }],
    [{ branches: ["dev"] }, deployment, { condition: "branches", actual: "", absent: "event.ref.branch" }],
    [{ branches: ["dev"] }, { ...run, change: proposed }, { condition: "branches", expected: "dev", actual: "#7" }],
    [{ targets: ["dev"] }, run, { condition: "targets", expected: "dev", actual: "main", absent: "event.change" }],
    [{ targets: ["dev"] }, alert, { condition: "targets", actual: "", absent: "event.change" }],
    [{ targets: ["dev"] }, { ...run, change: proposed }, { condition: "targets", actual: "release/1" }],
    [
      { targets: ["dev"] },
      { ...run, change: { number: "7" } },
      { condition: "targets", actual: "", absent: "event.change.targetBranch" },
    ],
  ] satisfies [FilterConditions, Event, object][])("says why not: %j", async ([conditions, event, refusal]) => {
    expect(await match(conditions, event)).toMatchObject({ matched: false, ...refusal });
  });
});

describe("pipelines, repositories and sources", () => {
  const door: PipelineEvent = { ...run, source: { provider: "github", via: "webhook", door: "front" } };
  it.for([
    { conditions: { pipelines: ["构*"] }, event: run, expected: true },
    { conditions: { pipelines: ["p-7"] }, event: run, expected: true },
    { conditions: { pipelines: ["!p-7"] }, event: run, expected: false },
    { conditions: { pipelines: ["other"] }, event: run, expected: false },
    { conditions: { pipelines: ["*"] }, event: alert, expected: false },
    { conditions: { repositories: ["team/*"] }, event: run, expected: true },
    { conditions: { repositories: ["shop"] }, event: run, expected: true },
    { conditions: { repositories: ["team/other"] }, event: run, expected: false },
    { conditions: { repositories: ["**"] }, event: alert, expected: false },
    { conditions: { sources: ["gitee"] }, event: run, expected: true },
    { conditions: { sources: ["!gitee"] }, event: run, expected: false },
    { conditions: { sources: ["gitee-go"] }, event: run, expected: true },
    { conditions: { sources: ["github"] }, event: run, expected: false },
    { conditions: { sources: ["git"] }, event: run, expected: false },
    { conditions: { sources: ["github"] }, event: door, expected: true },
    { conditions: { sources: ["front"] }, event: door, expected: true },
    { conditions: { sources: ["gitee"] }, event: door, expected: false },
    { conditions: { sources: ["!gitee"] }, event: door, expected: true },
  ] satisfies { conditions: FilterConditions; event: Event; expected: boolean }[])(
    "$conditions: $expected",
    async ({ conditions, event, expected }) => {
      expect((await match(conditions, event)).matched).toBe(expected);
    },
  );

  it.for([
    [{ pipelines: ["x", "y"] }, run, { condition: "pipelines", expected: "x, y", actual: "构建, p-7" }],
    [{ pipelines: ["x"] }, bare, { condition: "pipelines", actual: "", absent: "event.pipeline.name" }],
    [{ branches: ["x"] }, bare, { condition: "branches", actual: "", absent: "event.ref.branch" }],
    [{ pipelines: ["x"] }, alert, { condition: "pipelines", actual: "", absent: "event.pipeline.name" }],
    [{ repositories: ["x"] }, run, { condition: "repositories", actual: "team/shop, shop" }],
    [{ repositories: ["x"] }, alert, { condition: "repositories", absent: "event.repository.fullName" }],
    [{ sources: ["x"] }, door, { condition: "sources", expected: "x", actual: "front, github" }],
  ] satisfies [FilterConditions, Event, object][])("says why not: %j", async ([conditions, event, refusal]) => {
    expect(await match(conditions, event)).toMatchObject({ matched: false, ...refusal });
  });
});

describe("compileFilter", () => {
  it("matches what meets every condition", async () => {
    const conditions: FilterConditions = {
      on: ["failed"],
      kinds: ["pipeline"],
      branches: ["main"],
      pipelines: ["构建"],
      repositories: ["team/*"],
      sources: ["gitee"],
      when: "event.durationMs > 60000 && env.CI == 'yes'",
    };
    expect(await match(conditions, run, { env: { CI: "yes" } })).toEqual({ matched: true });
    expect(await match(conditions, run, { env: { CI: "no" } })).toEqual({
      matched: false,
      condition: "when",
      expected: "event.durationMs > 60000 && env.CI == 'yes'",
      actual: "false",
    });
  });

  it("names the path that the event lacks", async () => {
    expect(await match({ when: "event.commit.author.name == 'x'" }, run)).toEqual({
      matched: false,
      condition: "when",
      expected: "event.commit.author.name == 'x'",
      actual: "false",
      absent: "event.commit",
    });
  });

  it("looks at the cheap conditions first: a `when` that fails is not reached", async () => {
    const when = "event.statusRaw + 1 == 2";
    expect(await match({ on: ["success"], when }, { ...run, statusRaw: "FAIL" })).toMatchObject({ condition: "on" });
  });

  it("names the rule when `when` can't be evaluated", async () => {
    const filter = await compileFilter({ when: "event.statusRaw + 1 == 2" }, "nightly");
    expect(() => filter.match({ ...run, statusRaw: "FAIL" }, { env: {} })).toThrow(
      expect.objectContaining({ code: "filter_failed", details: expect.objectContaining({ rule: "nightly" }) }),
    );
  });

  it.for([
    [{ branches: ["a***"] }, "glob"],
    [{ targets: [""] }, "glob"],
    [{ pipelines: ["!"] }, "glob"],
    [{ repositories: ["\\"] }, "glob"],
    [{ sources: [""] }, "glob"],
    [{ when: "event." }, "syntax"],
    [{ when: "event.nothing == 1" }, "unknown_variable"],
  ] satisfies [FilterConditions, string][])("refuses %j: %s", async ([conditions, reason]) => {
    const error = await compileFilter(conditions).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DingpipeError);
    expect(error).toMatchObject({ code: "filter_invalid", details: { reason } });
  });

  it.for(["queued", "waiting", "running"] satisfies State[])("leaves %s out unless it is asked for", async (state) => {
    expect((await match({}, { ...run, state })).matched).toBe(false);
    expect((await match({ on: [state] }, { ...run, state })).matched).toBe(true);
  });
});
