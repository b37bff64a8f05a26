import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { hmac } from "./hmac.ts";
import { type ReceiveOptions, receive } from "./receive.ts";
import type { WebhookSource } from "./source.ts";

const now = Date.UTC(2026, 10, 20, 8, 30);
const url = "https://gateway.example/hooks/x";

/** A sender with every kind of credential, that says of its body what it is told to. */
function createSource(parse: WebhookSource["parse"] = () => ({ ignored: "ping" })) {
  const spy = vi.fn(parse);
  const source: WebhookSource = {
    id: "example",
    verification: {
      secret: hmac({ header: "x-signature", hash: "SHA-256", encoding: "hex" }),
      token: { header: "x-token" },
      password: {},
      bearer: true,
    },
    formField: "payload",
    deliveryId: ({ headers }) => headers.get("x-delivery") ?? undefined,
    parse: spy,
  };
  return { source, spy };
}

const insecure: ReceiveOptions = { door: { insecure: true }, now };

function post(
  body: BodyInit | null,
  headers: Record<string, string> = { "content-type": "application/json" },
): Request {
  return new Request(url, { method: "POST", headers, body, duplex: "half" } as RequestInit);
}

/** A body that comes in pieces, with no length said before. */
function stream(pieces: number, pieceBytes: number, seen: { pulled: number }): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      if (seen.pulled === pieces) controller.close();
      else {
        seen.pulled += 1;
        controller.enqueue(new Uint8Array(pieceBytes).fill(0x20));
      }
    },
  });
}

