// The bare minimum beside the gateway in workerd: Hono, one HMAC to verify, one insert into a Durable Object.
import { DurableObject } from "cloudflare:workers";
import { Hono } from "hono";

let key;
const app = new Hono();
app.post("/hooks/:name", async (c) => {
  key ??= await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(c.env.HOOK_SECRET),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const body = await c.req.arrayBuffer();
  const hex = (c.req.header("x-hub-signature-256") ?? "").slice("sha256=".length);
  const signature = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (!(await crypto.subtle.verify("HMAC", key, signature, body))) return c.text("no", 401);
  const id = c.req.header("x-github-delivery");
  await c.env.INTAKE.get(c.env.INTAKE.idFromName("github")).insert(id, new TextDecoder().decode(body));
  return c.text("accepted", 202);
});
export default app;

export class IntakeObject extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS hooks (id TEXT PRIMARY KEY, body TEXT)");
  }
  insert(id, body) {
    this.ctx.storage.sql.exec("INSERT INTO hooks VALUES (?, ?)", id, body);
  }
}
export class OutboxObject extends DurableObject {}
