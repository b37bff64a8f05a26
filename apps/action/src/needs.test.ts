import { describe, expect, it } from "vitest";
import { type NeededJob, ofWorkflow, parseNeeds, stateOfNeeds } from "./needs.ts";

const jobs = (...states: readonly NeededJob["state"][]) =>
  states.map((state, index) => ({ name: `job-${index}`, state }));

describe("parseNeeds", () => {
  it("reads each job's result", () => {
    const text = '{"a":{"result":"success","outputs":{"x":"1"}},"b":{"result":"cancelled"},"c":{"result":"new"}}';
    expect(parseNeeds(text)).toEqual([
      { name: "a", state: "success" },
      { name: "b", state: "canceled" },
      { name: "c", state: "unknown" },
    ]);
    expect(parseNeeds("{}")).toEqual([]);
  });

  it.for(["", "a, b", "[]", "null", '"x"', '{"a":"success"}', '{"a":{"result":1}}', '{"a":null}'])(
    "knows that %s is none",
    (text) => expect(parseNeeds(text)).toBeUndefined(),
  );
});

describe("stateOfNeeds", () => {
  it.for([
    { states: ["success", "skipped"], expected: "success" },
    { states: ["skipped", "skipped"], expected: "skipped" },
    { states: ["success", "canceled", "failure"], expected: "failure" },
    { states: ["success", "canceled", "skipped"], expected: "canceled" },
    { states: ["success", "unknown"], expected: "unknown" },
  ] as const)("$states is $expected", ({ states, expected }) => {
    expect(stateOfNeeds(jobs(...states))).toBe(expected);
  });
});

describe("ofWorkflow", () => {
  it("is no job's any more, and has what failed first", () => {
    const source = { provider: "github", via: "env" } as const;
    const input = { time: "2026-01-01T00:00:00Z", source, state: "unknown", task: { name: "notify" } } as const;
    const { task, tasks, failedTasks } = ofWorkflow(input, jobs("success", "skipped", "failure"));
    expect(task).toBeUndefined();
    expect(tasks?.map(({ state }) => state)).toEqual(["failure", "success", "skipped"]);
    expect(failedTasks).toEqual([{ name: "job-2" }]);
  });
});
