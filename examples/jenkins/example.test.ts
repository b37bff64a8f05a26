import { describe, expect, it } from "vitest";
import { expectHarmlessJob, groovyOf, hostile, read, runJob, titles } from "../../test/recipe.ts";

const { lines, environmentOf } = groovyOf(read(import.meta.url, "Jenkinsfile"), "post {");
const sample = "ci/jenkins-complete";

describe("post { always } in Jenkins", () => {
  it.for([
    ["SUCCESS", "✅ 成功 · acme/shop · main"],
    ["UNSTABLE", "⚠️ 不稳定 · acme/shop · main"],
    ["FAILURE", "❌ 失败 · acme/shop · main"],
    ["ABORTED", "⏹️ 已取消 · acme/shop · main"],
  ] as const)("tells of a run whose result is %s", async ([result, title]) => {
    const env = environmentOf({ "currentBuild.currentResult": result });
    expect(titles(await runJob(lines, { sample, env }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...environmentOf({ "currentBuild.currentResult": "FAILURE" }),
      CHANGE_TITLE: hostile.title,
      CHANGE_BRANCH: hostile.branch,
      CHANGE_AUTHOR_DISPLAY_NAME: hostile.person,
      BUILD_USER: hostile.person,
      BUILD_USER_ID: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample: "ci/jenkins-pull-request", env }));
  });
});
