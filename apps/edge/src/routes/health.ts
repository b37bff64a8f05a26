import type { Gateway, GatewayApp } from "../gateway.ts";

/** `GET /healthz`: the process answers. `GET /readyz`: it can work; else the secrets that are missing, by name. */
export function addHealth(app: GatewayApp, { credentials, version }: Gateway): void {
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const missing = await credentials.missing();
    return c.json({ ready: missing.length === 0, version, missing }, missing.length === 0 ? 200 : 503);
  });
}
