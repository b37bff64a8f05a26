import { describe, expect, it } from "vitest";
import { failureOf, MAX_REPLY_BYTES, parseReply, readReply } from "./answer.ts";

describe("parseReply", () => {
  it.for([
    { name: "the number 0", body: '{"errcode":0,"errmsg":"ok"}' },
    { name: 'the string "0", as in DingTalk\'s own sample', body: '{"errcode":"0","errmsg":"ok"}' },
    { name: "a byte order mark in front is not JSON's, but spaces are", body: ' \n{"errmsg":"ok","errcode":0} ' },
    { name: "0 beside the status of traffic control", body: '{"errcode":0,"status":1111,"errmsg":"ok"}' },
  ])("success: $name", ({ body }) => {
    expect(parseReply(200, body)).toEqual({ kind: "answer", status: 200, errcode: 0, errmsg: "ok" });
  });

  it.for([
    "null",
    '""',
    "false",
    "true",
    "[]",
    "[0]",
    "{}",
    '"00"',
    '"0 "',
    '" 0"',
    '"+0"',
    '"-0"',
    '"0.0"',
    '"0x0"',
    '"0e0"',
    '"zero"',
    "0.5",
    "1e400",
    "-1e400",
    "9007199254740993",
    '"9007199254740993"',
    '"NaN"',
    '"Infinity"',
    '["0"]',
    '{"toString":null}',
  ])("an errcode %s is no errcode", (errcode) => {
    expect(parseReply(200, `{"errcode":${errcode},"errmsg":"ok"}`)).toEqual({ kind: "no_errcode", status: 200 });
  });

  it.for([
    { errcode: "310000", expected: 310000 },
    { errcode: '"310000"', expected: 310000 },
    { errcode: "-1", expected: -1 },
    { errcode: '"-1"', expected: -1 },
  ])("reads the errcode $errcode", ({ errcode, expected }) => {
    expect(parseReply(200, `{"errcode":${errcode},"errmsg":"no"}`)).toEqual({
      kind: "answer",
      status: 200,
      errcode: expected,
      errmsg: "no",
    });
  });

  it.for(["", ',"errmsg":null', ',"errmsg":7', ',"errmsg":{"a":1}', ',"errmsg":["x"]'])(
    "an errmsg that is no text is empty: %s",
    (errmsg) => {
      expect(parseReply(200, `{"errcode":1${errmsg}}`)).toEqual({
        kind: "answer",
        status: 200,
        errcode: 1,
        errmsg: "",
      });
    },
  );

  it.for([
    { name: "nothing", body: "" },
    { name: "HTML", body: "<!DOCTYPE html><html><body>punish</body></html>" },
    { name: "cut JSON", body: '{"errcode":0,"errm' },
    { name: "two objects", body: '{"errcode":0}{"errcode":0}' },
    { name: "a list", body: '[{"errcode":0}]' },
    { name: "the number 0", body: "0" },
    { name: "the string 0", body: '"0"' },
    { name: "null", body: "null" },
    { name: "ok", body: "ok" },
    { name: "deep lists", body: "[".repeat(60_000) },
    { name: "deep objects", body: '{"a":'.repeat(10_000) },
  ])("$name is not DingTalk's JSON", ({ body }) => {
    expect(parseReply(200, body)).toEqual({ kind: "not_json", status: 200 });
  });

  it.for([
    { name: "an errcode further in", body: '{"result":{"errcode":0}}' },
    { name: "an inherited errcode", body: '{"__proto__":{"errcode":0}}' },
    { name: "another casing", body: '{"errCode":0,"Errcode":0}' },
    { name: "another status", body: '{"status":1112,"wait":5}' },
    { name: "deep JSON", body: `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}` },
  ])("$name is an object without errcode", ({ body }) => {
    expect(parseReply(200, body)).toEqual({ kind: "no_errcode", status: 200 });
  });

  it.for([
    {
      name: "as it was seen",
      body: '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}',
      waitMs: 5_000,
    },
    { name: "a wait in parts of a second", body: '{"status":1111,"wait":0.5}', waitMs: 500 },
    { name: "a long wait", body: '{"status":1111,"wait":600}', waitMs: 600_000 },
    { name: "a wait beyond reason", body: '{"status":1111,"wait":1e300}', waitMs: 600_000 },
    { name: "no wait", body: '{"status":1111}', waitMs: 5_000 },
    { name: "a wait of nothing", body: '{"status":1111,"wait":0}', waitMs: 5_000 },
    { name: "a wait before now", body: '{"status":1111,"wait":-3}', waitMs: 5_000 },
    { name: "a wait that is no number", body: '{"status":1111,"wait":"9"}', waitMs: 5_000 },
    { name: "a wait in a list", body: '{"status":1111,"wait":[9]}', waitMs: 5_000 },
    { name: "the status as a string", body: '{"status":"1111","wait":7}', waitMs: 7_000 },
    { name: "an unusable errcode beside it", body: '{"status":1111,"wait":7,"errcode":null}', waitMs: 7_000 },
  ])("traffic control: $name", ({ body, waitMs }) => {
    expect(parseReply(200, body)).toEqual({ kind: "traffic_control", status: 200, waitMs });
  });

  it("believes an errcode beside the status of traffic control", () => {
    expect(parseReply(200, '{"status":1111,"wait":5,"errcode":130101,"errmsg":"send too fast"}')).toEqual({
      kind: "answer",
      status: 200,
      errcode: 130101,
      errmsg: "send too fast",
    });
  });

  it.for([
    { status: 200, kind: "not_json" },
    { status: 204, kind: "not_json" },
    { status: 299, kind: "not_json" },
    { status: 0, kind: "redirected" },
    { status: 300, kind: "redirected" },
    { status: 302, kind: "redirected" },
    { status: 307, kind: "redirected" },
    { status: 399, kind: "redirected" },
    { status: 199, kind: "http_refused" },
    { status: 400, kind: "http_refused" },
    { status: 407, kind: "http_refused" },
    { status: 414, kind: "http_refused" },
    { status: 499, kind: "http_refused" },
    { status: 500, kind: "server_error" },
    { status: 502, kind: "server_error" },
    { status: 599, kind: "server_error" },
  ])("HTTP $status without JSON is $kind", ({ status, kind }) => {
    expect(parseReply(status, "<html>")).toEqual({ kind, status });
  });

  it.for([
    { status: 302, kind: "redirected" },
    { status: 404, kind: "http_refused" },
    { status: 500, kind: "server_error" },
  ])("success needs a status 2xx: $status", ({ status, kind }) => {
    expect(parseReply(status, '{"errcode":0,"errmsg":"ok"}')).toEqual({ kind, status });
  });

  it("believes a refusal with any status but a redirect's", () => {
    expect(parseReply(299, '{"errcode":0}').kind).toBe("answer");
    expect(parseReply(400, '{"errcode":40035,"errmsg":"x"}')).toEqual({
      kind: "answer",
      status: 400,
      errcode: 40035,
      errmsg: "x",
    });
    expect(parseReply(302, '{"errcode":40035}')).toEqual({ kind: "redirected", status: 302 });
  });
});

