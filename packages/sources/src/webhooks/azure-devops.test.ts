import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import type { DoorSecrets } from "../signature.ts";
import { azureDevops } from "./azure-devops.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

type Fields = Record<string, unknown>;

interface Body {
  eventType: string;
  message: unknown;
  resource: Fields;
}

const withResource = (changes: Fields) => (body: Body) => ({ ...body, resource: { ...body.resource, ...changes } });

const withRun = (changes: Fields) => (body: Body) =>
  withResource({ run: { ...(body.resource["run"] as Fields), ...changes } })(body);

describe("build.complete", () => {
  it("says what ran, where, by whom and why", async () => {
    const [event] = await readSample("azure-devops/build.complete.succeeded");
    expect(event).toMatchObject({
      kind: "pipeline",
      time: "2026-11-20T08:25:20.550Z",
      source: { provider: "azure-devops", event: "build.complete" },
      state: "success",
      statusRaw: "succeeded",
      pipeline: { id: "12", name: "shop-ci", url: expect.stringContaining("/_build/definition?definitionId=12") },
      run: { id: "4711", number: "20261120.3", url: expect.stringContaining("/_build/results?buildId=4711") },
      durationMs: 198_663,
      repository: { fullName: "Shop/shop", url: "https://dev.azure.com/acme/Shop/_git/shop" },
      ref: { branch: "main" },
      commit: {
        shortSha: "7d1c0b8",
        title: "fix: 修复购物车合计",
        url: expect.stringContaining("/_git/shop/commit/7d1c0b8"),
      },
      actor: { name: "李四", username: "lisi@example.com", email: "lisi@example.com" },
      trigger: { type: "push", raw: "individualCI" },
    });
    expect(event?.source).not.toHaveProperty("instance");
    expect(JSON.stringify(event)).not.toMatch(/fake-|API_TOKEN/);
  });

  it.for([
    ["succeeded", "success"],
    ["partiallySucceeded", "unstable"],
    ["failed", "failure"],
    ["canceled", "canceled"],
    ["none", "unknown"],
    [undefined, "unknown"],
  ] as const)("with the result %s is %s", async ([result, state]) => {
    const [event] = await readSample("azure-devops/build.complete.succeeded", withResource({ result }));
    expect(event).toMatchObject({ state });
  });

  it.for([
    ["succeeded", "success"],
    ["partiallySucceeded", "unstable"],
    ["failed", "failure"],
    ["stopped", "canceled"],
    ["cancelling", "running"],
    ["inProgress", "running"],
    ["notStarted", "queued"],
    ["postponed", "waiting"],
  ])("of the first version with the status %s is %s", async ([status, state]) => {
    const [event] = await readSample("azure-devops/build.complete.version-1", withResource({ status }));
    expect(event).toMatchObject({ state });
  });

  it("of the first version has its branch, commit, person and pages", async () => {
    const [event] = await readSample("azure-devops/build.complete.version-1");
    const project = "https://tfs.example.com/tfs/DefaultCollection/00000000-0000-4000-8000-00000000a001";
    expect(event).toMatchObject({
      source: { instance: "tfs.example.com" },
      run: { url: `${project}/_build/results?buildId=88` },
      ref: { branch: "release/1.8" },
      commit: { shortSha: "7d1c0b8" },
      actor: { name: "赵六", username: "EXAMPLE\\zhaoliu" },
    });
    expect(event?.actor).not.toHaveProperty("email");
  });

  it("of a pull request has the source's branch and commit", async () => {
    const [event] = await readSample("azure-devops/build.complete.pull-request");
    expect(event).toMatchObject({
      ref: { branch: "feature/coupons" },
      change: {
        number: "31",
        title: "优惠券可以叠加",
        url: "https://dev.azure.com/acme/Shop/_git/shop/pullrequest/31",
        sourceBranch: "feature/coupons",
        targetBranch: "main",
      },
      commit: { shortSha: "18f0c2d" },
      trigger: { type: "change" },
    });
  });

  it("of a pull request that says no more than its ref has no commit and no branch", async () => {
    const [event] = await readSample(
      "azure-devops/build.complete.pull-request",
      withResource({ triggerInfo: {}, parameters: "no JSON" }),
    );
    expect(event).toMatchObject({ change: { number: "31" } });
    for (const field of ["commit", "ref"]) expect(event).not.toHaveProperty(field);
  });

  it("of a pull request at GitHub links to GitHub", async () => {
    const [event] = await readSample("azure-devops/build.complete.github");
    expect(event).toMatchObject({
      repository: { fullName: "acme/shop", url: "https://github.com/acme/shop" },
      change: { number: "52", url: "https://github.com/acme/shop/pull/52", sourceBranch: "fix-rounding" },
      commit: { shortSha: "18f0c2d" },
    });
  });

  it.for([
    ["individualCI", "push"],
    ["batchedCI", "push"],
    ["manual", "manual"],
    ["schedule", "schedule"],
    ["scheduleForced", "schedule"],
    ["buildCompletion", "upstream"],
    ["resourceTrigger", "upstream"],
    ["checkInShelveset", "unknown"],
  ])("for the reason %s has the trigger %s", async ([reason, type]) => {
    const [event] = await readSample("azure-devops/build.complete.succeeded", withResource({ reason }));
    expect(event).toMatchObject({ trigger: { type, raw: reason } });
  });

  it("of a tag was started by it", async () => {
    const [event] = await readSample("azure-devops/build.complete.tag");
    expect(event).toMatchObject({ ref: { tag: "v1.8.2" }, trigger: { type: "tag" } });
  });
});

