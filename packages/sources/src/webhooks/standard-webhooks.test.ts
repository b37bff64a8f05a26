import { eventKinds } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { readEventBody } from "../event-body.ts";
import { receive } from "../receive.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";
import { texts } from "./standard-webhooks.texts.ts";
import { standardWebhooks } from "./standard-webhooks.ts";

describe("an Event of one's own", () => {
  it("of a run says all that its sender wrote", async () => {
    const [event] = await readSample("standard-webhooks/pipeline.failure");
    expect(event).toMatchObject({
      id: "standard-webhooks/msg_acme0001",
      kind: "pipeline",
      time: "2026-11-20T08:30:00.000Z",
      source: {
        provider: "standard-webhooks",
        via: "webhook",
        event: "pipeline",
        action: "failure",
        deliveryId: "msg_acme0001",
      },
      state: "failure",
      pipeline: { id: "nightly", name: "每夜构建", url: "https://build.example.com/nightly" },
      run: { id: "9f3", number: "214", attempt: 1, url: "https://build.example.com/nightly/214" },
      repository: { fullName: "acme/shop", name: "shop" },
      ref: { branch: "main" },
      commit: { shortSha: "7d1c0b8", title: "fix: 修复购物车合计", author: { username: "zhangsan" } },
      actor: { name: "李四", username: "lisi" },
      trigger: { type: "schedule" },
      reason: "2 个任务失败",
      failedTasks: [{ stage: "test", name: "unit", reason: "exit code 1" }, { name: "image" }],
      durationMs: 178_000,
      tests: { total: 120, passed: 117, failed: 2, skipped: 1 },
      artifacts: [{ name: "report.html" }],
      previousState: "success",
      params: { region: "cn-hangzhou" },
    });
  });

  it.for([
    ["pipeline.minimal", { kind: "pipeline", state: "success" }],
    ["pipeline.pull-request", { ref: { branch: "feature/coupons" }, change: { number: "31", targetBranch: "main" } }],
    ["pipeline.running", { state: "running", stage: { name: "test" }, task: { name: "lint" }, ref: { tag: "v1.8.2" } }],
    [
      "deployment.failure",
      { kind: "deployment", state: "failure", environment: { name: "production" }, revision: "v1.8.2" },
    ],
    ["alert.firing", { kind: "alert", status: "firing", groupKey: "backup", alerts: [{ values: { hours: "26" } }] }],
    ["alert.resolved", { kind: "alert", status: "resolved", groupKey: "备份失败", alerts: [] }],
    [
      "change.merged",
      { kind: "change", action: "merged", change: { number: "31" }, commits: [{ shortSha: "7d1c0b8" }] },
    ],
    ["change.pushed", { action: "pushed", ref: { branch: "main" }, commits: [{ shortSha: "b61f3a0" }, {}] }],
    ["change.released", { action: "released", release: { tag: "v1.8.2" }, commits: [] }],
    ["artifact.scanned", { kind: "artifact", action: "scanned", vulnerabilities: { Critical: 1, High: 4 } }],
  ] as const)("%s is read", async ([name, expected]) => {
    const [event] = await readSample(`standard-webhooks/${name}`);
    expect(event).toMatchObject(expected);
  });

  it("without the headers happened when it was received, and has no delivery", async () => {
    const request = new Request("https://gateway.example/hooks/x", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer fake-bearer" },
      body: JSON.stringify({ kind: "alert", status: "firing", name: "x" }),
    });
    const received = await receive(standardWebhooks, request, { door: { bearer: ["fake-bearer"] }, now: sampleTime });
    expect(received).toMatchObject({
      verdict: "events",
      isSigned: false,
      events: [{ time: "2026-11-20T08:30:00.000Z" }],
    });
    expect(received).not.toHaveProperty("deliveryId");
  });

  it("that is wrong is refused with the path of what is wrong", async () => {
    const received = await receiveSample("standard-webhooks/pipeline.failure", (body: object) => ({
      ...body,
      pipeline: {},
    }));
    expect(received).toEqual({
      verdict: "refused",
      status: 400,
      reason: "payload_invalid",
      detail: "pipeline.name: missing",
    });
  });
});

