import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { cdevents } from "./cdevents.ts";
import { payloadOf, readSample, receiveSample, samplesOf, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  context: Record<string, unknown>;
  subject: { content: Record<string, unknown> } & Record<string, unknown>;
  [field: string]: unknown;
}

const withContent = (change: Record<string, unknown>) => (body: Body) => ({
  ...body,
  subject: { ...body.subject, content: { ...body.subject.content, ...change } },
});
const withContext = (change: Record<string, unknown>) => (body: Body) => ({
  ...body,
  context: { ...body.context, ...change },
});
const withId = (id: unknown) => (body: Body) => ({ ...body, subject: { ...body.subject, id } });

describe("a pipelineRun", () => {
  it("that finished says what ran, how it ended and why", async () => {
    expect(await readSample("cdevents/pipelinerun.finished.failure")).toMatchObject([
      {
        kind: "pipeline",
        time: "2026-11-20T08:29:58.104Z",
        source: {
          provider: "cdevents",
          via: "cloudevent",
          instance: "cd.example.com",
          event: "dev.cdevents.pipelinerun.finished",
          action: "finished",
          deliveryId: expect.stringMatching(/^https:\/\/cd\.example\.com\/acme 5b1f0c/),
        },
        state: "failure",
        statusRaw: "failure",
        pipeline: { name: "每夜构建" },
        run: { id: "run-214", url: "https://cd.example.com/acme/runs/214" },
        reason: "单元测试未通过\n3 个用例失败",
        finishedAt: "2026-11-20T08:29:58.104Z",
      },
    ]);
  });

  it.for([
    ["pipelinerun.finished.success", "success", "0.4, structured"],
    ["pipelinerun.finished.cancel", "canceled", "0.5, bare"],
    ["pipelinerun.queued", "queued", "0.5, binary"],
    ["pipelinerun.started", "running", "0.5, binary"],
  ] as const)("%s is %s (%s)", async ([name, state]) => {
    const [event] = await readSample(`cdevents/${name}`);
    expect(event).toMatchObject({ state, run: { url: "https://cd.example.com/acme/runs/214" } });
  });

  it.for([
    ["success", "success"],
    ["pass", "success"],
    ["failure", "failure"],
    ["fail", "failure"],
    ["error", "error"],
    ["cancel", "canceled"],
    ["Success", "success"],
    ["abandoned", "unknown"],
    [undefined, "unknown"],
  ] as const)("with the outcome %s is %s", async ([outcome, state]) => {
    const [event] = await readSample("cdevents/pipelinerun.finished.failure", withContent({ outcome }));
    expect(event).toMatchObject({ state, statusRaw: outcome ?? "finished" });
  });

  it("has the texts of its custom data for templates, and nothing deeper", async () => {
    const [event] = await readSample("cdevents/pipelinerun.started");
    expect(event).toHaveProperty("params", { region: "cn-hangzhou", retries: "1" });
    const [encoded] = await readSample("cdevents/pipelinerun.started", (body: Body) => ({
      ...body,
      customData: "e30=",
    }));
    expect(encoded).not.toHaveProperty("params");
  });

  it("keeps a secret of its custom data to itself", async () => {
    const customData = { DEPLOY_TOKEN: "fake-token", origin: "https://user:fake-password@git.example.com/acme/shop" };
    const [event] = await readSample("cdevents/pipelinerun.finished.failure", (body: Body) => ({
      ...body,
      customData,
    }));
    expect(event?.params).toEqual({ origin: "https://git.example.com/acme/shop" });
  });

  it("without a name is called by its id", async () => {
    const [event] = await readSample("cdevents/pipelinerun.started", withContent({ pipelineName: undefined }));
    expect(event).toMatchObject({ pipeline: { name: "run-216" } });
  });

  it("is known by its type in any case, and in the version that it has", async () => {
    for (const type of ["dev.cdevents.pipelineRun.started.0.1.0", "dev.cdevents.pipelinerun.started.0.4.0-draft"]) {
      expect(await readSample("cdevents/pipelinerun.started", withContext({ type }))).toMatchObject([
        { state: "running" },
      ]);
    }
  });
});

describe("a taskRun", () => {
  it("of a pipelineRun is a part of it", async () => {
    const received = await receiveSample("cdevents/taskrun.finished.error");
    expect(received).toMatchObject({
      untold: "part_of_run",
      events: [
        { state: "error", run: { id: "run-214" }, task: { id: "task-9", name: "image" }, reason: "runner lost" },
      ],
    });
  });

  it("of none is a run of its own", async () => {
    const received = await receiveSample("cdevents/taskrun.started.alone");
    expect(received).not.toHaveProperty("untold");
    expect(received).toMatchObject({
      events: [{ pipeline: { name: "backup" }, run: { id: "task-10", url: "https://cd.example.com/acme/tasks/10" } }],
    });
  });
});

