import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";
import { tekton } from "./tekton.ts";

interface Body {
  [kind: string]: { metadata: Record<string, unknown>; spec: Record<string, unknown>; status: Record<string, unknown> };
}

const change =
  (kind: string, part: "metadata" | "spec" | "status", fields: Record<string, unknown>) => (body: Body) => {
    const run = body[kind];
    return run === undefined ? body : { [kind]: { ...run, [part]: { ...run[part], ...fields } } };
  };
const withCondition = (kind: string, status: string, reason: string | undefined) =>
  change(kind, "status", {
    conditions: [
      { type: "Ready", status: "True" },
      { type: "Succeeded", status, reason, message: "m" },
    ],
  });

describe("a PipelineRun", () => {
  it("that failed says what ran, how long, why, and which of its tasks", async () => {
    expect(await readSample("tekton/pipelinerun.failed")).toMatchObject([
      {
        id: expect.stringMatching(/^tekton\/%2Fapis%2Ftekton\.dev/),
        kind: "pipeline",
        time: "2026-11-20T08:29:58.158Z",
        source: {
          provider: "tekton",
          via: "cloudevent",
          event: "dev.tekton.event.pipelinerun.failed.v1",
          action: "failed",
        },
        state: "failure",
        statusRaw: "Failed",
        pipeline: { id: "shop-ci/shop-build", name: "shop-build" },
        run: { id: "f3c2a1d0-9b8e-4c7d-a6f5-0e1d2c3b4a59", number: "x7k2p", name: "shop-build-x7k2p" },
        reason: "Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 1",
        failedTasks: [{ name: "unit", reason: '"step-test" exited with code 1' }],
        queuedAt: "2026-11-20T08:22:10.000Z",
        startedAt: "2026-11-20T08:22:12.000Z",
        finishedAt: "2026-11-20T08:29:57.000Z",
        durationMs: 465_000,
      },
    ]);
  });

  it.for([
    ["pipelinerun.started", "running"],
    ["pipelinerun.running", "running"],
    ["pipelinerun.unknown.stopping", "running"],
    ["pipelinerun.successful", "success"],
    ["pipelinerun.failed.timeout", "timed_out"],
    ["pipelinerun.failed.cancelled", "canceled"],
    ["pipelinerun.failed.invalid", "error"],
  ] as const)("%s is %s", async ([name, state]) => {
    const [event] = await readSample(`tekton/${name}`);
    expect(event).toMatchObject({ state });
    if (state === "running") expect(event).not.toHaveProperty("finishedAt");
    if (state === "success" || state === "running") expect(event).not.toHaveProperty("reason");
  });

  it.for([
    ["Failed", "failure"],
    ["Cancelled", "canceled"],
    ["PipelineRunCancelled", "canceled"],
    ["CancelledRunningFinally", "canceled"],
    ["PipelineRunTimeout", "timed_out"],
    ["CouldntGetPipeline", "error"],
    ["CouldntGetTask", "error"],
    ["CouldntGetPipelineResult", "error"],
    ["PipelineRunCouldntCancel", "error"],
    ["PipelineRunCouldntTimeOut", "error"],
    ["InvalidTaskResultReference", "error"],
    ["InvalidWorkspaceBindings", "error"],
    ["InvalidMatrixParameterTypes", "error"],
    ["ParameterMissing", "error"],
    ["ParameterTypeMismatch", "error"],
    ["ObjectParameterMissKeys", "error"],
    ["RequiredWorkspaceMarkedOptional", "error"],
    ["PipelineValidationFailed", "error"],
    ["PipelineInvalidGraph", "error"],
    ["ResourceVerificationFailed", "error"],
    ["CELEvaluationFailed", "error"],
    ["CreateRunFailed", "error"],
    ["SomethingNew", "failure"],
    ["Succeeded", "failure"],
    ["Running", "failure"],
    [undefined, "failure"],
  ] as const)("that failed by %s is %s", async ([reason, state]) => {
    const [event] = await readSample("tekton/pipelinerun.failed", withCondition("pipelineRun", "False", reason));
    expect(event).toMatchObject({ state, statusRaw: reason ?? "failed" });
  });

  it.for([
    ["PipelineRunPending", "queued"],
    ["ResolvingPipelineRef", "queued"],
    ["Cancelled", "running"],
    ["CancelledRunningFinally", "running"],
    ["StoppedRunningFinally", "running"],
    ["ToBeRetried", "running"],
    ["SomethingNew", "queued"],
    [undefined, "queued"],
  ] as const)("that is neither running nor over, by %s, is %s", async ([reason, state]) => {
    const [event] = await readSample(
      "tekton/pipelinerun.unknown.stopping",
      withCondition("pipelineRun", "Unknown", reason),
    );
    expect(event).toMatchObject({ state });
  });

  it.for([
    ["its reference", {}, {}, "shop-build"],
    ["its label, where it has no reference", { pipelineRef: {} }, { generateName: "x-" }, "shop-build"],
    [
      "what its name begins with",
      { pipelineRef: {} },
      { labels: { "tekton.dev/pipeline": "shop-build-x7k2p" } },
      "shop-build",
    ],
    ["its name", { pipelineRef: {} }, { labels: {}, generateName: undefined }, "shop-build-x7k2p"],
  ] as const)("is called by %s", async ([, spec, metadata, name]) => {
    const [event] = await readSample("tekton/pipelinerun.failed", (body: Body) =>
      change("pipelineRun", "metadata", metadata)(change("pipelineRun", "spec", spec)(body) as Body),
    );
    expect(event).toMatchObject({ pipeline: { id: `shop-ci/${name}`, name } });
  });

  it("never tells a parameter or a result", async () => {
    for (const name of ["pipelinerun.failed", "pipelinerun.successful"]) {
      expect(JSON.stringify(await readSample(`tekton/${name}`))).not.toMatch(/fake-not-to-be-told|registry-password/);
    }
  });
});

