import { describe, expect, it } from "vitest";
import { type ReceiveOptions, receive } from "../receive.ts";
import { gitlab } from "./gitlab.ts";
import { type Body, page, withFields, without } from "./gitlab-body.fixture.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

const sha = "5f2d8c1b7a904e63a1c0d4f7b2e8963a7c51d0e4";

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
    ["no signature", { "x-gitlab-token": secret }, sampleTime, body, "signature_missing"],
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
