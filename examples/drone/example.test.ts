import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, titles, yamlOf } from "../../test/recipe.ts";

interface Pipeline {
  readonly steps: readonly {
    readonly commands: readonly string[];
    readonly environment?: Readonly<Record<string, unknown>>;
    readonly when?: unknown;
  }[];
}

const step = yamlOf<Pipeline>(read(import.meta.url, "drone.yml")).steps.at(-1);
const lines = step?.commands ?? [];
const sample = "ci/drone-complete";

describe("the last step in Drone", () => {
  it("runs after a failure, too, and has what it needs", () => {
    expect(step?.when).toEqual({ status: ["success", "failure"] });
    expect(Object.keys(step?.environment ?? {})).toEqual(["DINGTALK_WEBHOOK", "DINGTALK_SECRET"]);
  });

  it.for([
    ["success", "", "✅ 成功 · acme/shop · main"],
    ["failure", "test", "❌ 失败 · acme/shop · main"],
  ] as const)("tells of a build that is a %s so far", async ([status, DRONE_FAILED_STEPS, title]) => {
    const env = { DRONE_BUILD_STATUS: status, DRONE_STAGE_STATUS: status, DRONE_FAILED_STEPS };
    expect(titles(await runJob(lines, { sample, env }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      DRONE_BRANCH: hostile.branch,
      DRONE_COMMIT_BRANCH: hostile.branch,
      DRONE_SOURCE_BRANCH: hostile.branch,
      DRONE_COMMIT_REF: `refs/heads/${hostile.branch}`,
      DRONE_COMMIT_MESSAGE: hostile.message,
      DRONE_COMMIT_AUTHOR_NAME: hostile.person,
      DRONE_BUILD_TRIGGER: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample, env }));
  });
});
