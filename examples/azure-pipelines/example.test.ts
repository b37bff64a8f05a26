import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, titles, yamlOf } from "../../test/recipe.ts";

interface Pipeline {
  readonly steps: readonly {
    readonly script?: string;
    readonly condition?: string;
    readonly env?: Readonly<Record<string, string>>;
  }[];
}

const step = yamlOf<Pipeline>(read(import.meta.url, "azure-pipelines.yml")).steps.at(-1);
const script = step?.script ?? "";
const sample = "ci/azure-complete";

describe("the last step in Azure Pipelines", () => {
  it("runs always, and has what it needs", () => {
    expect(step?.condition).toBe("always()");
    expect(step?.env).toEqual({ DINGTALK_WEBHOOK: "$(DINGTALK_WEBHOOK)", DINGTALK_SECRET: "$(DINGTALK_SECRET)" });
  });

  it.for([
    ["Succeeded", "✅ 成功 · shop-ci · feature/coupon"],
    ["SucceededWithIssues", "⚠️ 不稳定 · shop-ci · feature/coupon"],
    ["Failed", "❌ 失败 · shop-ci · feature/coupon"],
    ["Canceled", "⏹️ 已取消 · shop-ci · feature/coupon"],
  ] as const)("tells of a job that is %s", async ([AGENT_JOBSTATUS, title]) => {
    expect(titles(await runJob(script, { sample, env: { AGENT_JOBSTATUS } }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      BUILD_SOURCEBRANCH: `refs/heads/${hostile.branch}`,
      BUILD_SOURCEBRANCHNAME: hostile.branch,
      BUILD_SOURCEVERSIONMESSAGE: hostile.message,
      BUILD_SOURCEVERSIONAUTHOR: hostile.person,
      BUILD_REQUESTEDFOR: hostile.person,
    };
    expectHarmlessJob(await runJob(script, { sample, env }));
  });
});
