import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { github } from "./github.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface RunBody {
  workflow_run: Record<string, unknown>;
}

const withRun = (changes: Record<string, unknown>) => (body: RunBody) => ({
  ...body,
  workflow_run: { ...body.workflow_run, ...changes },
});

describe("a run of a workflow", () => {
  it("says what ran, where, by whom and why", async () => {
    const [event] = await readSample("github/workflow_run.failure");
    expect(event).toMatchObject({
      kind: "pipeline",
      source: { provider: "github", event: "workflow_run", action: "completed" },
      state: "failure",
      statusRaw: "failure",
      pipeline: { id: "71002345", name: "Release" },
      run: { id: "9100123456", number: "128", attempt: 2, name: "fix: 修复购物车结算金额" },
      startedAt: "2026-11-20T08:10:00.000Z",
      finishedAt: "2026-11-20T08:13:21.000Z",
      durationMs: 201_000,
      repository: { fullName: "acme/shop", url: "https://github.com/acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "4f2d8c1", title: "fix: 修复购物车结算金额", author: { name: "张三" } },
      actor: { username: "lisi" },
      trigger: { type: "push" },
    });
    expect(event?.source).not.toHaveProperty("instance");
  });

  it.for([
    ["success", "success"],
    ["failure", "failure"],
    ["neutral", "unstable"],
    ["cancelled", "canceled"],
    ["timed_out", "timed_out"],
    ["action_required", "waiting"],
    ["stale", "canceled"],
    ["skipped", "skipped"],
    ["startup_failure", "error"],
    ["exploded", "unknown"],
  ] as const)("with the conclusion %s is %s", async ([conclusion, state]) => {
    const [event] = await readSample("github/workflow_run.failure", withRun({ conclusion }));
    expect(event).toMatchObject({ state, statusRaw: conclusion });
  });

  it.for([
    ["requested", "queued"],
    ["queued", "queued"],
    ["in_progress", "running"],
    ["waiting", "waiting"],
    ["pending", "queued"],
    ["completed", "unknown"],
  ] as const)("with the status %s and no conclusion is %s", async ([status, state]) => {
    const [event] = await readSample("github/workflow_run.failure", withRun({ status, conclusion: null }));
    expect(event).toMatchObject({ state });
    expect(event).not.toHaveProperty("finishedAt");
  });

  it("of a pull request has the source's branch and commit, and where it goes to", async () => {
    const [event] = await readSample("github/workflow_run.pull-request");
    expect(event).toMatchObject({
      ref: { branch: "feature/pay" },
      change: {
        number: "42",
        sourceBranch: "feature/pay",
        targetBranch: "main",
        url: "https://github.com/acme/shop/pull/42",
      },
      trigger: { type: "change" },
    });
  });

  it("of a pull request passes over those of other repositories with the same head", async () => {
    const request = (number: number, id: number) => ({
      number,
      head: { ref: "feature/pay" },
      base: { ref: "main", repo: { id } },
    });
    const read = (pull_requests: object[]) =>
      readSample(
        "github/workflow_run.pull-request",
        withRun({ pull_requests, head_repository: { full_name: "wangwu/shop" } }),
      );
    expect((await read([request(7, 6600), request(42, 5500)]))[0]).toMatchObject({ change: { number: "42" } });
    expect((await read([request(7, 6600)]))[0]).toMatchObject({ change: { number: "wangwu:feature/pay" } });
  });

  it("of a fork is no run of our branch, and links to no commit of ours", async () => {
    const [event] = await readSample("github/workflow_run.fork");
    expect(event).toMatchObject({ change: { number: "wangwu:main", sourceBranch: "main" } });
    expect(event).not.toHaveProperty("commit.url");
  });

  it("of a branch that has a pull request too is the branch's", async () => {
    const [event] = await readSample("github/workflow_run.open-pull-request");
    expect(event).toMatchObject({ ref: { branch: "develop" }, trigger: { type: "push" } });
    expect(event).not.toHaveProperty("change");
  });

  it("of a release names its tag", async () => {
    const [event] = await readSample("github/workflow_run.tag", withRun({ event: "release" }));
    expect(event).toMatchObject({ ref: { tag: "v1.4.0" }, trigger: { type: "release" } });
    expect(event).not.toHaveProperty("ref.branch");
  });

  it("of an Enterprise server says whose", async () => {
    const [event] = await readSample("github/workflow_run.failure", (body: { repository: object }) => ({
      ...body,
      repository: { ...body.repository, html_url: "https://git.acme.example/acme/shop" },
    }));
    expect(event?.source.instance).toBe("git.acme.example");
  });

  it("is none without its id", async () => {
    expect(await receiveSample("github/workflow_run.failure", withRun({ id: undefined }))).toMatchObject({
      status: 400,
      detail: "workflow_run.id",
    });
  });
});

describe("the parts of a run", () => {
  it.for(["workflow_job.failure", "check_run.failure"])("%s are told only where a door asks", async (name) => {
    const received = await receiveSample(`github/${name}`);
    expect(received).toMatchObject({ verdict: "events", untold: "part_of_run" });
    const event = name.split(".")[0] ?? "";
    expect(await receiveSample(`github/${name}`, undefined, { events: [event] })).not.toHaveProperty("untold");
  });

  it("name the steps of a job that failed", async () => {
    expect((await readSample("github/workflow_job.failure"))[0]).toMatchObject({
      state: "failure",
      pipeline: { name: "Release" },
      run: { id: "9100123456", attempt: 2, url: "https://github.com/acme/shop/actions/runs/9100123456" },
      task: { id: "31001", name: "unit (node 24)" },
      failedTasks: [{ stage: "unit (node 24)", name: "npm test" }],
      durationMs: 150_000,
    });
  });

  it("do not take a repository's name for a job's page", async () => {
    const change = (body: { workflow_job: object }) => ({
      ...body,
      workflow_job: { ...body.workflow_job, html_url: "https://github.com/acme/jobs/actions/runs/7/job/9" },
    });
    expect((await readSample("github/workflow_job.failure", change))[0]).toMatchObject({
      run: { url: "https://github.com/acme/jobs/actions/runs/7" },
    });
  });

  it("of an app belong to its suite", async () => {
    expect((await readSample("github/check_run.failure"))[0]).toMatchObject({
      run: { id: "76" },
      task: { id: "77", name: "sonar" },
      reason: "质量门禁未通过",
    });
  });

  it.for([
    ["check_run.rerequested", "rerequested"],
    ["check_run.failure", "requested_action"],
    ["check_suite.success", "rerequested"],
  ] as const)("do not end again in %s by %s", async ([name, action]) => {
    expect(await receiveSample(`github/${name}`, (body: object) => ({ ...body, action }))).toMatchObject({
      verdict: "ignored",
      reason: "action",
      detail: action,
    });
  });

  it.for(["pending", "success", "failure", "error"] as const)("have the commit's status %s", async (state) => {
    expect((await readSample("github/status.failure", (body: object) => ({ ...body, state })))[0]).toMatchObject({
      state: state === "pending" ? "queued" : state,
      statusRaw: state,
    });
  });

  it.for(["check_suite.success", "status.failure"])("%s is told by another event", async (name) => {
    expect(await receiveSample(`github/${name}`)).toMatchObject({ verdict: "events", untold: "told_elsewhere" });
  });
});

describe("a deployment", () => {
  it("says of what, where to, and how it went", async () => {
    expect((await readSample("github/deployment_status.failure"))[0]).toMatchObject({
      kind: "deployment",
      state: "failure",
      reason: "健康检查超时",
      environment: { name: "production", url: "https://shop.example.com/" },
      service: { name: "shop" },
      actor: { username: "lisi" },
      url: expect.stringContaining("/job/31002"),
    });
  });

  it.for([
    ["error", "error"],
    ["in_progress", "running"],
    ["queued", "queued"],
    ["pending", "queued"],
    ["waiting", "waiting"],
    ["success", "success"],
  ] as const)("that is %s is %s", async ([state, expected]) => {
    const change = (body: { deployment_status: object }) => ({
      ...body,
      deployment_status: { ...body.deployment_status, state },
    });
    expect((await readSample("github/deployment_status.failure", change))[0]).toMatchObject({
      state: expected,
      statusRaw: state,
    });
  });

  it("that went well needs no reason", async () => {
    const change = (body: { deployment_status: object }) => ({
      ...body,
      deployment_status: { ...body.deployment_status, description: "Deployment finished successfully." },
    });
    expect((await readSample("github/deployment_status.success", change))[0]).not.toHaveProperty("reason");
  });

  it("that somebody asked for is told by its statuses, and where a door asks", async () => {
    expect(await receiveSample("github/deployment.created")).toMatchObject({
      untold: "told_elsewhere",
      events: [{ kind: "deployment", state: "queued", environment: { name: "production" }, ref: { branch: "main" } }],
    });
    expect(await receiveSample("github/deployment.created", undefined, { events: ["deployment"] })).not.toHaveProperty(
      "untold",
    );
  });

  it("of a commit by its id has no branch", async () => {
    const change = (body: { deployment: object }) => ({
      ...body,
      deployment: { ...body.deployment, ref: "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31" },
    });
    const [event] = await readSample("github/deployment_status.success", change);
    expect(event).toMatchObject({ commit: { shortSha: "4f2d8c1" } });
    expect(event).not.toHaveProperty("ref");
  });

  it("that another one replaced tells nobody", async () => {
    expect(await receiveSample("github/deployment_status.inactive")).toMatchObject({
      verdict: "ignored",
      reason: "action",
    });
  });
});

describe("a change", () => {
  it("is a push with its commits, the newest last", async () => {
    const [event] = await readSample("github/push.branch");
    expect(event).toMatchObject({
      kind: "change",
      action: "pushed",
      ref: { full: "refs/heads/main", branch: "main" },
      actor: { username: "zhangsan" },
      url: expect.stringContaining("/compare/"),
      commits: [{ shortSha: "7c1d0e2" }, { shortSha: "4f2d8c1", url: expect.stringContaining("/commit/4f2d8c1") }],
    });
  });

  it("happened when it was pushed, however old its commits are", async () => {
    expect((await readSample("github/push.tag"))[0]).toMatchObject({ time: "2026-11-20T08:10:00.000Z" });
  });

  it("links to its newest commit where there is nothing to compare", async () => {
    const compare = `https://github.com/acme/shop/compare/${"0".repeat(40)}...4f2d8c1`;
    const [event] = await readSample("github/push.branch", (body: object) => ({ ...body, compare }));
    expect(event).toMatchObject({ url: expect.stringContaining("/commit/4f2d8c1") });
  });

  it("is a tag with what it marks", async () => {
    expect((await readSample("github/push.tag"))[0]).toMatchObject({
      ref: { tag: "v1.4.0" },
      commits: [{ shortSha: "4f2d8c1" }],
    });
  });

  it.for([
    ["pull_request.opened", "opened"],
    ["pull_request.merged", "merged"],
    ["pull_request_review.approved", "reviewed"],
    ["release.published", "released"],
  ] as const)("is told of %s as %s", async ([name, action]) => {
    expect((await readSample(`github/${name}`))[0]).toMatchObject({ kind: "change", action });
  });

  it.for([
    ["closed", "closed"],
    ["reopened", "updated"],
    ["synchronize", "updated"],
    ["ready_for_review", "updated"],
  ] as const)("of a pull request that is %s is %s", async ([action, expected]) => {
    const [event] = await readSample("github/pull_request.opened", (body: object) => ({ ...body, action }));
    expect(event).toMatchObject({ action: expected, change: { number: "42", title: "支付重构" } });
  });

  it.for([
    ["push.deleted", "empty"],
    ["pull_request.labeled", "action"],
    ["ping.connected", "ping"],
  ] as const)("is none in %s: %s", async ([name, reason]) => {
    expect(await receiveSample(`github/${name}`)).toMatchObject({ verdict: "ignored", reason });
  });
});

// printf '{"zen":"x","hook_id":1}' | openssl dgst -sha256 -hmac 'It is a secret of the tests'
const SECRET = "It is a secret of the tests";
const VECTOR = "73ddbae5bd4a912196291a72e209e260443f8dd4017276326e03034c0a385bce";

describe("GitHub's signature", () => {
  const come = async (signature: string | undefined, body = '{"zen":"x","hook_id":1}') => {
    const headers = new Headers({ "content-type": "application/json", "x-github-event": "ping" });
    if (signature !== undefined) headers.set("x-hub-signature-256", signature);
    const request = new Request("https://g.example/hooks/g", { method: "POST", headers, body });
    const received = await receive(github, request, { door: { secret: [SECRET] }, now: sampleTime });
    return received.verdict === "refused" ? `${received.status} ${received.reason}` : received.verdict;
  };

  it.for([
    ["is right", `sha256=${VECTOR}`, "ignored"],
    ["is missing", undefined, "401 signature_missing"],
    ["is empty", "", "401 signature_missing"],
    ["has no prefix", VECTOR, "400 signature_malformed"],
    ["is of the older kind", `sha1=${VECTOR.slice(0, 40)}`, "400 signature_malformed"],
    ["is in capitals", `sha256=${VECTOR.toUpperCase()}`, "400 signature_malformed"],
    ["is cut", `sha256=${VECTOR.slice(2)}`, "400 signature_malformed"],
    ["came twice", `sha256=${VECTOR}, sha256=${VECTOR}`, "400 signature_malformed"],
    ["is another's", `sha256=${"0".repeat(64)}`, "401 signature_wrong"],
  ] as const)("%s", async ([, signature, expected]) => expect(await come(signature)).toBe(expected));

  it("is refused with another body", async () => {
    expect(await come(`sha256=${VECTOR}`, '{"zen":"y","hook_id":1}')).toBe("401 signature_wrong");
  });
});

describe("an event that nobody needs", () => {
  it.for(["delete", "merge_group", "workflow_dispatch", "issues", "__proto__", ""])("%j tells nobody", (event) => {
    const headers = new Headers({ "x-github-event": event });
    expect(github.parse({ headers, body: {}, now: sampleTime })).toEqual({ ignored: "event", detail: event });
  });
});
