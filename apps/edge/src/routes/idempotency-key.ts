import type { Context } from "hono";
import { Refusal } from "../refusal.ts";

/** The `Idempotency-Key` of a request: a second one with the same key is a duplicate for a day. */
export function idempotencyKey(c: Context): string | undefined {
  const key = c.req.header("idempotency-key");
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Refusal("body_invalid", { detail: "idempotency-key" });
  return key;
}
