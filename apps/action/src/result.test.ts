import type { Report } from "dingpipe/notify";
import { describe, expect, it } from "vitest";
import { resultOf } from "./result.ts";

type Reported = Report["results"][number];

const delivery = {} as Reported["delivery"];
const delivered = {
  delivery,
  outcome: { class: "delivered", reason: "delivered", errcode: 0, attempts: 1 },
  exitCode: 0,
  isExcused: false,
} as Reported;
const throttled = {
  delivery,
  outcome: { class: "throttled", reason: "too_fast", errcode: 130101, attempts: 3 },
  exitCode: 13,
  isExcused: false,
} as Reported;
const rejected = {
  delivery,
  outcome: { class: "rejected", reason: "token_unknown", errcode: 300005, attempts: 1 },
  exitCode: 10,
  isExcused: false,
} as Reported;
const excused = { delivery, error: { code: "reference_unresolved" }, exitCode: 0, isExcused: true } as Reported;
const unresolved = { delivery, error: { code: "reference_unresolved" }, exitCode: 10, isExcused: false } as Reported;

const reportOf = (results: readonly Reported[], more: Partial<Report> = {}): Report => ({
  plan: { deliveries: [delivery], rules: [], warnings: [] },
  isDryRun: false,
  exitCode: 0,
  results,
  ...more,
});
const of = (report: Report, exitCode = 0) => resultOf({ exitCode, report, isExcused: false });

describe("resultOf", () => {
  it("is that of the message that went worst, wherever it stands", () => {
    const expected = {
      ok: false,
      outcome: "rejected",
      reason: "token_unknown",
      errcode: "300005",
      attempts: 5,
      messages: 1,
    };
    for (const results of [
      [delivered, throttled, rejected],
      [rejected, delivered, throttled],
      [throttled, rejected, delivered],
    ]) {
      expect(of(reportOf(results))).toEqual(expected);
    }
  });

  it("is delivered where every message was", () => {
    expect(of(reportOf([delivered, delivered]))).toEqual({
      ok: true,
      outcome: "delivered",
      reason: "delivered",
      errcode: "0",
      attempts: 2,
      messages: 2,
    });
  });

  it("tells a secret that nobody could give from one that is missing", () => {
    expect(of(reportOf([excused]))).toMatchObject({ ok: true, outcome: "none", reason: "no_secret", messages: 0 });
    expect(of(reportOf([unresolved]))).toMatchObject({
      ok: false,
      outcome: "not_tried",
      reason: "reference_unresolved",
    });
  });

  it("does not know what became of a message where a signal came before the answer", () => {
    expect(of(reportOf([], { signal: "SIGTERM" }), 143)).toEqual({
      ok: false,
      outcome: "unknown",
      reason: "interrupted",
      errcode: "",
      attempts: 0,
      messages: 0,
    });
  });
});
