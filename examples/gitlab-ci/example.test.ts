import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, titles, yamlOf } from "../../test/recipe.ts";

interface Job {
  readonly script: readonly string[];
  readonly when: string;
}
interface Jobs {
  readonly default: { readonly after_script: readonly string[] };
  readonly "unit-test": Job;
  readonly "tell-success": Job;
  readonly "tell-failure": Job;
}

const each = yamlOf<Jobs>(read(import.meta.url, "gitlab-ci.yml"));
const whole = yamlOf<Jobs>(read(import.meta.url, "one-message.yml"));
const sample = "ci/gitlab-complete";

describe("after_script of a job in GitLab", () => {
  it.for([
    ["success", "✅ 成功 · 商城发布 · main"],
    ["failed", "❌ 失败 · 商城发布 · main"],
    ["canceled", "⏹️ 已取消 · 商城发布 · main"],
  ] as const)("tells of one that ended as %s", async ([CI_JOB_STATUS, title]) => {
    const result = await runJob(each.default.after_script, { sample, env: { CI_JOB_STATUS } });
    expect(titles(result)).toEqual([title]);
    expect(result.messages[0]?.text).toContain("【任务名称】unit-test");
  });

  it("shows what is hostile as text", async () => {
    const env = {
      CI_COMMIT_REF_NAME: hostile.branch,
      CI_COMMIT_BRANCH: hostile.branch,
      CI_COMMIT_TITLE: hostile.title,
      CI_COMMIT_MESSAGE: hostile.message,
      CI_COMMIT_AUTHOR: `${hostile.person} <x@example.com>`,
      GITLAB_USER_NAME: hostile.person,
    };
    expectHarmlessJob(await runJob(each.default.after_script, { sample, env }));
  });
});

describe("the last jobs of a pipeline in GitLab", () => {
  it.for([
    ["tell-success", "on_success", "✅ 成功 · 商城发布 · main"],
    ["tell-failure", "on_failure", "❌ 失败 · 商城发布 · main"],
  ] as const)("tell how it ended: %s", async ([name, when, title]) => {
    const { script, when: condition } = whole[name];
    expect(condition).toBe(when);
    // A job that runs calls itself running.
    const env = { CI_JOB_NAME: name, CI_JOB_STAGE: ".post", CI_JOB_STATUS: "running" };
    expect(titles(await runJob(script, { sample, env }))).toEqual([title]);
  });
});
