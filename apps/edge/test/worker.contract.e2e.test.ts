import { isHeldTo, type ScenarioVerdict, scenarios } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { judgeInWorkerd, workerAdapter } from "./worker-adapter.ts";

// A Worker for each scenario takes a second of a core or two, so one in six is tried here, from all groups; `npm run contract` tries all.
const EVERY = 6;
const BATCH = 10;

describe("the gateway in workerd holds the contract", () => {
  const all = scenarios.filter((scenario) => isHeldTo(workerAdapter, scenario));
  // Of what comes by webhooks all are: what a sender's events are made of must travel between objects.
  const held = all.filter(({ input }, index) => index % EVERY === 0 || input.kind === "webhook");
  const batches = Array.from({ length: Math.ceil(held.length / BATCH) }, (_, index) => {
    const batch = held.slice(index * BATCH, (index + 1) * BATCH);
    return { name: batch[0]?.name ?? "", count: batch.length, batch };
  });

  it.for(batches)("$count scenarios from '$name' on", { timeout: 240_000 }, async ({ batch }) => {
    const verdicts: ScenarioVerdict[] = [];
    await judgeInWorkerd(batch, (verdict) => verdicts.push(verdict));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdicts).toHaveLength(batch.length);
  });
});
