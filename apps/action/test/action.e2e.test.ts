import { describe, expect, it } from "vitest";
import { runStep } from "./fake-runner.ts";
import { withGroup } from "./samples.ts";

describe("a step with nothing but its webhook", () => {
  it.for([
    { status: "success", title: "✅ 成功 · Release · main" },
    { status: "failure", title: "❌ 失败 · Release · main" },
    { status: "cancelled", title: "⏹️ 已取消 · Release · main" },
  ])("tells of $status", ({ status, title }) =>
    withGroup({}, async (group) => {
      const { exitCode, outputs, said, summary } = await runStep({ ...group, jobStatus: status });
      expect(exitCode).toBe(0);
      expect(group.mock.messages().map((message) => message.title)).toEqual([title]);
      expect(outputs).toEqual({
        ok: "true",
        outcome: "delivered",
        reason: "delivered",
        errcode: "0",
        attempts: "1",
        messages: "1",
      });
      expect([...said("warning"), ...said("error"), ...said("notice")]).toEqual([]);
      expect(summary).toBe("");
    }),
  );
});