describe("a run of Pipelines as Code", () => {
  it("for a pull request says which, of what, by whom, and links its log", async () => {
    expect(await readSample("tekton/pipelinerun.pull-request")).toMatchObject([
      {
        pipeline: { name: "shop-check" },
        run: { url: "https://tekton.example.com/#/namespaces/shop-ci/pipelineruns/shop-check-9qv4t" },
        repository: { fullName: "acme/shop", url: "https://git.example.com/acme/shop" },
        ref: { branch: "feature/coupons" },
        change: { number: "31", sourceBranch: "feature/coupons", targetBranch: "main" },
        commit: { shortSha: "7d1c0b8", title: "fix: 修复购物车合计", url: expect.stringContaining("/commit/") },
        actor: { username: "zhangsan" },
        trigger: { type: "change", raw: "pull_request" },
      },
    ]);
  });

  it("for a push has its branch or its tag, and no pull request", async () => {
    const [push] = await readSample("tekton/pipelinerun.push");
    expect(push).toMatchObject({ ref: { branch: "main" }, trigger: { type: "push" } });
    expect(push).not.toHaveProperty("change");
    expect(await readSample("tekton/pipelinerun.tag")).toMatchObject([{ ref: { tag: "v1.8.2" } }]);
  });

  it.for([
    ["retest-all-comment", "comment"],
    ["incoming", "unknown"],
  ])("that %s started says so", async ([raw, type]) => {
    const annotations = { "pipelinesascode.tekton.dev/event-type": raw };
    const [event] = await readSample("tekton/pipelinerun.push", change("pipelineRun", "metadata", { annotations }));
    expect(event).toMatchObject({ trigger: { type, raw } });
  });

  it("has no link that is none", async () => {
    const text = JSON.stringify(await readSample("tekton/pipelinerun.hostile"));
    expect(text).not.toMatch(/javascript:|user:fake/);
  });
});

