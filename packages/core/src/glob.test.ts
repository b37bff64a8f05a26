import { describe, expect, it } from "vitest";
import { DingpipeError } from "./error.ts";
import { compileGlobs } from "./glob.ts";

describe("compileGlobs", () => {
  it.for([
    ["main", "main", true],
    ["main", "main2", false],
    ["main", "amain", false],
    ["main", "Main", false],
    ["main", "", false],
    ["*", "main", true],
    ["*", "", true],
    ["*", "release/1", false],
    ["**", "release/1/x", true],
    ["**", "", true],
    ["release/*", "release/1", true],
    ["release/*", "release/1/2", false],
    ["release/*", "release", false],
    ["release/**", "release/1/2", true],
    ["release/**", "release/", true],
    ["release/**", "release", false],
    ["**/hotfix", "a/b/hotfix", true],
    ["*-fix", "a-fix", true],
    ["*-fix", "a/b-fix", false],
    ["a*b*c", "aXbXbYc", true],
    ["a*b*c", "aXbX", false],
    ["v?.?", "v1.2", true],
    ["v?.?", "v1.22", false],
    ["a?b", "a/b", false],
    ["?", "", false],
    ["a?", "a", false],
    ["a?b", "ab", false],
    ["?", "中", true],
    ["?", "😀", true],
    ["分支/*", "分支/一", true],
    ["a.b", "axb", false],
    ["[a]", "a", false],
    ["[a]", "[a]", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["\\!x", "!x", true],
    ["\\?", "x", false],
  ] as const)("%s on %s is %s", ([pattern, text, expected]) => {
    expect(compileGlobs([pattern])([text])).toBe(expected);
  });

  it.for([
    { patterns: ["main", "release/**"], text: "release/1", expected: true },
    { patterns: ["main", "release/**"], text: "dev", expected: false },
    { patterns: ["!dev"], text: "main", expected: true },
    { patterns: ["!dev"], text: "dev", expected: false },
    { patterns: ["!dev", "!test/**"], text: "test/1", expected: false },
    { patterns: ["release/*", "!release/0"], text: "release/0", expected: false },
    { patterns: ["release/*", "!release/0"], text: "release/1", expected: true },
    { patterns: ["!release/0", "release/*"], text: "release/0", expected: false },
    { patterns: ["!dev", "main"], text: "other", expected: false },
    { patterns: [], text: "anything", expected: true },
  ])("$patterns on $text is $expected", ({ patterns, text, expected }) => {
    expect(compileGlobs(patterns)([text])).toBe(expected);
  });

  it("means a thing by any of its names, and excludes it by any", () => {
    expect(compileGlobs(["b"])(["a", "b"])).toBe(true);
    expect(compileGlobs(["!b"])(["a", "b"])).toBe(false);
    expect(compileGlobs(["a", "!b"])(["a", "b"])).toBe(false);
  });

  it("does not look at names longer than 10,000 characters", () => {
    expect(compileGlobs(["**"])(["x".repeat(10_000)])).toBe(true);
    expect(compileGlobs(["**"])(["x".repeat(10_001)])).toBe(false);
  });

  // A matcher that tries again does not come back from these.
  it.for([
    ["*a*a*a*a*a*b", false],
    ["**a**a**a**a**a**b", false],
    ["*a**a*a**a*a**b", false],
    [`${"*a".repeat(30)}b`, false],
    [`${"**a".repeat(30)}b`, false],
    [`${"*?".repeat(30)}b`, false],
    [`${"*a".repeat(30)}*`, true],
  ] as const)("%s is decided in one pass over 5,000 characters", ([pattern, expected]) => {
    expect(compileGlobs([pattern])(["a".repeat(5_000)])).toBe(expected);
    expect(compileGlobs([`!${pattern}`])(["a".repeat(5_000)])).toBe(!expected);
  });

  it.for([
    { pattern: "", column: 1, problem: "empty" },
    { pattern: "!", column: 2, problem: "empty" },
    { pattern: "a***", column: 2, problem: "***" },
    { pattern: "a\\", column: 2, problem: "\\" },
    { pattern: "x".repeat(1_001), column: 1_001, problem: "too long" },
  ])("refuses $problem at column $column", ({ pattern, column, problem }) => {
    const compile = () => compileGlobs(["fine", pattern]);
    expect(compile).toThrow(DingpipeError);
    expect(compile).toThrow(
      expect.objectContaining({
        code: "filter_invalid",
        details: { reason: "glob", line: 1, column, name: pattern.slice(0, 100), problem },
      }),
    );
  });

  it("takes a pattern of 1,000 characters", () => {
    expect(compileGlobs(["x".repeat(1_000)])(["x".repeat(1_000)])).toBe(true);
  });
});
