import { describe, expect, it } from "vitest";
import { readSample, receiveSample, sampleTime, sourceOf } from "./read-sample.fixture.ts";

interface RunBody {
  run: Record<string, unknown>;
}

const withRun = (changes: Record<string, unknown>) => (body: RunBody) => ({
  ...body,
  run: { ...body.run, ...changes },
});

describe("a run of Forgejo's", () => {
  it("that recovered says what was before", async () => {
    expect((await readSample("forgejo/action_run_recover.fixed"))[0]).toMatchObject({
      source: { provider: "forgejo", instance: "forgejo.example.com", event: "action_run_recover", action: "recover" },
      state: "success",
      previousState: "failure",
      pipeline: { name: "release.yml" },
      run: { id: "51", number: "7", url: "https://forgejo.example.com/acme/shop/actions/runs/7" },
      repository: { fullName: "acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "4f2d8c1", title: "fix: 修复购物车结算金额" },
      actor: { username: "lisi" },
      durationMs: 201_000,
    });
  });

  it.for([
    ["action_run_failure.first", "failure", "success"],
    ["action_run_failure.cancelled", "canceled", "success"],
    ["action_run_success.again", "success", "success"],
  ] as const)("in %s is %s after %s", async ([name, state, previousState]) => {
    expect((await readSample(`forgejo/${name}`))[0]).toMatchObject({ state, previousState });
  });

  it.for([
    ["success", "success"],
    ["failure", "failure"],
    ["cancelled", "canceled"],
    ["skipped", "skipped"],
    ["running", "running"],
    ["waiting", "queued"],
    ["blocked", "waiting"],
    ["unknown", "unknown"],
    ["exploded", "unknown"],
  ] as const)("that is %s is %s, whatever its event is called", async ([status, state]) => {
    expect((await readSample("forgejo/action_run_failure.first", withRun({ status })))[0]).toMatchObject({
      state,
      statusRaw: status,
    });
  });

  it("without a status is what its event says", async () => {
    const [event] = await readSample("forgejo/action_run_failure.first", withRun({ status: undefined }));
    expect(event).toMatchObject({ state: "failure", statusRaw: "action_run_failure" });
  });

  it.for([null, undefined])("that recovers without a last run (%s) was a failure", async (last_run) => {
    const [event] = await readSample("forgejo/action_run_recover.fixed", (body: object) => ({ ...body, last_run }));
    expect(event).toMatchObject({ previousState: "failure" });
  });

  it("does not take its own status before the end for the last run's", async () => {
    const [event] = await readSample("forgejo/action_run_failure.first", (body: object) => ({
      ...body,
      last_run: null,
      prior_status: "running",
    }));
    expect(event).not.toHaveProperty("previousState");
  });

  it("that recovered is told once: as a recovery", async () => {
    expect(await receiveSample("forgejo/action_run_success.recovered")).toMatchObject({ untold: "told_elsewhere" });
    expect(await receiveSample("forgejo/action_run_recover.fixed")).not.toHaveProperty("untold");
    expect(await receiveSample("forgejo/action_run_success.again")).not.toHaveProperty("untold");
    const door = { events: ["action_run_success"] };
    expect(await receiveSample("forgejo/action_run_success.recovered", undefined, door)).not.toHaveProperty("untold");
  });

  it("of a pull request has its number, page and branches", async () => {
    expect((await readSample("forgejo/action_run_failure.pull-request"))[0]).toMatchObject({
      ref: { branch: "feature/pay" },
      change: {
        number: "42",
        title: "支付重构",
        url: "https://forgejo.example.com/acme/shop/pulls/42",
        sourceBranch: "feature/pay",
        targetBranch: "main",
      },
      trigger: { type: "change" },
    });
  });

  it.for([undefined, "", "{", "[]", '{"pull_request":7}'])(
    "of a pull request with the cause %j has its number and page",
    async (event_payload) => {
      const [event] = await readSample("forgejo/action_run_failure.pull-request", withRun({ event_payload }));
      expect(event).toMatchObject({
        change: { number: "42", url: "https://forgejo.example.com/acme/shop/pulls/42" },
      });
      expect(event).not.toHaveProperty("ref");
    },
  );

  it("of a tag is one by what was pushed", async () => {
    const [event] = await readSample("forgejo/action_run_success.tag");
    expect(event).toMatchObject({ ref: { tag: "v1.4.0" } });
    expect(event).not.toHaveProperty("ref.branch");
  });

  it("is none without its id", async () => {
    expect(await receiveSample("forgejo/action_run_failure.first", withRun({ id: undefined }))).toMatchObject({
      status: 400,
      detail: "run.id",
    });
  });

  it("leaves its jobs untold, and names their steps that failed", async () => {
    expect(await receiveSample("forgejo/workflow_job.failure")).toMatchObject({
      untold: "part_of_run",
      events: [
        {
          state: "failure",
          pipeline: { name: "release.yml" },
          run: { id: "51", url: "https://forgejo.example.com/acme/shop/actions/runs/7" },
          task: { name: "unit" },
          failedTasks: [{ name: "npm test" }],
        },
      ],
    });
  });

  it("comes with the headers of all whom it comes from, and is its own", async () => {
    const request = () =>
      new Request("https://g.example/h", { headers: { "x-forgejo-event": "push", "x-gitea-event": "push" } });
    const { parse, foreignHeaders } = await sourceOf("forgejo");
    expect(foreignHeaders).toBeUndefined();
    expect(parse({ headers: request().headers, body: {}, now: sampleTime })).toEqual({ invalid: "ref" });
    expect((await sourceOf("gitea")).foreignHeaders).toContain("x-forgejo-event");
  });
});