/** A reply whose body comes in these parts; `end` says how it ends. */
function replyOf(parts: readonly Uint8Array<ArrayBuffer>[], end: "close" | "break" | "cancelled"): Response {
  let next = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull: (controller) => {
        const part = parts[next];
        next += 1;
        if (part !== undefined) controller.enqueue(part);
        else if (end === "close") controller.close();
        else controller.error(new TypeError("terminated"));
      },
      cancel: () => {
        if (end === "cancelled") throw new Error("cancelling failed");
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body);
}

const encoder = new TextEncoder();

describe("readReply", () => {
  it("reads a reply in parts, a character cut in two among them", async () => {
    const bytes = encoder.encode('{"errcode":310000,"errmsg":"关键词不匹配"}');
    const parts = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await readReply(replyOf(parts, "close"))).toEqual({
      kind: "answer",
      status: 200,
      errcode: 310000,
      errmsg: "关键词不匹配",
    });
  });

  it("passes on the status", async () => {
    expect(await readReply(new Response("x", { status: 503 }))).toEqual({ kind: "server_error", status: 503 });
  });

  it("takes a reply without a body", async () => {
    expect(await readReply(new Response(null, { status: 204 }))).toEqual({ kind: "not_json", status: 204 });
  });

  it("takes invalid UTF-8, at its end too", async () => {
    const invalid = Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d);
    expect(await readReply(new Response(invalid))).toEqual({ kind: "not_json", status: 200 });
    const cut = new Uint8Array([...encoder.encode('{"errcode":0}'), 0xe4]);
    expect(await readReply(new Response(cut))).toEqual({ kind: "not_json", status: 200 });
  });

  it("reads 65,536 bytes and not one more", async () => {
    const success = '{"errcode":0,"errmsg":"ok"}';
    const padded = success.padEnd(MAX_REPLY_BYTES, " ");
    expect(MAX_REPLY_BYTES).toBe(65_536);
    expect(await readReply(new Response(padded))).toMatchObject({ kind: "answer", errcode: 0 });
    expect(await readReply(new Response(`${padded} `))).toEqual({ kind: "answer_too_long", status: 200 });
  });

  it("counts bytes over all parts, and asks for no more once it has enough", async () => {
    const part = new Uint8Array(MAX_REPLY_BYTES / 2).fill(0x20);
    const reply = replyOf([part, part, Uint8Array.of(0x20)], "break");
    expect(await readReply(reply)).toEqual({ kind: "answer_too_long", status: 200 });
  });

  it("does not mind when the rest can't be cancelled", async () => {
    const reply = replyOf([new Uint8Array(MAX_REPLY_BYTES + 1)], "cancelled");
    expect(await readReply(reply)).toEqual({ kind: "answer_too_long", status: 200 });
  });

  it("rejects where the body breaks off, for it may have been a success", async () => {
    await expect(readReply(replyOf([encoder.encode('{"errcode":0')], "break"))).rejects.toThrow("terminated");
  });
});