describe("tests and builds", () => {
  it("tell of a suite that failed, where and why", async () => {
    const [event] = await readSample("cdevents/testsuiterun.finished.fail");
    expect(event).toMatchObject({
      state: "failure",
      statusRaw: "fail",
      pipeline: { id: "login", name: "登录回归", url: "https://tests.example.com/login" },
      run: { id: "suite-run-5" },
      environment: { name: "staging" },
      reason: "登录用例超时",
    });
  });

  it.for([
    ["schedule", { type: "schedule" }],
    ["manual", { type: "manual" }],
    ["pipeline", { type: "upstream" }],
    ["event", { type: "unknown", raw: "event" }],
    ["other", undefined],
  ] as const)("started by %s say so", async ([type, trigger]) => {
    const [event] = await readSample("cdevents/testsuiterun.started", withContent({ trigger: { type } }));
    if (trigger === undefined) expect(event).not.toHaveProperty("trigger");
    else expect(event).toMatchObject({ trigger });
  });

  it("leave single cases to their suite", async () => {
    expect(await receiveSample("cdevents/testcaserun.finished.success")).toMatchObject({
      untold: "part_of_run",
      events: [{ state: "success", run: { id: "suite-run-6" }, task: { name: "短信登录" } }],
    });
  });

  it("leave builds to their artifacts, and never call one a success that does not say so", async () => {
    expect(await receiveSample("cdevents/build.finished")).toMatchObject({
      untold: "told_elsewhere",
      events: [{ state: "unknown", artifacts: [{ name: expect.stringContaining("pkg:oci/shop") }] }],
    });
    const received = await receiveSample("cdevents/build.finished", undefined, {
      events: ["dev.cdevents.build.finished"],
    });
    expect(received).not.toHaveProperty("untold");
  });
});

describe("a service", () => {
  it("that was deployed says what, where and in which version", async () => {
    expect(await readSample("cdevents/service.deployed")).toMatchObject([
      {
        kind: "deployment",
        state: "success",
        statusRaw: "deployed",
        service: { name: "shop-api" },
        environment: { name: "production" },
        revision: "1.8.2",
      },
    ]);
  });

  it("that was rolled back says so", async () => {
    expect(await readSample("cdevents/service.rolledback")).toMatchObject([{ reason: "rollback", revision: "1.8.1" }]);
  });

  it.for([
    ["pkg:oci/shop@sha256%3Aab12", "sha256:ab12"],
    ["shop-build-31", "shop-build-31"],
  ])("of the artifact %s has the revision %s", async ([artifactId, revision]) => {
    expect(await readSample("cdevents/service.deployed", withContent({ artifactId }))).toMatchObject([{ revision }]);
  });
});

describe("a change", () => {
  it("says which and of which repository", async () => {
    expect(await readSample("cdevents/change.created")).toMatchObject([
      {
        kind: "change",
        action: "opened",
        repository: { fullName: "acme/shop" },
        change: { number: "31", title: "优惠券可以叠加" },
      },
    ]);
    expect(await readSample("cdevents/change.merged")).toMatchObject([
      {
        action: "merged",
        repository: { fullName: "acme/shop", url: "https://git.example.com/acme/shop" },
        change: { number: "31", url: "https://git.example.com/acme/shop/pulls/31" },
      },
    ]);
  });

  it.for([
    ["created", "opened"],
    ["updated", "updated"],
    ["reviewed", "reviewed"],
    ["merged", "merged"],
    ["abandoned", "closed"],
  ])("%s is %s", async ([predicate, action]) => {
    const type = `dev.cdevents.change.${predicate}.0.3.0`;
    expect(await readSample("cdevents/change.merged", withContext({ type }))).toMatchObject([{ action }]);
  });

  it.for([
    ["I8473b95934b5732ac55d26311a706c9c2bde9940", "I8473b95934b5732ac55d26311a706c9c2bde9940"],
    ["acme/shop/pull/12", "12"],
  ])("with the id %s has the number %s", async ([id, number]) => {
    expect(await readSample("cdevents/change.created", withId(id))).toMatchObject([{ change: { number } }]);
  });
});

describe("an artifact", () => {
  it("that was published or deleted says which and by whom", async () => {
    expect(await readSample("cdevents/artifact.published")).toMatchObject([
      {
        kind: "artifact",
        action: "pushed",
        name: "registry.example.com/acme/shop",
        tag: "1.8.2",
        digest: expect.stringMatching(/^sha256:/),
        actor: { username: "ci-bot" },
      },
    ]);
    expect(await readSample("cdevents/artifact.deleted")).toMatchObject([
      { action: "deleted", name: "@acme/cart", tag: "3.2.0" },
    ]);
  });
});

