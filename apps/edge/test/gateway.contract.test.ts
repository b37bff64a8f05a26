import { type Adapter, isHeldTo, runScenario, type Scenario, scenarios } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { createNodeAdapter } from "./node-adapter.ts";

const held = (adapter: Adapter): readonly Scenario[] => scenarios.filter((scenario) => isHeldTo(adapter, scenario));

describe("the gateway holds the contract", () => {
  it("is held to every scenario of an event, a message or a webhook", () => {
    expect(held(createNodeAdapter()).length).toBeGreaterThanOrEqual(60);
  });

  it.for(held(createNodeAdapter()))("$name", async (scenario) => {
    expect((await runScenario(scenario, createNodeAdapter())).problems).toEqual([]);
  });
});