function codeError(code: string, more: Readonly<Record<string, unknown>> = {}): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("…"), { code, ...more }) });
}

describe("failureOf", () => {
  it.for([
    { code: "ENOTFOUND", expected: "dns_failed" },
    { code: "EAI_AGAIN", expected: "dns_failed" },
    { code: "EAI_FAIL", expected: "dns_failed" },
    { code: "CERT_HAS_EXPIRED", expected: "tls_failed" },
    { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", expected: "tls_failed" },
    { code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", expected: "tls_failed" },
    { code: "DEPTH_ZERO_SELF_SIGNED_CERT", expected: "tls_failed" },
    { code: "SELF_SIGNED_CERT_IN_CHAIN", expected: "tls_failed" },
    { code: "HOSTNAME_MISMATCH", expected: "tls_failed" },
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", expected: "tls_failed" },
    { code: "ERR_SSL_WRONG_VERSION_NUMBER", expected: "tls_failed" },
    { code: "UND_ERR_PRX_TLS", expected: "tls_failed" },
    { code: "EPROTO", expected: "tls_failed" },
    { code: "UND_ERR_HEADERS_TIMEOUT", expected: "timeout" },
    { code: "UND_ERR_BODY_TIMEOUT", expected: "timeout" },
    { code: "ECONNREFUSED", expected: "connection_failed" },
    { code: "EHOSTUNREACH", expected: "connection_failed" },
    { code: "ENETUNREACH", expected: "connection_failed" },
    { code: "EADDRNOTAVAIL", expected: "connection_failed" },
    { code: "EACCES", expected: "connection_failed" },
    { code: "EPERM", expected: "connection_failed" },
    { code: "UND_ERR_CONNECT_TIMEOUT", expected: "connection_failed" },
    { code: "UND_ERR_ABORTED", expected: "connection_failed" },
    { code: "ECONNRESET", expected: "connection_lost" },
    { code: "EPIPE", expected: "connection_lost" },
    { code: "ETIMEDOUT", expected: "connection_lost" },
    { code: "UND_ERR_SOCKET", expected: "connection_lost" },
    { code: "XENOTFOUND", expected: "connection_lost" },
    { code: "ENOTFOUNDX", expected: "connection_lost" },
    { code: "ECONNREFUSEDX", expected: "connection_lost" },
    { code: "XECONNREFUSED", expected: "connection_lost" },
    { code: "XCERT_HAS_EXPIRED", expected: "connection_lost" },
    { code: "UND_ERR_BODY_TIMEOUTX", expected: "connection_lost" },
    { code: "XUND_ERR_BODY_TIMEOUT", expected: "connection_lost" },
    { code: "", expected: "connection_lost" },
  ])("$code is $expected", ({ code, expected }) => {
    expect(failureOf(codeError(code))).toBe(expected);
  });

  it("knows a time-out while connecting: nothing was sent", () => {
    expect(failureOf(codeError("ETIMEDOUT", { syscall: "connect" }))).toBe("connection_failed");
    expect(failureOf(codeError("ETIMEDOUT", { syscall: "read" }))).toBe("connection_lost");
    expect(failureOf(codeError("ECONNRESET", { syscall: "connect" }))).toBe("connection_lost");
  });

  it("looks into the causes, and into the first of several errors", () => {
    expect(failureOf(new Error("outer", { cause: codeError("ENOTFOUND") }))).toBe("dns_failed");
    const both = new AggregateError([Object.assign(new Error("a"), { code: "ECONNREFUSED" }), new Error("b")]);
    expect(failureOf(new TypeError("fetch failed", { cause: both }))).toBe("connection_failed");
    expect(failureOf(Object.assign(codeError("ENOTFOUND"), { code: "UNHEARD_OF" }))).toBe("dns_failed");
  });

  it("gives up on endless causes", () => {
    const error: { code: string; cause?: unknown } = { code: "X" };
    error.cause = error;
    expect(failureOf(error)).toBe("connection_lost");
    const nested = (depth: number): unknown => (depth === 0 ? { code: "ENOTFOUND" } : { cause: nested(depth - 1) });
    expect(failureOf(nested(4))).toBe("dns_failed");
    expect(failureOf(nested(5))).toBe("connection_lost");
  });

  it.for([
    undefined,
    null,
    "ENOTFOUND",
    7,
    {},
    [],
    { code: 7 },
    { code: ["ENOTFOUND"] },
    { code: ["ETIMEDOUT"], syscall: "connect" },
    { errors: "ENOTFOUND" },
    { errors: [] },
    new Error("Network connection lost."),
  ])("says that it may have arrived where nothing is known: %o", (error) => {
    expect(failureOf(error)).toBe("connection_lost");
  });
});
