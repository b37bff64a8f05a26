import { describe, expect, it } from "vitest";
import { expectHarmlessJob, hostile, read, runJob, stored, titles, titlesInTurn, yamlOf } from "../../test/recipe.ts";

interface Cache {
  readonly key: string;
  readonly paths: readonly string[];
  readonly when: string;
}
interface Job {
  readonly cache?: Cache;
  readonly stage?: string;
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly when?: string;
  readonly needs?: unknown;
  readonly variables?: Readonly<Record<string, string>>;
}
type Jobs = Readonly<Record<string, Job>>;

const { default: common, "unit-test": test } = yamlOf<Jobs>(read(import.meta.url, "gitlab-ci.yml"));
const afterScript = test?.after_script ?? common?.after_script ?? [];
const last = Object.entries(yamlOf<Jobs>(read(import.meta.url, "one-message.yml"))).filter(
  ([, { stage, needs }]) => stage === ".post" && needs === undefined,
);
const sample = "ci/gitlab-complete";

describe("after_script of a job in GitLab", () => {
  it.for([
    ["success", "✅ 成功 · 商城发布 · main"],
    ["failed", "❌ 失败 · 商城发布 · main"],
    ["canceled", "⏹️ 已取消 · 商城发布 · main"],
  ] as const)("tells of one that ended as %s", async ([CI_JOB_STATUS, title]) => {
    const result = await runJob(afterScript, { sample, env: { ...stored(), CI_JOB_STATUS } });
    expect(titles(result)).toEqual([title]);
    expect(result.messages[0]?.text).toContain("【任务名称】unit-test");
  });

  it("tells what broke and what was repaired, by a cache that each job and branch has and a failed job saves, too", async () => {
    const run = (CI_JOB_STATUS: string, CI_PIPELINE_IID: string) => ({
      lines: afterScript,
      sample,
      env: { ...stored(), CI_JOB_STATUS, CI_PIPELINE_IID },
    });
    const { key, paths, when } = test?.cache ?? common?.cache ?? ({} as Cache);
    expect({ key, when }).toEqual({ key: "dingpipe-$CI_JOB_NAME_SLUG-$CI_COMMIT_REF_SLUG", when: "always" });
    const runs = [run("failed", "901"), run("failed", "902"), run("success", "903"), run("success", "904")];
    expect(await titlesInTurn(runs, paths[0])).toEqual([
      ["❌ 失败 · 商城发布 · main"],
      [],
      ["✅ 已恢复 · 商城发布 · main"],
      [],
    ]);
  });

  it("shows what is hostile as text", async () => {
    const env = {
      ...stored(),
      CI_COMMIT_REF_NAME: hostile.branch,
      CI_COMMIT_BRANCH: hostile.branch,
      CI_COMMIT_TITLE: hostile.title,
      CI_COMMIT_MESSAGE: hostile.message,
      CI_COMMIT_AUTHOR: `${hostile.person} <x@example.com>`,
      GITLAB_USER_NAME: hostile.person,
    };
    expectHarmlessJob(await runJob(afterScript, { sample, env }), [".dingpipe"]);
  });
});

describe("the last jobs of a pipeline in GitLab", () => {
  // After a cancel there is none.
  it.for([
    ["on_success", "✅ 成功 · 商城发布 · main"],
    ["on_failure", "❌ 失败 · 商城发布 · main"],
  ] as const)("have one %s, which tells so", async ([condition, title]) => {
    const jobs = last.filter(([, { when = "on_success" }]) => when === condition);
    expect(jobs).toHaveLength(1);
    const [[name, { script = [] }] = ["", {}]] = jobs;
    // A job that runs calls itself running.
    const env = { ...stored(), CI_JOB_NAME: name, CI_JOB_STAGE: ".post", CI_JOB_STATUS: "running" };
    const { messages } = await runJob(script, { sample, env });
    expect(titles({ messages })).toEqual([title]);
    // The pipeline's: "fixed" looks for what the other job told.
    for (const own of [name, ".post", encodeURIComponent("/-/jobs/")]) expect(messages[0]?.text).not.toContain(own);
    expect(messages[0]?.text).toContain(encodeURIComponent("/-/pipelines/"));
  });

  it("tell what was repaired, by one cache of a branch for both", async () => {
    const [success, failure] = last.map(([name, { script = [], cache }]) => ({ name, lines: script, cache }));
    expect(failure?.cache).toEqual(success?.cache);
    expect(success?.cache).toMatchObject({ key: "dingpipe-$CI_COMMIT_REF_SLUG", when: "always" });
    const runs = [failure, success, success].map((job, index) => ({
      lines: job?.lines ?? [],
      sample,
      env: {
        ...{ ...stored(), CI_JOB_NAME: job?.name, CI_JOB_STAGE: ".post" },
        ...{ CI_JOB_STATUS: "running", CI_PIPELINE_IID: String(901 + index) },
      },
    }));
    expect(await titlesInTurn(runs, success?.cache?.paths[0])).toEqual([
      ["❌ 失败 · 商城发布 · main"],
      ["✅ 已恢复 · 商城发布 · main"],
      [],
    ]);
  });

  it("have dingpipe.yaml", () => {
    expect(last.map(([, { variables }]) => variables?.["GIT_STRATEGY"] ?? "fetch")).toEqual(["fetch", "fetch"]);
  });
});
