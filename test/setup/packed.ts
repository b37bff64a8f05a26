// What a user of npm gets: every package packed, and installed into an empty project. The README's commands and the examples run there.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import type {} from "../shell.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rooms = ["packages/core", "packages/sources", "packages/outbox", "packages/fixtures", "apps/cli", "apps/edge"];
const run = promisify(execFile);

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-packed-project-"));
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  await Promise.all(
    rooms.map((room) => run("pnpm", ["pack", "--pack-destination", tarballs], { cwd: join(root, room) })),
  );
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, type: "module", scripts: { test: "node test.mjs" } }),
  );
  const files = readdirSync(tarballs).map((name) => join(tarballs, name));
  if (files.length !== rooms.length) throw new Error(`packed ${files.length} of ${rooms.length} packages`);
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...files], { cwd: folder });
  // Too large to fetch for each run: the lock file has the version that the folder of a Workers gateway asks for.
  symlinkSync(join(root, "node_modules/wrangler"), join(folder, "node_modules/wrangler"));
  symlinkSync("../wrangler/bin/wrangler.js", join(folder, "node_modules/.bin/wrangler"));
  project.provide("packedProject", folder);
  return () => rm(folder, { recursive: true, force: true });
}
