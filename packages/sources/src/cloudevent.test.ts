import type { Event } from "@dingpipe/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudEventId, handshake, isCloudEvent, mayLackJson, parseCloudEvents, readCloudEvents } from "./cloudevent.ts";
import { readPayload } from "./receive.ts";
import type { Parsed, WebhookPayload } from "./source.ts";

const now = Date.UTC(2026, 10, 20, 8, 30);
const event = {
  specversion: "1.0",
  id: "e1",
  source: "/ci/acme",
  type: "com.example.built",
  time: "2026-11-20T16:30:00+08:00",
};
const structured = (body: unknown, type = "application/cloudevents+json") => ({
  headers: new Headers({ "content-type": type }),
  body,
  now,
});
const batch = (...items: readonly unknown[]) => structured(items, "application/cloudevents-batch+json");
const binary = (attributes: Readonly<Record<string, string>>, body?: unknown, type = "application/json") => ({
  headers: new Headers({
    "content-type": type,
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value])),
  }),
  body,
  now,
});
const only = (payload: Parameters<typeof readCloudEvents>[0]) => {
  const found = readCloudEvents(payload);
  return "invalid" in found ? found.invalid : found.events[0];
};

describe("readCloudEvents", () => {
  it.for([
    ["structured", structured({ ...event, subject: "s", data: { a: 1 } })],
    [
      "structured, with a charset",
      structured({ ...event, subject: "s", data: { a: 1 } }, "application/cloudevents+json; charset=utf-8"),
    ],
    ["binary", binary({ ...event, subject: "s" }, { a: 1 })],
    ["one of a batch", batch({ ...event, subject: "s", data: { a: 1 } })],
  ] as const)("reads an event that is %s", ([, payload]) => {
    expect(only(payload)).toMatchObject({
      id: "e1",
      source: "/ci/acme",
      type: "com.example.built",
      time: "2026-11-20T08:30:00.000Z",
      attributes: { subject: "s", specversion: "1.0", time: event.time },
      data: { a: 1 },
    });
  });

  it.for([
    ["Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"],
    ["%e4%bd%a0", "你"],
    ['"a \\"b\\" %22"', 'a "b" "'],
    ["100%", "100%"],
    ["%zz", "%zz"],
    ["%FF", "\ufffd"],
    ["%E4%BD", "\ufffd"],
    ["%2520", "%20"],
  ])("decodes the header %s", ([header, text]) => {
    expect(only(binary({ ...event, subject: header ?? "" }))).toMatchObject({ attributes: { subject: text } });
  });

  it("keeps extensions, as texts, and nothing that is no attribute", () => {
    const found = only(structured({ ...event, comacme: 7, sampled: true, "not-a-name": "x", nested: {}, empty: "" }));
    expect(found).toHaveProperty("attributes", { ...event, comacme: "7", sampled: "true" });
    expect(only(binary({ ...event, "not-a-name": "x", comacme: "7" }))).toHaveProperty("attributes", {
      ...event,
      comacme: "7",
      datacontenttype: "application/json",
    });
  });

  it.for([
    ["JSON", "eyJhIjoxfQ==", undefined, { a: 1 }],
    ["JSON of a kind", "eyJhIjoxfQ==", "application/vnd.acme+json; charset=utf-8", { a: 1 }],
    ["no JSON", "eyJh", "application/json", undefined],
    ["bytes", "eyJhIjoxfQ==", "application/octet-stream", undefined],
    ["no base64", "{}", "application/json", undefined],
  ] as const)("reads base64 of %s", ([, data_base64, datacontenttype, data]) => {
    expect(only(structured({ ...event, data_base64, datacontenttype }))).toHaveProperty("data", data);
  });

  it("holds no base64 of JSON that is too deep", () => {
    const deep = btoa("[".repeat(100) + "]".repeat(100));
    expect(only(structured({ ...event, data_base64: deep }))).toHaveProperty("data", undefined);
  });

  it("has no data where the body is no JSON", () => {
    expect(only(binary(event, undefined, "text/xml"))).toMatchObject({
      data: undefined,
      attributes: { datacontenttype: "text/xml" },
    });
  });

  it.for([
    ["specversion", structured({ ...event, specversion: undefined })],
    ["specversion", structured({ ...event, specversion: "2.0" })],
    ["specversion", structured([event])],
    ["specversion", structured("x")],
    ["id", structured({ ...event, id: "" })],
    ["source", structured({ ...event, source: {} })],
    ["type", structured({ ...event, type: undefined })],
    ["ce-specversion", binary({})],
    ["ce-id", binary({ ...event, id: "" })],
    ["ce-source", binary({ specversion: "1.0", id: "1" })],
    ["ce-type", binary({ specversion: "1.0", id: "1", source: "x" })],
    ["body: a list", structured(event, "application/cloudevents-batch+json")],
    ["1.id", batch(event, { ...event, id: undefined })],
    ["0.specversion", batch(null)],
    ["content-type: application/cloudevents+json", structured(event, "application/cloudevents+avro")],
  ] as const)("says that %s is wrong", ([path, payload]) => {
    expect(readCloudEvents(payload)).toEqual({ invalid: path });
  });

  it("never throws, whatever the headers hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) }),
        fc.jsonValue({ maxDepth: 4 }),
        (text, body) => {
          expect(readCloudEvents(binary({ ...event, subject: text, id: text }, body))).toBeDefined();
          expect(readCloudEvents(structured(body))).toBeDefined();
          expect(readCloudEvents(batch(body, { ...event, data_base64: text }))).toBeDefined();
        },
      ),
    );
  });
});

