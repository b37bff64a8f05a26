import { describe, expect, it } from "vitest";
import { afterRun } from "../../test/jenkinsfile.ts";
import { expectHarmlessJob, hostile, read, runJob, stored, titles, titlesInTurn } from "../../test/recipe.ts";

const file = read(import.meta.url, "Jenkinsfile");
const credentials = stored("dingtalk-webhook", "dingtalk-secret");
const sample = "ci/jenkins-complete";

describe("post { always } in Jenkins", () => {
  it.for([
    ["SUCCESS", "✅ 成功 · acme/shop · main"],
    ["UNSTABLE", "⚠️ 不稳定 · acme/shop · main"],
    ["FAILURE", "❌ 失败 · acme/shop · main"],
    ["ABORTED", "⏹️ 已取消 · acme/shop · main"],
  ] as const)("tells of a run whose result is %s", async ([result, title]) => {
    const { lines, env } = afterRun(file, { result, credentials });
    expect(titles(await runJob(lines, { sample, env }))).toEqual([title]);
  });

  it("tells what broke and what was repaired, by the run before, that Jenkins knows", async () => {
    const runs = (["FAILURE", "FAILURE", "SUCCESS", "SUCCESS"] as const).map((result, index, results) => {
      const previous = results[index - 1];
      return { ...afterRun(file, { result, credentials, ...(previous === undefined ? {} : { previous }) }), sample };
    });
    expect(await titlesInTurn(runs)).toEqual([
      ["❌ 失败 · acme/shop · main"],
      [],
      ["✅ 已恢复 · acme/shop · main"],
      [],
    ]);
  });

  it("shows what is hostile as text", async () => {
    const { lines, env: own } = afterRun(file, { result: "FAILURE", credentials });
    const env = {
      ...own,
      CHANGE_TITLE: hostile.title,
      CHANGE_BRANCH: hostile.branch,
      CHANGE_AUTHOR_DISPLAY_NAME: hostile.person,
      BUILD_USER: hostile.person,
      BUILD_USER_ID: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample: "ci/jenkins-pull-request", env }));
  });
});
