// Writes apps/cli/schema.json, the JSON Schema of dingpipe.yaml; with --check fails where the file is not what it would write.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configJsonSchema } from "../packages/core/src/config/config-json-schema.ts";

const path = fileURLToPath(new URL("../apps/cli/schema.json", import.meta.url));
const schema = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;

if (!process.argv.includes("--check")) {
  writeFileSync(path, schema);
} else if (readFileSync(path, "utf8") !== schema) {
  console.error("apps/cli/schema.json is not what the configuration's schema gives: run node tools/write-schema.ts");
  process.exitCode = 1;
}
