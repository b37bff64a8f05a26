import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, titles, yamlOf } from "../../test/recipe.ts";

interface Pipeline {
  readonly finally: Readonly<
    Record<
      string,
      {
        readonly if: string;
        readonly steps: readonly [
          { readonly checkout: string },
          { readonly run: string; readonly env: Readonly<Record<string, string>> },
        ];
      }
    >
  >;
}

const jobs = Object.values(yamlOf<Pipeline>(read(import.meta.url, "pipeline.yml")).finally);
const linesFor = (condition: string) => jobs.filter((job) => job.if === condition).map(({ steps: [, { run }] }) => run);
const sample = "ci/bk-ci-complete";
const nothingFailed = { BK_CI_BUILD_FAIL_TASKNAMES: "", BK_CI_BUILD_FAIL_TASKS: "" };

describe("finally in BK-CI", () => {
  it.for([
    ["SUCCESS", nothingFailed, "✅ 成功 · 商店发布 · main"],
    ["FAILURE", {}, "❌ 失败 · 商店发布 · main"],
    ["CANCELED", nothingFailed, "⏹️ 已取消 · 商店发布 · main"],
  ] as const)("has one job for %s, which tells so", async ([condition, failed, title]) => {
    const lines = linesFor(condition);
    expect(lines).toHaveLength(1);
    expect(titles(await runJob(lines, { sample, env: failed }))).toEqual([title]);
  });

  it("has dingpipe.yaml, the robot's address and its secret in each job", () => {
    for (const { steps } of jobs) {
      const [{ checkout }, { env }] = steps;
      expect(checkout).toBe("self");
      expect(Object.keys(env)).toEqual(["DINGTALK_WEBHOOK", "DINGTALK_SECRET"]);
    }
  });

  it("shows what is hostile as text", async () => {
    const env = {
      BK_CI_REPO_GIT_WEBHOOK_BRANCH: hostile.branch,
      BK_CI_GIT_REPO_BRANCH: hostile.branch,
      BK_CI_HOOK_BRANCH: hostile.branch,
      BK_CI_GIT_REPO_HEAD_COMMIT_COMMENT: hostile.message,
      BK_CI_HOOK_MESSAGE: hostile.message,
      BK_CI_GIT_REPO_HEAD_COMMIT_AUTHOR: hostile.person,
      BK_CI_START_USER_NAME: hostile.person,
      BK_CI_BUILD_FAIL_TASKNAMES: hostile.title,
    };
    expectHarmlessJob(await runJob(linesFor("FAILURE"), { sample, env }));
  });
});
