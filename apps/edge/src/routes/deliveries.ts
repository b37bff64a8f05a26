import { type DeliveryFilter, type DeliveryStatus, deliveryStatuses, idOf } from "@dingpipe/outbox";
import type { Context } from "hono";
import { requireAccess, requireRobot } from "../access.ts";
import type { Gateway, GatewayApp } from "../gateway.ts";
import { Refusal } from "../refusal.ts";
import { robotsOf } from "./robots.ts";

const MAX_LIMIT = 100;

/** What was accepted, and what became of it. */
export function addDeliveries(app: GatewayApp, gateway: Gateway): void {
  app.get("/v1/deliveries", async (c) => {
    const access = await requireAccess(c, gateway, "read");
    const robot = c.req.query("robot");
    const filter = filterOf(c);
    if (robot !== undefined) {
      requireRobot(gateway, access, robot);
      // Taken for none it would give the first page again, and again.
      if (filter.before !== undefined && idOf(robot, filter.before) === undefined)
        throw new Refusal("query_invalid", { detail: "before" });
      return c.json({ deliveries: await gateway.backends.outbox(robot).list(filter) });
    }
    // A page of all robots has no end to go on from, and asks each of them.
    if (gateway.isSpread || filter.before !== undefined) throw new Refusal("robot_needed");
    const lists = robotsOf(gateway, access).map((name) => gateway.backends.outbox(name).list(filter));
    const all = (await Promise.all(lists)).flat().sort((a, b) => b.acceptedAt - a.acceptedAt);
    return c.json({ deliveries: all.slice(0, filter.limit) });
  });
  app.get("/v1/deliveries/:id", async (c) => {
    const story = await (await outboxOf(c, gateway, "read")).get(c.req.param("id"));
    if (story === undefined) throw new Refusal("delivery_unknown");
    return c.json(story);
  });
  app.post("/v1/deliveries/:id/retry", async (c) => {
    const outbox = await outboxOf(c, gateway, "admin");
    return c.json({ status: await changed(outbox, c, () => outbox.retry(c.req.param("id"), gateway.now())) });
  });
  app.delete("/v1/deliveries/:id", async (c) => {
    const outbox = await outboxOf(c, gateway, "admin");
    return c.json({ status: await changed(outbox, c, () => outbox.drop(c.req.param("id"), gateway.now())) });
  });
}

type Log = ReturnType<Gateway["backends"]["outbox"]>;

async function changed(outbox: Log, c: Context, change: () => Promise<boolean>): Promise<"done"> {
  if (await change()) return "done";
  const story = await outbox.get(c.req.param("id") ?? "");
  throw new Refusal(story === undefined ? "delivery_unknown" : "delivery_settled");
}

/** Ids begin with the robot's name. */
async function outboxOf(c: Context, gateway: Gateway, right: "read" | "admin"): Promise<Log> {
  const access = await requireAccess(c, gateway, right);
  const id = c.req.param("id") ?? "";
  const robot = id.slice(0, Math.max(0, id.lastIndexOf("-")));
  if (!Object.hasOwn(gateway.config.robots, robot)) throw new Refusal("delivery_unknown");
  requireRobot(gateway, access, robot);
  return gateway.backends.outbox(robot);
}

function filterOf(c: Context): DeliveryFilter {
  const { status, before, limit = "50" } = c.req.query();
  if (status !== undefined && !isStatus(status))
    throw new Refusal("query_invalid", { detail: `status: ${deliveryStatuses.join(" | ")}` });
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LIMIT)
    throw new Refusal("query_invalid", { detail: `limit: 1–${MAX_LIMIT}` });
  return {
    limit: Number(limit),
    ...(status === undefined ? {} : { status }),
    ...(before === undefined ? {} : { before }),
  };
}

function isStatus(word: string): word is DeliveryStatus {
  return (deliveryStatuses as readonly string[]).includes(word);
}
