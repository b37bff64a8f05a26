import { createHash, createHmac } from "node:crypto";
import { contentOf, defaultContent, type Event, parseEvent, titleOf } from "@dingpipe/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sourceTypes } from "./catalog.ts";
import { receive } from "./receive.ts";
import type { HmacScheme } from "./signature.ts";
import { payloadOf, receiveSample, samplesOf, sampleTime, sourceOf } from "./webhooks/read-sample.fixture.ts";

// What every sender keeps, over its own samples (packages/fixtures/samples/<type>): its rules are in the file of its name.

const samples = sourceTypes.flatMap((type) => samplesOf(type).map((name) => ({ type, name })));
const signed = await Promise.all(
  sourceTypes.map(async (type) => ({ type, scheme: (await sourceOf(type)).verification.secret })),
);
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

describe("every sender", () => {
  it.for(sourceTypes)("%s has samples", (type) => expect(samplesOf(type).length).toBeGreaterThan(0));

  it.for(samples)("makes valid Events of $name, or says why not", async ({ name }) => {
    const received = await receiveSample(name);
    if (received.verdict !== "events") {
      expect(received.verdict).toBe("ignored");
      return;
    }
    expect(received.events.length).toBeGreaterThan(0);
    for (const event of received.events) {
      expect(parseEvent(JSON.parse(JSON.stringify(event)))).toEqual(JSON.parse(JSON.stringify(event)));
      expect(event.time).not.toBe("");
    }
  });

  it.for(samples)("tells the group of $name in three languages", async ({ name }) => {
    const received = await receiveSample(name);
    if (received.verdict !== "events") return;
    const file = new URL(`../../fixtures/samples/${name}.messages.md`, import.meta.url).pathname;
    await expect(messagesOf(received.events)).toMatchFileSnapshot(file);
  });
});

describe("a door", () => {
  it.for(samples)("lets $name in with its credential, and nobody without", async ({ type, name }) => {
    const source = await sourceOf(type);
    const { verification } = source;
    const open = await receive(source, requestOf(name), { door: { token: ["T"] }, pathToken: "T", now: sampleTime });
    expect(open.verdict === "refused" && open.reason).not.toBe("token_wrong");
    const shut = await receive(source, requestOf(name), { door: {}, now: sampleTime });
    expect(shut).toMatchObject({ verdict: "refused", status: 401, reason: "door_shut" });
    if (verification.secret === undefined) return;
    const request = requestOf(name, verification.secret);
    expect((await receive(source, request, { door: { secret: [secret] }, now: sampleTime })).verdict).not.toBe(
      "refused",
    );
    const other = await receive(source, requestOf(name, verification.secret), {
      door: { secret: [`whsec_${Buffer.alloc(32, 8).toString("base64")}`] },
      now: sampleTime,
    });
    expect(other).toMatchObject({ verdict: "refused", status: 401, reason: "signature_wrong" });
    const rotated = await receive(source, requestOf(name, verification.secret), {
      door: { secret: [`whsec_${Buffer.alloc(32, 8).toString("base64")}`, secret] },
      now: sampleTime,
    });
    expect(rotated.verdict).not.toBe("refused");
  });

  it.for(signed.filter(({ scheme }) => scheme !== undefined))(
    "refuses $type with any signature but the right one, by 400 or 401 alone",
    async ({ type, scheme }) => {
      const source = await sourceOf(type);
      const name = samplesOf(type)[0] ?? "";
      const right = requestOf(name, scheme).headers.get(scheme?.header ?? "") ?? "";
      await fc.assert(
        fc.asyncProperty(alteration(right), async (header) => {
          const request = requestOf(name, scheme);
          if (header.trim() === right || (scheme?.isList === true && header.split(" ").includes(right))) return;
          request.headers.set(scheme?.header ?? "", header);
          const received = await receive(source, request, { door: { secret: [secret] }, now: sampleTime });
          expect(received).toMatchObject({
            verdict: "refused",
            status: expect.toSatisfy((s) => s === 400 || s === 401),
          });
        }),
      );
    },
  );

  it.for(signed.filter(({ scheme }) => scheme !== undefined && scheme.leavesBodyOpen !== true))(
    "refuses $type with any byte of the body changed",
    async ({ type, scheme }) => {
      const source = await sourceOf(type);
      const name = samplesOf(type)[0] ?? "";
      const { bytes } = payloadOf(name);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (index, change) => {
          const body = bytes.slice();
          body[index] = (body[index] ?? 0) ^ change;
          const { headers } = requestOf(name, scheme);
          const request = new Request("https://gateway.example/hooks/x", { method: "POST", headers, body });
          const received = await receive(source, request, { door: { secret: [secret] }, now: sampleTime });
          expect(received).toMatchObject({ verdict: "refused", status: 401 });
        }),
        { numRuns: 500 },
      );
    },
  );
});

function messagesOf(events: readonly Event[]): string {
  return events
    .flatMap((event) =>
      (["zh-CN", "en", "ru"] as const).map((locale) => {
        const options = { locale, timeZone: "Asia/Shanghai", openLinksIn: "browser" } as const;
        return `<!-- ${locale}: ${titleOf(event, options)} -->\n${contentOf(event, defaultContent[event.kind], options)}\n`;
      }),
    )
    .join("\n");
}

/** The sample as a request; with a scheme, signed by Node's own HMAC. */
function requestOf(name: string, scheme?: HmacScheme): Request {
  const { headers, bytes } = payloadOf(name);
  if (scheme !== undefined) {
    const { timestamp } = scheme;
    const time = timestamp === undefined ? "" : timestampText(timestamp.unit);
    if (timestamp !== undefined && time !== "") {
      headers.set(timestamp.header, timestamp.textIn === undefined ? time : (scheme.wrap?.("", time) ?? time));
    }
    if (scheme.digestOf !== undefined) {
      headers.set("digest", `SHA-256=${createHash("sha256").update(bytes).digest("base64")}`);
    }
    const key = scheme.key === undefined ? secret : (scheme.key(secret) ?? "");
    const request = { headers, body: bytes, now: sampleTime };
    const message = scheme.signed === undefined ? bytes : (scheme.signed(request, secret) ?? "");
    const signature = createHmac(scheme.hash.replace("-", ""), key).update(message).digest(scheme.encoding);
    headers.set(scheme.header, scheme.wrap?.(signature, time) ?? `${scheme.prefix ?? ""}${signature}`);
  }
  return new Request("https://gateway.example/hooks/x", { method: "POST", headers, body: bytes });
}

function timestampText(unit: "s" | "ms" | "date"): string {
  if (unit === "date") return new Date(sampleTime).toUTCString();
  return String(unit === "s" ? sampleTime / 1_000 : sampleTime);
}

/** The right signature with something done to it, or anything at all that a header can hold. */
function alteration(right: string) {
  const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  return fc.oneof(
    fc
      .tuple(fc.nat(right.length - 1), visible)
      .map(([index, text]) => right.slice(0, index) + text + right.slice(index + 1)),
    fc.nat(right.length - 1).map((length) => right.slice(0, length)),
    visible.map((text) => right + text),
    visible,
    fc.constantFrom(right.toUpperCase(), `${right},${right}`, right.replace(/^[^=]*=/, ""), "=", "sha256=", "v1,", ""),
  );
}