describe("a run of a pipeline", () => {
  it.for([
    ["inProgress", undefined, "running"],
    ["canceling", undefined, "running"],
    ["completed", "succeeded", "success"],
    ["completed", "partiallySucceeded", "unstable"],
    ["completed", "failed", "failure"],
    ["completed", "canceled", "canceled"],
    ["completed", undefined, "unknown"],
  ] as const)("that is %s with the result %s is %s", async ([state, result, expected]) => {
    const [event] = await readSample("azure-devops/run-state-changed.failed", withRun({ state, result }));
    expect(event).toMatchObject({ state: expected });
  });

  it("says what it can", async () => {
    const [event] = await readSample("azure-devops/run-state-changed.failed");
    expect(event).toMatchObject({
      pipeline: { id: "12", name: "shop-ci" },
      run: { id: "4711", number: "20261120.3", url: expect.stringContaining("buildId=4711") },
      repository: { fullName: "Shop/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "7d1c0b8", author: { name: "张三" } },
      finishedAt: "2026-11-20T08:25:20.550Z",
    });
    expect(JSON.stringify(event)).not.toMatch(/fake-|API_TOKEN/);
  });

  const withSelf = (self: Fields) => withRun({ resources: { repositories: { self } } });

  it("of a pull request has its number, and neither the branch nor the commit of Azure's merge", async () => {
    const [event] = await readSample(
      "azure-devops/run-state-changed.failed",
      withSelf({ refName: "refs/pull/12/merge", version: "7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203" }),
    );
    expect(event).toMatchObject({
      change: { number: "12", url: "https://dev.azure.com/acme/Shop/_git/shop/pullrequest/12" },
    });
    for (const field of ["ref", "commit", "previousState"]) expect(event).not.toHaveProperty(field);
  });

  it("without a branch says that nobody knows its past", async () => {
    const [event] = await readSample("azure-devops/run-state-changed.failed", withRun({ resources: {} }));
    expect(event).toMatchObject({ previousState: "unknown" });
    expect((await readSample("azure-devops/run-state-changed.failed"))[0]).not.toHaveProperty("previousState");
  });

  it("is told without its stages and jobs", async () => {
    expect(await receiveSample("azure-devops/stage-state-changed.succeeded")).toMatchObject({
      untold: "part_of_run",
      events: [{ state: "success", stage: { name: "构建" } }],
    });
    expect(await receiveSample("azure-devops/job-state-changed.failed")).toMatchObject({
      untold: "part_of_run",
      events: [{ state: "failure", stage: { name: "构建" }, task: { name: "unit" }, durationMs: 120_000 }],
    });
  });

  it.for([
    ["waiting", undefined, "waiting"],
    ["running", undefined, "running"],
    ["completed", "skipped", "skipped"],
    ["completed", "rejected", "failure"],
    ["completed", "abandoned", "error"],
  ] as const)("has a stage that is %s with the result %s: %s", async ([state, result, expected]) => {
    const [event] = await readSample(
      "azure-devops/stage-state-changed.succeeded",
      withResource({ stage: { name: "deploy", state, result } }),
    );
    expect(event).toMatchObject({ state: expected, stage: { name: "deploy" } });
  });

  it("that waits for a person says what for", async () => {
    const [event] = await readSample("azure-devops/approval-pending.pending");
    expect(event).toMatchObject({ state: "waiting", stage: { name: "deploy" }, reason: "发布前请确认数据库已备份" });
  });

  it("that nothing is said of is nothing to tell", async () => {
    const received = await receiveSample(
      "azure-devops/approval-pending.pending",
      withResource({ run: null, pipeline: null }),
    );
    expect(received).toMatchObject({ verdict: "ignored", reason: "empty" });
  });
});

describe("a release", () => {
  it("that was deployed says which, where, by whom and of what", async () => {
    const [event] = await readSample("azure-devops/deployment-completed.succeeded");
    expect(event).toMatchObject({
      kind: "deployment",
      time: "2026-11-20T09:14:10.430Z",
      state: "success",
      service: { name: "shop-release" },
      environment: { name: "生产" },
      revision: "Release-77",
      ref: { branch: "main" },
      commit: { shortSha: "7d1c0b8" },
      actor: { name: "王五" },
      url: "https://dev.azure.com/acme/Shop/_release?releaseId=77&_a=release-summary",
    });
    expect(JSON.stringify(event)).not.toMatch(/fake-|API_TOKEN/);
  });

  it.for([
    ["succeeded", "success"],
    ["partiallySucceeded", "unstable"],
    ["rejected", "failure"],
    ["canceled", "canceled"],
    ["inProgress", "running"],
    ["queued", "queued"],
    ["scheduled", "waiting"],
    ["undefined", "unknown"],
  ])("on an environment that is %s is %s", async ([status, state]) => {
    const environment = { name: "生产", status };
    const [event] = await readSample("azure-devops/deployment-completed.succeeded", withResource({ environment }));
    expect(event).toMatchObject({ state });
  });

  it("is read from a deployment alone, under the newer name of the event", async () => {
    const [event] = await readSample("azure-devops/deployment-completed.succeeded", (body: Body) => ({
      ...body,
      eventType: "ms.azure-devops-release.deployment-completed-event",
      resource: {
        deployment: {
          status: "succeeded",
          release: { name: "Release-1", releaseDefinition: { name: "shop-release" } },
          environment: { name: "Dev" },
        },
      },
    }));
    expect(event).toMatchObject({
      state: "success",
      service: { name: "shop-release" },
      environment: { name: "Dev" },
      revision: "Release-1",
      source: { event: "ms.azure-devops-release.deployment-completed-event" },
    });
  });

  it("that waits for a person is told as such", async () => {
    const [event] = await readSample("azure-devops/deployment-approval-pending.pending");
    expect(event).toMatchObject({ state: "waiting", environment: { name: "生产" }, revision: "Release-77" });
  });
});

describe("what is no event of these", () => {
  it("is ignored", async () => {
    const received = await receiveSample("azure-devops/workitem.created.bug");
    expect(received).toMatchObject({ verdict: "ignored", reason: "event", detail: "workitem.created" });
  });

  it.for([
    ["build.complete.succeeded", "eventType", (body: Body) => ({ ...body, eventType: null })],
    ["build.complete.succeeded", "resource.id", withResource({ id: null })],
    ["run-state-changed.failed", "resource.run.state", withResource({ run: null })],
    ["git.push.commits", "resource.repository.name", withResource({ repository: null })],
    ["git.pullrequest.created.opened", "resource.pullRequestId", withResource({ pullRequestId: null })],
    ["deployment-completed.succeeded", "resource.environment.name", withResource({ environment: {}, deployment: {} })],
  ] as const)("as %s without %s is refused", async ([name, detail, change]) => {
    const received = await receiveSample(`azure-devops/${name}`, change);
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });

  it("has no id of a delivery where it is a test's zeros", () => {
    const { headers } = payloadOf("azure-devops/git.push.commits");
    const id = (text: string) => azureDevops.deliveryId?.({ headers, body: { id: text }, now: 0 });
    expect(id("00000000-0000-0000-0000-000000000000")).toBeUndefined();
    expect(id("00000000-0000-4000-8000-000000000001")).toBe("00000000-0000-4000-8000-000000000001");
  });
});

describe("a door for Azure DevOps", () => {
  const post = async (door: DoorSecrets, authorization?: string) => {
    const { headers, bytes } = payloadOf("azure-devops/build.complete.succeeded");
    headers.delete("authorization");
    if (authorization !== undefined) headers.set("authorization", authorization);
    const request = new Request("https://gateway.example/hooks/x", { method: "POST", headers, body: bytes });
    const received = await receive(azureDevops, request, { door, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received.verdict;
  };

  it("takes the password, whatever the user", async () => {
    // printf 'vsts:fake-password' | openssl base64
    expect(await post({ password: ["fake-password"] }, "Basic dnN0czpmYWtlLXBhc3N3b3Jk")).toBe("events");
    expect(await post({ password: ["fake-passwort"] }, "Basic dnN0czpmYWtlLXBhc3N3b3Jk")).toBe("password_wrong");
    expect(await post({ password: ["fake-password"] }, "Basic dnN0czpmYWtlLXBhc3N3b3J")).toBe("password_wrong");
    expect(await post({ password: ["fake-password"] })).toBe("password_wrong");
  });

  it("takes a bearer's token of its own headers", async () => {
    expect(await post({ bearer: ["fake-token"] }, "Bearer fake-token")).toBe("events");
    expect(await post({ bearer: ["fake-token"] }, "Bearer fake")).toBe("bearer_wrong");
  });
});
