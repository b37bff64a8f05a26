import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { alertmanager } from "./alertmanager.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  alerts: (Record<string, unknown> & { labels: Record<string, unknown> })[];
  [field: string]: unknown;
}

const withAlerts =
  (...changes: readonly Record<string, unknown>[]) =>
  (body: Body): Body => ({
    ...body,
    alerts: changes.map((change) => ({ ...body.alerts[0], labels: {}, ...change })),
  });

describe("a group of alerts", () => {
  it("that fires says what, how bad, since when, and where to look and to silence", async () => {
    const events = await readSample("alertmanager/alert.firing");
    expect(events).toMatchObject([
      {
        kind: "alert",
        source: { provider: "alertmanager", instance: "alerts.example.com", event: "alert", action: "firing" },
        time: "2026-11-20T08:21:33.871Z",
        status: "firing",
        name: "接口延迟过高",
        severity: "critical",
        groupKey: '{}/{team="shop"}:{alertname="接口延迟过高"}',
        alerts: [
          {
            labels: { alertname: "接口延迟过高", pod: "order-7c9f-x2x1", namespace: "shop" },
            annotations: { summary: "order-7c9f-x2x1 的 P99 延迟超过 1 秒", value: "1.83s" },
            values: { value: "1.83s" },
            startsAt: "2026-11-20T08:21:33.871Z",
            url: expect.stringContaining("https://prometheus.example.com/graph?g0.expr="),
            silenceUrl: `https://alerts.example.com/#/silences/new?filter=${encodeURIComponent('{alertname="接口延迟过高"}')}`,
          },
        ],
        params: { receiver: "dingtalk", notification_reason: "first notification" },
        url: "https://alerts.example.com/#/alerts?receiver=dingtalk",
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/endsAt|truncatedAlerts/);
  });

  it("that is resolved says when, and offers no silence", async () => {
    const [event, ...others] = await readSample("alertmanager/alert.resolved");
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      status: "resolved",
      source: { action: "resolved" },
      time: "2026-11-20T08:29:33.871Z",
      alerts: [{ startsAt: "2026-11-20T08:21:33.871Z", endsAt: "2026-11-20T08:29:33.871Z" }],
    });
    expect(JSON.stringify(event)).not.toContain("silence");
  });

  it("of which some fire and some are resolved makes an Event of each, and no alert is in both", async () => {
    const events = await readSample("alertmanager/alert.mixed");
    expect(events).toMatchObject([
      { status: "firing", alerts: [{ labels: { pod: "order-7c9f-a1" } }] },
      { status: "resolved", alerts: [{ labels: { pod: "order-7c9f-b2" }, endsAt: "2026-11-20T08:28:10.000Z" }] },
    ]);
    expect(events.map((event) => event.kind === "alert" && event.alerts.length)).toEqual([1, 1]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(new Set(events.map((event) => event.kind === "alert" && event.groupKey)).size).toBe(1);
  });

  it("that fires with several alerts began when the last of them did", async () => {
    const [event] = await readSample("alertmanager/alert.several");
    expect(event).toMatchObject({ time: "2026-11-20T08:25:00.000Z", alerts: [{}, {}, {}] });
  });

  it("of several rules is named by what they have in common, and is as bad as the worst", async () => {
    const [event] = await readSample("alertmanager/alert.by-cluster");
    expect(event).toMatchObject({ name: "cluster=prod-hangzhou", severity: "critical" });
    const silences =
      event?.kind === "alert" ? event.alerts.map(({ silenceUrl }) => decodeURIComponent(silenceUrl ?? "")) : [];
    expect(silences).toEqual([
      expect.stringContaining('{cluster="prod-hangzhou",alertname="NodeDiskAlmostFull"}'),
      expect.stringContaining('{cluster="prod-hangzhou",alertname="接口延迟过高"}'),
    ]);
  });

  it.for([
    ["the rules, where they have nothing in common", { groupLabels: {}, commonLabels: {} }, ["A", "B"], "A, B"],
    [
      "their common labels, where it has none of its own",
      { groupLabels: {}, commonLabels: { job: "api" } },
      ["A", "B"],
      "job=api",
    ],
    ["the first three rules", { groupLabels: {}, commonLabels: {} }, ["A", "B", "C", "D"], "A, B, C"],
    ["its receiver, where no rule has a name", { groupLabels: {}, commonLabels: {} }, [undefined], "dingtalk"],
    ["the one rule of what fires", { groupLabels: { cluster: "x" } }, ["A", "A"], "A"],
  ] as const)("is named by %s", async ([, group, names, name]) => {
    const [event] = await readSample("alertmanager/alert.firing", (body: Body) => ({
      ...withAlerts(...names.map((alertname) => ({ labels: alertname === undefined ? {} : { alertname } })))(body),
      ...group,
    }));
    expect(event).toMatchObject({ name });
  });

  it.for([
    [["warning", "critical", "info"], "critical"],
    [["info", "P1"], "P1"],
    [["Critical", "error"], "Critical"],
    [["page", "critical"], "page"],
    [[undefined, "warning"], "warning"],
  ] as const)("of the severities %s is %s", async ([severities, severity]) => {
    const [event] = await readSample(
      "alertmanager/alert.firing",
      withAlerts(...severities.map((word) => ({ labels: { alertname: "A", severity: word } }))),
    );
    expect(event).toMatchObject({ severity });
  });

  it("without a severity has none", async () => {
    const [event] = await readSample("alertmanager/alert.ungrouped");
    expect(event).toMatchObject({ name: "Watchdog", groupKey: "{}:{}" });
    expect(event).not.toHaveProperty("severity");
  });

  it("that was cut says by how many alerts", async () => {
    const [event] = await readSample("alertmanager/alert.truncated");
    expect(event).toMatchObject({ truncatedAlerts: 41, alerts: [{}, {}] });
    const events = await readSample("alertmanager/alert.mixed", (body: object) => ({ ...body, truncatedAlerts: 240 }));
    // Alertmanager cuts before it looks for what fires: those left out may be of either.
    expect(events).toMatchObject([{ truncatedAlerts: 240 }, { truncatedAlerts: 240 }]);
  });

  it("without an address of Alertmanager links to no page of it", async () => {
    const [event] = await readSample("alertmanager/alert.hostile");
    expect(JSON.stringify(event)).not.toContain("javascript:");
    for (const field of ["url", "silenceUrl"]) expect(JSON.stringify(event)).not.toContain(`"${field}"`);
  });

  it("behind a path has its pages behind that path", async () => {
    const [event] = await readSample("alertmanager/alert.firing", (body: Body) => ({
      ...body,
      externalURL: "https://ops.example.com/alertmanager/",
    }));
    expect(event).toMatchObject({ url: "https://ops.example.com/alertmanager/#/alerts?receiver=dingtalk" });
  });

  it("is read once, however many alerts it has", () => {
    const readsOf = (count: number) => {
      let reads = 0;
      const alerts = Array.from({ length: count }, () => ({ status: "firing", labels: { alertname: "慢" } }));
      const body = {
        groupKey: "{}",
        externalURL: "https://alerts.example.com",
        alerts,
        get groupLabels() {
          reads += 1;
          return { alertname: "慢" };
        },
      };
      expect(alertmanager.parse({ headers: new Headers(), body, now: sampleTime })).toHaveProperty("events");
      return reads;
    };
    expect(readsOf(100)).toBe(readsOf(1));
  });

  it("with more labels than an address can hold is no link to silence it", async () => {
    const groupLabels = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`note${index}`, "x".repeat(450)]));
    const [event] = await readSample("alertmanager/alert.firing", (body: Body) => ({ ...body, groupLabels }));
    expect(JSON.stringify(event)).not.toContain("silenceUrl");
  });

  it("with labels that need quotes is silenced by all of them", async () => {
    const groupLabels = { "service.name": "a", path: 'C:\\x "y"' };
    const [event] = await readSample("alertmanager/alert.firing", (body: Body) => ({
      ...withAlerts({ labels: {} })(body),
      groupLabels,
    }));
    const url = event?.kind === "alert" ? (event.alerts[0]?.silenceUrl ?? "") : "";
    expect(decodeURIComponent(url)).toContain('?filter={"service.name"="a",path="C:\\\\x \\"y\\""}');
  });

  it("without any labels of its own is silenced by the alert's", async () => {
    const [event] = await readSample("alertmanager/alert.firing", (body: Body) => ({
      ...withAlerts({ labels: { job: "api" } })(body),
      groupLabels: {},
    }));
    const url = event?.kind === "alert" ? (event.alerts[0]?.silenceUrl ?? "") : "";
    expect(decodeURIComponent(url)).toContain('?filter={job="api"}');
  });

  it("whose alerts say no start began when it was received", async () => {
    const [event] = await readSample("alertmanager/alert.firing", withAlerts({ startsAt: "0001-01-01T00:00:00Z" }));
    const received = new Date(sampleTime).toISOString();
    expect(event).toMatchObject({ time: received, alerts: [{ startsAt: received }] });
  });

  it("with an alert that says no status has the group's", async () => {
    const [event] = await readSample("alertmanager/alert.resolved", withAlerts({ status: undefined }));
    expect(event).toMatchObject({ status: "resolved" });
  });

  it("without alerts is ignored", async () => {
    expect(await receiveSample("alertmanager/alert.none")).toMatchObject({ verdict: "ignored", reason: "empty" });
  });

  it.for([
    ["alerts", { alerts: undefined }],
    ["alerts", { alerts: {} }],
    ["groupKey", { groupKey: "" }],
    ["alerts.1.status", { alerts: [{ status: "firing" }, { status: "pending" }] }],
    ["alerts.0.status", { status: undefined, alerts: [{}] }],
  ] as const)("without %s is refused", async ([detail, change]) => {
    const received = await receiveSample("alertmanager/alert.firing", (body: Body) => ({ ...body, ...change }));
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });
});

