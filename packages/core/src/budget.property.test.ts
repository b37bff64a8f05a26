import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBudget, type Limits, mute, nextSlot, stamp } from "./budget.ts";

const anyLimits = fc.record({
  messages: fc.integer({ min: 1, max: 20 }),
  windowMs: fc.integer({ min: 1, max: 70_000 }),
  muteMs: fc.integer({ min: 0, max: 600_000 }),
});

// How long after its slot opened a message leaves, and whether DingTalk then said "too fast".
const steps = fc.array(fc.record({ idleMs: fc.nat({ max: 20_000 }), tooFast: fc.boolean() }), { maxLength: 60 });

/** Runs a schedule that obeys `nextSlot`, in virtual time. */
function departures(limits: Limits, schedule: readonly { idleMs: number; tooFast: boolean }[]) {
  let budget = createBudget();
  let now = 1_767_578_400_000;
  let silentUntil = 0;
  return schedule.map(({ idleMs, tooFast }) => {
    const opensAt = nextSlot(budget, now + idleMs, limits);
    const slept = opensAt - now - idleMs;
    now = opensAt;
    budget = stamp(budget, now, limits);
    const departure = { at: now, slept, silentUntil };
    if (tooFast) {
      budget = mute(budget, now, limits);
      silentUntil = now + limits.muteMs;
    }
    return departure;
  });
}

describe("a schedule that obeys nextSlot", () => {
  it("never has more messages in a window than the limit", () => {
    fc.assert(
      fc.property(anyLimits, steps, (limits, schedule) => {
        const at = departures(limits, schedule).map((departure) => departure.at);
        at.forEach((last, index) => {
          const first = at[index - limits.messages];
          if (first !== undefined) expect(last - first).toBeGreaterThanOrEqual(limits.windowMs);
        });
      }),
    );
  });

  it("never speaks while it is mute, and never waits longer than a window or a mute", () => {
    fc.assert(
      fc.property(anyLimits, steps, (limits, schedule) => {
        for (const { at, slept, silentUntil } of departures(limits, schedule)) {
          expect(at).toBeGreaterThanOrEqual(silentUntil);
          expect(slept).toBeLessThanOrEqual(Math.max(limits.windowMs, limits.muteMs));
          expect(slept).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
