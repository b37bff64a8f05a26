import { DingpipeError, type Event, parseEvent } from "@dingpipe/core";
import { requireAccess } from "../access.ts";
import type { Gateway, GatewayApp } from "../gateway.ts";
import { intakeName } from "../intake-names.ts";
import { jsonBody } from "../json-body.ts";
import { Refusal } from "../refusal.ts";
import { idempotencyKey } from "./idempotency-key.ts";

/** `POST /v1/events`: an Event of `dingpipe notify --via` or of a tool; the gateway's rules apply, the token's robots alone are told. */
export function addEvents(app: GatewayApp, gateway: Gateway): void {
  app.post("/v1/events", async (c) => {
    const access = await requireAccess(c, gateway, "send");
    const key = idempotencyKey(c);
    const event = parsed(await jsonBody(c));
    const arrival = {
      events: [event],
      isSigned: true,
      ...(key === undefined ? {} : { deliveryId: key }),
    };
    const status = await gateway.backends.accept(
      intakeName({ kind: "access", name: access.name, access }, event),
      arrival,
    );
    c.get("fields")["verdict"] = status;
    return c.json({ status, events: [event.id] }, status === "duplicate" ? 200 : 202);
  });
}

function parsed(body: unknown): Event {
  try {
    return parseEvent(body);
  } catch (error) {
    if (!(error instanceof DingpipeError) || error.code !== "event_invalid") throw error;
    throw new Refusal("body_invalid", { detail: error.details.issues.map(({ path }) => path || "event").join(", ") });
  }
}
