import { describe, expect, it } from "vitest";
import type { PipelineEventInput, State } from "./event.ts";
import { createPipelineEvent } from "./pipeline-event.ts";
import { isVerdict, stateKey, transitionOf, unstableOf } from "./transition.ts";

const run = (state: State, more: Partial<PipelineEventInput> = {}) =>
  createPipelineEvent({
    time: "2026-11-24T10:00:00Z",
    source: { provider: "gitee-go", via: "env" },
    pipeline: { name: "release" },
    ref: { branch: "main" },
    state,
    ...more,
  });

describe("transitionOf", () => {
  it.for([
    { state: "failure", previous: undefined, expected: "broken" },
    { state: "failure", previous: "success", expected: "broken" },
    { state: "error", previous: "failure", expected: "still_failing" },
    { state: "timed_out", previous: "failure", expected: "still_failing" },
    { state: "success", previous: "timed_out", expected: "fixed" },
    { state: "success", previous: "success", expected: "still_passing" },
    { state: "success", previous: undefined, expected: undefined },
    { state: "unstable", previous: "failure", expected: "fixed" },
    { state: "canceled", previous: "failure", expected: undefined },
    { state: "skipped", previous: "failure", expected: undefined },
    { state: "unknown", previous: "failure", expected: undefined },
    { state: "running", previous: "failure", expected: undefined },
    { state: "failure", previous: "canceled", expected: "broken" },
    { state: "success", previous: "unknown", expected: undefined },
  ] as const)("$previous, then $state, is $expected", ({ state, previous, expected }) => {
    expect(transitionOf(run(state), previous)).toBe(expected);
  });

  it("counts what is unstable in Jenkins, CODING and Argo CD as failed, unless a rule says otherwise", () => {
    const source = { provider: "jenkins", via: "env" } as const;
    expect(transitionOf(run("unstable", { source }), "success")).toBe("broken");
    expect(transitionOf(run("unstable", { source }), "success", "passed")).toBe("still_passing");
    expect(transitionOf(run("unstable"), "success", "failed")).toBe("broken");
    expect(unstableOf("coding-ci")).toBe("failed");
    expect(unstableOf("argocd")).toBe("failed");
    expect(unstableOf("codingish")).toBe("passed");
  });
});

describe("isVerdict", () => {
  it("is true of states that the next run is compared with", () => {
    expect(isVerdict(run("success"))).toBe(true);
    expect(isVerdict(run("unstable"))).toBe(true);
    expect(isVerdict(run("canceled"))).toBe(false);
    expect(isVerdict(run("unknown"))).toBe(false);
  });
});

describe("stateKey", () => {
  const key = stateKey(run("failure"));

  it.for([
    ["another state", run("success"), true],
    ["another run", run("success", { run: { number: "7" } }), true],
    ["another branch", run("failure", { ref: { branch: "dev" } }), false],
    ["another pipeline", run("failure", { pipeline: { name: "nightly" } }), false],
    ["a task of it", run("failure", { task: { name: "unit" } }), false],
    ["a stage of it", run("failure", { stage: { name: "test" } }), false],
    ["another repository", run("failure", { repository: { fullName: "a/b" } }), false],
    ["a pull request from a fork's branch of that name", run("failure", { change: { number: "4" } }), false],
    ["another sender", run("failure", { source: { provider: "github", via: "env" } }), false],
  ] as const)("of %s: same = %s", ([, event, same]) => {
    expect(stateKey(event) === key).toBe(same);
  });

  it("can't be made to meet another's by a slash or a lone surrogate in a name", () => {
    expect(stateKey(run("failure", { pipeline: { name: "a/b" }, stage: { name: "c" } }))).not.toBe(
      stateKey(run("failure", { pipeline: { name: "a" }, stage: { name: "b/c" } })),
    );
    expect(() => stateKey(run("failure", { pipeline: { name: "\ud800" } }))).not.toThrow();
  });
});
