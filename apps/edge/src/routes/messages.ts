import {
  bodyBytes,
  type Config,
  DingpipeError,
  escapeText,
  fitForRobot,
  type Message,
  parseMessage,
} from "@dingpipe/core";
import type { Entry } from "@dingpipe/outbox";
import { requireAccess, requireRobot } from "../access.ts";
import type { Gateway, GatewayApp } from "../gateway.ts";
import { jsonBody } from "../json-body.ts";
import { Refusal } from "../refusal.ts";
import { idempotencyKey } from "./idempotency-key.ts";

// Some five of a robot's eighteen in a minute. A Markdown parser takes the square of a hostile text's length: a MiB took a minute.
const MAX_MESSAGE_BYTES = 80_000;

/** `POST /v1/messages`: `{ robot, message }`, a message of one's own, sent inside the robot's limits. It is never merged into a digest. */
export function addMessages(app: GatewayApp, gateway: Gateway): void {
  app.post("/v1/messages", async (c) => {
    const access = await requireAccess(c, gateway, "send");
    const key = idempotencyKey(c) ?? gateway.uuid();
    const { robot, message } = parsed(await jsonBody(c));
    requireRobot(gateway, access, robot);
    const fitted = await fit(message, robot, gateway.config);
    const entries = fitted.map((part, index): Entry => {
      const { msgUuid: _, ...rest } = part;
      return {
        key: `message ${encodeURIComponent(access.name)}/${key}/${index + 1}`,
        lane: `message ${access.name}`,
        urgent: false,
        message: rest,
        origin: {
          title: titleOf(message),
          receivedAt: gateway.now(),
          access: access.name,
          ...(fitted.length === 1 ? {} : { part: index + 1, parts: fitted.length }),
        },
      };
    });
    const results = await gateway.backends.put(robot, entries);
    if (results.includes("overflowed")) throw new Refusal("outbox_full");
    const status = results.every((result) => result === "duplicate") ? "duplicate" : "queued";
    Object.assign(c.get("fields"), { verdict: status, robot });
    return c.json({ status, messages: fitted.length }, status === "duplicate" ? 200 : 202);
  });
}

/** The parts of a message that a robot takes. */
async function fit(message: Message, robot: string, config: Config): Promise<readonly Message[]> {
  if (bodyBytes(message) > MAX_MESSAGE_BYTES) throw new Refusal("message_too_large");
  try {
    return await fitForRobot(message, { robot, config, overflow: "split" });
  } catch (error) {
    if (!(error instanceof DingpipeError) || error.code !== "message_oversized") throw error;
    throw new Refusal("message_too_large");
  }
}

function parsed(body: unknown): { readonly robot: string; readonly message: Message } {
  const { robot, message } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof robot !== "string" || robot === "") throw new Refusal("body_invalid", { detail: "robot" });
  try {
    return { robot, message: parseMessage(message) };
  } catch (error) {
    if (!(error instanceof DingpipeError) || error.code !== "message_invalid") throw error;
    const fields = error.details.issues.map(({ path }) => (path === "" ? "message" : `message.${path}`));
    throw new Refusal("body_invalid", { detail: fields.join(", ") });
  }
}

function titleOf(message: Message): string {
  switch (message.msgtype) {
    case "text":
      return escapeText(message.text.content).slice(0, 80);
    case "link":
      return escapeText(message.link.title).slice(0, 80);
    case "markdown":
      return escapeText(message.markdown.title).slice(0, 80);
    case "actionCard":
      return escapeText(message.actionCard.title).slice(0, 80);
    case "feedCard":
      return escapeText(message.feedCard.links[0]?.title ?? "").slice(0, 80);
    default:
      return message satisfies never;
  }
}
