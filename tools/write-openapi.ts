// Writes apps/edge/src/openapi.json, the description of the gateway's API, from its routes and the schemas of core.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openapi } from "../apps/edge/src/openapi.ts";

writeFileSync(
  fileURLToPath(new URL("../apps/edge/src/openapi.json", import.meta.url)),
  `${JSON.stringify(openapi(), null, 2)}\n`,
);
