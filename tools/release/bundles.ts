// Makes everything that is built at release and committed nowhere, and prints a line for each file: its SHA-256 and its name.
// release-check.ts runs it in two folders and compares what it prints.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWorker, configOf } from "../bundle-worker.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

for (const room of ["cli", "action"]) {
  const script = join(root, "tools", `build-${room}.ts`);
  if (!existsSync(script)) continue;
  execFileSync(process.execPath, [script], { cwd: root, stdio: ["ignore", "ignore", 2] });
  const dist = join(root, "apps", room, "dist");
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    print(readFileSync(path), path.slice(root.length));
  }
}

const worker = await configOf({
  robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", secret: "${DINGTALK_SECRET}" } },
  sources: { repository: { type: "github", secret: "${GITHUB_WEBHOOK_SECRET}" } },
});
print(await bundleWorker(worker, { minify: true }), "a gateway for Workers");

function print(content: string | Buffer, name: string): void {
  console.log(`${createHash("sha256").update(content).digest("hex")}  ${name}`);
}
