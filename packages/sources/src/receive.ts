import type { Event, EventSource } from "@dingpipe/core";
import { complete } from "./draft.ts";
import { isWithin, mediaTypeOf, parseJson } from "./payload.ts";
import { bytesOf, type Covered, type DoorSecrets, type Refusal, verify } from "./signature.ts";
import type { IgnoredReason, ParsedEvents, WebhookPayload, WebhookSource } from "./source.ts";
import { present } from "./values.ts";

const MAX_BODY_BYTES = 1_048_576;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const MAX_TOKEN_CHARACTERS = 1_000;

/** A door that requests of one kind of sender come through. */
export interface WebhookDoor extends DoorSecrets {
  readonly name?: string;
  /** The sender's own names of events that this door tells of, in place of those that are told by default. */
  readonly events?: readonly string[];
}

export interface ReceiveOptions {
  readonly door: WebhookDoor;
  /** What stands behind the door's name in the path, decoded. */
  readonly pathToken?: string | undefined;
  /** Unix milliseconds. */
  readonly now: number;
  /** Default 1 MiB. */
  readonly maxBytes?: number;
  /** The body can't be longer than its Content-Length, as a server of HTTP/1 sees to: it is read at once. */
  readonly isFramed?: boolean;
}

/** Why a request is refused. None of them is worth a second try of the same request. */
export type ReceiveRefusal =
  | Refusal
  | "method"
  | "content_type"
  | "content_encoding"
  | "body_too_large"
  | "body_unreadable"
  | "not_utf8"
  | "not_json"
  | "too_deep"
  | "sender_mismatch"
  | "payload_invalid";

/** What became of a request. */
export type Received =
  | (Accepted & {
      readonly verdict: "events";
      readonly events: readonly Event[];
      /** Nobody asked for these: they are parts of something that has its own event. */
      readonly untold?: IgnoredReason;
      /** Tasks of runs that came in one batch with these, and are told by nobody. */
      readonly parts: readonly Event[];
      /** Words of a state that nobody knows; the state is `unknown`. */
      readonly unknownStates: readonly string[];
    })
  | (Accepted & { readonly verdict: "ignored"; readonly reason: IgnoredReason; readonly detail?: string })
  | { readonly verdict: "handshake"; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly verdict: "refused";
      readonly status: 400 | 401 | 405 | 413 | 415;
      readonly reason: ReceiveRefusal;
      /** What is missing or in the way; nothing that the request held. */
      readonly detail?: string;
    };

interface Accepted {
  /** The sender's id of the delivery, the same when it is sent again. */
  readonly deliveryId?: string;
  /** A signature covers the body. */
  readonly isSigned: boolean;
  /** So long after it came a copy of a signed body would be taken, at most; absent: for ever. */
  readonly replayableMs?: number;
  /**
   * The bytes that were verified, to know a double by: where there is no id, or somebody who saw a signed body could send it again under
   * an id of his own. Else the same body under another id is another delivery.
   */
  readonly body?: Uint8Array<ArrayBuffer>;
}

/**
 * Receives a webhook: reads at most so many bytes, verifies them, and only then parses them. Never throws, whatever the
 * request holds.
 */
export async function receive(source: WebhookSource, request: Request, options: ReceiveOptions): Promise<Received> {
  const { headers, method } = request;
  if (method === "OPTIONS" && source.handshake !== undefined) {
    return { verdict: "handshake", headers: source.handshake(headers) };
  }
  if (method !== "POST") return refused(405, "method");
  if (!/^(?:identity)?$/i.test(headers.get("content-encoding")?.trim() ?? "")) return refused(415, "content_encoding");
  const type = mediaTypeOf(headers);
  const isForm = type === "application/x-www-form-urlencoded";
  const mayLackJson = source.mayLackJson?.(headers) ?? false;
  // A sender whose body may be anything means a text by a text.
  const isReadable = isForm ? source.formField !== undefined : isJson(type) && !(mayLackJson && type === "text/plain");
  if (!isReadable && !mayLackJson) return refused(415, "content_type");

  const sent = await readBody(request, options);
  if (typeof sent === "string") return refused(sent === "body_too_large" ? 413 : 400, sent);
  const field = isForm ? source.formField : undefined;
  const isUnwrapped = field !== undefined && source.isFieldSigned === true;
  // Whoever saw a delivery can change what stands around a signed field: no double may be known by that.
  const body = isUnwrapped ? bytesOf(fieldOf(decodeUtf8(sent) ?? "", field)) : sent;
  const { door, now } = options;
  const pathToken = options.pathToken?.slice(0, MAX_TOKEN_CHARACTERS);
  const verified = await verify(source.verification, door, { headers, body, pathToken, now });
  if (typeof verified === "string") return refused(verified.endsWith("_malformed") ? 400 : 401, verified);

  if (mayLackJson && (body.length === 0 || !isReadable)) {
    return read(source, { headers, body: undefined, now }, door, { ...verified, bytes: body });
  }
  const json = readJson(body, isUnwrapped ? undefined : field);
  if ("refusal" in json) return refused(400, json.refusal);
  return read(source, { headers, body: json.value, now }, door, { ...verified, bytes: body });
}