describe("a door for Alertmanager", () => {
  const post = async (authorization: string | undefined, door: object, pathToken?: string) => {
    const { bytes } = payloadOf("alertmanager/alert.firing");
    const headers = { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) };
    const request = new Request("https://gateway.example/hooks/alerts", { method: "POST", headers, body: bytes });
    const received = await receive(alertmanager, request, { door, pathToken, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received.verdict;
  };
  // printf 'prometheus:fake-password' | openssl base64
  const basic = "Basic cHJvbWV0aGV1czpmYWtlLXBhc3N3b3Jk";

  it.for([
    ["Basic authentication", basic, { password: ["fake-password"] }, undefined, "events"],
    ["another password", basic, { password: ["fake-other"] }, undefined, "password_wrong"],
    ["no password", undefined, { password: ["fake-password"] }, undefined, "password_wrong"],
    ["a bearer", "Bearer fake-bearer", { bearer: ["fake-bearer"] }, undefined, "events"],
    ["another bearer", "Bearer fake-other", { bearer: ["fake-bearer"] }, undefined, "bearer_wrong"],
    ["a token in the path", undefined, { token: ["fake-token"] }, "fake-token", "events"],
    ["another token in the path", undefined, { token: ["fake-token"] }, "fake-other", "token_wrong"],
    ["a secret, which it can't sign with", undefined, { secret: ["fake-secret"] }, undefined, "credential_unsupported"],
  ] as const)("with %s", async ([, authorization, door, pathToken, expected]) => {
    expect(await post(authorization, door, pathToken)).toBe(expected);
  });
});
