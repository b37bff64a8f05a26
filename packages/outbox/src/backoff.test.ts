import { describe, expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

describe("backoffMs", () => {
  it("doubles from 2 s up to 50 s", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 1_000, 5_000].map((attempt) => backoffMs(attempt, 0.5))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 50_000, 50_000, 50_000, 50_000,
    ]);
  });

  it.for([
    { random: 0, expected: [1_600, 40_000] },
    { random: 0.25, expected: [1_800, 45_000] },
    { random: 1, expected: [2_400, 60_000] },
  ])("gives or takes a fifth: at $random", ({ random, expected }) => {
    expect([backoffMs(1, random), backoffMs(20, random)]).toEqual(expected);
  });
});
