// Packs the package of the current folder and holds the tarball to what npm users meet: publint, and attw where it has types.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
};
const folder = mkdtempSync(join(tmpdir(), "dingpipe-packed-"));
try {
  run("pnpm", ["pack", "--pack-destination", folder]);
  const tarball = readdirSync(folder)
    .map((name) => join(folder, name))
    .find((path) => path.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`${manifest.name} was packed, but there is no tarball`);
  run("publint", ["run", tarball, "--strict"]);
  if ("." in manifest.exports) run("attw", [tarball, "--profile", "esm-only"]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command: string, parameters: readonly string[]): void {
  const { status, error } = spawnSync(command, parameters, { stdio: "inherit" });
  if (error !== undefined) throw error;
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
}
