import { describe, expect, it } from "vitest";
import { createRateLimit } from "./rate-limit.ts";

describe("a rate limit", () => {
  it("lets so many of a key in each minute, whatever others do", () => {
    let now = 0;
    const allows = createRateLimit({ max: 2, now: () => now });
    expect([allows("a"), allows("a"), allows("a"), allows("b")]).toEqual([true, true, false, true]);
    now = 59_999;
    expect(allows("a")).toBe(false);
    now = 60_000;
    expect(allows("a")).toBe(true);
  });

  it("lets a newcomer in though a flood of a hundred thousand addresses came before", () => {
    const allows = createRateLimit({ max: 10_000, now: () => 0 });
    for (let index = 0; index < 100_000; index += 1) allows(`flood ${index}`);
    expect(allows("newcomer")).toBe(true);
  });

  it("limits those beyond all the same", () => {
    const allows = createRateLimit({ max: 10, now: () => 0 });
    for (let index = 0; index < 10_000; index += 1) allows(`flood ${index}`);
    const answers = Array.from({ length: 11 }, () => allows("newcomer"));
    expect(answers.filter(Boolean)).toHaveLength(10);
  });
});
