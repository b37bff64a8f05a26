import { describe, it } from "vitest";
import { runStep, type Step, type StepResult } from "./fake-runner.ts";
import { type FakeApi, runOf, startApi } from "./github-api.ts";
import { type Group, withGroup } from "./samples.ts";

const RUNS = "workflows/release.yml/runs";
const TURNS = 'robots: { ops: { webhook: "${DINGTALK_WEBHOOK}" } }\nrules: [{ name: turns, on: [broken, fixed] }]\n';

interface Bench {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly redirects?: Readonly<Record<string, string>>;
  readonly step?: Step;
  readonly sample?: string;
}

/** Runs a step whose rule looks at what changed, beside an API that answers so. */
async function run(
  { answers, redirects, step = {}, sample }: Bench,
  test: (result: StepResult, group: Group, api: FakeApi) => void,
): Promise<void> {
  const api = await startApi(answers, redirects);
  await withGroup(
    {},
    async (group) => {
      const env = { ...group.env, GITHUB_API_URL: api.url, GITHUB_RUN_ATTEMPT: "1", ...step.env };
      const given = { ...group.with, ...step.with };
      const files = { "dingpipe.yaml": TURNS };
      test(await runStep({ files, githubToken: "ghs_0123456789abcdef", ...step, with: given, env }), group, api);
    },
    sample,
  );
  await api.close();
}

const built = (conclusion: string) => ({ jobs: [{ name: "build", conclusion }] });
const titles = (group: Group) => group.mock.messages().map(({ title }) => title);

describe("the last run, asked of GitHub", () => {
  it.concurrent("that failed makes a success fixed", ({ expect }) =>
    run(
      { answers: { [RUNS]: { workflow_runs: [runOf(127, "failure")] }, "runs/127/jobs": built("failure") } },
      (result, group, api) => {
        expect(result.exitCode, result.log).toBe(0);
        expect(titles(group)).toEqual(["✅ 已恢复 · Release · main"]);
        expect(result.said("warning")).toEqual([]);
        expect(api.asked[0]).toContain(`${RUNS}?branch=main&status=completed`);
        expect([...api.tokens]).toEqual(["Bearer ghs_0123456789abcdef"]);
        expect(result.masks).toContain("ghs_0123456789abcdef");
      },
    ));

  it.concurrent("is looked at job by job where the message is a job's", ({ expect }) => {
    const jobs = [
      { name: "build", conclusion: "success" },
      { name: "lint", conclusion: "failure" },
    ];
    const answers = { [RUNS]: { workflow_runs: [runOf(127, "failure")] }, "runs/127/jobs": { jobs } };
    return run({ answers }, (result, group) => {
      expect(titles(group)).toEqual([]);
      expect(result.outputs["reason"]).toBe("no_rule");
    });
  });

  it.concurrent("is the whole run's where the message is the workflow's", ({ expect }) =>
    run(
      {
        answers: { [RUNS]: { workflow_runs: [runOf(127, "failure")] } },
        step: { with: { needs: '{"build":{"result":"success"}}' } },
      },
      (_, group, api) => {
        expect(titles(group)).toEqual(["✅ 已恢复 · Release · main"]);
        expect(api.asked).toHaveLength(1);
      },
    ));

  it.concurrent("is its own first attempt where a run is run again", ({ expect }) =>
    run(
      {
        answers: {
          "runs/9100123456/attempts/1": runOf(128, "failure"),
          "runs/9100123456/attempts/1/jobs": built("failure"),
        },
        step: { env: { GITHUB_RUN_ATTEMPT: "2" } },
      },
      (_, group) => expect(titles(group)).toEqual(["✅ 已恢复 · Release · main"]),
    ));

  it.concurrent("is a pull request's own", ({ expect }) => {
    const ofFork = (number: number, conclusion: string, fork: string) =>
      runOf(number, conclusion, { event: "pull_request", head_repository: { full_name: fork } });
    const answers = {
      [RUNS]: { workflow_runs: [ofFork(127, "success", "acme/shop"), ofFork(126, "failure", "lisi/shop")] },
    };
    const event = { pull_request: { number: 42, head: { repo: { full_name: "lisi/shop" } } } };
    const step = { event, with: { needs: '{"build":{"result":"success"}}' } };
    return run({ answers, step, sample: "github-pull-request" }, (_, group, api) => {
      expect(titles(group)).toEqual(["✅ 已恢复 · Release · feature/coupon #42"]);
      expect(api.asked[0]).toContain("branch=feature%2Fcoupon");
      expect(api.asked[0]).toContain("event=pull_request");
    });
  });

  it.concurrent("that never was makes a first success nothing, without a warning", ({ expect }) =>
    run({ answers: { [RUNS]: { workflow_runs: [] } } }, (result, group) => {
      expect(titles(group)).toEqual([]);
      expect(result.said("warning")).toEqual([]);
    }));

  it.concurrent("is not asked for where no rule looks at it", ({ expect }) =>
    run({ answers: {}, step: { files: {} } }, (result, group, api) => {
      expect(titles(group)).toEqual(["✅ 成功 · Release · main"]);
      expect(api.asked).toEqual([]);
      expect(result.said("warning")).toEqual([]);
    }));

  it.concurrent("is not asked for where previous-status tells it", ({ expect }) =>
    run({ answers: {}, step: { with: { "previous-status": "failure" } } }, (result, group, api) => {
      expect(titles(group)).toEqual(["✅ 已恢复 · Release · main"]);
      expect(api.asked).toEqual([]);
      expect(result.said("warning")).toEqual([]);
    }));

  it.concurrent.for(["cancelled", "skipped"])("is asked for where previous-status is %s", (previous, { expect }) =>
    run(
      {
        answers: { [RUNS]: { workflow_runs: [runOf(127, "failure")] }, "runs/127/jobs": built("failure") },
        step: { with: { "previous-status": previous }, jobStatus: "failure" },
      },
      (result, group) => {
        // It failed before it was canceled: not for the first time.
        expect(titles(group)).toEqual([]);
        expect(result.outputs["reason"]).toBe("no_rule");
        expect(result.said("warning")).toEqual([]);
      },
    ),
  );
});