describe("what its users are told", () => {
  const rows = texts.setup.en.split("\n").filter((line) => /^\| [a-z*]+ \|/.test(line));
  const wordsOf = (kind: string) => {
    const row = rows.find((line) => line.startsWith(`| ${kind} |`)) ?? "";
    // What stands in brackets are the fields of a field, or its words.
    return (
      row
        .replace(/\{[^}]*\}|\[[^\]]*\]|\([^)]*\)/g, "")
        .match(/\b[a-zA-Z]+\b/g)
        ?.slice(kind === "*" ? 0 : 1) ?? []
    );
  };

  it.for(eventKinds)("names every field of a %s, and no other", (kind) => {
    const read = readEventBody({ kind, nothing: true }, "2026-11-20T08:30:00.000Z");
    const known = "invalid" in read ? read.invalid.replace("body: a field that is none of ", "").split(", ") : [];
    expect(new Set([...wordsOf(kind), ...wordsOf("*"), "kind"])).toEqual(new Set(known));
  });

  it("holds a body that is right", () => {
    const json = /```json\n([\s\S]*?)\n```/.exec(texts.setup.en)?.[1] ?? "";
    expect(texts.setup["zh-CN"]).toContain(json);
    expect(readEventBody(JSON.parse(json), "2026-11-20T08:30:00.000Z")).toHaveProperty("draft");
  });
});

describe("a door of Standard Webhooks", () => {
  const body = '{"kind":"pipeline","state":"success","pipeline":{"name":"backup"}}';
  // printf 'fake-standard-webhooks-k' | openssl base64 -A
  const secret = `whsec_${"ZmFrZS1zdGFuZGFyZC13ZWJob29rcy1r"}`;
  // printf '%s.%s.%s' msg_acme9 1795163400 "$body" | openssl dgst -sha256 -hmac fake-standard-webhooks-k -binary | openssl base64 -A
  const signature = "v1,w+LD0nkR5C8YZk3GKjBmLLa+OuDtuyz8qYu3FcPjsUM=";
  const right = { "webhook-id": "msg_acme9", "webhook-timestamp": "1795163400", "webhook-signature": signature };

  const post = async (headers: Record<string, string>, { now = sampleTime, sent = body, secrets = [secret] } = {}) => {
    const request = new Request("https://gateway.example/hooks/events", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: sent,
    });
    const received = await receive(standardWebhooks, request, { door: { secret: secrets }, now });
    return received.verdict === "refused" ? received.reason : received;
  };
  const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([key]) => key !== name));

  it.for([
    ["by its secret", right, {}],
    ["beside other signatures", { ...right, "webhook-signature": `v1a,x v1,AAAA ${signature}` }, {}],
    ["by a secret without its prefix", right, { secrets: [secret.replace("whsec_", "")] }],
    ["while secrets are rotated", right, { secrets: [`whsec_${btoa("fake-other-secret-of-24-b")}`, secret] }],
    ["five minutes ago", right, { now: sampleTime + 300_000 }],
  ] as const)("lets in what was signed %s", async ([, headers, options]) => {
    expect(
      await post(headers, { ...options, secrets: [...("secrets" in options ? options.secrets : [secret])] }),
    ).toMatchObject({
      verdict: "events",
      isSigned: true,
      deliveryId: "msg_acme9",
    });
  });

  it.for([
    ["no signature", without("webhook-signature"), {}, "signature_missing"],
    ["no id", without("webhook-id"), {}, "signature_wrong"],
    ["no time", without("webhook-timestamp"), {}, "timestamp_missing"],
    ["another id", { ...right, "webhook-id": "msg_acme8" }, {}, "signature_wrong"],
    ["another time", { ...right, "webhook-timestamp": "1795163401" }, {}, "signature_wrong"],
    ["another body", right, { sent: `${body}\n` }, "signature_wrong"],
    ["another secret", right, { secrets: [`whsec_${btoa("fake-other-secret-of-24-b")}`] }, "signature_wrong"],
    ["a secret that is too short", right, { secrets: ["whsec_ZmFrZQ=="] }, "signature_wrong"],
    ["a time of six minutes ago", right, { now: sampleTime + 360_000 }, "timestamp_outside"],
    ["a time six minutes ahead", right, { now: sampleTime - 360_000 }, "timestamp_outside"],
    ["a time in milliseconds", { ...right, "webhook-timestamp": "1795163400000" }, {}, "timestamp_outside"],
    [
      "a signature of another kind",
      { ...right, "webhook-signature": signature.replace("v1,", "v1a,") },
      {},
      "signature_malformed",
    ],
    [
      "a signature in another spelling",
      { ...right, "webhook-signature": signature.replace("UM=", "UN=") },
      {},
      "signature_malformed",
    ],
  ] as const)("refuses %s", async ([, headers, options, reason]) => {
    const secrets = "secrets" in options ? [...options.secrets] : [secret];
    expect(await post(headers, { ...options, secrets })).toBe(reason);
  });
});
