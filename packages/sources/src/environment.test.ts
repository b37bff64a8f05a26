import { describe, expect, it } from "vitest";
import { changeNumberIn, messageIn, nameIn } from "./environment.ts";
import { firstLine, parseRef, parseTime, present } from "./values.ts";

describe("nameIn", () => {
  it.for([
    ["", undefined],
    ["   ", undefined],
    ["\u200b\u3000\u202e", undefined],
    ["${GITEE_REPO}", undefined],
    ["${{ job.status }}", undefined],
    ["$(Build.SourceBranch)", undefined],
    ["$GITEE_REPO", undefined],
    ["  main ", "main"],
    ["price: ${X}", "price: ${X}"],
    ["${A} and ${B}", "${A} and ${B}"],
    ["$100", "$100"],
    ["$lower", "$lower"],
    ["false", "false"],
    ["0", "0"],
  ] as const)("reads %j as %j", ([value, expected]) => expect(nameIn({ X: value }, "X")).toBe(expected));

  it("takes the first variable that holds something", () => {
    expect(nameIn({ A: "", B: "${B}", C: "c", D: "d" }, "A", "B", "MISSING", "C", "D")).toBe("c");
  });

  it.for(["constructor", "__proto__", "toString", "hasOwnProperty"])("does not find the inherited key %s", (key) => {
    expect(nameIn({}, key)).toBeUndefined();
  });

  it("does not take what the environment inherits", () => {
    expect(nameIn(Object.create({ X: "inherited" }) as Record<string, string>, "X")).toBeUndefined();
  });

  it("cuts at 500 characters and never through one", () => {
    expect(nameIn({ X: "x".repeat(500) }, "X")).toBe("x".repeat(500));
    expect(nameIn({ X: "x".repeat(501) }, "X")).toBe(`${"x".repeat(499)}…`);
    expect(nameIn({ X: "😀".repeat(500) }, "X")).toBe("😀".repeat(500));
    expect(nameIn({ X: `x${"😀".repeat(5_000)}` }, "X")).toBe(`x${"😀".repeat(498)}…`);
  });

  it("mends half a character", () => expect(nameIn({ X: "a\ud83d" }, "X")).toBe("a\ufffd"));
});

describe("messageIn", () => {
  it("keeps the lines and cuts at 4,000 characters", () => {
    expect(messageIn({ X: "one\n\ntwo\n" }, "X")).toBe("one\n\ntwo");
    expect(messageIn({ X: "界".repeat(4_001) }, "X")).toBe(`${"界".repeat(3_999)}…`);
  });
});

describe("changeNumberIn", () => {
  it.for([
    ["12", "12"],
    ["!12", "12"],
    ["#12", "12"],
    ["PR-7", "PR-7"],
    ["false", undefined],
    ["False", undefined],
    ["null", undefined],
    ["0", undefined],
    ["", undefined],
    ["${GITEE_PULL_ID}", undefined],
    ["1/../../x", undefined],
    ["1 2", undefined],
  ] as const)("reads %j as %j", ([value, expected]) => expect(changeNumberIn({ X: value }, "X")).toBe(expected));

  it("goes on to the next variable where one says false", () => {
    expect(changeNumberIn({ A: "false", B: "3" }, "A", "B")).toBe("3");
  });
});

describe("firstLine", () => {
  it.for([
    ["one\ntwo", "one"],
    ["one\r\ntwo", "one"],
    ["one\rtwo", "one"],
    ["one\u2028two", "one"],
    ["\n \n one ", "one"],
    ["one", "one"],
    ["\u200b\none", "one"],
    [" \n ", undefined],
  ] as const)("of %j is %j", ([message, expected]) => expect(firstLine(message)).toBe(expected));

  it("is at most 500 characters long", () => expect(firstLine("x".repeat(600))).toHaveLength(500));
});

describe("parseRef", () => {
  it.for([
    ["main", { branch: "main" }],
    ["release/1.0", { branch: "release/1.0" }],
    ["refs/heads/release/1.0", { full: "refs/heads/release/1.0", branch: "release/1.0" }],
    ["origin/main", { full: "origin/main", branch: "main" }],
    ["refs/remotes/origin/main", { full: "refs/remotes/origin/main", branch: "main" }],
    ["refs/tags/v1.0", { full: "refs/tags/v1.0", tag: "v1.0" }],
    ["refs/pull/3/merge", { full: "refs/pull/3/merge" }],
    ["refs/heads/", { full: "refs/heads/" }],
    ["refs/heads/refs/tags/v1", { full: "refs/heads/refs/tags/v1", branch: "refs/tags/v1" }],
    ["my-origin/main", { branch: "my-origin/main" }],
  ] as const)("reads %s", ([raw, expected]) => expect(parseRef(raw)).toEqual(expected));
});

describe("parseTime", () => {
  it.for([
    ["1700000000", "2023-11-14T22:13:20.000Z"],
    ["1700000000123", "2023-11-14T22:13:20.123Z"],
    ["2024-12-24T07:42:58Z", "2024-12-24T07:42:58.000Z"],
    ["2024-12-24T15:42:58+08:00", "2024-12-24T07:42:58.000Z"],
    ["2024-12-24T15:42:58.5+0800", "2024-12-24T07:42:58.500Z"],
    ["2024-12-24 07:42:58+00:00", "2024-12-24T07:42:58.000Z"],
    ["Tue, 24 Dec 2024 07:42:58 GMT", "2024-12-24T07:42:58.000Z"],
    ["2024-12-24T07:42:58", undefined],
    ["2024-12-24-07-42-58", undefined],
    ["0001-01-01T00:00:00Z", undefined],
    ["2024-13-45T00:00:00Z", undefined],
    ["0", undefined],
    ["", undefined],
    ["-1", undefined],
    ["99999999999999", undefined],
    ["yesterday", undefined],
  ] as const)("reads %j as %j", ([raw, expected]) => expect(parseTime(raw)).toBe(expected));

  it("takes no time for none", () => expect(parseTime(undefined)).toBeUndefined());
});

describe("present", () => {
  it("leaves out what holds nothing, and nothing else", () => {
    expect(Object.entries(present({ a: undefined, b: 0, c: "", d: false, e: null }))).toEqual([
      ["b", 0],
      ["c", ""],
      ["d", false],
      ["e", null],
    ]);
  });
});
