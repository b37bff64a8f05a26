import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { drone } from "./drone.ts";
import { readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  repo: Record<string, unknown>;
  build: Record<string, unknown>;
  system?: unknown;
}

const withBuild = (changes: Record<string, unknown>) => (body: Body) => ({
  ...body,
  build: { ...body.build, ...changes },
});

describe("a build", () => {
  it("of an odd number has pages that are addresses", async () => {
    const [event] = await readSample("drone/build.failure", withBuild({ number: "2 14<" }));
    const run = "https://drone.example.com/acme/shop/2%2014%3C";
    expect(event).toMatchObject({ run: { url: run }, failedTasks: [{ url: `${run}/1/2` }, { url: `${run}/2/1` }] });
  });

  it("says what ran, where, by whom and why", async () => {
    const [event] = await readSample("drone/build.success");
    expect(event).toMatchObject({
      kind: "pipeline",
      source: { provider: "drone", instance: "drone.example.com", event: "build", action: "updated" },
      state: "success",
      statusRaw: "success",
      pipeline: { name: "acme/shop", url: "https://drone.example.com/acme/shop" },
      run: { id: "3301", number: "214", url: "https://drone.example.com/acme/shop/214" },
      queuedAt: "2026-11-20T08:22:20.000Z",
      startedAt: "2026-11-20T08:22:22.000Z",
      finishedAt: "2026-11-20T08:25:20.000Z",
      durationMs: 178_000,
      repository: { fullName: "acme/shop", url: "https://git.example.com/acme/shop" },
      ref: { branch: "main" },
      commit: {
        shortSha: "7d1c0b8",
        title: "fix: 修复购物车合计",
        url: expect.stringContaining("/commit/7d1c0b8"),
        author: { name: "张三", username: "zhangsan", email: "zhangsan@example.com" },
      },
      actor: { username: "lisi" },
      trigger: { type: "push" },
    });
    expect(event).not.toHaveProperty("failedTasks");
  });

  it.for([
    ["pending", "queued"],
    ["waiting_on_dependencies", "queued"],
    ["blocked", "waiting"],
    ["running", "running"],
    ["started", "running"],
    ["success", "success"],
    ["failure", "failure"],
    ["error", "error"],
    ["killed", "canceled"],
    ["declined", "canceled"],
    ["skipped", "skipped"],
    ["on_strike", "unknown"],
    [undefined, "unknown"],
  ] as const)("with the status %s is %s", async ([status, state]) => {
    const [event] = await readSample("drone/build.success", withBuild({ status }));
    expect(event).toMatchObject({ state });
  });

  it("is not over before its status says so", async () => {
    const [event] = await readSample("drone/build.success", withBuild({ status: "running" }));
    for (const field of ["finishedAt", "durationMs"]) expect(event).not.toHaveProperty(field);
  });

  it("that failed names the steps that failed, and the stage that has none", async () => {
    const [event] = await readSample("drone/build.failure");
    expect(event).toMatchObject({
      state: "failure",
      failedTasks: [
        { stage: "test", name: "unit", url: "https://drone.example.com/acme/shop/214/1/2", reason: "exit code 1" },
        { name: "image", url: "https://drone.example.com/acme/shop/214/2/1", reason: expect.stringContaining("pull") },
      ],
    });
  });

  it("that could not start says why", async () => {
    const [event] = await readSample("drone/build.error");
    expect(event).toMatchObject({ state: "error", reason: "yaml: line 12: did not find expected key" });
  });

  it("of a pull request has the source's branch", async () => {
    const [event] = await readSample("drone/build.pull-request");
    expect(event).toMatchObject({
      ref: { branch: "feature/coupons" },
      change: {
        number: "31",
        title: "优惠券可以叠加",
        url: "https://git.example.com/acme/shop/pull/31",
        sourceBranch: "feature/coupons",
        targetBranch: "main",
      },
      trigger: { type: "change" },
    });
  });

  it("of a pull request without a number is not one of the target's branch", async () => {
    const [event] = await readSample("drone/build.pull-request", withBuild({ ref: "refs/heads/main" }));
    expect(event).toMatchObject({ ref: { branch: "feature/coupons" } });
    expect(event).not.toHaveProperty("change");
  });

  it.for([
    ["push", "push"],
    ["tag", "tag"],
    ["pull_request", "change"],
    ["cron", "schedule"],
    ["promote", "deployment"],
    ["rollback", "deployment"],
    ["custom", "manual"],
  ])("that %s started has the trigger %s", async ([event, type]) => {
    const [read] = await readSample("drone/build.success", withBuild({ event }));
    expect(read).toMatchObject({ trigger: { type, raw: event } });
  });

  it("of a tag, of a promotion and of a schedule says so", async () => {
    const [tag] = await readSample("drone/build.tag");
    expect(tag).toMatchObject({ ref: { tag: "v1.8.2" } });
    const [promoted] = await readSample("drone/build.promote");
    expect(promoted).toMatchObject({ environment: { name: "production" }, actor: { username: "wangwu" } });
    expect(JSON.stringify(promoted)).not.toMatch(/fake-|API_TOKEN/);
    const [scheduled] = await readSample("drone/build.cron");
    expect(scheduled).not.toHaveProperty("actor");
  });

  it("links a commit to its own page alone", async () => {
    const link = "https://git.example.com/acme/shop/compare/b61f3a0...7d1c0b8";
    const [event] = await readSample("drone/build.success", withBuild({ link }));
    expect(event).toMatchObject({ commit: { shortSha: "7d1c0b8" } });
    expect(JSON.stringify(event)).not.toContain("compare");
  });

  it("of a server that does not say where it is has no link of its own", async () => {
    const [event] = await readSample("drone/build.failure", (body: Body) => ({ ...body, system: undefined }));
    expect(event).toMatchObject({ run: { number: "214" }, failedTasks: [{ name: "unit" }, { name: "image" }] });
    expect(JSON.stringify(event)).not.toContain("drone.example.com");
  });

  it.for([
    ["build.number", (body: Body) => ({ ...body, build: { ...body.build, number: null } })],
    ["repo.slug", (body: Body) => ({ ...body, repo: {} })],
  ] as const)("without %s is refused", async ([detail, change]) => {
    const received = await receiveSample("drone/build.success", change);
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });
});

