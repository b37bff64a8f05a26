import { receive } from "@dingpipe/sources";
import type { Context } from "hono";
import type { Gateway, GatewayApp } from "../gateway.ts";
import { intakeName } from "../intake-names.ts";
import { Refusal } from "../refusal.ts";

/** `POST /hooks/:name`, or with the token in the path for senders that can set no header. */
export function addHooks(app: GatewayApp, gateway: Gateway): void {
  const handle = (c: Context) => receiveHook(c, gateway);
  app.all("/hooks/:name", handle);
  app.all("/hooks/:name/:token", handle);
}

async function receiveHook(c: Context, gateway: Gateway): Promise<Response> {
  const { config, sources, credentials, backends, now } = gateway;
  const name = c.req.param("name") ?? "";
  const door = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  const source = door === undefined ? undefined : sources.get(door.type);
  if (door === undefined || source === undefined) throw new Refusal("door_unknown");
  c.get("fields")["door"] = name;
  if (!(await gateway.rateLimit(`hooks ${name} ${gateway.addressOf(c.req.raw)}`)))
    throw new Refusal("too_many_requests");
  const secrets = await credentials.door(name);
  if (secrets === undefined) throw new Refusal("not_ready");

  const received = await receive(source, c.req.raw, {
    door: { ...secrets, name, ...(door.events === undefined ? {} : { events: door.events }) },
    pathToken: c.req.param("token"),
    now: now(),
    isFramed: gateway.isFramed ?? false,
  });
  switch (received.verdict) {
    case "refused": {
      const { status, reason, detail } = received;
      const code = reason.endsWith("_malformed") ? "not_verified" : codeOf[status];
      throw new Refusal(code, { status, detail: detail === undefined ? reason : `${reason}: ${detail}` });
    }
    case "handshake":
      return c.body(null, 200, { ...received.headers });
    case "ignored":
      c.get("fields")["ignored"] = received.reason;
      return c.json({ status: "ignored", reason: received.reason }, 200);
    case "events": {
      const { events, untold, parts, deliveryId, isSigned, replayableMs, body, unknownStates } = received;
      for (const word of unknownStates)
        gateway.log({ level: "warn", event: "state_unknown", door: name, word: word.slice(0, 60) });
      const arrival = {
        events,
        ...(body === undefined ? {} : { digest: await gateway.sha256(body) }),
        isSigned,
        ...(replayableMs === undefined ? {} : { replayableMs }),
        ...(deliveryId === undefined ? {} : { deliveryId }),
        parts,
        ...(untold === undefined ? {} : { untold: untold === "part_of_run" ? untold : ("other" as const) }),
      };
      const status = await backends.accept(intakeName({ kind: "door", name, door }, events[0]), arrival);
      Object.assign(c.get("fields"), { verdict: status, events: events.length, ...(untold && { ignored: untold }) });
      return c.json({ status, events: events.map(({ id }) => id) }, status === "duplicate" ? 200 : 202);
    }
    default:
      return received satisfies never;
  }
}

const codeOf = {
  400: "body_invalid",
  401: "not_verified",
  405: "method",
  413: "body_too_large",
  415: "content_type",
} as const;
