import { describe, expect, it } from "vitest";
import { type ExitCode, exitCodeOf, failOnWords, lowestFailure, tolerated } from "./exit-code.ts";

describe("exitCodeOf", () => {
  it.for([
    { reason: "delivered", expected: 0 },
    { reason: "sign_mismatch", expected: 10 },
    { reason: "clock_skew", expected: 10 },
    { reason: "keyword_missing", expected: 10 },
    { reason: "ip_not_allowed", expected: 10 },
    { reason: "robot_removed", expected: 10 },
    { reason: "at_all_forbidden", expected: 11 },
    { reason: "too_long", expected: 11 },
    { reason: "not_json", expected: 12 },
    { reason: "timeout", expected: 12 },
    { reason: "too_fast", expected: 13 },
    { reason: "month_used_up", expected: 13 },
  ] as const)("$reason is $expected", ({ reason, expected }) => {
    expect(exitCodeOf({ reason })).toBe(expected);
  });
});

describe("lowestFailure", () => {
  it.for([
    { codes: [], expected: 0 },
    { codes: [0, 0], expected: 0 },
    { codes: [0, 12], expected: 12 },
    { codes: [13, 0, 11, 12], expected: 11 },
    { codes: [12, 10], expected: 10 },
  ] as { codes: ExitCode[]; expected: ExitCode }[])("of $codes is $expected", ({ codes, expected }) => {
    expect(lowestFailure(codes)).toBe(expected);
  });
});

describe("tolerated", () => {
  const codes = [0, 1, 2, 3, 10, 11, 12, 13] as const;

  it.for([
    { failOn: "never", expected: [0, 1, 2, 3, 0, 0, 0, 0] },
    { failOn: "config", expected: [0, 1, 2, 3, 10, 0, 0, 0] },
    { failOn: "permanent", expected: [0, 1, 2, 3, 10, 11, 0, 0] },
    { failOn: "any", expected: [0, 1, 2, 3, 10, 11, 12, 13] },
  ] as const)("$failOn leaves $expected", ({ failOn, expected }) => {
    expect(codes.map((code) => tolerated(code, failOn))).toEqual(expected);
    expect(failOnWords).toContain(failOn);
  });
});
