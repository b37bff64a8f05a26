import type { PipelineEvent } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { type ReceiveOptions, receive } from "../receive.ts";
import { gitlab } from "./gitlab.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

type Fields = Record<string, unknown>;

interface Body extends Fields {
  object_attributes: Fields;
  builds: Fields[];
  project: Fields;
}

const withAttributes = (changes: Fields) => (body: Body) => ({
  ...body,
  object_attributes: { ...body.object_attributes, ...changes },
});
const withFields = (changes: Fields) => (body: Body) => ({ ...body, ...changes });
const without = (name: string) => (body: Body) =>
  Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
const page = "https://gitlab.example.com/acme/shop";
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

describe("a deployment", () => {
  it("says what was deployed where", async () => {
    expect(await readSample("gitlab/deployment.success")).toMatchObject([
      {
        kind: "deployment",
        time: "2026-11-20T08:28:12.000Z",
        state: "success",
        statusRaw: "success",
        environment: { name: "production", url: "https://shop.example.com/", tier: "production" },
        service: { name: "Shop", url: page },
        ref: { branch: "main" },
        commit: { sha, title: "fix: 修复购物车合计", url: `${page}/-/commit/${sha}` },
        actor: { username: "zhangsan" },
        url: `${page}/-/jobs/90422`,
      },
    ]);
  });

  it.for([
    ["created", "queued"],
    ["running", "running"],
    ["success", "success"],
    ["failed", "failure"],
    ["canceled", "canceled"],
    ["skipped", "skipped"],
    ["blocked", "waiting"],
    ["approved", "waiting"],
    ["rejected", "canceled"],
    ["gone_fishing", "unknown"],
  ] as const)("that is %s is told as %s", async ([status, state]) => {
    const change = withFields({ status });
    expect(await readSample("gitlab/deployment.success", change as never)).toMatchObject([
      { state, statusRaw: status },
    ]);
  });

  it("that was rejected says by whom and why", async () => {
    expect(await readSample("gitlab/deployment.rejected")).toMatchObject([
      { state: "canceled", actor: { username: "lisi" }, reason: "数据库还没有备份，请稍后再发" },
    ]);
  });

  it("without a page of its commit has the short id", async () => {
    const change = withFields({ commit_url: null });
    expect(await readSample("gitlab/deployment.success", change as never)).toMatchObject([
      { commit: { sha: "5f2d8c1b" } },
    ]);
  });
});

describe("a push", () => {
  it("says what was pushed to which branch, newest last", async () => {
    const [event] = await readSample("gitlab/push.commits");
    expect(event).toMatchObject({
      kind: "change",
      action: "pushed",
      repository: { fullName: "acme/shop" },
      ref: { full: "refs/heads/main", branch: "main" },
      commits: [
        { title: "test: 覆盖优惠券", author: { name: "李四" } },
        { sha, title: "fix: 修复购物车合计" },
      ],
      actor: { name: "张三", username: "zhangsan" },
      url: `${page}/-/compare/0c7e41d9a62b4f08b5d3e1967af20c8b34d9e715...${sha}`,
    });
  });

  it("of a tag has a tag, with or without commits", async () => {
    expect(await readSample("gitlab/tag_push.created")).toMatchObject([
      { action: "pushed", ref: { tag: "v2.4.0" }, commits: [], url: `${page}/-/tags/v2.4.0` },
    ]);
  });

  it("to a new branch links to its commits, also through a system hook", async () => {
    expect(await readSample("gitlab/push.system")).toMatchObject([
      {
        source: { event: "push" },
        ref: { branch: "feature/coupons" },
        url: `${page}/-/commits/feature/coupons`,
      },
    ]);
  });

  it("of a name that is no path stays below its repository", async () => {
    expect(await readSample("gitlab/push.hostile")).toMatchObject([
      { url: `${page}/-/commits/!%5Bx%5D(https%3A//evil.example/p.png)` },
    ]);
  });

  it.for([
    ["that deletes a branch", "gitlab/push.deleted", {}],
    ["that deletes a tag", "gitlab/tag_push.created", { after: "0".repeat(40) }],
    ["without commits", "gitlab/push.commits", { commits: [] }],
  ] as const)("%s is empty", async ([, name, changes]) => {
    expect(await receiveSample(name, withFields(changes) as never)).toMatchObject({
      verdict: "ignored",
      reason: "empty",
    });
  });
});