describe("an incident", () => {
  it("that was detected fires, until it is resolved", async () => {
    const [fired] = await readSample("cdevents/incident.detected");
    expect(fired).toMatchObject({
      kind: "alert",
      status: "firing",
      name: "下单接口响应超过 1 秒",
      severity: "critical",
      alerts: [
        {
          labels: { environment: "production", service: "shop-api" },
          values: { value: "1.8s" },
          startsAt: "2026-11-20T08:29:58.104Z",
        },
      ],
      params: { metric: "p99", threshold: "1s" },
    });
    const [resolved] = await readSample("cdevents/incident.resolved");
    expect(resolved).toMatchObject({ status: "resolved", alerts: [{ endsAt: "2026-11-20T08:29:58.104Z" }] });
    expect(fired?.kind === "alert" && fired.groupKey).toBe(resolved?.kind === "alert" && resolved.groupKey);
  });

  it("that was reported was detected before, and links its ticket where it is asked for", async () => {
    expect(await receiveSample("cdevents/incident.reported")).toMatchObject({
      untold: "told_elsewhere",
      events: [{ status: "firing", url: "https://issues.example.com/tickets/345" }],
    });
  });
});

describe("what nobody is told", () => {
  it.for([
    ["environment.created", "event", "environment.created"],
    ["custom.mytool", "event", "dev.cdeventsx.mytool-resource.created.0.1.0"],
    ["artifact.packaged", "action", "artifact.packaged"],
    ["service.removed", "action", "service.removed"],
  ] as const)("%s is ignored", async ([name, reason, detail]) => {
    expect(await receiveSample(`cdevents/${name}`)).toMatchObject({ verdict: "ignored", reason, detail });
  });

  it.for([
    ["context.type", "pipelinerun.started", withContext({ type: undefined })],
    ["context.type", "pipelinerun.started", withContext({ type: "dev.cdevents.pipelinerun.started" })],
    ["context.type", "pipelinerun.started", withContext({ type: "com.example.started.0.1.0" })],
    ["context.type", "pipelinerun.started", () => "x"],
    ["subject.id", "pipelinerun.started", withId("")],
    ["subject.id", "change.created", withId("?")],
    ["subject.content.environment.id", "service.deployed", withContent({ environment: {} })],
    ["context.timestamp", "incident.detected", withContext({ timestamp: "now" })],
  ] as const)("without %s, %s is refused", async ([detail, name, change]) => {
    expect(await receiveSample(`cdevents/${name}`, change)).toMatchObject({
      verdict: "refused",
      reason: "payload_invalid",
      detail,
    });
  });

  it("has no prototype's name for a subject", async () => {
    const type = "dev.cdevents.constructor.finished.0.1.0";
    expect(await receiveSample("cdevents/pipelinerun.started", withContext({ type }))).toMatchObject({
      reason: "event",
    });
  });
});

describe("a door for CDEvents", () => {
  it("answers who asks, and lets in who has its bearer", async () => {
    const { headers, bytes } = payloadOf("cdevents/pipelinerun.started");
    const door = { bearer: ["fake-bearer"] };
    const url = "https://gateway.example/hooks/cd";
    const asked = await receive(cdevents, new Request(url, { method: "OPTIONS" }), { door, now: sampleTime });
    expect(asked).toMatchObject({ verdict: "handshake", headers: { "webhook-allowed-origin": "*" } });
    const post = () => new Request(url, { method: "POST", headers, body: bytes });
    expect(await receive(cdevents, post(), { door, now: sampleTime })).toMatchObject({ reason: "bearer_wrong" });
    headers.set("authorization", "Bearer fake-bearer");
    expect(await receive(cdevents, post(), { door, now: sampleTime })).toMatchObject({ verdict: "events" });
  });
});

it("keeps no user info of its source, in the id of a delivery or of an incident", async () => {
  const source = "https://ci:s3cret@ci.example.com/acme";
  for (const name of samplesOf("cdevents")) {
    const received = await receiveSample(name, (body: Record<string, Record<string, unknown>>) => {
      const event = (body["context"] === undefined ? body["data"] : body) as Record<string, Record<string, unknown>>;
      const changed = {
        ...event,
        context: { ...event["context"], source },
        subject: { ...event["subject"], source },
      };
      return event === body ? changed : { ...body, source, data: changed };
    });
    expect(JSON.stringify(received)).not.toContain("s3cret");
  }
});
