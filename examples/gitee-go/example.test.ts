import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, stored, titles, yamlOf } from "../../test/recipe.ts";

interface Pipeline {
  readonly stages: readonly { readonly steps: readonly { readonly commands: readonly string[] }[] }[];
}

const pipeline = yamlOf<Pipeline>(read(import.meta.url, "pipeline.yml"));
const lines = pipeline.stages.flatMap(({ steps }) => steps.flatMap(({ commands }) => commands));
const sample = "ci/gitee-go-push";

describe("the Gitee Go pipeline", () => {
  it.for([
    [0, 0, "✅ 成功 · 商城发布 · main"],
    [7, 7, "❌ 失败 · 商城发布 · main"],
    ["canceled", 143, "⏹️ 已取消 · 商城发布 · main"],
  ] as const)("whose tests end with %s ends so, too, and tells the group", async ([npmTest, code, title]) => {
    const result = await runJob(lines, { sample, env: stored(), npmTest });
    expect({ code: result.code, titles: titles(result) }).toEqual({ code, titles: [title] });
    expect(result.messages[0]?.text).toContain("【任务名称】单元测试");
    expect(result.messages[0]?.text.includes("1 test failed")).toBe(npmTest === 7);
  });

  it("tells of an installation that failed, too", async () => {
    const result = await runJob(lines, { sample, env: stored(), npmCi: 9 });
    expect({ code: result.code, titles: titles(result) }).toEqual({ code: 9, titles: ["❌ 失败 · 商城发布 · main"] });
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...stored(),
      GITEE_BRANCH: hostile.branch,
      GITEE_COMMIT_MESSAGE: hostile.message,
      GITEE_PIPELINE_TRIGGER_USER: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample, env }));
  });
});
