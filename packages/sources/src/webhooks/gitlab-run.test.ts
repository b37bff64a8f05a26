import type { PipelineEvent } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { gitlab } from "./gitlab.ts";
import { type Body, page, withAttributes, withFields } from "./gitlab-body.fixture.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

const sha = "5f2d8c1b7a904e63a1c0d4f7b2e8963a7c51d0e4";

describe("a pipeline", () => {
  it("says what ran, where, by whom, why, and which of its jobs failed", async () => {
    const [event] = await readSample("gitlab/pipeline.failed");
    expect(event).toMatchObject({
      kind: "pipeline",
      time: "2026-11-20T08:24:31.000Z",
      source: { provider: "gitlab", via: "webhook", event: "Pipeline Hook", instance: "gitlab.example.com" },
      pipeline: { name: "acme/shop" },
      run: { id: "52817", number: "341", url: `${page}/-/pipelines/52817` },
      state: "failure",
      statusRaw: "failed",
      failedTasks: [
        { stage: "test", name: "unit", url: `${page}/-/jobs/90412`, reason: "script_failure" },
        { stage: "test", name: "browser", url: `${page}/-/jobs/90414`, reason: "runner_system_failure" },
      ],
      queuedAt: "2026-11-20T08:21:02.000Z",
      finishedAt: "2026-11-20T08:24:31.000Z",
      durationMs: 201_000,
      repository: { fullName: "acme/shop", name: "shop", url: page },
      ref: { branch: "main" },
      commit: {
        sha,
        shortSha: "5f2d8c1",
        title: "fix: 修复购物车合计",
        url: `${page}/-/commit/${sha}`,
        author: { name: "张三", email: "zhangsan@example.com" },
      },
      actor: { name: "张三", username: "zhangsan" },
      trigger: { type: "push", raw: "push" },
    });
  });

  it("keeps no variable, and no address that is hidden", async () => {
    for (const name of ["gitlab/pipeline.failed", "gitlab/pipeline.hostile"]) {
      const text = JSON.stringify(await readSample(name));
      expect(text).not.toMatch(/fake-variable-value|DEPLOY_TOKEN|REDACTED/);
    }
  });

  it("of a tag has a tag, and one that is pushed triggers by itself", async () => {
    expect(await readSample("gitlab/pipeline.success")).toMatchObject([
      {
        state: "success",
        time: "2026-11-20T08:28:12.000Z",
        ref: { tag: "v2.4.0" },
        trigger: { type: "tag", raw: "push" },
        environment: { name: "production", tier: "production" },
      },
    ]);
  });

  it.for(["gitlab/pipeline.failed", "gitlab/job.failed"])("does not pass for its parent in %s", async (name) => {
    const upstream = (path: string) => ({
      source_pipeline: { project: { id: 73, path_with_namespace: path }, pipeline_id: 52810, job_id: 90399 },
    });
    const read = async (path: string, said: string | null) =>
      (
        await readSample(name, (body: Body) => ({
          ...body,
          ...upstream(path),
          ...(name.includes("job")
            ? { commit: { ...(body["commit"] as object), name: said } }
            : { object_attributes: { ...body.object_attributes, source: "parent_pipeline", name: said } }),
        }))
      )[0];
    expect(await read("acme/shop", "端到端")).toMatchObject({ pipeline: { name: "端到端 (child)" } });
    expect(await read("acme/shop", "端到端")).not.toHaveProperty("previousState");
    // Nothing tells it from the parent's other children.
    expect(await read("acme/shop", null)).toMatchObject({
      pipeline: { name: "acme/shop (child)" },
      previousState: "unknown",
    });
    // Another project's pipeline started it: it is no part of that.
    const downstream = await read("acme/platform", null);
    expect(downstream).toMatchObject({ pipeline: { name: "acme/shop" } });
    expect(downstream).not.toHaveProperty("previousState");
  });

  it("of a merge request has the source's branch and commit, and is named by its workflow", async () => {
    const [event] = await readSample("gitlab/pipeline.warnings");
    expect(event).toMatchObject({
      pipeline: { name: "合并请求检查" },
      state: "unstable",
      statusRaw: "passed with warnings",
      failedTasks: [{ stage: "test", name: "audit", url: `${page}/-/jobs/90432` }],
      ref: { branch: "feature/coupons" },
      change: {
        number: "31",
        title: "优惠券可以叠加",
        url: `${page}/-/merge_requests/31`,
        sourceBranch: "feature/coupons",
        targetBranch: "main",
      },
      commit: {
        sha: "91c3e07ad5b84f26b0e7a3d9c64f18527be0a3d6",
        url: `${page}/-/commit/91c3e07ad5b84f26b0e7a3d9c64f18527be0a3d6`,
      },
      actor: { email: "lisi@example.com" },
      trigger: { type: "change", raw: "merge_request_event" },
    });
    expect((event as PipelineEvent).commit).not.toHaveProperty("title");
  });

  it("of a branch keeps a commit whose message is of a merge", async () => {
    const message = `Merge ${"a".repeat(40)} into ${"b".repeat(40)}`;
    expect(
      await readSample("gitlab/pipeline.failed", withFields({ commit: { id: sha, message } }) as never),
    ).toMatchObject([{ commit: { sha, title: message } }]);
  });

  it.for([
    ["created", "queued"],
    ["waiting_for_resource", "queued"],
    ["preparing", "queued"],
    ["waiting_for_callback", "queued"],
    ["pending", "queued"],
    ["running", "running"],
    ["success", "success"],
    ["failed", "failure"],
    ["canceling", "running"],
    ["canceled", "canceled"],
    ["skipped", "skipped"],
    ["manual", "waiting"],
    ["scheduled", "waiting"],
    ["gone_fishing", "unknown"],
  ] as const)("that is %s is told as %s", async ([status, state]) => {
    const change = withAttributes({ status, detailed_status: status });
    const [event] = await readSample("gitlab/pipeline.failed", change as never);
    expect(event).toMatchObject({ state, statusRaw: status });
    expect(event).toSatisfy((e: PipelineEvent) => (state === "failure") === (e.failedTasks !== undefined));
  });

  it.for([
    [["script_failure"], "failure"],
    [["runner_system_failure"], "error"],
    [["scheduler_failure", "api_failure"], "error"],
    [["job_execution_timeout"], "timed_out"],
    [["stuck_or_timeout_failure", "job_execution_timeout"], "timed_out"],
    [["job_execution_timeout", "script_failure"], "failure"],
    [["runner_system_failure", "job_execution_timeout"], "failure"],
    [["unknown_failure"], "failure"],
    [["trace_size_exceeded"], "failure"],
    [["gone_fishing"], "failure"],
    [[null], "failure"],
    [[], "failure"],
  ] as const)("whose jobs failed by %j is told as %s", async ([reasons, state]) => {
    const builds = reasons.map((reason, id) => ({ id, name: `job-${id}`, status: "failed", failure_reason: reason }));
    const allowed = { id: 99, name: "lint", status: "failed", failure_reason: "api_failure", allow_failure: true };
    const change = withFields({ builds: [allowed, ...builds] });
    const [event] = await readSample("gitlab/pipeline.failed", change as never);
    expect(event).toMatchObject({ state, statusRaw: "failed" });
    expect((event as PipelineEvent).failedTasks ?? []).toHaveLength(reasons.length);
  });

  it("has warnings by its jobs where it says nothing of them", async () => {
    const change = (body: Body) => withAttributes({ detailed_status: undefined })(body);
    expect(await readSample("gitlab/pipeline.warnings", change as never)).toMatchObject([
      { state: "unstable", statusRaw: "success", failedTasks: [{ name: "audit" }] },
    ]);
    const passed = withAttributes({ detailed_status: "passed" });
    const [event] = await readSample("gitlab/pipeline.warnings", passed as never);
    expect(event).toMatchObject({ state: "success", statusRaw: "success" });
    expect(event).not.toHaveProperty("failedTasks");
  });

  it.for([
    ["2026-11-20 08:24:31 UTC", "2026-11-20T08:24:31.000Z"],
    ["2026-11-20 16:24:31 +0800", "2026-11-20T08:24:31.000Z"],
    ["2026-11-20T08:24:31Z", "2026-11-20T08:24:31.000Z"],
    ["2026-11-20T16:24:31.250+08:00", "2026-11-20T08:24:31.250Z"],
  ] as const)("reads %s", async ([written, finishedAt]) => {
    const change = withAttributes({ finished_at: written });
    expect(await readSample("gitlab/pipeline.failed", change as never)).toMatchObject([
      { finishedAt, time: finishedAt },
    ]);
  });

  it("that is not over has no end", async () => {
    const [event] = await readSample("gitlab/pipeline.running");
    expect(event).toMatchObject({ state: "running", trigger: { type: "schedule" } });
    expect(event).not.toHaveProperty("finishedAt");
    expect(event).not.toHaveProperty("durationMs");
  });

  it.for([
    ["gitlab/pipeline.canceled", "canceled", "manual"],
    ["gitlab/pipeline.manual", "waiting", "push"],
  ] as const)("of %s is %s", async ([name, state, type]) => {
    const [event] = await readSample(name);
    expect(event).toMatchObject({ state, trigger: { type } });
    // A job that only waits to be started deploys nothing.
    expect(event).not.toHaveProperty("environment");
  });

  it("has the page that its number gives where it names none", async () => {
    expect(await readSample("gitlab/pipeline.hostile")).toMatchObject([{ run: { url: `${page}/-/pipelines/52835` } }]);
  });

  it("of an odd id has a page that is one, like each of its jobs", async () => {
    const odd = (body: Body) => ({
      ...withAttributes({ url: undefined, id: "5 2<" })(body),
      builds: body.builds.map((job) => ({ ...job, id: "9 0" })),
    });
    const [event] = await readSample("gitlab/pipeline.failed", odd);
    expect(event).toMatchObject({
      run: { url: `${page}/-/pipelines/5%202%3C` },
      failedTasks: [{ url: `${page}/-/jobs/9%200` }, { url: `${page}/-/jobs/9%200` }],
    });
  });

  it("on GitLab's own site is of no instance", async () => {
    const { headers, body } = await import("@dingpipe/fixtures/node").then(({ sample }) => ({
      headers: sample("gitlab/pipeline.success.headers") as Record<string, string>,
      body: sample("gitlab/pipeline.success"),
    }));
    const sent = new Headers({ ...headers, "x-gitlab-instance": "https://gitlab.com" });
    const parsed = gitlab.parse({ headers: sent, body, now: sampleTime });
    expect(parsed).toMatchObject({ events: [{ source: { instance: undefined } }] });
  });
});