const elsewhere = { GITHUB_WORKFLOW_REF: "acme/shop/.github/workflows/release.yml@refs/heads/main" };
const failed = { [RUNS]: { workflow_runs: [runOf(70, "failure")] }, "runs/70/jobs": built("failure") };

describe("an unknown last run", () => {
  it.concurrent("is warned of with the permission that the token lacks", ({ expect }) =>
    run({ answers: {} }, (result, _, api) => {
      expect(result.exitCode).toBe(0);
      expect(result.said("warning")).toEqual([
        "规则 turns 要看上一次的结果，但令牌无权读取，按“上次成功”处理：请给 github-token 加上 actions: read 权限（默认的令牌写在任务的 permissions 里，checkout 还需要 contents: read），或用 previous-status 给出 success 或 failure",
      ]);
      expect(result.summary).toBe("");
      expect(api.asked).toHaveLength(1);
    }));

  it.concurrent.for([
    { name: "there is no token", asked: 0, bench: { answers: failed, step: { githubToken: "" } } },
    { name: "the answer has another shape", asked: 1, bench: { answers: { [RUNS]: { workflow_runs: "x" } } } },
    { name: "the answer leads elsewhere", asked: 1, bench: { answers: failed, redirects: { [RUNS]: "/elsewhere" } } },
    {
      name: "the job has a name of its own",
      asked: 2,
      bench: { answers: { ...failed, "runs/70/jobs": { jobs: [] } } },
    },
    {
      name: "previous-status was canceled",
      asked: 1,
      bench: {
        answers: { [RUNS]: { workflow_runs: null } },
        step: { with: { "previous-status": "cancelled" }, jobStatus: "failure" },
      },
    },
    { name: "it is Gitea", asked: 0, bench: { answers: failed, sample: "gitea-complete", step: { env: elsewhere } } },
    {
      name: "it is Forgejo",
      asked: 0,
      bench: { answers: failed, sample: "forgejo-complete", step: { env: elsewhere } },
    },
  ] satisfies readonly { name: string; asked: number; bench: Bench }[])(
    "is warned of with what can be done: $name",
    ({ asked, bench }, { expect }) =>
      run(bench, (result, group, api) => {
        expect(result.exitCode).toBe(0);
        expect(result.said("warning")).toEqual([
          "规则 turns 要看上一次的结果，但不知道它，按“上次成功”处理：请用 previous-status 给出 success 或 failure",
        ]);
        // A failure is told, but nobody says that it is the first.
        for (const title of titles(group)) expect(title).toMatch(/^❌ 失败 · /);
        expect(api.asked).toHaveLength(asked);
      }),
  );
});