/** Reads a payload that needs no verification, as `receive` reads one that had it: a file of one's own. */
export function readPayload(source: WebhookSource, payload: WebhookPayload, door: WebhookDoor): Received {
  return read(source, payload, door, { coversBody: false, coversId: false });
}

function read(
  source: WebhookSource,
  payload: WebhookPayload,
  door: WebhookDoor,
  { coversBody, coversId, replayableMs, bytes }: Covered & { readonly bytes?: Uint8Array<ArrayBuffer> },
): Received {
  const foreign = foreignHeader(source, payload.headers);
  if (foreign !== undefined) return refused(400, "sender_mismatch", foreign);
  const parsed = source.parse(payload, door.events);
  if ("invalid" in parsed) return refused(400, "payload_invalid", parsed.invalid);
  const deliveryId = source.deliveryId?.(payload);
  const isKnownById = deliveryId !== undefined && (coversId || !coversBody);
  const accepted: Accepted = {
    isSigned: coversBody,
    ...present({ deliveryId, replayableMs, body: isKnownById ? undefined : bytes }),
  };
  if ("ignored" in parsed) {
    return { verdict: "ignored", ...accepted, reason: parsed.ignored, ...present({ detail: parsed.detail }) };
  }
  const known: EventSource = {
    provider: source.id,
    via: "webhook",
    ...present({ door: door.name, deliveryId }),
  };
  const { parts = [] } = parsed;
  const all = [...parsed.events, ...parts].map((draft, index) =>
    complete(draft, { index, now: payload.now, source: known }),
  );
  const events = all.slice(0, parsed.events.length);
  const untold = untoldBy(door.events, parsed);
  const unknownStates = events.flatMap((event) =>
    "state" in event && event.state === "unknown" && event.statusRaw !== undefined ? [event.statusRaw] : [],
  );
  return {
    verdict: "events",
    ...accepted,
    events,
    parts: all.slice(events.length),
    unknownStates,
    ...present({ untold }),
  };
}

/** A door that names its events tells of those alone; without names the source's own judgement holds. */
export function untoldBy(
  asked: readonly string[] | undefined,
  { events, untold }: ParsedEvents,
): IgnoredReason | undefined {
  if (asked === undefined) return untold;
  return events.some(({ source }) => source?.event !== undefined && asked.includes(source.event))
    ? undefined
    : (untold ?? "event");
}

function foreignHeader({ eventHeader, foreignHeaders = [] }: WebhookSource, headers: Headers): string | undefined {
  if (eventHeader !== undefined && !headers.has(eventHeader)) return eventHeader;
  return foreignHeaders.find((header) => headers.has(header));
}

// Some senders name no type, or a text.
function isJson(type: string): boolean {
  return type === "" || type === "text/plain" || /^application\/(?:[\w.-]+\+)?json$/.test(type);
}

/** The whole body, read while it is no longer than allowed, whatever its length is said to be. */
async function readBody(
  request: Request,
  { maxBytes = MAX_BODY_BYTES, isFramed = false }: ReceiveOptions,
): Promise<Uint8Array<ArrayBuffer> | "body_too_large" | "body_unreadable"> {
  const said = request.headers.get("content-length");
  if (said !== null && Number(said) > maxBytes) return "body_too_large";
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    if (isFramed && said !== null) return new Uint8Array(await request.arrayBuffer());
    for (const reader = request.body?.getReader(); reader !== undefined; ) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) {
        await reader.cancel();
        return "body_too_large";
      }
      chunks.push(value);
    }
  } catch {
    return "body_unreadable";
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

function readJson(
  body: Uint8Array,
  formField: string | undefined,
): { readonly value: unknown } | { readonly refusal: ReceiveRefusal } {
  const text = decodeUtf8(body);
  if (text === undefined) return { refusal: "not_utf8" };
  const parsed = parseJson(formField === undefined ? text : fieldOf(text, formField));
  if (parsed === undefined) return { refusal: "not_json" };
  return isWithin(parsed.value) ? parsed : { refusal: "too_deep" };
}

function fieldOf(form: string, field: string): string {
  return new URLSearchParams(form).get(field) ?? "";
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

function refused(status: 400 | 401 | 405 | 413 | 415, reason: ReceiveRefusal, detail?: string): Received {
  return { verdict: "refused", status, reason, ...present({ detail }) };
}
