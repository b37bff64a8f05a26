import { describe, expect, it } from "vitest";
import {
  at,
  changeNumberAt,
  countAt,
  entriesAt,
  isWithin,
  jsonAt,
  keysAt,
  listAt,
  nameAt,
  numberAt,
  pageAt,
  textAt,
  timeAt,
} from "./payload.ts";

const hostile = JSON.parse('{"__proto__": {"a": "x"}, "constructor": {"a": "y"}, "list": [{"a": 1}]}') as unknown;

describe("at", () => {
  it("walks own properties and indexes", () => {
    expect(at(hostile, "list", 0, "a")).toBe(1);
    expect(at(hostile, "__proto__", "a")).toBe("x");
    expect(at({}, "constructor")).toBeUndefined();
    expect(at({}, "__proto__")).toBeUndefined();
    expect(at([], "length")).toBe(0);
    expect(at("text", 0)).toBeUndefined();
    expect(at(null, "a")).toBeUndefined();
  });
});

describe("the readers", () => {
  it.for([
    ["a name", nameAt, " main ", "main"],
    ["a number as name", nameAt, 12, "12"],
    ["no name", nameAt, "  ", undefined],
    ["an object as name", nameAt, {}, undefined],
    ["not a number as name", nameAt, Number.NaN, undefined],
    ["a message", textAt, "a\nb ", "a\nb"],
    ["a number as message", textAt, 1, undefined],
    ["a number", numberAt, "1.5", 1.5],
    ["a number past all bounds", numberAt, Number.POSITIVE_INFINITY, undefined],
    ["no number", numberAt, "1e3", undefined],
    ["a count", countAt, 1.6, 2],
    ["a negative count", countAt, -1, undefined],
    ["a time", timeAt, "2016-08-12 15:23:28 UTC", "2016-08-12T15:23:28.000Z"],
    ["a zoned time", timeAt, "2021-04-28 21:50:00 +0200", "2021-04-28T19:50:00.000Z"],
    ["seconds", timeAt, 1_700_000_000, "2023-11-14T22:13:20.000Z"],
    ["milliseconds", timeAt, "1700000000000", "2023-11-14T22:13:20.000Z"],
    ["Go's zero time", timeAt, "0001-01-01T00:00:00Z", undefined],
    ["a page", pageAt, "https://user:pass@ci.example/run/1?tab=a#b", "https://ci.example/run/1?tab=a#b"],
    ["a script", pageAt, "javascript:alert(1)", undefined],
    ["an app's link", pageAt, "dingtalk://dingtalkclient/x", undefined],
    ["a pull request", changeNumberAt, "!12", "12"],
    ["no pull request", changeNumberAt, false, undefined],
  ] as const)("reads %s", ([, read, value, expected]) => expect(read({ value }, "value")).toBe(expected));

  it("takes the first thousand items of a list", () => {
    expect(listAt({ list: Array(1_500).fill(0) }, "list")).toHaveLength(1_000);
    expect(listAt({ list: { length: 5 } }, "list")).toEqual([]);
  });

  it("takes texts, numbers and booleans by any name", () => {
    const entries = entriesAt(JSON.parse('{"m": {"__proto__": "x", "a": 1, "b": true, "c": {}, "d": ""}}'), "m");
    expect(Object.entries(entries)).toEqual([
      ["__proto__", "x"],
      ["a", "1"],
      ["b", "true"],
    ]);
    expect(entriesAt({ m: ["a"] }, "m")).toEqual({});
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

describe("isWithin", () => {
  it("counts levels and values", () => {
    expect(isWithin([[1]], 2, 2)).toBe(true);
    expect(isWithin([[1]], 1, 2)).toBe(false);
    expect(isWithin([[1]], 2, 1)).toBe(false);
    expect(isWithin("text", 0, 0)).toBe(true);
    const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;
    expect(
      [nested(64), nested(65), Array(50_000).fill(0), Array(50_001).fill(0)].map((value) => isWithin(value)),
    ).toEqual([true, false, true, false]);
  });
});

describe("keysAt", () => {
  it("names a record's own fields, and none of what is no record", () => {
    expect(keysAt(JSON.parse('{"a": {"__proto__": 1, "b": 2}}'), "a")).toEqual(["__proto__", "b"]);
    for (const other of [[1], "text", null, undefined]) expect(keysAt({ a: other }, "a")).toEqual([]);
    expect(keysAt(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, 1])))).toHaveLength(200);
  });
});

describe("jsonAt", () => {
  it("parses a text, and nothing else", () => {
    expect(jsonAt({ a: '{"b": [1]}' }, "a")).toEqual({ b: [1] });
    for (const other of ["{", "", 1, null, { b: 1 }]) expect(jsonAt({ a: other }, "a")).toBeUndefined();
    expect(jsonAt({ a: "[".repeat(100_000) }, "a")).toBeUndefined();
  });
});

describe("a text of blanks", () => {
  it("is not searched to its end for something that shows", () => {
    expect(nameAt(`${" ".repeat(10_000)}x`)).toBe("x");
    expect(nameAt(`${" ".repeat(30_000)}x`)).toBeUndefined();
  });
});
