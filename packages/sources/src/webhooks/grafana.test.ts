import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { grafana } from "./grafana.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  alerts: Record<string, unknown>[];
  [field: string]: unknown;
}

const withAlert = (change: Record<string, unknown>) => (body: Body) => ({
  ...body,
  alerts: [{ ...body.alerts[0], ...change }],
});

describe("a group of alerts", () => {
  it("that fires says what, how bad, how much, and where to look and to silence", async () => {
    const events = await readSample("grafana/alert.firing");
    expect(events).toMatchObject([
      {
        kind: "alert",
        source: { provider: "grafana", instance: "grafana.example.com", event: "alert", action: "firing" },
        time: "2026-11-20T08:22:10.000Z",
        status: "firing",
        name: "CPU 使用率过高",
        severity: "warning",
        groupKey: expect.stringContaining("CPU 使用率过高"),
        alerts: [
          {
            labels: { instance: "mall-api-1", grafana_folder: "商城" },
            annotations: { summary: "mall-api-1 CPU 使用率超过 90%" },
            values: { B: "93.4167", C: "1" },
            startsAt: "2026-11-20T08:22:10.000Z",
            url: expect.stringContaining("viewPanel=7"),
            silenceUrl: expect.stringContaining("https://grafana.example.com/alerting/silence/new?"),
          },
        ],
        params: { receiver: "钉钉", title: expect.stringContaining("FIRING") },
        url: "https://grafana.example.com/alerting/grafana/cpu-high/view?orgId=1",
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/endsAt|truncatedAlerts/);
  });

  it("that is resolved says when, and offers no silence", async () => {
    const [event] = await readSample("grafana/alert.resolved");
    expect(event).toMatchObject({
      status: "resolved",
      time: "2026-11-20T08:27:10.000Z",
      alerts: [{ endsAt: "2026-11-20T08:27:10.000Z", values: { B: "41.2", C: "0" } }],
    });
    expect(JSON.stringify(event)).not.toContain("silenceUrl");
  });

  it("of which some fire and some are resolved makes an Event of each", async () => {
    expect(await readSample("grafana/alert.mixed")).toMatchObject([
      { status: "firing", alerts: [{ labels: { instance: "mall-api-1" } }] },
      { status: "resolved", alerts: [{ labels: { instance: "mall-api-2" } }] },
    ]);
  });

  it("of several rules in a folder is named by the rules, and links to all of them", async () => {
    const [event] = await readSample("grafana/alert.by-folder");
    expect(event).toMatchObject({
      name: "CPU 使用率过高, 内存不足",
      severity: "critical",
      url: "https://grafana.example.com/alerting/list",
      alerts: [{ values: { B: "93.4" } }, { values: { A: "0.0312346" } }],
    });
  });

  it.for(["DatasourceNoData", "DatasourceError"])(
    "of a rule that got no answer (%s) names the rule",
    async (alertname) => {
      const [event] = await readSample(
        "grafana/alert.no-data",
        withAlert({ labels: { alertname, rulename: "下单量骤降" } }),
      );
      expect(event).toMatchObject({ name: `下单量骤降 (${alertname})` });
      expect(JSON.stringify(event)).not.toContain("values");
    },
  );

  it("that is resolved since nobody looks any more says so, and is the same alert", async () => {
    const reason = (grafana_state_reason: string) => ({ annotations: { grafana_state_reason } });
    const [gone] = await readSample("grafana/alert.resolved", withAlert(reason("MissingSeries")));
    const [well] = await readSample("grafana/alert.resolved");
    expect(gone).toMatchObject({ name: "CPU 使用率过高 (MissingSeries)" });
    expect(well).toMatchObject({ name: "CPU 使用率过高" });
    expect(gone?.id).toBe(well?.id);
    const [some] = await readSample("grafana/alert.resolved", (body: Body) => ({
      ...body,
      alerts: [{ ...body.alerts[0], ...reason("Paused") }, body.alerts[0]],
    }));
    expect(some).toMatchObject({ name: "CPU 使用率过高 (Paused), CPU 使用率过高" });
    const [both] = await readSample(
      "grafana/alert.no-data",
      withAlert({ labels: { alertname: "DatasourceNoData", rulename: "下单量骤降" }, ...reason("RuleDeleted") }),
    );
    expect(both).toMatchObject({ name: "下单量骤降 (DatasourceNoData, RuleDeleted)" });
  });

  it.for([
    ["the panel", {}, "viewPanel=7"],
    ["the dashboard, where there is no panel", { panelURL: "" }, "/d/mall-overview"],
    [
      "the rule, where there is no dashboard",
      { panelURL: "", dashboardURL: undefined },
      "/alerting/grafana/cpu-high/view",
    ],
  ] as const)("links an alert to %s", async ([, change, part]) => {
    const [event] = await readSample("grafana/alert.firing", withAlert(change));
    expect(event).toMatchObject({ alerts: [{ url: expect.stringContaining(part) }] });
  });

  it("keeps what Grafana has for itself out of labels and annotations", async () => {
    const [event] = await readSample(
      "grafana/alert.firing",
      withAlert({
        annotations: { __orgId__: "1", __values__: "{}", summary: "x" },
        labels: { __alert_rule_uid__: "u" },
      }),
    );
    expect(event).toMatchObject({ alerts: [{ annotations: { summary: "x" }, labels: {} }] });
    expect(JSON.stringify(event)).not.toContain("__");
  });

  it("has no link that is none, and nobody's password in one", async () => {
    const [event] = await readSample("grafana/alert.hostile");
    expect(event).toMatchObject({ url: "https://grafana.example.com/alerting/grafana/x/view" });
    expect(JSON.stringify(event)).not.toMatch(/javascript:|"url":"dingtalk|user:fake|ftp:/);
  });

  it.for([
    ["alerts", () => ({ text: "CPU 使用率过高", level: "warning" })],
    ["alerts", () => "CPU 使用率过高"],
    ["alerts", ({ title }: Body) => ({ title, ruleId: 7, ruleName: "CPU", state: "alerting", evalMatches: [] })],
    ["groupKey", ({ alerts, status }: Body) => ({ alerts, status })],
    ["alerts.0.status", (body: Body) => ({ ...body, alerts: [{ status: "alerting" }] })],
  ] as const)("of another payload is refused, for it lacks %s", async ([detail, change]) => {
    const received = await receiveSample("grafana/alert.firing", change);
    expect(received).toMatchObject({ verdict: "refused", status: 400, reason: "payload_invalid", detail });
  });
});

describe("a door for Grafana", () => {
  const body =
    '{"version":"1","groupKey":"{}:{}","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"A"},"startsAt":"2026-11-20T08:29:00Z"}]}';
  // printf '%s' "$body" | openssl dgst -sha256 -hmac fake-grafana-secret
  const ofBody = "c1f5169cc580da3d57dd9cd12cb060c00c9bd5cdc4731309d7a9f04c9878f7d7";
  // printf '%s:%s' 1795163400 "$body" | openssl dgst -sha256 -hmac fake-grafana-secret
  const ofTimeAndBody = "e20402fbc41390c11a0216dc2649866bfffcaf012245c1511f7c460b52e2426f";
  const timestamp = "1795163400";

  const post = async (headers: Record<string, string>, { now = sampleTime, sent = body, door = {} } = {}) => {
    const request = new Request("https://gateway.example/hooks/grafana", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: sent,
    });
    const credentials = Object.keys(door).length > 0 ? door : { secret: ["fake-grafana-secret"] };
    const received = await receive(grafana, request, { door: credentials, now });
    return received.verdict === "refused" ? received.reason : received;
  };
  const stamped = { "x-grafana-alerting-signature-timestamp": timestamp };
  const signed = (signature: string) => ({ "x-grafana-alerting-signature": signature });
  const right = { ...signed(ofTimeAndBody), ...stamped };

  it("lets in a body that is signed with its time, five minutes long", async () => {
    for (const now of [sampleTime, sampleTime + 300_000, sampleTime - 300_000]) {
      expect(await post(right, { now })).toMatchObject({ verdict: "events", isSigned: true, replayableMs: 600_000 });
    }
  });

  it.for([
    ["no signature", {}, {}, "signature_missing"],
    ["an empty signature", { ...signed(""), ...stamped }, {}, "signature_missing"],
    ["the signature of another body", right, { sent: `${body} ` }, "signature_wrong"],
    ["a signature by another secret", right, { door: { secret: ["fake-other-secret"] } }, "signature_wrong"],
    ["a signature in upper case", { ...signed(ofTimeAndBody.toUpperCase()), ...stamped }, {}, "signature_malformed"],
    ["a signature with a prefix", { ...signed(`sha256=${ofTimeAndBody}`), ...stamped }, {}, "signature_malformed"],
    [
      "a signature that came twice",
      { ...signed(`${ofTimeAndBody}, ${ofTimeAndBody}`), ...stamped },
      {},
      "signature_malformed",
    ],
    ["half a signature", { ...signed(ofTimeAndBody.slice(0, 32)), ...stamped }, {}, "signature_malformed"],
    ["a body that is signed without a time", signed(ofBody), {}, "timestamp_missing"],
    ["a time that is not signed", { ...signed(ofBody), ...stamped }, {}, "signature_wrong"],
    [
      "a time that was moved into the body",
      signed(ofTimeAndBody),
      { sent: `${timestamp}:${body}` },
      "timestamp_missing",
    ],
    ["a time of six minutes ago", right, { now: sampleTime + 360_000 }, "timestamp_outside"],
    ["a time six minutes ahead", right, { now: sampleTime - 360_000 }, "timestamp_outside"],
    ["a time that is none", { ...right, "x-grafana-alerting-signature-timestamp": "now" }, {}, "timestamp_malformed"],
  ] as const)("refuses %s", async ([, headers, options, reason]) => {
    expect(await post(headers, options)).toBe(reason);
  });

  it.for([
    // printf 'grafana:fake-password' | openssl base64
    ["a password", "Basic Z3JhZmFuYTpmYWtlLXBhc3N3b3Jk", { password: ["fake-password"] }],
    ["a bearer", "Bearer fake-bearer", { bearer: ["fake-bearer"] }],
  ] as const)("takes %s in the place of a signature", async ([, authorization, door]) => {
    expect(await post({ authorization }, { door })).toMatchObject({ verdict: "events", isSigned: false });
  });
});
