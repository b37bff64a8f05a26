import { describe, expect, it } from "vitest";
import { afterRun } from "../../test/jenkinsfile.ts";
import { expectHarmlessJob, hostile, read, runJob, stored, titles } from "../../test/recipe.ts";

const file = read(import.meta.url, "Jenkinsfile");
const sample = "ci/coding-complete";

describe("post { always } in CODING", () => {
  it.for([
    ["SUCCESS", "✅ 成功 · 商店发布 · main"],
    ["FAILURE", "❌ 失败 · 商店发布 · main"],
    ["ABORTED", "⏹️ 已取消 · 商店发布 · main"],
  ] as const)("tells of a build whose result is %s", async ([result, title]) => {
    const { lines, env } = afterRun(file, { result });
    expect(titles(await runJob(lines, { sample, env: { ...stored(), ...env } }))).toEqual([title]);
  });

  it("shows what is hostile as text", async () => {
    const { lines, env: own } = afterRun(file, { result: "FAILURE" });
    const env = {
      ...stored(),
      ...own,
      REF: hostile.branch,
      GIT_BRANCH: hostile.branch,
      GIT_LOCAL_BRANCH: hostile.branch,
      BRANCH_NAME: hostile.branch,
      GIT_AUTHOR_NAME: hostile.person,
    };
    expectHarmlessJob(await runJob(lines, { sample, env }));
  });
});
