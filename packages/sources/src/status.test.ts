import { states } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { statusWords } from "./states.ts";
import { knownStatusWords, parseState, parseStatus, stateOfExitCode } from "./status.ts";

describe("statusWords", () => {
  it.for(Object.entries(statusWords))("of %s are in lower case, each said once", ([, words]) => {
    const all = Object.values(words).flat();
    expect(all).toEqual(all.map((word) => word.toLowerCase().trim()));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("parseState", () => {
  it.for([
    ["gitee-go", "SUCC", "success"],
    ["gitee-go", "FAIL", "failure"],
    ["gitee-enterprise", "CANCEL", "canceled"],
    ["gitee-pipeline", "SKIP", "skipped"],
    ["gitee-go", "任务失败", "failure"],
    ["gitee-go", "running", "running"],
    ["github", "Cancelled", "canceled"],
    ["github", "action_required", "waiting"],
    ["github", "neutral", "unstable"],
    ["github", "startup_failure", "error"],
    ["gitlab", "failed", "failure"],
    ["gitlab", "manual", "waiting"],
    ["cnb", "error", "failure"],
    ["gitea", "pending", "waiting"],
    ["jenkins", "NOT_BUILT", "skipped"],
    ["bk-ci", "EXEC_TIMEOUT", "timed_out"],
    ["azure", "SucceededWithIssues", "unstable"],
    ["aliyun-flow", "UNKOWN", "unknown"],
    ["gitee-go", "in_progress", "unknown"],
    ["nobody", "success", "success"],
    [undefined, "error", "error"],
    [undefined, "", "unknown"],
    ["__proto__", "constructor", "unknown"],
    ["constructor", "toString", "unknown"],
  ] as const)("of %s knows %s as %s", ([provider, raw, expected]) => expect(parseState(provider, raw)).toBe(expected));
});

describe("parseStatus", () => {
  it.for(states)("takes our own word %s", (state) => expect(parseStatus(state)).toBe(state));

  it.for([
    ["SUCC", "success"],
    ["FAIL", "failure"],
    ["CANCEL", "canceled"],
    ["SKIP", "skipped"],
    ["wait", "waiting"],
    ["success", "success"],
    ["failure", "failure"],
    ["cancelled", "canceled"],
    ["timed_out", "timed_out"],
    ["neutral", "unstable"],
    ["failed", "failure"],
    ["canceled", "canceled"],
    ["skipped", "skipped"],
    ["pending", "queued"],
    ["passed with warnings", "unstable"],
    ["  Success\n", "success"],
    ["ABORTED", "canceled"],
    ["Succeeded", "success"],
    ["SUCCEED", "success"],
    ["killed", "canceled"],
    ["失败", "failure"],
    ["error", "error"],
    ["0", "success"],
    ["1", "failure"],
    ["2", "failure"],
    ["124", "timed_out"],
    ["125", "failure"],
    ["126", "error"],
    ["127", "error"],
    ["128", "failure"],
    ["130", "canceled"],
    ["137", "error"],
    ["139", "failure"],
    ["143", "canceled"],
    ["255", "failure"],
  ] as const)("takes %j as %s, whoever says it", ([raw, expected]) => expect(parseStatus(raw)).toBe(expected));

  it.for([
    ["", "an empty text"],
    ["sucess", "a slip"],
    ["256", "more than an exit code"],
    ["-1", "less than an exit code"],
    ["007", "no number as a shell prints it"],
    ["1.0", "a fraction"],
    ["failing", "a word on which sources disagree"],
    ["${{ job.status }}", "an unresolved reference"],
    ["constructor", "an inherited key"],
  ] as const)("does not take %j: %s", ([raw]) => expect(parseStatus(raw)).toBeUndefined());

  it.for([
    ["error", "cnb", "failure"],
    ["pending", "gitea", "waiting"],
    ["failing", "circleci", "failure"],
    ["failing", "buildkite", "running"],
    ["success", "nobody", "success"],
    ["FAIL", "generic", "failure"],
  ] as const)("takes %s from %s as %s: the provider's own meaning goes first", ([raw, provider, expected]) => {
    expect(parseStatus(raw, provider)).toBe(expected);
  });
});

describe("stateOfExitCode", () => {
  it.for([-1, 256, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("knows no state for %d", (code) => {
    expect(stateOfExitCode(code)).toBeUndefined();
  });
});

describe("knownStatusWords", () => {
  it("begins with our own words, then the provider's", () => {
    expect(knownStatusWords("jenkins").slice(0, states.length)).toEqual([...states]);
    expect(knownStatusWords("jenkins").slice(states.length, states.length + 2)).toEqual(["started", "aborted"]);
  });

  it.for([undefined, "gitee-go", "github", "buildkite", "nobody"])(
    "names for %s only words that are taken, each once",
    (provider) => {
      const words = knownStatusWords(provider);
      expect(words.filter((word) => parseStatus(word, provider) === undefined)).toEqual([]);
      expect(new Set(words).size).toBe(words.length);
      expect(words).toContain("succ");
      expect(words).toContain("cancelled");
    },
  );
});
