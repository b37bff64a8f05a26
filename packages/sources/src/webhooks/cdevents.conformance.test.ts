// The specification's own conformance payloads and schemas. They are third-party data and are not kept here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEvent } from "@dingpipe/core";
import { describe, expect, it } from "vitest";
import { corpusFolder } from "../../../../tools/corpus/read-corpus.ts";
import { type Received, readPayload } from "../receive.ts";
import { cdevents } from "./cdevents.ts";
import { cloudevents } from "./cloudevents.ts";
import { payloadOf, samplesOf } from "./read-sample.fixture.ts";

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
}

interface Cdevent {
  readonly context: { readonly id: string; readonly source: string; readonly type: string; readonly timestamp: string };
  readonly subject: { readonly id: string; readonly content: Readonly<Record<string, unknown>> };
}

const now = Date.UTC(2026, 10, 20);

/** What becomes of each: an Event that is told, one that is told when asked for, or none. */
const expected: Readonly<Record<string, string>> = {
  "pipelinerun.*": "events",
  "taskrun.*": "part_of_run",
  "build.*": "told_elsewhere",
  "testsuiterun.*": "events",
  "testcaserun.*": "part_of_run",
  "service.deployed": "events",
  "service.upgraded": "events",
  "service.rolledback": "events",
  "change.*": "events",
  "artifact.published": "events",
  "artifact.deleted": "events",
  "incident.detected": "events",
  "incident.reported": "told_elsewhere",
  "incident.resolved": "events",
  "service.*": "ignored",
  "artifact.*": "ignored",
  "environment.*": "ignored",
  "branch.*": "ignored",
  "repository.*": "ignored",
  "ticket.*": "ignored",
  "testoutput.*": "ignored",
};

const folder = corpusFolder();
const root = folder === undefined ? undefined : join(folder, "cdevents");

if (root === undefined || !existsSync(root)) {
  it("finds no payloads of CDEvents here: set DINGPIPE_CORPUS to a folder of payloads", () =>
    expect(Object.keys(expected).length).toBeGreaterThan(0));
} else {
  const versions = readdirSync(root);
  const filesOf = (path: string): readonly { readonly file: string; readonly json: unknown }[] =>
    readdirSync(join(root, path))
      .filter((name) => name.endsWith(".json"))
      .map((name) => ({ file: `${path}/${name}`, json: JSON.parse(readFileSync(join(root, path, name), "utf8")) }));
  const payloads = versions.flatMap(filesOf) as { file: string; json: Cdevent }[];
  const schemas = versions.flatMap((version) => filesOf(`${version}/schemas`)) as { file: string; json: Schema }[];

  describe("the conformance payloads", () => {
    it("are of both versions", () => expect(payloads.length).toBeGreaterThan(80));

    it.for(payloads)("$file is what it should be, in every mode", ({ json }) => {
      const bare = readPayload(
        cdevents,
        { headers: new Headers({ "content-type": "application/json" }), body: json, now },
        {},
      );
      expect(verdictOf(bare)).toBe(expectedOf(json.context.type));
      const inBinary = readPayload(cdevents, binary(json), {});
      const inStructure = readPayload(cdevents, structured(json), {});
      expect(verdictOf(inBinary)).toBe(verdictOf(bare));
      expect(inStructure).toEqual(inBinary);
      const elsewhere = readPayload(cloudevents, structured(json), {});
      expect(verdictOf(elsewhere)).toBe(verdictOf(bare));
      if (inBinary.verdict !== "events") return;
      for (const event of inBinary.events) {
        expect(() => parseEvent(JSON.parse(JSON.stringify(event)))).not.toThrow();
        expect(Date.parse(event.time)).toBe(Date.parse(json.context.timestamp));
      }
      const text = JSON.stringify(inBinary.events);
      for (const fact of factsOf(json)) expect(text).toContain(JSON.stringify(fact).slice(1, -1));
    });
  });

  describe("the schemas", () => {
    it.for(schemas)("$file is of a type that is known, and its least is taken", ({ json }) => {
      const type = String(json.properties?.["context"]?.properties?.["type"]?.enum?.[0]);
      const least = { context: { type, id: "1", source: "/x", timestamp: "2026-11-20T08:30:00Z" } };
      const content = json.properties?.["subject"]?.properties?.["content"];
      const body = { ...least, subject: { id: "s-1", content: leastOf(content) } };
      const verdict = verdictOf(readPayload(cdevents, { headers: new Headers(), body, now }, {}));
      // A task that names no run of a pipeline is a run of its own.
      expect(verdict).toBe(/\.taskrun\./.test(type) ? "events" : expectedOf(type));
    });

    it.for(schemas.filter(({ json }) => outcomesOf(json).length > 0))(
      "$file has no outcome that is not known",
      ({ json }) => {
        const type = String(json.properties?.["context"]?.properties?.["type"]?.enum?.[0]);
        for (const outcome of outcomesOf(json)) {
          const context = { type, id: "1", source: "/x", timestamp: "2026-11-20T08:30:00Z" };
          const body = { context, subject: { id: "s", content: { outcome } } };
          const received = readPayload(cdevents, { headers: new Headers(), body, now }, {});
          expect(received).toMatchObject({ verdict: "events", unknownStates: [] });
        }
      },
    );

    const own = samplesOf("cdevents").flatMap((name) => {
      const { body } = payloadOf(name);
      const event = ("data" in (body as object) ? (body as { data: Cdevent }).data : body) as Cdevent;
      const schema = schemas.find(
        ({ json }) => json.properties?.["context"]?.properties?.["type"]?.enum?.[0] === event.context.type,
      );
      return schema === undefined ? [] : [{ name, event, schema: schema.json }];
    });

    it("hold for most of our own samples", () => expect(own.length).toBeGreaterThan(10));

    it.for(own.filter(({ name }) => !name.endsWith("hostile")))(
      "hold for our own sample $name",
      ({ event, schema }) => {
        expect(mistakesOf(schema, event, "")).toEqual([]);
      },
    );
  });
}

