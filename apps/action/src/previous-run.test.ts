import { createPipelineEvent, type PipelineEventInput, type Session } from "dingpipe/notify";
import { describe, expect, it, vi } from "vitest";
import { createTestContext } from "../../cli/test/test-context.ts";
import { runOf } from "../test/github-api.ts";
import { createPastRuns } from "./previous-run.ts";

const RUNS = "workflows/release.yml/runs";
const EVENT_FILE = "/event.json";

const ofJob: PipelineEventInput = {
  time: "2026-01-01T00:00:00Z",
  source: { provider: "github", via: "env" },
  state: "success",
  run: { id: "9100123456", number: "128" },
  task: { name: "build" },
  ref: { branch: "main" },
};
const { task: _job, ...ofWorkflow } = ofJob;
const ofChange: PipelineEventInput = {
  ...ofWorkflow,
  ref: { branch: "main" },
  change: { number: "42", sourceBranch: "feature/coupon" },
};

interface Setup {
  /** By their path below `/repos/acme/shop/actions/`; 403 to all others. */
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly event?: PipelineEventInput;
  readonly env?: Readonly<Record<string, string>>;
  readonly eventFile?: string;
  readonly refusal?: ResponseInit;
}

/** Asks for the past of an event beside an API that answers so. */
async function ask({ answers = {}, event = ofJob, env = {}, eventFile, refusal = { status: 403 } }: Setup) {
  const asked: URL[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    init?.signal?.throwIfAborted();
    const url = new URL(String(input));
    asked.push(url);
    const answer = answers[url.pathname.replace("/repos/acme/shop/actions/", "")];
    return answer === undefined ? new Response("{}", refusal) : Response.json(answer);
  };
  const { context } = createTestContext({
    fetch,
    env: {
      GITHUB_API_URL: "https://api.github.com",
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_WORKFLOW_REF: "acme/shop/.github/workflows/release.yml@refs/heads/main",
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_EVENT_PATH: EVENT_FILE,
      ...env,
    },
    files: eventFile === undefined ? {} : { [EVENT_FILE]: eventFile },
  });
  const runs = createPastRuns("ghs_0123456789abcdef");
  const past = await runs.ask(createPipelineEvent(event), { context } as Session);
  return { past, asked, isForbidden: runs.isForbidden() };
}

const finished = (...runs: readonly object[]) => ({ [RUNS]: { workflow_runs: runs } });
const jobsOf = (number: number, ...jobs: readonly object[]) => ({ [`runs/${number}/jobs`]: { jobs } });
const build = (conclusion: string) => ({ name: "build", conclusion });

describe("the past of a job", () => {
  it.for([
    { name: "its own end", jobs: [{ name: "lint", conclusion: "success" }, build("failure")], expected: "failure" },
    { name: "no other job's", jobs: [{ name: "lint", conclusion: "failure" }, build("success")], expected: "success" },
  ])("is $name", async ({ jobs, expected }) => {
    const { past } = await ask({ answers: { ...finished(runOf(127, "failure")), ...jobsOf(127, ...jobs) } });
    expect(past).toEqual({ state: expected });
  });

  it.for([
    { names: ["构建与测试"] },
    { names: ["build (20)", "build (22)"] },
    { names: ["ci / build"] },
    { names: [] },
  ])("is unknown where the jobs are called $names", async ({ names }) => {
    const jobs = names.map((name) => ({ name, conclusion: "failure" }));
    const { past, isForbidden } = await ask({
      answers: { ...finished(runOf(127, "failure"), runOf(126, "failure")), ...jobsOf(127, ...jobs) },
    });
    expect(past).toBeUndefined();
    expect(isForbidden).toBe(false);
  });

  it("is that of the run before where the last one did not come to it", async () => {
    const answers = {
      ...finished(runOf(127, "failure"), runOf(126, "failure"), runOf(125, "success")),
      ...jobsOf(127, build("skipped")),
    };
    expect((await ask({ answers: { ...answers, ...jobsOf(126, build("failure")) } })).past).toEqual({
      state: "failure",
    });
    expect((await ask({ answers: { ...answers, ...jobsOf(126, build("cancelled")) } })).past).toEqual({
      state: "success",
    });
  });

  it("is unknown where no run came to it", async () => {
    const answers = { ...finished(runOf(127, "failure")), ...jobsOf(127, build("skipped")) };
    expect((await ask({ answers })).past).toBeUndefined();
  });

  it("is the earlier run's where its own first attempt was canceled", async () => {
    const answers = {
      "runs/9100123456/attempts/1": runOf(128, "cancelled"),
      "runs/9100123456/attempts/1/jobs": { jobs: [build("success")] },
      ...finished(runOf(127, "failure")),
      ...jobsOf(127, build("failure")),
    };
    const event = { ...ofJob, run: { ...ofJob.run, attempt: 2 } };
    expect((await ask({ answers, event })).past).toEqual({ state: "failure" });
  });
});

