import { describe, expect, it } from "vitest";
import { expectHarmlessJob, groovyOf, hostile, read, runJob, titles } from "../../test/recipe.ts";

const { lines, environmentOf } = groovyOf(read(import.meta.url, "Jenkinsfile"), "post {");
const sample = "ci/coding-complete";

describe("post { always } in CODING", () => {
  it.for([
    ["SUCCESS", "✅ 成功 · 商店发布 · main"],
    ["FAILURE", "❌ 失败 · 商店发布 · main"],
    ["ABORTED", "⏹️ 已取消 · 商店发布 · main"],
  ] as const)("tells of a build whose result is %s", async ([result, title]) => {
    const env = environmentOf({ "currentBuild.currentResult": result });
    expect(titles(await runJob(lines, { sample, env }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...environmentOf({ "currentBuild.currentResult": "FAILURE" }),
      REF: hostile.branch,
      GIT_BRANCH: hostile.branch,
      GIT_LOCAL_BRANCH: hostile.branch,
      BRANCH_NAME: hostile.branch,
      GIT_AUTHOR_NAME: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample, env }));
  });
});
