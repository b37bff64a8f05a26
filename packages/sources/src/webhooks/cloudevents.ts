import { type CloudEvent, cloudEventId, handshake, mayLackJson, parseCloudEvents } from "../cloudevent.ts";
import { readEventBody } from "../event-body.ts";
import { at, keysAt } from "../payload.ts";
import type { Parsed, WebhookSource } from "../source.ts";
import { readCdevent } from "./cdevents.ts";
import { readHarborEvent } from "./harbor.ts";
import { readTektonEvent } from "./tekton.ts";

const OWN = "dev.dingpipe.";

/**
 * Any sender of CloudEvents whose types are known: CDEvents, Tekton, Harbor, and our own `dev.dingpipe.…`.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/http-protocol-binding.md
 */
export const cloudevents: WebhookSource = {
  id: "cloudevents",
  verification: { bearer: true, password: {} },
  mayLackJson,
  handshake,
  deliveryId: cloudEventId,
  parse: (payload, asked) => parseCloudEvents(payload, (event) => readByType(event, payload.now), asked),
};

/** By the prefix of the type. */
const readers: readonly (readonly [string, (event: CloudEvent, now: number) => Parsed])[] = [
  [OWN, readOwn],
  ["dev.cdevents", ({ data }) => readCdevent(data)],
  ["dev.tekton.", readTektonEvent],
  ["harbor.", readHarborEvent],
];

function readByType(event: CloudEvent, now: number): Parsed {
  const reader = readers.find(([prefix]) => event.type.startsWith(prefix))?.[1];
  return reader?.(event, now) ?? { ignored: "event", detail: event.type };
}

function readOwn({ type, data, time }: CloudEvent, now: number): Parsed {
  const kind = type.slice(OWN.length);
  const said = at(data, "kind");
  if (said !== undefined && said !== kind) return { invalid: "data.kind: the type's" };
  if (keysAt(data).length === 0) return { invalid: "data: an object" };
  const read = readEventBody({ ...(data as object), kind }, time ?? new Date(now).toISOString());
  if ("invalid" in read) return { invalid: `data.${read.invalid}` };
  return { events: [{ ...read.draft, source: { ...read.draft.source, event: type } }] };
}