describe("a job", () => {
  it("is a part of its pipeline, told where a door asks for it", async () => {
    const received = await receiveSample("gitlab/job.failed");
    expect(received).toMatchObject({
      verdict: "events",
      untold: "part_of_run",
      events: [
        {
          kind: "pipeline",
          time: "2026-11-20T08:23:40.000Z",
          pipeline: { name: "acme/shop" },
          run: { id: "52817", url: `${page}/-/pipelines/52817` },
          stage: { name: "test" },
          task: { id: "90412", name: "unit", url: `${page}/-/jobs/90412` },
          state: "failure",
          statusRaw: "failed",
          reason: "script_failure",
          startedAt: "2026-11-20T08:21:10.000Z",
          finishedAt: "2026-11-20T08:23:40.000Z",
          durationMs: 150_437,
          commit: { sha, title: "fix: 修复购物车合计" },
          repository: { fullName: "acme/shop" },
        },
      ],
    });
    const asked = await receiveSample("gitlab/job.failed", undefined, { events: ["Job Hook"] });
    expect(asked).not.toHaveProperty("untold");
  });

  it.for([
    [{ build_failure_reason: "runner_system_failure" }, "error"],
    [{ build_failure_reason: "job_execution_timeout" }, "timed_out"],
    [{ build_allow_failure: true }, "unstable"],
    [{ build_status: "success" }, "success"],
    [{ build_status: "waiting_for_resource" }, "queued"],
  ] as const)("with %j is told as %s", async ([changes, state]) => {
    expect(await readSample("gitlab/job.failed", withFields(changes) as never)).toMatchObject([{ state }]);
  });

  it("without a project is of its repository, and gives no reason before it failed", async () => {
    const [event] = await readSample("gitlab/job.running");
    expect(event).toMatchObject({
      repository: { fullName: "acme/shop", url: page },
      state: "running",
      environment: { name: "production" },
      durationMs: 12_500,
    });
    expect(event).not.toHaveProperty("reason");
  });

  it("of a merge request knows its number", async () => {
    const change = withFields({ ref: "refs/merge-requests/31/head" });
    expect(await readSample("gitlab/job.failed", change as never)).toMatchObject([
      { ref: { full: "refs/merge-requests/31/head" }, change: { number: "31", url: `${page}/-/merge_requests/31` } },
    ]);
  });
});
