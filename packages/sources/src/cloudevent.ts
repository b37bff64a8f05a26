import type { EventDraft } from "./draft.ts";
import { at, isWithin, keysAt, mediaTypeOf, nameAt, parseJson, timeAt } from "./payload.ts";
import { untoldBy } from "./receive.ts";
import { decodeBase64 } from "./signature.ts";
import type { IgnoredReason, Parsed, WebhookPayload, WebhookSource } from "./source.ts";
import { withoutUserInfo } from "./values.ts";

// CloudEvents 1.0 over HTTP: https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md

const STRUCTURED = "application/cloudevents+json";
const BATCH = "application/cloudevents-batch+json";
const NAME = /^[a-z\d]{1,50}$/;
const JSON_TYPE = /^(?:$|application\/(?:[\w.-]+\+)?json|text\/json)\s*(?:;|$)/i;
const lenientUtf8 = new TextDecoder();

/** An event in CNCF's envelope. */
export interface CloudEvent {
  readonly id: string;
  /** Without user info. */
  readonly source: string;
  readonly type: string;
  /** ISO 8601: when it happened, where the sender says so. */
  readonly time: string | undefined;
  /** Every attribute by its name, the four above among them, as its sender wrote it. */
  readonly attributes: Readonly<Record<string, string>>;
  /** JSON of any shape; `undefined` for none, and for data of another type. */
  readonly data: unknown;
}

/** The request holds one or several CloudEvents, or claims to. */
export function isCloudEvent({ headers }: Pick<WebhookPayload, "headers">): boolean {
  return mediaTypeOf(headers).startsWith("application/cloudevents") || headers.has("ce-specversion");
}

/** The CloudEvents of a request in any of the three modes, or the path of what is wrong. Never throws. */
export function readCloudEvents(
  payload: WebhookPayload,
): { readonly events: readonly CloudEvent[] } | { readonly invalid: string } {
  const { headers, body } = payload;
  switch (mediaTypeOf(headers)) {
    case STRUCTURED:
      return collect([structuredEvent(body, "")]);
    case BATCH:
      if (!Array.isArray(body)) return { invalid: "body: a list" };
      return collect(body.map((item: unknown, index) => structuredEvent(item, `${index}.`)));
    default:
      if (mediaTypeOf(headers).startsWith("application/cloudevents")) return { invalid: `content-type: ${STRUCTURED}` };
      return collect([eventOf(binaryAttributes(headers), body, "ce-")]);
  }
}

/** Reads the CloudEvents of a request one by one; one that is wrong makes the request wrong. */
export function parseCloudEvents(
  payload: WebhookPayload,
  read: (event: CloudEvent) => Parsed,
  asked?: readonly string[],
): Parsed {
  const found = readCloudEvents(payload);
  if ("invalid" in found) return found;
  const batch: Exclude<Parsed, { readonly invalid: string }>[] = [];
  for (const [index, event] of found.events.entries()) {
    const parsed = read(event);
    if ("invalid" in parsed) return found.events.length === 1 ? parsed : { invalid: `${index}.${parsed.invalid}` };
    batch.push("events" in parsed ? { ...parsed, events: parsed.events.map(viaCloudEvent) } : parsed);
  }
  const [only] = batch;
  if (only !== undefined && batch.length === 1) return only;
  const judged = batch.flatMap((one) => ("events" in one ? { events: one.events, untold: untoldBy(asked, one) } : []));
  const drafts = (isMeant: (untold: IgnoredReason | undefined) => boolean) =>
    judged.flatMap(({ events, untold }) => (isMeant(untold) ? events : []));
  const told = drafts((untold) => untold === undefined);
  if (told.length > 0) return { events: told, parts: drafts((untold) => untold === "part_of_run") };
  const untold = judged[0]?.untold;
  if (untold !== undefined) return { events: drafts(() => true), untold };
  return batch.find((one) => "ignored" in one) ?? { ignored: "empty" };
}

function viaCloudEvent(draft: EventDraft): EventDraft {
  return { ...draft, source: { ...draft.source, via: "cloudevent" } };
}