describe("other events", () => {
  it("are ignored", async () => {
    expect(await receiveSample("drone/user.created")).toMatchObject({ reason: "event", detail: "user" });
  });
});

describe("a door for Drone", () => {
  const body = '{"event":"user","action":"deleted"}';
  // printf '%s' "$body" | openssl dgst -sha256 -binary | openssl base64
  const digest = "SHA-256=E/jveb+oaORUpy7myDZPFznVxtk3dqXtjEvnUlmEtH8=";
  const date = "Fri, 20 Nov 2026 08:30:00 GMT";
  // printf 'date: %s\ndigest: %s' "$date" "$digest" | openssl dgst -sha256 -hmac fake-drone-secret -binary | openssl base64
  const hmac = "pGxI/X26wNfzyEmH0U8I5QFBwEsLZc3uENy2NCXleb4=";
  const signature = `keyId="hmac-key",algorithm="hmac-sha256",signature="${hmac}",headers="date digest"`;
  const right = { date, digest, signature };

  const post = async (
    headers: Record<string, string>,
    { now = sampleTime, secret = "fake-drone-secret", sent = body } = {},
  ) => {
    const request = new Request("https://gateway.example/hooks/drone", {
      method: "POST",
      headers: { "content-type": "application/json", "x-drone-event": "user", ...headers },
      body: sent,
    });
    const received = await receive(drone, request, { door: { secret: [secret] }, now });
    return received.verdict === "refused" ? received.reason : received;
  };
  const without = (name: string) => Object.fromEntries(Object.entries(right).filter(([key]) => key !== name));

  it("lets in what is signed over its date and the digest of its body", async () => {
    expect(await post(right)).toMatchObject({ verdict: "ignored", isSigned: true });
  });

  it.for([
    ["another secret", right, { secret: "fake-other-secret" }, "signature_wrong"],
    ["another body", right, { sent: `${body} ` }, "signature_wrong"],
    [
      "another body with its own digest",
      // printf '%s ' "$body" | openssl dgst -sha256 -binary | openssl base64
      { ...right, digest: "SHA-256=IbvsYrEJZc2JjkLYyhBhrFaQT4fs4RMEXV+sDvIcxwQ=" },
      { sent: `${body} ` },
      "signature_wrong",
    ],
    ["another date", { ...right, date: "Fri, 20 Nov 2026 08:30:01 GMT" }, {}, "signature_wrong"],
    ["a date of six minutes ago", right, { now: sampleTime + 360_000 }, "timestamp_outside"],
    ["a date six minutes ahead", right, { now: sampleTime - 360_000 }, "timestamp_outside"],
    ["a date that is none", { ...right, date: "yesterday" }, {}, "timestamp_malformed"],
    ["no date", without("date"), {}, "timestamp_missing"],
    ["no digest", without("digest"), {}, "signature_wrong"],
    ["a digest of another kind", { ...right, digest: digest.replace("SHA-256", "MD5") }, {}, "signature_wrong"],
    ["no signature", without("signature"), {}, "signature_missing"],
    ["an empty signature", { ...right, signature: signature.replace(hmac, "") }, {}, "signature_malformed"],
    [
      "a signature over less",
      { ...right, signature: signature.replace("date digest", "date") },
      {},
      "signature_malformed",
    ],
    ["another algorithm", { ...right, signature: signature.replace("sha256", "sha1") }, {}, "signature_malformed"],
    ["a signature that came twice", { ...right, signature: `${signature}, ${signature}` }, {}, "signature_malformed"],
    [
      "a signature in another spelling",
      { ...right, signature: signature.replace("leb4=", "leb5=") },
      {},
      "signature_malformed",
    ],
  ] as const)("refuses %s", async ([, headers, options, reason]) => {
    expect(await post(headers, options)).toBe(reason);
  });

  it("lets in what was signed at most five minutes ago", async () => {
    expect(await post(right, { now: sampleTime + 300_000 })).toMatchObject({ verdict: "ignored" });
    expect(await post(right, { now: sampleTime - 300_000 })).toMatchObject({ verdict: "ignored" });
  });
});
