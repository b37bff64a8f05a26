import type { AccessConfig, AccessRight } from "@dingpipe/core";
import type { Context } from "hono";
import type { Gateway } from "./gateway.ts";
import { Refusal } from "./refusal.ts";

/** The `access` entry of a request's token; refuses where there is none, or it may not do this. */
export async function requireAccess(
  c: Context,
  { config, credentials, rateLimit, addressOf }: Gateway,
  right: AccessRight,
): Promise<AccessConfig> {
  if (config.access.length === 0) throw new Refusal("access_off");
  if (!(await rateLimit(`api ${addressOf(c.req.raw)}`))) throw new Refusal("too_many_requests");
  const token = /^bearer ([\x21-\x7e]{1,1000})$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const access = token === undefined ? undefined : await credentials.access(token);
  if (access === undefined) throw new Refusal("access_denied");
  c.get("fields")["access"] = access.name;
  if (!access.may.includes(right)) throw new Refusal("right_missing", { detail: right });
  return access;
}

/** Refuses a robot that is not there, or not the token's. */
export function requireRobot({ config }: Gateway, access: AccessConfig, robot: string): void {
  if (access.robots?.includes(robot) === false) throw new Refusal("right_missing", { detail: "robots" });
  if (!Object.hasOwn(config.robots, robot)) throw new Refusal("robot_unknown");
}
