import { type Event, nearest } from "@dingpipe/core";
import { loadSource, type Received, readPayload, sourceTypes } from "@dingpipe/sources";
import { readJson } from "./event-input.ts";
import { type Session, usage } from "./session.ts";

/** A webhook's body from `--event`, understood as that of the sender of `--source`; or why nobody would be told of it. */
export type ReadWebhook =
  | { readonly events: readonly Event[]; readonly untold?: string }
  | { readonly events: readonly []; readonly ignored: string };

/** Reads a webhook's body that was kept in a file. It needs no secret: the file is one's own. */
export async function readWebhook(session: Session, type: string): Promise<ReadWebhook> {
  const { settings, words } = session;
  const source = await loadSource(type);
  if (source === undefined) {
    const similar = nearest(type, sourceTypes) ?? "";
    throw usage("source_unknown", words.texts.unknownSource(type, sourceTypes.join(" "), similar));
  }
  const path = settings.text("event");
  if (path === undefined) throw usage("event_missing", words.texts.sourceNeedsEvent());
  const body = await readJson(session, path);
  const received = readPayload(source, { headers: headersOf(session), body, now: session.context.now() }, {});
  switch (received.verdict) {
    case "events":
      for (const word of received.unknownStates) words.warn(words.texts.stateUnknown(word));
      return received.untold === undefined
        ? received
        : { events: received.events, untold: words.texts.ignored[received.untold] };
    case "ignored":
      return { events: [], ignored: ignoredText(received, session) };
    default:
      throw usage("payload_refused", refusalText(received, source.eventHeader, session));
  }
}

function ignoredText(
  { reason, detail }: Extract<Received, { readonly verdict: "ignored" }>,
  { words }: Session,
): string {
  const text = words.texts.ignored[reason];
  return detail === undefined ? text : `${text} (${detail})`;
}

function refusalText(received: Received, eventHeader: string | undefined, { words }: Session): string {
  const { reason, detail = "" } = received.verdict === "refused" ? received : { reason: "payload_invalid" };
  if (reason !== "sender_mismatch") return words.texts.payloadInvalid(detail);
  return detail === eventHeader ? words.texts.headerNeeded(detail) : words.texts.foreignHeader(detail);
}

function headersOf({ settings, words }: Session): Headers {
  const headers = new Headers();
  for (const [name, value] of settings.pairs("header")) {
    if (!/^[\w-]{1,100}$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw usage("header_invalid", words.texts.headerInvalid(name));
    }
    headers.set(name, value);
  }
  return headers;
}