describe("receive", () => {
  it.for([
    { name: "GET", request: () => new Request(url), expected: { status: 405, reason: "method" } },
    {
      name: "a gzip body",
      request: () => post(gzipSync("{}"), { "content-encoding": "gzip" }),
      expected: { status: 415, reason: "content_encoding" },
    },
    {
      name: "a multipart body",
      request: () => post("x", { "content-type": "multipart/form-data; boundary=x" }),
      expected: { status: 415, reason: "content_type" },
    },
    { name: "no body", request: () => post(null), expected: { status: 400, reason: "not_json" } },
    { name: "what is no JSON", request: () => post("{"), expected: { status: 400, reason: "not_json" } },
    {
      name: "bytes that are no UTF-8",
      request: () => post(new Uint8Array([0x22, 0xff, 0x22])),
      expected: { status: 400, reason: "not_utf8" },
    },
    {
      name: "a form without its field",
      request: () => post("other=1", { "content-type": "application/x-www-form-urlencoded" }),
      expected: { status: 400, reason: "not_json" },
    },
  ])("refuses $name", async ({ request, expected }) => {
    const { source, spy } = createSource();
    expect(await receive(source, request(), insecure)).toEqual({ verdict: "refused", ...expected });
    expect(spy).not.toHaveBeenCalled();
  });

  it.for(["application/json; charset=utf-8", "application/vnd.acme+json", "text/plain", ""])(
    "takes JSON as %j",
    async (type) => {
      const { source } = createSource();
      const received = await receive(source, post("{}", type === "" ? {} : { "content-type": type }), insecure);
      expect(received.verdict).toBe("ignored");
    },
  );

  it("takes a form's field", async () => {
    const { source, spy } = createSource();
    const body = `payload=${encodeURIComponent('{"a":"b c"}')}`;
    await receive(source, post(body, { "content-type": "application/x-www-form-urlencoded" }), insecure);
    expect(spy.mock.calls[0]?.[0].body).toEqual({ a: "b c" });
  });

  it.for([
    { name: "no body", body: null, type: "application/json", expected: undefined },
    { name: "bytes", body: new Uint8Array([0x7b, 0xff]), type: "application/octet-stream", expected: undefined },
    { name: "a text", body: "{", type: "text/plain", expected: undefined },
    { name: "a form", body: "a=1", type: "application/x-www-form-urlencoded", expected: undefined },
    { name: "JSON", body: '{"a":1}', type: "application/json", expected: { a: 1 } },
    { name: "JSON that names no type", body: '{"a":1}', type: "", expected: { a: 1 } },
  ])("takes $name from a sender that may lack JSON, and verifies it", async ({ body, type, expected }) => {
    const { source, spy } = createSource();
    const { formField: _, ...rest } = source;
    const loose: WebhookSource = { ...rest, mayLackJson: (headers) => headers.has("x-loose") };
    const signature = createHmac("sha256", "s3")
      .update(body ?? "")
      .digest("hex");
    const headers = { "x-loose": "1", "x-signature": signature, ...(type === "" ? {} : { "content-type": type }) };
    const door = { secret: ["s3"] };
    const received = await receive(loose, post(body === null ? null : new Blob([body]).stream(), headers), {
      door,
      now,
    });
    expect(received).toMatchObject({ verdict: "ignored", isSigned: true });
    expect(spy.mock.calls[0]?.[0].body).toEqual(expected);
    const wrong = await receive(loose, post(body, { ...headers, "x-signature": "0".repeat(64) }), { door, now });
    expect(wrong).toMatchObject({ status: 401, reason: "signature_wrong" });
    expect(spy).toHaveBeenCalledOnce();
  });

  it("refuses no JSON from a sender whose request should hold some", async () => {
    const { source } = createSource();
    const loose: WebhookSource = { ...source, mayLackJson: (headers) => headers.has("x-loose") };
    const bytes = post("x", { "content-type": "application/octet-stream" });
    expect(await receive(loose, bytes, insecure)).toMatchObject({ status: 415, reason: "content_type" });
    expect(await receive(loose, post(null), insecure)).toMatchObject({ status: 400, reason: "not_json" });
    const broken = post("{", { "x-loose": "1", "content-type": "application/json" });
    expect(await receive(loose, broken, insecure)).toMatchObject({ status: 400, reason: "not_json" });
  });

  it("stops reading at the limit, whatever the length is said to be", async () => {
    const { source } = createSource();
    const seen = { pulled: 0 };
    const request = post(stream(1_000, 65_536, seen), { "content-length": "2" });
    expect(await receive(source, request, insecure)).toMatchObject({ status: 413, reason: "body_too_large" });
    expect(seen.pulled).toBeLessThan(20);
    const said = post("{}", { "content-length": "99999999" });
    expect(await receive(source, said, insecure)).toMatchObject({ status: 413 });
    expect(await receive(source, post("[1]"), { ...insecure, maxBytes: 3 })).toMatchObject({ verdict: "ignored" });
    expect(await receive(source, post("[1] "), { ...insecure, maxBytes: 3 })).toMatchObject({ status: 413 });
  });

  it("reads a framed body at once, and one without a length up to the limit all the same", async () => {
    const { source } = createSource();
    const framed = { ...insecure, isFramed: true };
    const whole = post("[1]", { "content-length": "3" });
    expect(await receive(source, whole, framed)).toMatchObject({
      verdict: "ignored",
      body: new Uint8Array([91, 49, 93]),
    });
    expect(await receive(source, post("{}", { "content-length": "99999999" }), framed)).toMatchObject({ status: 413 });
    const seen = { pulled: 0 };
    expect(await receive(source, post(stream(1_000, 65_536, seen)), framed)).toMatchObject({ status: 413 });
    expect(seen.pulled).toBeLessThan(20);
  });

  it("says that a body broke off", async () => {
    const { source } = createSource();
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) });
    expect(await receive(source, post(broken), insecure)).toMatchObject({ status: 400, reason: "body_unreadable" });
  });

  it.for([
    { name: "64 levels", body: `${"[".repeat(64)}${"]".repeat(64)}`, verdict: "ignored" },
    { name: "65 levels", body: `${"[".repeat(65)}${"]".repeat(65)}`, verdict: "refused" },
    { name: "500,000 levels", body: `${"[".repeat(500_000)}${"]".repeat(500_000)}`, verdict: "refused" },
    { name: "50,000 values", body: `[${"0,".repeat(49_999)}0]`, verdict: "ignored" },
    { name: "50,001 values", body: `[${"0,".repeat(50_000)}0]`, verdict: "refused" },
    {
      name: "100,000 keys",
      body: `{${Array.from({ length: 100_000 }, (_, i) => `"${i}":0`).join()}}`,
      verdict: "refused",
    },
    { name: "a number past all bounds", body: "[1e400]", verdict: "ignored" },
    { name: "one key many times", body: `{${'"a":0,'.repeat(1_000)}"a":1}`, verdict: "ignored" },
    { name: "half a character", body: '["\\ud800"]', verdict: "ignored" },
  ])("holds JSON with $name", async ({ body, verdict }) => {
    const { source } = createSource();
    expect((await receive(source, post(body), insecure)).verdict).toBe(verdict);
  });

  it("parses nothing that it has not verified", async () => {
    const { source, spy } = createSource();
    const door = { secret: ["s3"] };
    const body = '{"a":1}';
    const signature = createHmac("sha256", "s3").update(body).digest("hex");
    for (const wrong of [
      "",
      "0".repeat(64),
      signature.toUpperCase(),
      `${signature}00`,
      `${signature}, ${signature}`,
      "é",
    ]) {
      const received = await receive(source, post(body, { "x-signature": wrong }), { door, now });
      expect(received).toMatchObject({ verdict: "refused", status: expect.toSatisfy((s) => s === 400 || s === 401) });
    }
    expect(spy).not.toHaveBeenCalled();
    const received = await receive(source, post(body, { "x-signature": signature }), { door, now });
    expect(received).toMatchObject({ verdict: "ignored", isSigned: true });
  });

  it("asks for every kind of credential that the door has", async () => {
    const { source } = createSource();
    const door = { token: ["T1", "T2"], bearer: ["B"], password: ["P:W"] };
    const basic = `Basic ${btoa("user:P:W")}`;
    const reasons = async (headers: Record<string, string>, pathToken?: string, doorOfIt: object = door) => {
      const received = await receive(source, post("{}", headers), { door: doorOfIt, pathToken, now });
      return received.verdict === "refused" ? received.reason : received.verdict;
    };
    expect(await reasons({})).toBe("token_wrong");
    expect(await reasons({ "x-token": "T2" })).toBe("password_wrong");
    expect(await reasons({ authorization: basic }, "T1")).toBe("bearer_wrong");
    expect(await reasons({ "x-token": "T3" }, "T1")).toBe("token_wrong");
    expect(await reasons({ authorization: basic }, undefined, { password: ["P:W"] })).toBe("ignored");
    expect(await reasons({ authorization: "bearer B" }, undefined, { bearer: ["B"] })).toBe("ignored");
    expect(await reasons({ authorization: "Bearer b" }, undefined, { bearer: ["B"] })).toBe("bearer_wrong");
    expect(await reasons({ authorization: "Basic !!!" }, undefined, { password: ["P:W"] })).toBe("password_wrong");
    expect(await reasons({}, "", { token: [""] })).toBe("door_shut");
  });

  it("shuts a door without a secret, and one whose credential the sender can't give", async () => {
    const { source } = createSource();
    const { verification: _, ...rest } = source;
    const bare: WebhookSource = { ...rest, verification: {} };
    expect(await receive(source, post("{}"), { door: {}, now })).toMatchObject({ status: 401, reason: "door_shut" });
    for (const door of [{ secret: ["x"] }, { password: ["x"] }, { bearer: ["x"] }]) {
      expect(await receive(bare, post("{}"), { door, now })).toMatchObject({ reason: "credential_unsupported" });
    }
  });

  it.for([
    { name: "the bytes of a body without an id", says: {}, door: { insecure: true }, hasBody: true },
    {
      name: "an id alone where nothing is signed",
      says: { "x-delivery": "1" },
      door: { insecure: true },
      hasBody: false,
    },
    {
      name: "the bytes of a body that is signed beside an id",
      says: { "x-delivery": "1" },
      door: { secret: ["s3"] },
      hasBody: true,
    },
    {
      name: "an id alone that is signed, too",
      says: { "x-delivery": "1" },
      door: { secret: ["s3"] },
      coversId: true,
      hasBody: false,
    },
  ])("says what a double is known by: $name", async ({ says, door, coversId = false, hasBody }) => {
    const { source } = createSource();
    const scheme = hmac({ header: "x-signature", hash: "SHA-256", encoding: "hex", coversId });
    const headers = { ...says, "x-signature": createHmac("sha256", "s3").update("{}").digest("hex") };
    const signing = { ...source, verification: { secret: scheme } };
    const received = await receive(signing, post("{}", headers), { door, now });
    expect(received).toMatchObject({ verdict: "ignored" });
    expect("body" in received).toBe(hasBody);
  });

  it("gives an Event its id, its sender and its door", async () => {
    const { source } = createSource(() => ({
      events: [{ kind: "artifact", action: "pushed", name: "shop", tag: undefined, source: { event: "push" } }],
    }));
    const first = await receive(source, post("{}", { "x-delivery": "d-1" }), {
      door: { name: "hub", insecure: true },
      now,
    });
    expect(first).toMatchObject({
      verdict: "events",
      deliveryId: "d-1",
      isSigned: false,
      events: [
        {
          id: "example/d-1",
          time: "2026-11-20T08:30:00.000Z",
          source: { provider: "example", via: "webhook", door: "hub", deliveryId: "d-1", event: "push" },
        },
      ],
    });
    expect(first.verdict === "events" && Object.keys(first.events[0] ?? {})).not.toContain("tag");
    const unnamed = await receive(source, post("{}"), { door: { insecure: true }, now: now + 1 });
    expect(unnamed.verdict === "events" && unnamed.events[0]?.id).toBe("example//artifact//pushed/shop///");
  });

  it("says which words of a state nobody knows", async () => {
    const { source } = createSource(() => ({
      events: [{ kind: "pipeline", state: "unknown", statusRaw: "exploded" }],
    }));
    expect(await receive(source, post("{}"), insecure)).toMatchObject({ unknownStates: ["exploded"] });
  });

  it("tells of the events that a door names, and leaves the others untold", async () => {
    const { source } = createSource(({ body }) => ({
      events: [{ kind: "pipeline", state: "success", source: { event: (body as { event: string }).event } }],
      ...((body as { event: string }).event === "job" ? { untold: "part_of_run" as const } : {}),
    }));
    const untold = async (event: string, events?: readonly string[]) => {
      const door = { insecure: true, ...(events === undefined ? {} : { events }) };
      const received = await receive(source, post(JSON.stringify({ event })), { door, now });
      return received.verdict === "events" ? (received.untold ?? "told") : received.verdict;
    };
    expect(await untold("run")).toBe("told");
    expect(await untold("job")).toBe("part_of_run");
    expect(await untold("job", ["job"])).toBe("told");
    expect(await untold("run", ["job"])).toBe("event");
  });

  it("refuses the request of a sender that calls itself by this one's name too", async () => {
    const { source, spy } = createSource();
    const picky: WebhookSource = { ...source, eventHeader: "x-example-event", foreignHeaders: ["x-other-event"] };
    expect(await receive(picky, post("{}"), insecure)).toMatchObject({
      status: 400,
      reason: "sender_mismatch",
      detail: "x-example-event",
    });
    const both = post("{}", { "x-example-event": "a", "x-other-event": "a" });
    expect(await receive(picky, both, insecure)).toMatchObject({ reason: "sender_mismatch", detail: "x-other-event" });
    expect(spy).not.toHaveBeenCalled();
  });

  it("answers a sender that asks whether it may send", async () => {
    const { source } = createSource();
    const asking: WebhookSource = { ...source, handshake: () => ({ "webhook-allowed-origin": "*" }) };
    const options = new Request(url, { method: "OPTIONS" });
    expect(await receive(asking, options, insecure)).toEqual({
      verdict: "handshake",
      headers: { "webhook-allowed-origin": "*" },
    });
    expect(await receive(source, options, insecure)).toMatchObject({ status: 405 });
  });
});
