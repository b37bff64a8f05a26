import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, titles, yamlOf } from "../../test/recipe.ts";

interface Workflow {
  readonly steps: readonly {
    readonly commands: readonly string[];
    readonly environment?: Readonly<Record<string, unknown>>;
    readonly when?: unknown;
  }[];
}

const step = yamlOf<Workflow>(read(import.meta.url, "woodpecker.yaml")).steps.at(-1);
const lines = step?.commands ?? [];
const sample = "ci/woodpecker-complete";

describe("the last step in Woodpecker", () => {
  it("runs after a failure, too, and has what it needs", () => {
    expect(step?.when).toEqual([{ status: ["success", "failure"] }]);
    expect(Object.keys(step?.environment ?? {})).toEqual(["DINGTALK_WEBHOOK", "DINGTALK_SECRET"]);
  });

  it.for([
    ["success", "✅ 成功 · backend · main"],
    ["failure", "❌ 失败 · backend · main"],
  ] as const)("tells of a workflow that is a %s so far", async ([CI_PIPELINE_STATUS, title]) => {
    const env = { CI_PIPELINE_STATUS, CI_PREV_PIPELINE_STATUS: CI_PIPELINE_STATUS };
    expect(titles(await runJob(lines, { sample, env }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      CI_COMMIT_BRANCH: hostile.branch,
      CI_COMMIT_REF: `refs/heads/${hostile.branch}`,
      CI_COMMIT_MESSAGE: hostile.message,
      CI_COMMIT_AUTHOR: hostile.person,
      CI_PIPELINE_AUTHOR: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample, env }));
  });
});
