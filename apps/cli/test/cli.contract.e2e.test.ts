import { isHeldTo, runScenario, type Scenario, type ScenarioVerdict, scenarios } from "@dingpipe/fixtures";
import { beforeAll, describe, expect, it } from "vitest";
import { cliAdapter } from "./contract-adapter.ts";

const SIDE_BY_SIDE = 8;
const held = scenarios.filter((scenario) => isHeldTo(cliAdapter, scenario));
const verdicts = new Map<string, ScenarioVerdict>();
const waiters = new Map<string, (verdict: ScenarioVerdict) => void>();

// A process waits for most of its life, above all where it tries again: those start first, and some run side by side.
beforeAll(() => {
  const waiting = held.toSorted((one, other) => faultsOf(other) - faultsOf(one));
  const work = async () => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const verdict = await runScenario(scenario, cliAdapter);
      verdicts.set(scenario.name, verdict);
      waiters.get(scenario.name)?.(verdict);
    }
  };
  for (let worker = 0; worker < SIDE_BY_SIDE; worker += 1) void work();
});

function faultsOf({ mock }: Scenario): number {
  return mock.faults?.length ?? 0;
}

describe("the contract, through a spawned process", () => {
  it.for(held)("$name", { timeout: 600_000 }, async ({ name }) => {
    const verdict = verdicts.get(name) ?? (await new Promise<ScenarioVerdict>((resolve) => waiters.set(name, resolve)));
    expect(verdict.problems).toEqual([]);
  });

  it("holds at least 45 scenarios", () => {
    expect(held.length).toBeGreaterThanOrEqual(45);
  });
});
