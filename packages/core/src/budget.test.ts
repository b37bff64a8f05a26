import { describe, expect, it } from "vitest";
import { type Budget, createBudget, defaultLimits, type Limits, mute, nextSlot, stamp } from "./budget.ts";

const NOW = 1_767_578_400_000;
const limits: Limits = { messages: 3, windowMs: 1_000, muteMs: 10_000 };

function sentAt(...instants: readonly number[]): Budget {
  return { sentAt: instants, mutedUntil: 0 };
}

describe("defaultLimits", () => {
  it("stay below DingTalk's 20 messages a minute, and wait out its 10 minutes", () => {
    expect(defaultLimits).toEqual({ messages: 18, windowMs: 62_000, muteMs: 600_000 });
  });
});

describe("nextSlot", () => {
  it.for([
    { name: "nothing was sent", budget: createBudget(), expected: NOW },
    { name: "fewer than the limit were sent", budget: sentAt(NOW - 2, NOW - 1), expected: NOW },
    { name: "the limit is reached", budget: sentAt(NOW - 900, NOW - 2, NOW - 1), expected: NOW + 100 },
    { name: "the oldest leaves the window now", budget: sentAt(NOW - 1_000, NOW - 2, NOW - 1), expected: NOW },
    { name: "the oldest leaves in a millisecond", budget: sentAt(NOW - 999, NOW - 2, NOW - 1), expected: NOW + 1 },
    {
      name: "more than the limit were sent",
      budget: sentAt(NOW - 900, NOW - 800, NOW - 700, NOW),
      expected: NOW + 200,
    },
    {
      name: "the clock was set back by an hour",
      budget: sentAt(...[1, 2, 3].map((ms) => NOW + 3_600_000 + ms)),
      expected: NOW,
    },
    { name: "a timer was a millisecond early", budget: sentAt(NOW - 900, NOW - 800, NOW + 1), expected: NOW + 100 },
    { name: "the robot is mute", budget: { sentAt: [], mutedUntil: NOW + 5 }, expected: NOW + 5 },
    { name: "it was mute", budget: { sentAt: [], mutedUntil: NOW - 5 }, expected: NOW },
    { name: "it is mute for the whole time", budget: { sentAt: [], mutedUntil: NOW + 10_000 }, expected: NOW + 10_000 },
    { name: "it is mute for longer than that", budget: { sentAt: [], mutedUntil: NOW + 10_001 }, expected: NOW },
  ])("$name", ({ budget, expected }) => {
    expect(nextSlot(budget, NOW, limits)).toBe(expected);
  });
});

describe("stamp", () => {
  it("keeps what still counts, and nothing else", () => {
    const budget = stamp(sentAt(NOW - 1_000, NOW - 999, NOW - 5), NOW, limits);
    expect(budget).toEqual(sentAt(NOW - 999, NOW - 5, NOW));
  });

  it("leaves a mute as it is", () => {
    expect(stamp({ sentAt: [], mutedUntil: 7 }, NOW, limits).mutedUntil).toBe(7);
  });
});

describe("mute", () => {
  it("keeps the robot silent for the whole time, from now on", () => {
    const budget = mute(sentAt(NOW - 5), NOW, limits);
    expect(budget).toEqual({ sentAt: [NOW - 5], mutedUntil: NOW + 10_000 });
    expect(nextSlot(budget, NOW + 9_999, limits)).toBe(NOW + 10_000);
  });
});