describe("the past of a run that is run again", () => {
  it("is its last attempt that came to an end", async () => {
    const answers = {
      "runs/9100123456/attempts/2": runOf(128, "cancelled"),
      "runs/9100123456/attempts/1": runOf(128, "failure"),
      ...finished(runOf(127, "success")),
    };
    const event = { ...ofWorkflow, run: { ...ofWorkflow.run, attempt: 3 } };
    expect((await ask({ answers, event })).past).toEqual({ state: "failure" });
  });
});

describe("the runs that are looked at", () => {
  const answers = finished(runOf(127, "failure"));

  it.for([
    { name: "a tag", event: { ...ofWorkflow, ref: { tag: "v2.4.0" } }, branch: "v2.4.0" },
    { name: "a branch", event: ofWorkflow, branch: "main" },
  ])("are those of $name", async ({ event, branch }) => {
    const { past, asked } = await ask({ answers, event });
    expect(past).toEqual({ state: "failure" });
    expect(asked.map((url) => url.searchParams.get("branch"))).toEqual([branch]);
  });

  it.for([
    { name: "a later run", others: [runOf(129, "success")] },
    { name: "canceled and skipped runs", others: [runOf(127, "cancelled"), runOf(126, "skipped")] },
    { name: "a fork's main", others: [runOf(127, "success", { head_repository: { full_name: "lisi/shop" } })] },
    { name: "a pull request's run", others: [runOf(127, "success", { event: "pull_request" })] },
    { name: "a run without a repository", others: [runOf(127, "success", { head_repository: null })] },
  ])("are not $name", async ({ others }) => {
    const { past } = await ask({ answers: finished(...others, runOf(125, "failure")), event: ofWorkflow });
    expect(past).toEqual({ state: "failure" });
  });

  const head = { event: "pull_request", head_repository: { full_name: "lisi/shop" } };
  const payload = JSON.stringify({ pull_request: { head: { repo: { full_name: "lisi/shop" } } } });

  it("are those of a pull request's source, not of its target", async () => {
    const { past, asked } = await ask({
      answers: finished(runOf(127, "failure", head)),
      event: ofChange,
      eventFile: payload,
    });
    expect(past).toEqual({ state: "failure" });
    expect(asked.map((url) => url.searchParams.get("branch"))).toEqual(["feature/coupon"]);
  });

  it.for([
    { bytes: 25 * 1_048_576, expected: { state: "failure" } },
    { bytes: 25 * 1_048_576 + 1, expected: undefined },
  ])("need the event's file, which has at most 25 MiB: $bytes", async ({ bytes, expected }) => {
    const eventFile = payload.padEnd(bytes);
    const { past } = await ask({ answers: finished(runOf(127, "failure", head)), event: ofChange, eventFile });
    expect(past).toEqual(expected);
  });

  it.for([
    { file: "发布.yml", path: "workflows/%E5%8F%91%E5%B8%83.yml/runs" },
    { file: "release & deploy.yaml", path: "workflows/release%20%26%20deploy.yaml/runs" },
    { file: "..%2Fruns.yml", path: "workflows/..%252Fruns.yml/runs" },
  ])("are those of $file", async ({ file, path }) => {
    const env = { GITHUB_WORKFLOW_REF: `acme/shop/.github/workflows/${file}@refs/heads/a@b` };
    const { past } = await ask({ answers: { [path]: answers[RUNS] }, event: ofWorkflow, env });
    expect(past).toEqual({ state: "failure" });
  });

  it.for([
    { name: "another repository's workflow", workflow: "acme/rule/.github/workflows/release.yml@refs/heads/main" },
    { name: "a workflow that has no file", workflow: "" },
  ])("are none for $name", async ({ workflow }) => {
    const { past, asked } = await ask({ answers, event: ofWorkflow, env: { GITHUB_WORKFLOW_REF: workflow } });
    expect(past).toBeUndefined();
    expect(asked).toEqual([]);
  });

  describe("in a workflow that another one's run started", () => {
    const env = { GITHUB_EVENT_NAME: "workflow_run" };
    const observed = {
      pipeline: { id: "71002345", name: "CI" },
      trigger: { type: "change", raw: "pull_request" },
    } as const;
    const path = "workflows/71002345/runs";

    it("are those of the run that is told of", async () => {
      const ofObserved = { ...ofWorkflow, pipeline: observed.pipeline };
      const { past, asked } = await ask({ answers: { [path]: answers[RUNS] }, event: ofObserved, env });
      expect(past).toEqual({ state: "failure" });
      expect(asked.map((url) => url.searchParams.get("branch"))).toEqual(["main"]);
    });

    it("are those of a fork's pull request, where it is one", async () => {
      const { past, asked } = await ask({
        answers: { [path]: { workflow_runs: [runOf(127, "failure", head)] } },
        event: { ...ofChange, ...observed },
        env,
        eventFile: JSON.stringify({ workflow_run: { head_repository: { full_name: "lisi/shop" } } }),
      });
      expect(past).toEqual({ state: "failure" });
      expect(asked.map((url) => url.searchParams.get("event"))).toEqual(["pull_request"]);
    });

    it("are none for its own runs, which are listed under the default branch", async () => {
      const { past, asked } = await ask({ answers, event: { ...ofWorkflow, pipeline: { name: "Deploy" } }, env });
      expect([past, asked]).toEqual([undefined, []]);
    });
  });

  it.for(["https://api.github.com/", "https://api.github.com//"])("are found below %s", async (url) => {
    const { past, asked } = await ask({ answers, event: ofWorkflow, env: { GITHUB_API_URL: url } });
    expect(past).toEqual({ state: "failure" });
    expect(asked.map(({ pathname }) => pathname)).toEqual([`/repos/acme/shop/actions/${RUNS}`]);
  });
});

