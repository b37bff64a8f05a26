import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { buildkite } from "./buildkite.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

type Part = Readonly<Record<string, unknown>>;
interface Body {
  readonly build: Part;
  readonly job: Part;
  readonly pipeline: Part;
}

const withBuild = (changes: Part) => (body: Body) => ({ ...body, build: { ...body.build, ...changes } });
const withJob = (changes: Part) => (body: Body) => ({ ...body, job: { ...body.job, ...changes } });
const withPipeline = (changes: Part) => (body: Body) => ({ ...body, pipeline: { ...body.pipeline, ...changes } });

describe("a build", () => {
  it("says what ran, where, by whom and why", async () => {
    const [event] = await readSample("buildkite/build.success");
    expect(event).toMatchObject({
      kind: "pipeline",
      time: "2026-11-20T08:25:20.000Z",
      source: { provider: "buildkite", event: "build.finished" },
      state: "success",
      statusRaw: "passed",
      pipeline: { name: "商城", id: expect.any(String), url: "https://buildkite.com/acme/shop" },
      run: { id: expect.any(String), number: "214", url: "https://buildkite.com/acme/shop/builds/214" },
      queuedAt: "2026-11-20T08:22:18.000Z",
      startedAt: "2026-11-20T08:22:22.000Z",
      finishedAt: "2026-11-20T08:25:20.000Z",
      durationMs: 178_000,
      repository: { fullName: "acme/shop", url: "https://github.com/acme/shop" },
      ref: { branch: "main" },
      commit: {
        shortSha: "7d1c0b8",
        title: "fix: 修复购物车合计",
        url: "https://github.com/acme/shop/commit/7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203",
        author: { name: "张三", username: "zhangsan", email: "zhangsan@example.com" },
      },
      actor: { name: "李四", email: "lisi@example.com" },
      trigger: { type: "push", raw: "webhook" },
    });
    for (const field of ["change", "reason", "task"]) expect(event).not.toHaveProperty(field);
  });

  it.for([
    ["creating", "queued"],
    ["scheduled", "queued"],
    ["blocked", "waiting"],
    ["running", "running"],
    ["failing", "running"],
    ["canceling", "running"],
    ["passed", "success"],
    ["failed", "failure"],
    ["canceled", "canceled"],
    ["skipped", "skipped"],
    ["not_run", "skipped"],
    ["on_strike", "unknown"],
    [undefined, "unknown"],
  ] as const)("with the state %s is %s", async ([word, state]) => {
    const [event] = await readSample("buildkite/build.success", withBuild({ state: word }));
    expect(event).toMatchObject({ state });
  });

  it.for([
    ["passed", "waiting"],
    ["running", "waiting"],
    ["failed", "failure"],
  ])("that is %s at a block step is %s", async ([word, state]) => {
    const [event] = await readSample("buildkite/build.blocked", withBuild({ state: word }));
    expect(event).toMatchObject({ state, statusRaw: word, time: "2026-11-20T08:25:20.000Z" });
  });

  it("that waits is not over", async () => {
    const [event] = await readSample("buildkite/build.blocked");
    for (const field of ["finishedAt", "durationMs"]) expect(event).not.toHaveProperty(field);
  });

  it.for([
    ["scheduled", "2026-11-20T08:22:18.000Z"],
    ["running", "2026-11-20T08:22:22.000Z"],
    ["skipped", "2026-11-20T08:22:18.000Z"],
  ])("that is %s has the time of that", async ([state, time]) => {
    expect(await readSample(`buildkite/build.${state}`)).toMatchObject([{ time }]);
  });

  it("that is over by the time its start is told is told once", async () => {
    const [late] = await readSample(
      "buildkite/build.running",
      withBuild({ state: "passed", finished_at: "2026-11-20 08:25:20 UTC" }),
    );
    const [end] = await readSample("buildkite/build.success");
    expect(late?.id).toBe(end?.id);
  });

  it("that fails is told by its end, unless a door asks for it", async () => {
    expect(await receiveSample("buildkite/build.failing")).toMatchObject({ untold: "told_elsewhere" });
    const asked = await receiveSample("buildkite/build.failing", undefined, { events: ["build.failing"] });
    expect(asked).toMatchObject({ verdict: "events", events: [{ state: "running", statusRaw: "failing" }] });
    expect(asked).not.toHaveProperty("untold");
  });

  it("that was canceled says why", async () => {
    expect(await readSample("buildkite/build.canceled")).toMatchObject([
      { state: "canceled", reason: "测试环境已下线" },
    ]);
  });

  it("of a pull request says which", async () => {
    const [event] = await readSample("buildkite/build.pull-request");
    expect(event).toMatchObject({
      ref: { branch: "feature/coupons" },
      change: {
        number: "31",
        url: "https://github.com/acme/shop/pull/31",
        sourceBranch: "feature/coupons",
        targetBranch: "main",
      },
      trigger: { type: "change", raw: "webhook" },
    });
  });

  it("of a tag has no branch", async () => {
    const [event] = await readSample("buildkite/build.tag");
    expect(event).toMatchObject({ ref: { tag: "v1.8.2" }, trigger: { type: "tag" } });
    expect(event).not.toHaveProperty("ref.branch");
  });

  it.for([
    ["ui", "manual"],
    ["api", "api"],
    ["schedule", "schedule"],
    ["trigger_job", "upstream"],
  ])("from %s has the trigger %s", async ([raw, type]) => {
    expect(await readSample("buildkite/build.success", withBuild({ source: raw }))).toMatchObject([
      { trigger: { type, raw } },
    ]);
  });

  it("that was started by hand has no commit before it is checked out", async () => {
    const [event] = await readSample("buildkite/build.manual");
    expect(event).toMatchObject({ state: "running", actor: { name: "李四" }, trigger: { type: "manual" } });
    expect(event).not.toHaveProperty("commit");
  });

  it("that nobody of the organization started is its author's", async () => {
    const [event] = await readSample("buildkite/build.success", withBuild({ creator: null }));
    expect(event).toMatchObject({ actor: { name: "张三", username: "zhangsan" } });
  });

  it("of another forge links to none of its pages", async () => {
    const elsewhere = withPipeline({ repository: "https://ci:fake-secret@git.example.com/acme/shop.git" });
    const [event] = await readSample("buildkite/build.pull-request", elsewhere);
    expect(event).toMatchObject({ repository: { fullName: "acme/shop", url: "https://git.example.com/acme/shop" } });
    expect(event).not.toHaveProperty("commit.url");
    expect(event).not.toHaveProperty("change.url");
    expect(JSON.stringify(event)).not.toContain("fake-secret");
  });

  it("of a pipeline without a name has its slug", async () => {
    expect(await readSample("buildkite/build.success", withPipeline({ name: null }))).toMatchObject([
      { pipeline: { name: "shop" } },
    ]);
  });

  it("without a number is refused", async () => {
    const received = await receiveSample("buildkite/build.success", withBuild({ number: null }));
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail: "build.number" });
  });
});

