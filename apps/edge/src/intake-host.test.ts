import { type Event, parseConfig } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { createPlanner } from "./intake-host.ts";

const base = {
  id: "e1",
  time: "2026-11-20T07:00:00Z",
  source: { provider: "generic", via: "webhook" },
} as const;

describe("a rule without `on`", () => {
  it.for<{ event: Event; kinds?: readonly string[]; matched: boolean }>([
    { event: { ...base, kind: "pipeline", pipeline: { name: "ci" }, state: "failure" }, matched: true },
    { event: { ...base, kind: "pipeline", pipeline: { name: "ci" }, state: "success" }, matched: false },
    { event: { ...base, kind: "artifact", action: "scanned", name: "shop" }, matched: false },
    { event: { ...base, kind: "artifact", action: "scanned", name: "shop" }, kinds: ["artifact"], matched: true },
    { event: { ...base, kind: "change", action: "merged", commits: [] }, kinds: ["change"], matched: true },
  ])("of kinds $kinds: $event.kind $event.state$event.action is told: $matched", async ({ event, kinds, matched }) => {
    const config = await parseConfig({
      robots: { ops: { webhook: "${OPS}" } },
      rules: [kinds === undefined ? {} : { kinds }],
    });
    const planner = await createPlanner(config, { resolve: () => "a".repeat(64), random: () => 0.5 });
    const { rules } = await planner.plan(event, { variables: {}, hasStore: true });
    expect(rules.map((rule) => rule.matched)).toEqual([matched]);
  });
});