describe("a TaskRun", () => {
  it("of a PipelineRun is a part of it", async () => {
    expect(await receiveSample("tekton/taskrun.failed.part")).toMatchObject({
      untold: "part_of_run",
      events: [
        {
          state: "failure",
          pipeline: { id: "shop-ci/shop-build", name: "shop-build" },
          run: { id: "f3c2a1d0-9b8e-4c7d-a6f5-0e1d2c3b4a59", name: "shop-build-x7k2p" },
          task: { id: "0a1b2c3d-1111-4222-8333-444455556666", name: "unit" },
          failedTasks: [{ name: "test", reason: "exit code 1" }],
        },
      ],
    });
    const asked = await receiveSample("tekton/taskrun.failed.part", undefined, {
      events: ["dev.tekton.event.taskrun.failed.v1"],
    });
    expect(asked).not.toHaveProperty("untold");
  });

  it.for([
    ["its owner alone", { labels: {} }, { name: "shop-build-x7k2p", id: "f3c2a1d0-9b8e-4c7d-a6f5-0e1d2c3b4a59" }],
    ["its labels alone", { ownerReferences: [] }, { name: "shop-build-x7k2p" }],
  ] as const)("is known as a part by %s", async ([, metadata, run]) => {
    const received = await receiveSample("tekton/taskrun.failed.part", change("taskRun", "metadata", metadata));
    expect(received).toMatchObject({ untold: "part_of_run", events: [{ run }] });
  });

  it("of none is a run of its own", async () => {
    const received = await receiveSample("tekton/taskrun.failed.alone");
    expect(received).not.toHaveProperty("untold");
    expect(received).toMatchObject({
      events: [
        {
          pipeline: { id: "shop-ci/unit-test", name: "unit-test" },
          run: { name: "unit-test-run-4mz8w" },
          failedTasks: [{ name: "test" }],
        },
      ],
    });
    expect(received.verdict === "events" && received.events[0]).not.toHaveProperty("task");
    expect(await readSample("tekton/taskrun.unknown.pending")).toMatchObject([{ state: "queued" }]);
  });

  it.for([
    ["TaskRunCancelled", "canceled"],
    ["TaskRunTimeout", "timed_out"],
    ["TaskRunImagePullFailed", "error"],
    ["TaskRunValidationFailed", "error"],
    ["TaskRunResolutionFailed", "error"],
    ["TaskRunResultsVerificationFailed", "error"],
    ["TaskRunStopSidecarFailed", "error"],
    ["PodCreationFailed", "error"],
    ["CreateContainerConfigError", "error"],
    ["InvalidParamValue", "error"],
    ["FailureIgnored", "unstable"],
    ["TaskRunResultLargerThanAllowedLimit", "failure"],
  ] as const)("that failed by %s is %s", async ([reason, state]) => {
    const [event] = await readSample("tekton/taskrun.failed.alone", withCondition("taskRun", "False", reason));
    expect(event).toMatchObject({ state });
  });
});

describe("other events", () => {
  it("of a CustomRun are those of a task", async () => {
    expect(await readSample("tekton/customrun.successful")).toMatchObject([
      { state: "success", statusRaw: "Approved", pipeline: { name: "approve-release" } },
    ]);
  });

  it("of another resource are ignored", async () => {
    expect(await receiveSample("tekton/other.resource")).toMatchObject({
      reason: "event",
      detail: "dev.tekton.event.stepaction.created.v1",
    });
  });

  it.for([
    ["pipelineRun.metadata.name", (body: Body) => change("pipelineRun", "metadata", { name: "" })(body)],
    ["pipelineRun.metadata.name", (body: Body) => ({ taskRun: body["pipelineRun"] })],
    ["pipelineRun.metadata.name", () => []],
  ] as const)("without %s are refused", async ([detail, alter]) => {
    expect(await receiveSample("tekton/pipelinerun.failed", alter)).toMatchObject({ verdict: "refused", detail });
  });
});

describe("a door for Tekton", () => {
  it("lets in who has the token of its path, since Tekton has nothing else", async () => {
    const { headers, bytes } = payloadOf("tekton/pipelinerun.failed");
    const post = (door: object, pathToken?: string) => {
      const request = new Request("https://gateway.example/hooks/tekton", { method: "POST", headers, body: bytes });
      return receive(tekton, request, { door, pathToken, now: sampleTime });
    };
    expect(await post({ token: ["fake-token"] }, "fake-token")).toMatchObject({ verdict: "events", isSigned: false });
    expect(await post({ token: ["fake-token"] }, "fake-other")).toMatchObject({ reason: "token_wrong" });
    expect(await post({ bearer: ["fake-bearer"] })).toMatchObject({ reason: "credential_unsupported" });
    headers.delete("ce-specversion");
    expect(await post({ token: ["fake-token"] }, "fake-token")).toMatchObject({
      reason: "payload_invalid",
      detail: "ce-specversion",
    });
  });
});
