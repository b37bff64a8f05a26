import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { coding } from "./coding.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  ci: { build: Record<string, unknown> };
}

const withBuild = (changes: Record<string, unknown>) => (body: Body) => ({
  ...body,
  ci: { ...body.ci, build: { ...body.ci.build, ...changes } },
});

describe("a build of CODING's", () => {
  it("says what ran, of what, by whom and why it failed", async () => {
    expect((await readSample("coding/ci.failure"))[0]).toMatchObject({
      kind: "pipeline",
      state: "failure",
      source: { provider: "coding", event: "ci", action: "complete_build" },
      pipeline: { id: "301", name: "商城发布" },
      run: { id: "9001", number: "128", name: "推送到 main 触发" },
      reason: "单元测试未通过",
      repository: { fullName: "acme/shop" },
      ref: { branch: "main" },
      commit: { shortSha: "4f2d8c1" },
      actor: { name: "李四", username: "lisi" },
      queuedAt: "2026-11-20T08:17:00.000Z",
    });
  });

  it.for([
    ["QUEUED", "queued"],
    ["RUNNING", "running"],
    ["SUCCEED", "success"],
    ["SUCCESS", "success"],
    ["UNSTABLE", "unstable"],
    ["FAILED", "failure"],
    ["FAILURE", "failure"],
    ["ABORTED", "canceled"],
    ["CANCELED", "canceled"],
    ["TIMEOUT", "timed_out"],
    ["NOT_BUILT", "skipped"],
    ["ELSE", "unknown"],
  ] as const)("with the status %s is %s", async ([status, state]) => {
    expect((await readSample("coding/ci.failure", withBuild({ status })))[0]).toMatchObject({
      state,
      statusRaw: status,
    });
  });

  it("is told by a service hook too", async () => {
    expect((await readSample("coding/service-hook.finished"))[0]).toMatchObject({
      state: "failure",
      source: { event: "CI_JOB_FINISHED" },
    });
  });

  it("has the id of its delivery, never that of the hook, which is the same each time", () => {
    const { headers, body, now } = payloadOf("coding/service-hook.finished");
    expect(coding.deliveryId?.({ headers, body, now })).toBe("00000000-0000-4000-8000-000000000052");
    headers.delete("x-coding-delivery");
    expect(headers.has("x-coding-service-hook-id")).toBe(true);
    expect(coding.deliveryId?.({ headers, body, now })).toBeUndefined();
  });

  it.for([
    ["ci.updated", "action"],
    ["ping.connected", "ping"],
  ] as const)("is none in %s: %s", async ([name, reason]) => {
    expect(await receiveSample(`coding/${name}`)).toMatchObject({ verdict: "ignored", reason });
  });
});

// printf '{"zen":"x"}' | openssl dgst -sha1 -hmac 'It is a secret of the tests'
const VECTOR = "sha1=f69fc7130f19c169c3b3a4f8ae96b9c65a39f603";

describe("CODING's signature", () => {
  const come = async (signature: string, body = '{"zen":"x"}') => {
    const headers = { "content-type": "application/json", "x-coding-event": "ping", "x-coding-signature": signature };
    const request = new Request("https://g.example/h", { method: "POST", headers, body });
    const door = { secret: ["It is a secret of the tests"] };
    const received = await receive(coding, request, { door, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received.verdict;
  };

  it("is an HMAC with SHA-1 of the body", async () => {
    expect(await come(VECTOR)).toBe("ignored");
    expect(await come(VECTOR, '{"zen":"y"}')).toBe("signature_wrong");
    expect(await come(VECTOR.toUpperCase())).toBe("signature_malformed");
    expect(await come(VECTOR.slice(5))).toBe("signature_malformed");
    expect(await come("")).toBe("signature_missing");
  });
});
