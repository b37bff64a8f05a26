import { describe, expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

describe("parseDuration", () => {
  it.for([
    { text: "90s", expected: 90_000 },
    { text: "1h30m", expected: 5_400_000 },
    { text: "500ms", expected: 500 },
    { text: "1.5m", expected: 90_000 },
    { text: "12", expected: 12_000 },
    { text: " 10M ", expected: 600_000 },
    { text: "0s", expected: 0 },
    { text: "", expected: undefined },
    { text: "soon", expected: undefined },
    { text: "-5s", expected: undefined },
    { text: "5 s", expected: undefined },
    { text: "30d", expected: undefined },
  ])("of $text is $expected", ({ text, expected }) => {
    expect(parseDuration(text)).toBe(expected);
  });
});