/** What a CloudEvent is known by: its source and its id in it. A batch has no id of its own. */
export function cloudEventId(payload: WebhookPayload): string | undefined {
  if (!isCloudEvent(payload)) return undefined;
  const found = readCloudEvents(payload);
  const [event, ...others] = "events" in found ? found.events : [];
  return event === undefined || others.length > 0 ? undefined : `${event.source} ${event.id}`;
}

/** In the binary mode the data is the body, and may be of any type or none. */
export function mayLackJson(headers: Headers): boolean {
  return headers.has("ce-specversion") && !mediaTypeOf(headers).startsWith("application/cloudevents");
}

/**
 * Answers a sender that asks whether it may send, as the specification of webhooks has it: always, at any rate, for whoever
 * has the door's credential.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md
 */
export const handshake: NonNullable<WebhookSource["handshake"]> = (headers) => {
  const origin = headers.get("webhook-request-origin")?.trim() ?? "";
  return {
    allow: "OPTIONS, POST",
    "webhook-allowed-origin": /^[\w.:-]{1,253}$/.test(origin) ? origin : "*",
    "webhook-allowed-rate": "*",
  };
};

function collect(
  results: readonly (CloudEvent | { readonly invalid: string })[],
): { readonly events: readonly CloudEvent[] } | { readonly invalid: string } {
  const events: CloudEvent[] = [];
  for (const result of results) {
    if ("invalid" in result) return result;
    events.push(result);
  }
  return { events };
}

function structuredEvent(body: unknown, path: string): CloudEvent | { readonly invalid: string } {
  const attributes = emptyRecord();
  for (const name of keysAt(body)) {
    const value = at(body, name);
    const text = typeof value === "boolean" ? String(value) : nameAt(value);
    if (NAME.test(name) && name !== "data" && text !== undefined) attributes[name] = text;
  }
  return eventOf(attributes, structuredData(body, attributes["datacontenttype"] ?? ""), path);
}

function structuredData(body: unknown, type: string): unknown {
  const encoded = at(body, "data_base64");
  if (typeof encoded !== "string") return at(body, "data");
  const bytes = JSON_TYPE.test(type) ? decodeBase64(encoded) : undefined;
  if (bytes === undefined) return undefined;
  const data = parseJson(lenientUtf8.decode(bytes))?.value;
  return isWithin(data) ? data : undefined;
}

function binaryAttributes(headers: Headers): Record<string, string> {
  const attributes = emptyRecord();
  for (const [header, value] of headers) {
    const name = header.startsWith("ce-") ? header.slice("ce-".length) : "";
    const text = NAME.test(name) ? nameAt(decodeHeader(value)) : undefined;
    if (text !== undefined) attributes[name] = text;
  }
  const type = nameAt(headers.get("content-type"));
  if (type !== undefined) attributes["datacontenttype"] = type;
  return attributes;
}

/** A header's value may be quoted, and what is no visible ASCII is percent-encoded in UTF-8. */
function decodeHeader(value: string): string {
  const quoted = /^"(.*)"$/s.exec(value.trim())?.[1];
  const text = quoted === undefined ? value : quoted.replace(/\\(.)/gs, "$1");
  return text.replace(/(?:%[\da-f]{2})+/gi, (codes) =>
    lenientUtf8.decode(
      Uint8Array.from({ length: codes.length / 3 }, (_, index) =>
        Number.parseInt(codes.slice(3 * index + 1, 3 * index + 3), 16),
      ),
    ),
  );
}

function eventOf(
  attributes: Readonly<Record<string, string>>,
  data: unknown,
  path: string,
): CloudEvent | { readonly invalid: string } {
  // 0.3 has the same attributes under the same names.
  if (!/^(?:0\.3|1\.\d+)$/.test(attributes["specversion"] ?? "")) return { invalid: `${path}specversion` };
  const { id, source, type } = attributes;
  if (id === undefined) return { invalid: `${path}id` };
  if (source === undefined) return { invalid: `${path}source` };
  if (type === undefined) return { invalid: `${path}type` };
  return { id, source: withoutUserInfo(source), type, time: timeAt(attributes, "time"), attributes, data };
}

// `__proto__` is no attribute's name, but `constructor` is one like any other.
function emptyRecord(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
