// Bundles the Action into one file, apps/action/dist/index.cjs, and prints what it weighs and its largest parts.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleAction } from "./bundle-action.ts";

const PARTS = 10;
const dist = fileURLToPath(new URL("../apps/action/dist/", import.meta.url));

const { code, parts } = await bundleAction();
mkdirSync(dist, { recursive: true });
// Put in place as a whole: somebody may be running the old one.
const part = `${dist}index.${process.pid}.part`;
writeFileSync(part, code);
renameSync(part, `${dist}index.cjs`);

console.log(`index.cjs: ${Buffer.byteLength(code)} bytes, gzip ${gzipSync(code, { level: 9 }).length}`);
for (const { name, bytes } of parts.slice(0, PARTS)) console.log(`  ${String(bytes).padStart(7)} ${name}`);