describe("an answer", () => {
  it("is waited for ten seconds, and then the past is unknown", async () => {
    const limit = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
    const { past, isForbidden } = await ask({ answers: finished(runOf(127, "failure")), event: ofWorkflow });
    expect(limit.mock.calls).toEqual([[10_000]]);
    expect(past).toBeUndefined();
    expect(isForbidden).toBe(false);
  });

  it("has the same ten seconds as all others", async () => {
    const limit = vi.spyOn(AbortSignal, "timeout");
    const { asked } = await ask({ answers: { ...finished(runOf(127, "failure")), ...jobsOf(127, build("failure")) } });
    expect([asked.length, limit.mock.calls]).toEqual([2, [[10_000]]]);
  });

  it.for([
    { name: "403", refusal: { status: 403 }, expected: true },
    { name: "403 to who asked too often", refusal: { status: 403, headers: { "x-ratelimit-remaining": "0" } } },
    { name: "401", refusal: { status: 401 } },
    { name: "500", refusal: { status: 500 } },
  ] as { name: string; refusal: ResponseInit; expected?: boolean }[])(
    "of $name tells whether a permission would help",
    async ({ refusal, expected = false }) => {
      const { past, isForbidden } = await ask({ refusal });
      expect(past).toBeUndefined();
      expect(isForbidden).toBe(expected);
    },
  );
});
