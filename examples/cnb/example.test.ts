import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, type Store, stored, titles, yamlOf } from "../../test/recipe.ts";

interface Pipelines {
  readonly main: {
    readonly push: readonly {
      readonly imports?: string;
      readonly endStages: readonly { readonly script: string }[];
    }[];
  };
}

const [pipeline] = yamlOf<Pipelines>(read(import.meta.url, "cnb.yml")).main.push;
const lines = pipeline?.endStages.map(({ script }) => script) ?? [];
const secretFiles: Readonly<Record<string, Store>> = {
  "https://cnb.cool/acme/secrets/-/blob/main/dingtalk.yml": stored(),
};
const imported = secretFiles[pipeline?.imports ?? ""];
const sample = "ci/cnb-complete";
const nothingFailed = { CNB_BUILD_FAILED_MSG: "", CNB_BUILD_FAILED_STAGE_NAME: "" };

describe("endStages of CNB", () => {
  it.for([
    ["success", nothingFailed, "✅ 成功 · 商店发布 · main"],
    ["error", {}, "❌ 失败 · 商店发布 · main"],
    ["cancel", nothingFailed, "⏹️ 已取消 · 商店发布 · main"],
  ] as const)("tells of a pipeline that ended as %s", async ([CNB_PIPELINE_STATUS, failed, title]) => {
    const env = { ...imported, ...failed, CNB_PIPELINE_STATUS };
    expect(titles(await runJob(lines, { sample, env }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...imported,
      CNB_BRANCH: hostile.branch,
      CNB_COMMIT_MESSAGE: hostile.message,
      CNB_COMMIT_MESSAGE_TITLE: hostile.title,
      CNB_COMMITTER: hostile.person,
      CNB_BUILD_USER_NICKNAME: hostile.person,
      CNB_BUILD_FAILED_MSG: hostile.message,
    };
    expectHarmlessJob(await runJob(lines, { sample, env }));
  });
});
