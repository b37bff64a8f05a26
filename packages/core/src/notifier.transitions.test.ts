import { describe, expect, it } from "vitest";
import { bench, robots, run } from "./notifier.fixture.ts";
import type { PlanOptions } from "./notifier.ts";

describe("transitions", () => {
  const config = { robots: { ops: robots.ops }, rules: [{ name: "turns", on: ["broken", "fixed"] }] };

  it.for([
    { state: "failure", previous: "success", expected: "❌ 失败 · 全流程测试 · main" },
    { state: "success", previous: "failure", expected: "✅ 已恢复 · 全流程测试 · main" },
    { state: "failure", previous: "failure", expected: undefined },
    { state: "success", previous: "success", expected: undefined },
  ] as const)("$previous, then $state: $expected", async ({ state, previous, expected }) => {
    const { notifier } = await bench(config);
    const { deliveries } = await notifier.plan(run({ state }), { previous });
    expect(deliveries[0]?.message).toEqual(
      expected === undefined
        ? undefined
        : expect.objectContaining({ markdown: expect.objectContaining({ title: expected }) }),
    );
  });

  it("believes the source before the store", async () => {
    const { notifier } = await bench(config);
    const { deliveries } = await notifier.plan(run({ previousState: "failure" }), { previous: "success" });
    expect(deliveries).toEqual([]);
  });

  it.for(["canceled", "skipped", "unknown", "running"] as const)("takes %s for no past", async (previousState) => {
    const { notifier } = await bench(config);
    const event = run({ previousState });
    expect((await notifier.plan(event)).warnings).toEqual([{ code: "previous_unknown", rule: "turns" }]);
    expect((await notifier.plan(event, { previous: "failure" })).deliveries).toEqual([]);
  });

  it("counts an unknown past as passed, with a warning where there is no store", async () => {
    const { notifier } = await bench(config);
    const without = await notifier.plan(run());
    expect(without.deliveries).toHaveLength(1);
    expect(without.warnings).toEqual([{ code: "previous_unknown", rule: "turns" }]);
    expect((await notifier.plan(run(), { hasStore: true })).warnings).toEqual([]);
  });

  it.for([
    { name: "nothing is known", options: {}, transition: undefined },
    { name: "a store has none", options: { hasStore: true }, transition: "broken" },
    { name: "the last one passed", options: { previous: "success" }, transition: "broken" },
    { name: "the last one failed", options: { previous: "failure" }, transition: "still_failing" },
  ] as const)("reports of a failure where $name: $transition", async ({ options, transition }) => {
    const { notifier } = await bench(config);
    expect((await notifier.plan(run(), options)).transition).toBe(transition);
  });

  it("says of no run that comes late that it turned something", async () => {
    const { notifier } = await bench(config);
    for (const event of [run(), run({ previousState: "success" })]) {
      const late = await notifier.plan(event, { previous: "success", isLate: true });
      expect(late).toMatchObject({ deliveries: [], warnings: [] });
      expect(late).not.toHaveProperty("transition");
    }
  });

  it("does not pass over in silence what an unknown past keeps from being told", async () => {
    const { notifier } = await bench({ ...config, rules: [{ name: "repaired", on: ["fixed"], branches: ["main"] }] });
    const plan = await notifier.plan(run({ state: "success" }));
    expect(plan.deliveries).toEqual([]);
    expect(plan.warnings).toEqual([{ code: "previous_unknown", rule: "repaired" }]);
    const elsewhere = await notifier.plan(run({ state: "success", ref: { branch: "topic" } }));
    expect(elsewhere.warnings).toEqual([]);
    expect((await notifier.plan(run({ state: "success" }), { hasStore: true })).warnings).toEqual([]);
  });

  it("mentions where an unknown past counts as passed, says nothing of a change, and that the past is not known", async () => {
    const { notifier } = await bench({
      robots: { ops: robots.ops },
      rules: [{ name: "turns", on: ["failed"], mention: { mobiles: ["13900000000"], on: ["broken"] } }],
    });
    const { deliveries, warnings } = await notifier.plan(run({ state: "error" }));
    expect(deliveries[0]?.message).toMatchObject({
      markdown: { title: "❌ 异常 · 全流程测试 · main" },
      at: { atMobiles: ["13900000000"] },
    });
    expect(warnings).toEqual([{ code: "previous_unknown", rule: "turns" }]);
    const still = await notifier.plan(run(), { previous: "failure" });
    expect(still.deliveries[0]?.message).not.toHaveProperty("at");
    expect(still.warnings).toEqual([]);
  });

  it.for([
    { name: "every failure is told", rule: { on: ["broken", "still_failing"] }, state: "failure", asks: false },
    { name: "failures are mentioned alike", rule: { mention: { on: ["failed"] } }, state: "failure", asks: false },
    { name: "a repair is mentioned", rule: { mention: { on: ["fixed"] } }, state: "success", asks: true },
    { name: "only what stays well is told", rule: { on: ["still_passing"] }, state: "success", asks: true },
    { name: "the run goes on", rule: { on: ["running", "broken"] }, state: "running", asks: false },
  ] as const)("asks for the past only where it decides: $name", async ({ rule, state, asks }) => {
    const { notifier } = await bench({ robots: { ops: robots.ops }, rules: [{ name: "turns", ...rule }] });
    const { warnings } = await notifier.plan(run({ state }));
    expect(warnings).toEqual(asks ? [{ code: "previous_unknown", rule: "turns" }] : []);
  });

  it.for([
    { name: "a store says failure", options: { previous: "failure" }, expected: "fixed after failure" },
    { name: "a store has none", options: { hasStore: true }, expected: "after" },
    { name: "nothing is known", options: {}, expected: "after" },
    {
      name: "the sender says fixed",
      event: { transition: "fixed" },
      options: { previous: "success" },
      expected: "fixed after success",
    },
    {
      name: "the sender says what was before",
      event: { transition: "fixed", previousState: "success" },
      options: {},
      expected: "still_passing after success",
    },
    {
      name: "it comes late",
      event: { transition: "fixed" },
      options: { previous: "failure", isLate: true },
      expected: "after",
    },
  ] as const)("shows a template what is known of the past: $name", async ({ event, options, expected }) => {
    const text = "{{ event.transition }} after {{ event.previousState }}";
    const { notifier } = await bench({ robots: { ops: robots.ops }, rules: [{ type: "text", text }] });
    const { deliveries } = await notifier.plan(run({ state: "success", ...event }), options);
    expect(deliveries[0]?.message).toMatchObject({ text: { content: expected } });
  });

  it("shows a condition what is known of the past, by what the rule takes unstable for", async () => {
    const { notifier } = await bench({
      robots,
      rules: [
        { name: "turned", robots: ["ops"], when: 'event.transition == "fixed" && event.previousState == "unstable"' },
        { name: "strict", robots: ["web"], unstable: "failed", when: 'event.transition == "fixed"' },
      ],
    });
    const told = async (options: PlanOptions) =>
      (await notifier.plan(run({ state: "success" }), options)).deliveries.map(({ rule }) => rule);
    expect(await told({ previous: "unstable" })).toEqual(["strict"]);
    expect(await told({ previous: "failure" })).toEqual(["strict"]);
    expect(await told({})).toEqual([]);
  });

  it("believes what the sender says has changed before it guesses", async () => {
    const { notifier } = await bench(config);
    const { deliveries, warnings, transition } = await notifier.plan(run({ transition: "still_failing" }));
    expect({ deliveries, warnings, transition }).toEqual({
      deliveries: [],
      warnings: [],
      transition: "still_failing",
    });
  });
});