describe("parseCloudEvents", () => {
  const named = (name: string) => ({ kind: "artifact", action: "pushed", name, source: { event: name } }) as const;
  const parsed: Readonly<Record<string, Parsed>> = {
    told: { events: [named("told")] },
    part: { events: [named("part")], untold: "part_of_run" },
    elsewhere: { events: [named("elsewhere")], untold: "told_elsewhere" },
    ignored: { ignored: "event", detail: "x" },
    wrong: { invalid: "data.name" },
  };
  const parse = (payload: WebhookPayload, asked?: readonly string[]) =>
    parseCloudEvents(payload, ({ type }) => parsed[type] as Parsed, asked);
  const read = (types: readonly string[], events?: readonly string[]) => {
    const received = readPayload(
      { id: "example", verification: {}, parse },
      batch(...types.map((type) => ({ ...event, type }))),
      events === undefined ? {} : { events },
    );
    if (received.verdict === "refused") return received.detail;
    if (received.verdict !== "events") return received.verdict;
    const names = (list: readonly Event[]) => list.map((one) => ("name" in one ? one.name : ""));
    return { told: names(received.events), untold: received.untold, parts: names(received.parts) };
  };
  const told = (...names: readonly string[]) => ({ told: names, untold: undefined, parts: [] });

  it.for([
    [["told"], told("told")],
    [["told", "told"], told("told", "told")],
    [["part"], { told: ["part"], untold: "part_of_run", parts: [] }],
    [["ignored", "elsewhere", "part"], { told: ["elsewhere", "part"], untold: "told_elsewhere", parts: [] }],
    [["ignored", "part", "elsewhere", "told"], { ...told("told"), parts: ["part"] }],
    [["ignored", "ignored"], "ignored"],
    [[], "ignored"],
    [["wrong"], "data.name"],
    [["told", "wrong"], "1.data.name"],
  ] as const)("of %j", ([types, expected]) => expect(read(types)).toEqual(expected));

  it("judges each event of a batch by what the door asks for", () => {
    expect(read(["told", "elsewhere", "part"], ["part"])).toEqual(told("part"));
    expect(read(["told", "elsewhere", "part"], ["told", "elsewhere"])).toEqual({
      ...told("told", "elsewhere"),
      parts: ["part"],
    });
  });

  it("has all of a long batch", () => {
    expect(read(Array(1_500).fill("told"))).toEqual(told(...Array(1_500).fill("told")));
  });

  it("says what is wrong with the envelope", () => {
    expect(parseCloudEvents(structured({}), () => ({ ignored: "ping" }))).toEqual({ invalid: "specversion" });
  });
});

describe("cloudEventId", () => {
  it("is the source and the id in it, and a batch has none", () => {
    expect(cloudEventId(structured(event))).toBe("/ci/acme e1");
    expect(cloudEventId(binary(event))).toBe("/ci/acme e1");
    expect(cloudEventId(batch(event))).toBe("/ci/acme e1");
    expect(cloudEventId(batch(event, event))).toBeUndefined();
    expect(cloudEventId(structured({ ...event, source: "https://ci:s3cret@ci.example.com/acme" }))).toBe(
      "https://ci.example.com/acme e1",
    );
    expect(cloudEventId(structured({}))).toBeUndefined();
    expect(cloudEventId(structured(event, "application/json"))).toBeUndefined();
  });
});

describe("isCloudEvent", () => {
  it.for([
    [structured(event), true],
    [batch(), true],
    [binary(event), true],
    [structured(event, "application/json"), false],
  ] as const)("knows the three modes", ([payload, expected]) => expect(isCloudEvent(payload)).toBe(expected));
});

describe("mayLackJson", () => {
  it("holds for the binary mode alone", () => {
    expect(mayLackJson(binary(event).headers)).toBe(true);
    expect(mayLackJson(structured(event).headers)).toBe(false);
    expect(mayLackJson(new Headers({ "ce-specversion": "1.0", "content-type": "application/cloudevents+json" }))).toBe(
      false,
    );
  });
});

describe("handshake", () => {
  it.for([
    ["eventemitter.example.com", "eventemitter.example.com"],
    ["", "*"],
    ["x y", "*"],
    ["x,y", "*"],
  ])("allows the origin %j as %j, at any rate", ([origin, allowed]) => {
    const headers = new Headers(
      origin === "" ? {} : { "webhook-request-origin": origin ?? "", "webhook-request-rate": "120" },
    );
    expect(handshake(headers)).toEqual({
      allow: "OPTIONS, POST",
      "webhook-allowed-origin": allowed,
      "webhook-allowed-rate": "*",
    });
  });
});