describe("a merge request", () => {
  it("that was opened says what it is", async () => {
    expect(await readSample("gitlab/merge_request.open")).toMatchObject([
      {
        kind: "change",
        source: { event: "Merge Request Hook", action: "open" },
        time: "2026-11-20T07:58:40.000Z",
        action: "opened",
        change: {
          number: "31",
          title: "优惠券可以叠加",
          url: `${page}/-/merge_requests/31`,
          sourceBranch: "feature/coupons",
          targetBranch: "main",
        },
        commits: [],
        actor: { name: "张三", username: "zhangsan" },
        url: `${page}/-/merge_requests/31`,
      },
    ]);
  });

  it.for([
    ["open", "opened"],
    ["reopen", "updated"],
    ["close", "closed"],
    ["merge", "merged"],
    ["approved", "reviewed"],
    ["approval", "reviewed"],
  ] as const)("that had %s is %s", async ([said, action]) => {
    const change = withAttributes({ action: said });
    expect(await readSample("gitlab/merge_request.open", change as never)).toMatchObject([
      { action, source: { action: said } },
    ]);
  });

  it("with new commits is updated, and shows the newest", async () => {
    expect(await readSample("gitlab/merge_request.pushed")).toMatchObject([
      { action: "updated", time: "2026-11-20T08:29:05.000Z", commits: [{ title: "test: 覆盖优惠券" }] },
    ]);
  });

  it.for([
    [{ draft: { previous: true, current: false } }, true],
    [{ work_in_progress: { previous: true, current: false } }, true],
    [{ draft: { previous: false, current: true } }, false],
    [{ title: { previous: "a", current: "b" } }, false],
    [{ reviewers: { previous: [], current: [{}] } }, false],
  ] as const)("with the change %j is told: %s", async ([changes, isTold]) => {
    const received = await receiveSample("gitlab/merge_request.labels", withFields({ changes }) as never);
    expect(received.verdict).toBe(isTold ? "events" : "ignored");
  });

  it.for(["unapproved", "unapproval", "constructor"])("with %s is not told", async (action) => {
    expect(await receiveSample("gitlab/merge_request.open", withAttributes({ action }) as never)).toMatchObject({
      verdict: "ignored",
      reason: "action",
      detail: action,
    });
  });

  it("of the Test button, where nothing was done, is not told", async () => {
    const change = withAttributes({ action: undefined });
    expect(await receiveSample("gitlab/merge_request.open", change as never)).toMatchObject({
      verdict: "ignored",
      reason: "action",
    });
  });
});

describe("a release", () => {
  it("that was created is told", async () => {
    expect(await readSample("gitlab/release.create")).toMatchObject([
      {
        kind: "change",
        action: "released",
        time: "2026-11-20T08:30:00.000Z",
        ref: { tag: "v2.4.0" },
        release: { name: "2.4.0 优惠券", tag: "v2.4.0", url: `${page}/-/releases/v2.4.0` },
        commits: [{ sha }],
      },
    ]);
  });

  it.for(["update", "delete"])("with %s is not told", async (action) => {
    expect(await receiveSample("gitlab/release.create", withFields({ action }) as never)).toMatchObject({
      verdict: "ignored",
      reason: "action",
      detail: action,
    });
  });
});

