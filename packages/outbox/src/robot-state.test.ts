import { describe, expect, it } from "vitest";
import { answered, counted, freeSlots, monthOf, newRobotState, speaksAt, stamped, upTo } from "./robot-state.ts";

const LIMITS = { messages: 3, windowMs: 1_000, muteMs: 10_000 };
const KEPT_MS = 7 * 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 8);
const refusedRobot = {
  kind: "paused",
  scope: "robot",
  outcome: { class: "rejected", reason: "robot_disabled" },
} as const;

describe("a robot's state", () => {
  it("has its slots back one by one as a window passes", () => {
    const state = [0, 100, 200].reduce((last, ms) => stamped(last, NOW + ms, LIMITS), newRobotState);
    expect([200, 999, 1_000, 1_100, 1_200].map((ms) => freeSlots(state, NOW + ms, LIMITS))).toEqual([0, 0, 1, 2, 3]);
    expect(speaksAt(state, NOW + 200, LIMITS)).toBe(NOW + 1_000);
    expect(speaksAt(state, NOW + 1_000, LIMITS)).toBe(NOW + 1_000);
  });

  it("takes what left in the future for what left now", () => {
    const state = stamped(newRobotState, NOW, LIMITS);
    expect(upTo(state, NOW - 3_600_000, LIMITS, KEPT_MS).sentAt).toEqual([NOW - 3_600_000]);
    expect(upTo(state, NOW + 5, LIMITS, KEPT_MS).sentAt).toEqual([NOW]);
  });

  it("speaks neither while muted nor while paused", () => {
    const muted = answered(
      newRobotState,
      { kind: "muted", outcome: { class: "throttled", reason: "too_fast" } },
      NOW,
      LIMITS,
    );
    expect(speaksAt(muted, NOW, LIMITS)).toBe(NOW + 10_000);
    const both = answered(muted, refusedRobot, NOW, LIMITS);
    expect(speaksAt(both, NOW, LIMITS)).toBe(NOW + 60_000);
    expect(both.pause).toEqual({ reason: "robot_disabled", until: NOW + 60_000, probes: 1 });
  });

  it("is muted, paused and kept as long as it can be, where the clock was set back", () => {
    const earlier = NOW - 3_600_000;
    const month = { ...refusedRobot, scope: "month" } as const;
    const muted = { kind: "muted", outcome: { class: "throttled", reason: "too_fast" } } as const;
    const state = {
      ...answered(answered(newRobotState, month, NOW, LIMITS), muted, NOW, LIMITS),
      purgeAt: NOW + KEPT_MS,
    };
    expect(upTo(state, NOW, LIMITS, KEPT_MS)).toEqual(state);
    expect(upTo(state, earlier, LIMITS, KEPT_MS)).toEqual({
      ...state,
      mutedUntil: earlier + 10_000,
      pause: { ...state.pause, until: earlier + 86_400_000 },
      purgeAt: earlier + KEPT_MS,
    });
  });

  it("keeps its pause where the answer tells nothing of the robot", () => {
    const paused = answered(newRobotState, refusedRobot, NOW, LIMITS);
    const retry = { kind: "retry", at: NOW, outcome: { class: "unreachable", reason: "timeout" } } as const;
    expect(answered(paused, retry, NOW, LIMITS)).toBe(paused);
    const refused = { kind: "refused", outcome: { class: "rejected", reason: "unsafe_text" } } as const;
    expect(answered(paused, refused, NOW, LIMITS).pause).toBeUndefined();
  });

  it("counts only what was delivered", () => {
    const delivered = { kind: "delivered", outcome: { class: "delivered", reason: "delivered" } } as const;
    const once = answered(newRobotState, delivered, NOW, LIMITS);
    expect(answered(once, delivered, NOW, LIMITS).month).toEqual({ name: "2026-11", sent: 2 });
    expect(answered(once, refusedRobot, NOW, LIMITS).month).toEqual({ name: "2026-11", sent: 1 });
    const refused = { kind: "refused", outcome: { class: "rejected", reason: "unsafe_text" } } as const;
    expect(answered(once, refused, NOW, LIMITS).month).toEqual({ name: "2026-11", sent: 1 });
    expect(answered(once, delivered, Date.UTC(2026, 11, 2), LIMITS).month).toEqual({ name: "2026-12", sent: 1 });
  });

  it("adds to its accounts what is named, and nothing else", () => {
    const { accounts } = counted(counted(newRobotState, { accepted: 3 }), { delivered: 2, parked: -1 });
    expect(accounts).toEqual({ accepted: 3, delivered: 2, superseded: 0, overflowed: 0, parked: -1 });
  });
});

describe("monthOf", () => {
  it.for([
    { name: "the last second of a month in China", instant: Date.UTC(2026, 10, 30, 15, 59, 59), expected: "2026-11" },
    { name: "the first of the next", instant: Date.UTC(2026, 10, 30, 16), expected: "2026-12" },
    { name: "New Year there", instant: Date.UTC(2026, 11, 31, 16), expected: "2027-01" },
  ])("is $expected for $name", ({ instant, expected }) => {
    expect(monthOf(instant)).toBe(expected);
  });
});