describe("a job", () => {
  it("is a part of its build", async () => {
    expect(await receiveSample("buildkite/job.failure")).toMatchObject({
      untold: "part_of_run",
      events: [
        {
          source: { event: "job.finished" },
          state: "failure",
          reason: "exit code 1",
          run: { number: "214" },
          task: {
            id: "0193478a-6c1e-4d20-9a3b-000000000771",
            name: ":test_tube: unit",
            url: "https://buildkite.com/acme/shop/builds/214#0193478a-6c1e-4d20-9a3b-000000000771",
          },
          durationMs: 100_000,
        },
      ],
    });
  });

  it.for([
    ["pending", "queued"],
    ["waiting", "queued"],
    ["limiting", "queued"],
    ["limited", "queued"],
    ["assigned", "queued"],
    ["accepted", "queued"],
    ["running", "running"],
    ["timing_out", "running"],
    ["passed", "success"],
    ["timed_out", "timed_out"],
    ["expired", "error"],
    ["broken", "skipped"],
    ["waiting_failed", "skipped"],
    ["blocked_failed", "skipped"],
  ] as const)("with the state %s is %s", async ([word, state]) => {
    expect(await readSample("buildkite/job.failure", withJob({ state: word }))).toMatchObject([{ state }]);
  });

  it("that waits for an agent has not begun", async () => {
    const [event] = await readSample("buildkite/job.scheduled");
    expect(event).toMatchObject({ state: "queued", time: "2026-11-20T08:22:18.000Z" });
    expect(event).not.toHaveProperty("startedAt");
  });

  it("that may fail is unstable", async () => {
    expect(await readSample("buildkite/job.soft-failed")).toMatchObject([
      { state: "unstable", statusRaw: "failed", reason: "exit code 2" },
    ]);
  });

  it("that was stopped has no exit code", async () => {
    const [event] = await readSample("buildkite/job.timed-out");
    expect(event).toMatchObject({ state: "timed_out" });
    expect(event).not.toHaveProperty("reason");
  });

  it.for([
    [{ name: null, label: "单元测试" }, "单元测试"],
    [{ name: null }, "unit"],
    [{ name: null, step_key: null }, "0193478a-6c1e-4d20-9a3b-000000000771"],
  ] as const)("with %j is called %s", async ([changes, name]) => {
    expect(await readSample("buildkite/job.started", withJob(changes))).toMatchObject([{ task: { name } }]);
  });

  it("without an id is refused", async () => {
    const received = await receiveSample("buildkite/job.started", withJob({ id: undefined }));
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail: "job.id" });
  });
});