function expectedOf(type: string): string {
  const [, , subject, predicate] = type.split(".");
  return expected[`${subject}.${predicate}`] ?? expected[`${subject}.*`] ?? "?";
}

function verdictOf(received: Received): string {
  if (received.verdict !== "events")
    return received.verdict === "refused" ? JSON.stringify(received) : received.verdict;
  return received.untold ?? "events";
}

/** What a reader of the message must find in the Event. */
function factsOf({ subject: { content } }: Cdevent): readonly string[] {
  const names = ["pipelineName", "taskName", "uri", "url", "errors", "reason", "description", "user", "ticketURI"];
  return names.map((name) => content[name]).filter((fact) => typeof fact === "string");
}

function binary(event: Cdevent) {
  const { id, source, type, timestamp } = event.context;
  const headers = new Headers({
    "content-type": "application/json",
    "ce-specversion": "1.0",
    "ce-id": id,
    "ce-source": source,
    "ce-type": type,
    "ce-time": timestamp,
    "ce-subject": encodeURIComponent(event.subject.id),
  });
  return { headers, body: event, now };
}

function structured(event: Cdevent) {
  const { id, source, type, timestamp: time } = event.context;
  const headers = new Headers({ "content-type": "application/cloudevents+json" });
  return { headers, body: { specversion: "1.0", id, source, type, time, data: event }, now };
}

function outcomesOf(schema: Schema): readonly unknown[] {
  return schema.properties?.["subject"]?.properties?.["content"]?.properties?.["outcome"]?.enum ?? [];
}

function leastOf(schema: Schema | undefined): unknown {
  if (schema?.type !== "object") return schema?.enum?.[0] ?? "x";
  return Object.fromEntries((schema.required ?? []).map((name) => [name, leastOf(schema.properties?.[name])]));
}

/** The part of JSON Schema that the schemas use, but for references and formats. */
function mistakesOf(schema: Schema, value: unknown, path: string): readonly string[] {
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path}: not in the list`];
  if (schema.type === "string")
    return typeof value === "string" && value.length >= (schema.minLength ?? 0) ? [] : [`${path}: no text`];
  if (schema.type !== "object") return [];
  if (typeof value !== "object" || value === null) return [`${path}: no object`];
  const missing = (schema.required ?? [])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${path}.${name}: missing`);
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const known = schema.properties?.[name];
    if (known !== undefined) return mistakesOf(known, field, `${path}.${name}`);
    return schema.additionalProperties === false ? [`${path}.${name}: not known`] : [];
  });
  return [...missing, ...fields];
}
