import { describe, expect, it } from "vitest";
import { formatDuration, formatTime } from "./format.ts";

describe("formatDuration", () => {
  it.for([
    { ms: 0, zh: "0毫秒", en: "0ms", ru: "0 мс" },
    { ms: 999, zh: "999毫秒", en: "999ms", ru: "999 мс" },
    { ms: 1_000, zh: "1秒", en: "1s", ru: "1 с" },
    { ms: 59_999, zh: "59秒", en: "59s", ru: "59 с" },
    { ms: 192_000, zh: "3分12秒", en: "3m 12s", ru: "3 мин 12 с" },
    { ms: 7_500_000, zh: "2小时5分", en: "2h 5m", ru: "2 ч 5 мин" },
    { ms: 3_605_000, zh: "1小时", en: "1h", ru: "1 ч" },
    { ms: 90_000_000, zh: "1天1小时", en: "1d 1h", ru: "1 д 1 ч" },
  ])("says $ms ms as $zh, $en, $ru", ({ ms, zh, en, ru }) => {
    expect([formatDuration(ms, "zh-CN"), formatDuration(ms, "en"), formatDuration(ms, "ru")]).toEqual([zh, en, ru]);
  });

  it.for([-1, Number.NaN, Number.POSITIVE_INFINITY])("says nothing of %s", (ms) => {
    expect(formatDuration(ms, "en")).toBe("");
  });
});

describe("formatTime", () => {
  it("shows an instant in its zone", () => {
    expect(formatTime("2026-11-24T16:05:09Z", "Asia/Shanghai")).toBe("2026-11-25 00:05:09");
    expect(formatTime(Date.parse("2026-11-24T16:05:09Z"), "UTC")).toBe("2026-11-24 16:05:09");
  });

  it("shows what is no instant as it stands", () => {
    expect(formatTime("gestern", "UTC")).toBe("gestern");
  });
});
