import { describe, expect, it } from "vitest";
import * as z from "zod";
import { DingpipeError, type Issue } from "./error.ts";
import { describeIssue } from "./locales/describe.ts";
import { eventJsonSchema, parseEvent } from "./parse-event.ts";
import { createPipelineEvent } from "./pipeline-event.ts";

const event = createPipelineEvent({
  time: "2026-11-24T10:00:00Z",
  source: { provider: "gitee-go", via: "env" },
  pipeline: { id: "release", name: "发布" },
  run: { number: "6", attempt: 1 },
  startedAt: "2026-11-24T10:00:00+08:00",
  finishedAt: "2026-11-24T10:03:12+08:00",
  state: "failure",
  failedTasks: [{ name: "unit", reason: "exit 1" }],
});

describe("parseEvent", () => {
  it("gives back what it was given", () => {
    expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  it("drops fields that it does not know, hostile ones included", () => {
    const parsed = parseEvent(JSON.parse(`{"__proto__": {"x": 1}, "extra": 1, ${JSON.stringify(event).slice(1)}`));
    expect(parsed).toEqual(event);
    expect(Object.hasOwn(parsed, "__proto__")).toBe(false);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("names every mistake with its place and what is expected there", () => {
    expect(issuesOf({ ...event, state: "failed", time: "yesterday", pipeline: { name: 7 }, id: undefined })).toEqual([
      { path: "id", code: "missing", values: { expected: "string" } },
      expect.objectContaining({ path: "time", code: "wrong_value" }),
      { path: "pipeline.name", code: "wrong_value", values: { expected: "string", actual: "number" } },
      expect.objectContaining({
        path: "state",
        code: "wrong_value",
        values: { expected: expect.stringContaining("failure | error"), actual: "string", nearest: "failure" },
      }),
    ]);
  });

  it("tells an unknown kind with the kinds there are", () => {
    expect(issuesOf({ ...event, kind: "pipelin" })).toEqual([
      {
        path: "kind",
        code: "wrong_value",
        values: {
          expected: "pipeline | alert | change | deployment | artifact",
          actual: "string",
          nearest: "pipeline",
        },
      },
    ]);
    expect(issuesOf({})).toEqual([expect.objectContaining({ path: "kind", code: "missing" })]);
  });

  it.for([null, undefined, 1, "text", [], true])("refuses %j", (value) => {
    expect(issuesOf(value).length).toBeGreaterThan(0);
  });

  it.for([
    {
      more: { time: "2026-11-24 10:00" },
      words: "time: 值不对：文字。应为带时区的时间，如 2026-01-01T08:00:00+08:00。",
    },
    { more: { durationMs: -1 }, words: "durationMs: 值不对：数字。应为不小于 0 的整数。" },
    {
      more: { pipeline: { name: "x".repeat(100_001) } },
      words: "pipeline.name: 值不对：文字。应为不超过 100000 个字符的文字。",
    },
    {
      more: { failedTasks: Array.from({ length: 1_001 }, () => ({ name: "x" })) },
      words: "failedTasks: 值不对：列表。应为不超过 1000 项的列表。",
    },
  ])("has Chinese words for it: $words", ({ more, words }) => {
    expect(issuesOf({ ...event, ...more }).map((issue) => describeIssue(issue, "zh-CN"))).toEqual([words]);
  });

  it("never repeats a value, which may be a secret", () => {
    expect(JSON.stringify(issuesOf({ ...event, state: "s3cr3t-value", time: "s3cr3t-value" }))).not.toContain("s3cr3t");
  });
});

describe("eventJsonSchema", () => {
  it("describes each kind", () => {
    const schema = z.fromJSONSchema(eventJsonSchema() as z.core.JSONSchema.JSONSchema);
    expect(schema.safeParse(event).success).toBe(true);
    expect(schema.safeParse({ ...event, state: "failed" }).success).toBe(false);
  });
});

describe("createPipelineEvent", () => {
  it("takes the duration from start and end, never a negative one", () => {
    expect(event.durationMs).toBe(192_000);
    const backwards = { ...event, finishedAt: "2026-11-24T09:00:00+08:00" };
    const { durationMs: _, ...rest } = backwards;
    expect(createPipelineEvent(rest).durationMs).toBeUndefined();
  });

  it("makes an id of what identifies a state of a run", () => {
    expect(event.id).toBe("gitee-go///release/6/1///failure");
    const { id: _, ...rest } = event;
    expect(createPipelineEvent({ ...rest, state: "success" }).id).not.toBe(event.id);
  });
});

function issuesOf(value: unknown): readonly Issue[] {
  try {
    parseEvent(value);
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "event_invalid") return error.details.issues;
    throw error;
  }
  throw new Error("the event was taken");
}
