import { isHeldTo, runScenario, scenarios } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { coreAdapter } from "../test/contract-adapter.ts";

describe("core holds the contract", () => {
  const held = scenarios.filter((scenario) => isHeldTo(coreAdapter, scenario));

  it("is held to every scenario of an event or a message", () => {
    expect(held.length).toBeGreaterThanOrEqual(45);
    expect(held).toEqual(scenarios.filter(({ input }) => input.kind === "event" || input.kind === "message"));
  });

  it.for(held)("$name", async (scenario) => {
    expect((await runScenario(scenario, coreAdapter)).problems).toEqual([]);
  });
});
