import type { Gateway, GatewayApp } from "../gateway.ts";

/**
 * `GET /healthz`: the process answers. `GET /readyz`: it can work, else the secrets that are missing, the robots that have another's token
 * and those whose webhook is none, by name; `version` names the very configuration.
 */
export function addHealth(app: GatewayApp, { config, credentials, sha256 }: Gateway): void {
  let version: string | undefined;
  let whole: readonly string[] | undefined;
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    version ??= (await sha256(new TextEncoder().encode(JSON.stringify(config)))).slice(0, 12);
    const missing = await credentials.missing();
    const doubled = whole ?? (await credentials.doubled()).map(({ robot }) => robot);
    const unusable =
      whole === undefined
        ? (await credentials.unusable()).map(({ robot, error }) => ({ robot, reason: error.details.reason }))
        : [];
    // Nobody's webhook changes any more once all are there, and everybody may ask.
    if (missing.length + unusable.length === 0) whole = doubled;
    const ready = missing.length + doubled.length + unusable.length === 0;
    return c.json({ ready, version, missing, doubled, unusable }, ready ? 200 : 503);
  });
}
