import type { Gateway, GatewayApp } from "../gateway.ts";
import { sha256 } from "../sha256.ts";

/**
 * `GET /healthz`: the process answers. `GET /readyz`: it can work, else the secrets that are missing, by name; `version` names the very
 * configuration.
 */
export function addHealth(app: GatewayApp, { config, credentials }: Gateway): void {
  let version: string | undefined;
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    version ??= (await sha256(new TextEncoder().encode(JSON.stringify(config)))).slice(0, 12);
    const missing = await credentials.missing();
    return c.json({ ready: missing.length === 0, version, missing }, missing.length === 0 ? 200 : 503);
  });
}