describe("other events", () => {
  it.for([
    ["ping.connected", { reason: "ping" }],
    ["job.activated", { reason: "told_elsewhere", detail: "job.activated" }],
    ["agent.lost", { reason: "event", detail: "agent.lost" }],
  ] as const)("%s is ignored", async ([name, ignored]) => {
    expect(await receiveSample(`buildkite/${name}`)).toMatchObject({ verdict: "ignored", ...ignored });
  });
});

describe("a door for Buildkite", () => {
  const body = '{"event":"ping"}';
  const header = "x-buildkite-signature";
  // printf '1795163400.%s' "$body" | openssl dgst -sha256 -hmac fake-buildkite-token
  const hex = "ab3d58cbf7a6884d880b4fc71f9859bf55af10cd1deb42f0f3312ac811569995";
  const right = `timestamp=1795163400,signature=${hex}`;

  const post = async (
    headers: Readonly<Record<string, string>>,
    { now = sampleTime, sent = body, door = { secret: ["fake-buildkite-token"] } as object } = {},
  ) => {
    const request = new Request("https://gateway.example/hooks/buildkite", {
      method: "POST",
      headers: { "content-type": "application/json", "x-buildkite-event": "ping", ...headers },
      body: sent,
    });
    const received = await receive(buildkite, request, { door, now });
    return received.verdict === "refused" ? received.reason : received;
  };

  it("lets in what is signed over its time and its body", async () => {
    expect(await post({ [header]: right })).toMatchObject({ verdict: "ignored", reason: "ping", isSigned: true });
  });

  it.for([
    ["another secret", right, { door: { secret: ["fake-other-token"] } }, "signature_wrong"],
    ["another body", right, { sent: `${body} ` }, "signature_wrong"],
    ["another time", right.replace("3400", "3401"), {}, "signature_wrong"],
    ["a time of six minutes ago", right, { now: sampleTime + 360_000 }, "timestamp_outside"],
    ["a time six minutes ahead", right, { now: sampleTime - 360_000 }, "timestamp_outside"],
    ["a time that is none", right.replace("1795163400", "now"), {}, "timestamp_malformed"],
    ["a signature without its time", `signature=${hex}`, {}, "timestamp_malformed"],
    ["a signature alone", hex, {}, "timestamp_malformed"],
    ["a time alone", "timestamp=1795163400", {}, "timestamp_malformed"],
    ["a time without its signature", "timestamp=1795163400,signature=", {}, "signature_malformed"],
    ["a signature that is cut", right.slice(0, -1), {}, "signature_malformed"],
    ["a signature that came twice", `${right}, ${right}`, {}, "signature_malformed"],
    ["an empty signature", "", {}, "signature_missing"],
  ] as const)("refuses %s", async ([, said, options, reason]) => {
    expect(await post({ [header]: said }, options)).toBe(reason);
  });

  it("refuses what has no signature", async () => {
    expect(await post({})).toBe("signature_missing");
    expect(await post({ "x-buildkite-token": "fake-buildkite-token" })).toBe("signature_missing");
  });

  it("lets in what was signed at most five minutes ago", async () => {
    expect(await post({ [header]: right }, { now: sampleTime + 300_000 })).toMatchObject({ verdict: "ignored" });
    expect(await post({ [header]: right }, { now: sampleTime - 300_000 })).toMatchObject({ verdict: "ignored" });
  });

  it("lets in the token as plain text, where it has one", async () => {
    const door = { token: ["fake-buildkite-token"] };
    expect(await post({ "x-buildkite-token": "fake-buildkite-token" }, { door })).toMatchObject({ isSigned: false });
    expect(await post({ "x-buildkite-token": "fake-other-token" }, { door })).toBe("token_wrong");
  });
});
