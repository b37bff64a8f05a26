import type { GatewayApp } from "../gateway.ts";
import description from "../openapi.json" with { type: "json" };

/** `GET /openapi.json`: the file that tools/write-openapi.ts made. */
export function addOpenapi(app: GatewayApp): void {
  app.get("/openapi.json", (c) => c.json(description));
}
