import { isHeldTo, runScenario, type Scenario, type ScenarioVerdict, scenarios } from "@dingpipe/fixtures";
import { beforeAll, describe, expect, it } from "vitest";
import { actionAdapter } from "./contract-adapter.ts";

const SIDE_BY_SIDE = 6;
const held = scenarios.filter((scenario) => isHeldTo(actionAdapter, scenario));

describe("the action holds the contract", () => {
  const verdicts = new Map<string, Promise<ScenarioVerdict>>();

  // A process waits for most of its life: some run side by side.
  beforeAll(() => {
    let last: readonly Promise<unknown>[] = Array.from({ length: SIDE_BY_SIDE }, () => Promise.resolve());
    for (const scenario of held) {
      const [first = Promise.resolve(), ...rest] = last;
      const verdict = first.then(() => runScenario(scenario, actionAdapter));
      verdicts.set(scenario.name, verdict);
      last = [...rest, verdict];
    }
  });

  it("is held to at least 60 scenarios", () => {
    expect(held.length).toBeGreaterThanOrEqual(60);
  });

  it.for(held)("$name", { timeout: 600_000 }, async ({ name }: Scenario) => {
    expect((await verdicts.get(name))?.problems).toEqual([]);
  });
});
