import { describe, expect, it } from "vitest";
import { type Received, readPayload, receive } from "../receive.ts";
import { cloudevents } from "./cloudevents.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  data: Record<string, unknown>;
  [attribute: string]: unknown;
}

describe("an event of our own type", () => {
  it("in the structured mode says what its data says, and when it happened", async () => {
    expect(await readSample("cloudevents/dingpipe-pipeline.failure")).toMatchObject([
      {
        id: "cloudevents/https%3A%2F%2Fbuild.example.com%2Facme%20A-2026-0001",
        kind: "pipeline",
        source: {
          provider: "cloudevents",
          via: "cloudevent",
          event: "dev.dingpipe.pipeline",
          action: "failure",
          deliveryId: "https://build.example.com/acme A-2026-0001",
        },
        time: "2026-11-20T08:30:00.250Z",
        state: "failure",
        pipeline: { name: "每夜构建" },
        run: { number: "214" },
        failedTasks: [{ name: "unit" }],
      },
    ]);
  });

  it("in the binary mode has its attributes decoded", async () => {
    expect(await readSample("cloudevents/dingpipe-deployment.success")).toMatchObject([
      { kind: "deployment", state: "success", source: { deliveryId: "/deploy/商城 B-77" }, revision: "v1.8.2" },
    ]);
  });

  it("in a batch is one of several, without those that nobody knows", async () => {
    const events = await readSample("cloudevents/dingpipe-batch.several");
    expect(events).toMatchObject([
      { kind: "artifact", tag: "1.8.2" },
      { kind: "alert", name: "备份失败" },
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    for (const { source } of events) expect(source).not.toHaveProperty("deliveryId");
  });

  it("may say its kind again", async () => {
    expect(await readSample("cloudevents/dingpipe-change.merged")).toMatchObject([
      { kind: "change", action: "merged" },
    ]);
  });

  it.for([
    ["data.kind: the type's", { kind: "alert" }],
    ["data.state: missing", { state: null }],
    ["data.pipeline.name: missing", { pipeline: {} }],
  ] as const)("is refused for %s", async ([detail, change]) => {
    const received = await receiveSample("cloudevents/dingpipe-pipeline.failure", (body: Body) => ({
      ...body,
      data: { ...body.data, ...change },
    }));
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });

  it.for([
    ["data: an object", { data: "x" }],
    ["data: an object", { data: undefined }],
    [expect.stringMatching(/^data.kind: pipeline \|/), { type: "dev.dingpipe.ticket" }],
    ["source", { source: undefined }],
  ] as const)("of another shape is refused for %s", async ([detail, change]) => {
    const received = await receiveSample("cloudevents/dingpipe-pipeline.failure", (body: Body) => ({
      ...body,
      ...change,
    }));
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });
});

describe("an event of another sender", () => {
  it.for([
    "cdevents/pipelinerun.finished.failure",
    "cdevents/artifact.packaged",
    "tekton/pipelinerun.failed",
    "tekton/taskrun.failed.part",
    "harbor/scanning-completed.vulnerable",
    "harbor/quota-warning.cloudevent",
  ])("is read as through that sender's own door: %s", async (name) => {
    const { headers, body, now } = payloadOf(name);
    const received = readPayload(cloudevents, { headers, body, now }, {});
    const own = await receiveSample(name);
    const told = (each: Received) =>
      each.verdict === "events"
        ? each.events.map(({ id: _, source: { provider: __, ...source }, ...event }) => ({ ...event, source }))
        : each;
    expect(told(received)).toEqual(told(own));
    if (own.verdict === "events") expect(received).toMatchObject({ events: [{ source: { provider: "cloudevents" } }] });
  });
});

describe("an event of another type", () => {
  it("is ignored by its name", async () => {
    expect(await receiveSample("cloudevents/other.heartbeat")).toMatchObject({
      verdict: "ignored",
      reason: "event",
      detail: "com.example.heartbeat",
      deliveryId: expect.stringContaining("A-2026-"),
    });
  });
});

describe("a door for CloudEvents", () => {
  const ask = (init: RequestInit, door: object = { bearer: ["fake-bearer"] }) =>
    receive(cloudevents, new Request("https://gateway.example/hooks/events", init), { door, now: sampleTime });
  const attributes = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/x", "ce-type": "com.example.x" };
  const authorization = "Bearer fake-bearer";

  it("answers a sender that asks whether it may send", async () => {
    const headers = { "webhook-request-origin": "build.example.com", "webhook-request-rate": "60" };
    expect(await ask({ method: "OPTIONS", headers })).toEqual({
      verdict: "handshake",
      headers: { allow: "OPTIONS, POST", "webhook-allowed-origin": "build.example.com", "webhook-allowed-rate": "*" },
    });
  });

  it.for([
    ["of XML", "application/xml", "<x/>"],
    ["of bytes", "application/octet-stream", "\u0000"],
    ["without data", "application/json", undefined],
    ["of JSON", "application/json", "[1]"],
  ] as const)("takes an event %s", async ([, type, body]) => {
    const headers = { ...attributes, authorization, "content-type": type };
    const received = await ask({ method: "POST", headers, ...(body === undefined ? {} : { body }) });
    expect(received).toMatchObject({ verdict: "ignored", reason: "event", detail: "com.example.x" });
  });

  it.for([
    ["no credential", { ...attributes, "content-type": "application/json" }, { status: 401, reason: "bearer_wrong" }],
    [
      "XML that is no event",
      { authorization, "content-type": "application/xml" },
      { status: 415, reason: "content_type" },
    ],
    [
      "JSON that is no event",
      { authorization, "content-type": "application/json" },
      { status: 400, detail: "ce-specversion" },
    ],
  ] as const)("refuses %s", async ([, headers, expected]) => {
    expect(await ask({ method: "POST", headers, body: "[]" })).toMatchObject({ verdict: "refused", ...expected });
  });
});