describe("a payload", () => {
  it.for([
    ["gitlab/note.comment", {}, "event", "note"],
    ["gitlab/note.comment", { object_kind: "issue" }, "event", "issue"],
    ["gitlab/note.comment", { object_kind: "constructor" }, "event", "constructor"],
    ["gitlab/note.comment", { object_kind: undefined, event_name: "user_create" }, "event", "user_create"],
    ["gitlab/push.system", { event_name: "repository_update" }, "told_elsewhere", "repository_update"],
    ["gitlab/deployment.success", { environment: null }, "empty", "environment"],
  ] as const)("of %s with %j is ignored: %s, %s", async ([name, changes, reason, detail]) => {
    expect(await receiveSample(name, withFields(changes) as never)).toMatchObject({
      verdict: "ignored",
      reason,
      detail,
    });
  });

  it.for([
    ["gitlab/note.comment", "object_kind", "object_kind"],
    ["gitlab/pipeline.failed", "object_attributes", "object_attributes.id"],
    ["gitlab/job.failed", "build_id", "build_id"],
    ["gitlab/push.commits", "ref", "ref"],
    ["gitlab/merge_request.open", "object_attributes", "object_attributes.iid"],
  ] as const)("of %s without its %s is invalid: %s", async ([name, field, detail]) => {
    const change = (body: Body) => ({ ...without(field)(body), event_type: undefined });
    expect(await receiveSample(name, change as never)).toMatchObject({
      verdict: "refused",
      reason: "payload_invalid",
      detail,
    });
  });

  it("has the id that stays when it is sent again", async () => {
    const received = await receiveSample("gitlab/pipeline.failed");
    expect(received).toMatchObject({ deliveryId: "6d0f3c1e-8b52-4a97-9e40-000000000001" });
    const body = { object_kind: "note" };
    const old = new Headers({ "x-gitlab-event-uuid": "1", "x-gitlab-webhook-uuid": "2" });
    expect(gitlab.deliveryId?.({ headers: old, body, now: sampleTime })).toBeUndefined();
    const newer = new Headers({ "idempotency-key": "3" });
    expect(gitlab.deliveryId?.({ headers: newer, body, now: sampleTime })).toBe("3");
  });
});

describe("its signing token", () => {
  // Key: the bytes 00 to 1f.
  // printf '%s.%s.%s' "$id" "$timestamp" "$body" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -binary | openssl base64
  const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  const body = '{"object_kind":"note","object_attributes":{"id":1}}';
  const signed = {
    "webhook-id": "6d0f3c1e-fake",
    "webhook-timestamp": "1795163400",
    "webhook-signature": "v1,jsW/8vQawU+ok1CtTk1xXNys8lWkzV10+1pm3HJ8DKY=",
  };
  const post = async (headers: Record<string, string>, door: ReceiveOptions["door"], now = sampleTime, sent = body) => {
    const request = new Request("https://gateway.example/hooks/gitlab", {
      method: "POST",
      headers: { "content-type": "application/json", "x-gitlab-event": "Note Hook", ...headers },
      body: sent,
    });
    const received = await receive(gitlab, request, { door, now });
    return received.verdict === "refused" ? received.reason : received;
  };

  it("lets in what it signed", async () => {
    expect(await post(signed, { secret: [secret] })).toMatchObject({ verdict: "ignored", isSigned: true });
  });

  it.for([
    ["another body", signed, sampleTime, `${body} `, "signature_wrong"],
    ["no signature", { "x-gitlab-token": secret }, sampleTime, body, "timestamp_missing"],
    ["an old signature", signed, sampleTime + 301_000, body, "timestamp_outside"],
    [
      "a signature in hexadecimal",
      { ...signed, "webhook-signature": `v1,${"ab".repeat(32)}` },
      sampleTime,
      body,
      "signature_malformed",
    ],
  ] as const)("refuses %s", async ([, headers, now, sent, reason]) => {
    expect(await post(headers, { secret: [secret] }, now, sent)).toBe(reason);
  });

  it("and the older secret token are two: each that a door has must hold", async () => {
    const token = "fake-gitlab-token";
    expect(await post({ "x-gitlab-token": token }, { token: [token] })).toMatchObject({
      verdict: "ignored",
      isSigned: false,
    });
    expect(await post({ "x-gitlab-token": `${token}x` }, { token: [token] })).toBe("token_wrong");
    expect(await post({}, { token: [token] })).toBe("token_wrong");
    expect(await post(signed, { secret: [secret], token: [token] })).toBe("token_wrong");
    expect(await post({ ...signed, "x-gitlab-token": token }, { secret: [secret], token: [token] })).toMatchObject({
      verdict: "ignored",
      isSigned: true,
    });
  });

  it("does not let in what names no event of GitLab's", async () => {
    const request = new Request("https://gateway.example/hooks/gitlab", { method: "POST", body });
    const received = await receive(gitlab, request, { door: { insecure: true }, now: sampleTime });
    expect(received).toMatchObject({ verdict: "refused", reason: "sender_mismatch", detail: "x-gitlab-event" });
  });
});
