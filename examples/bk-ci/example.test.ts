import { describe, expect, it } from "vitest";
import { expectHarmlessJob, filled, hostile, read, runJob, stored, titles, yamlOf } from "../../test/recipe.ts";

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
const settings = stored(
  "${{ settings.dingtalk_webhook.access_token }}",
  "${{ settings.dingtalk_secret.access_token }}",
);
/** What BK-CI runs after a build that ended so. */
function lastOf(state: string) {
  const lasts = jobs.filter((job) => job.if === state);
  expect(lasts).toHaveLength(1);
  const [, { run = "", env = {} } = {}] = lasts[0]?.steps ?? [];
  return { run, env: filled(env, settings) };
}
const sample = "ci/bk-ci-complete";
const nothingFailed = { BK_CI_BUILD_FAIL_TASKNAMES: "", BK_CI_BUILD_FAIL_TASKS: "" };

describe("finally in BK-CI", () => {
  it.for([
    ["SUCCESS", nothingFailed, "✅ 成功 · 商店发布 · main"],
    ["FAILURE", {}, "❌ 失败 · 商店发布 · main"],
    ["CANCELED", nothingFailed, "⏹️ 已取消 · 商店发布 · main"],
  ] as const)("has one job for %s, which tells so", async ([condition, failed, title]) => {
    const { run, env } = lastOf(condition);
    expect(titles(await runJob(run, { sample, env: { ...env, ...failed } }))).toEqual([title]);
  });

  it("has dingpipe.yaml in each job", () => {
    expect(jobs.map(({ steps: [{ checkout }] }) => checkout)).toEqual(["self", "self", "self"]);
  });

  it("shows what is hostile as text", async () => {
    const { run, env: own } = lastOf("FAILURE");
    const env = {
      ...own,
      BK_CI_REPO_GIT_WEBHOOK_BRANCH: hostile.branch,
      BK_CI_GIT_REPO_BRANCH: hostile.branch,
      BK_CI_HOOK_BRANCH: hostile.branch,
      BK_CI_GIT_REPO_HEAD_COMMIT_COMMENT: hostile.message,
      BK_CI_HOOK_MESSAGE: hostile.message,
      BK_CI_GIT_REPO_HEAD_COMMIT_AUTHOR: hostile.person,
      BK_CI_START_USER_NAME: hostile.person,
      BK_CI_BUILD_FAIL_TASKNAMES: hostile.title,
    };
    expectHarmlessJob(await runJob(run, { sample, env }));
  });
});
