import type { AccessConfig } from "@dingpipe/core";
import { requireAccess, requireRobot } from "../access.ts";
import type { Gateway, GatewayApp } from "../gateway.ts";

// A Worker may ask 50 objects in one request.
const PAGE = 40;

/** What each robot may say, what it is kept from, and its accounts. */
export function addRobots(app: GatewayApp, gateway: Gateway): void {
  app.get("/v1/robots", async (c) => {
    const access = await requireAccess(c, gateway, "read");
    const { names, next } = pageOfRobots(gateway, access, c.req.query());
    const robots = await Promise.all(names.map((name) => gateway.backends.outbox(name).status(gateway.now())));
    return c.json({ robots, ...(next === undefined ? {} : { next }) });
  });
  app.post("/v1/robots/:name/resume", async (c) => {
    const access = await requireAccess(c, gateway, "admin");
    const name = c.req.param("name");
    requireRobot(gateway, access, name);
    await gateway.backends.outbox(name).resume(gateway.now());
    return c.json({ status: "done" });
  });
}

/** The robots that a token may see. */
export function robotsOf({ config }: Gateway, access: AccessConfig): readonly string[] {
  return Object.keys(config.robots).filter((name) => access.robots?.includes(name) !== false);
}

/** One robot, or those after `after`; on Workers in pages. `next` is the `after` of the next page. */
export function pageOfRobots(
  gateway: Gateway,
  access: AccessConfig,
  query: Readonly<Record<string, string | undefined>>,
): { readonly names: readonly string[]; readonly next?: string } {
  const { robot, after } = query;
  if (robot !== undefined) {
    requireRobot(gateway, access, robot);
    return { names: [robot] };
  }
  const all = robotsOf(gateway, access);
  const rest = after === undefined ? all : all.slice(all.indexOf(after) + 1);
  const names = gateway.isSpread ? rest.slice(0, PAGE) : rest;
  const next = names.length < rest.length ? names.at(-1) : undefined;
  return { names, ...(next === undefined ? {} : { next }) };
}
