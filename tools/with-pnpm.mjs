// Every root script starts here: plain JavaScript for Node 20 without a dependency. It installs what the lock file names
// when node_modules does not match it, then runs the command. --build-cli builds the CLI first where its sources are newer;
// --cli does so too and runs it, in the folder that npm was called from.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pnpm = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager;
const stamp = join(root, "node_modules", ".dingpipe-lock");

const args = process.argv.slice(2);
const runsCli = args[0] === "--cli";
const buildsCli = runsCli || args[0] === "--build-cli";
const [command, ...rest] = runsCli
  ? ["node", join(root, "apps", "cli", "bin", "dingpipe.cjs"), ...args.slice(1)]
  : args.slice(buildsCli ? 1 : 0);

const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1" };
env.PATH = [join(root, "node_modules", ".bin"), env.PATH].join(delimiter);

if (!isInstalled()) install();
if (buildsCli && !isCliFresh()) run("node", [join(root, "tools", "build-cli.ts")], root, ["ignore", 2, 2]);
process.exitCode = run(command, rest, (runsCli && process.env.INIT_CWD) || root, "inherit", true);

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash();
}

function install() {
  process.stderr.write("dingpipe: installing what pnpm-lock.yaml names (once)\n");
  run("npx", ["-y", pnpm, "install", "--frozen-lockfile", "--loglevel=error"], root, ["ignore", 2, 2]);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash());
}

function lockHash() {
  const hash = createHash("sha256").update(readFileSync(join(root, "pnpm-lock.yaml")));
  for (const parent of ["packages", "apps"]) {
    for (const name of readdirSync(join(root, parent)).sort()) {
      const manifest = join(root, parent, name, "package.json");
      if (existsSync(manifest)) hash.update(readFileSync(manifest));
    }
  }
  return hash.digest("hex");
}

function isCliFresh() {
  const bundle = join(root, "apps", "cli", "dist", "main.cjs");
  if (!existsSync(bundle)) return false;
  const builtAt = statSync(bundle).mtimeMs;
  const sources = [stamp, ...["packages", "apps"].flatMap((parent) => filesBelow(join(root, parent)))];
  return sources.every((file) => statSync(file).mtimeMs <= builtAt);
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules" || entry.name === "dist" || entry.name.startsWith(".")) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith(".test.ts") ? [] : [path];
  });
}

function run(name, parameters, cwd, stdio, mayFail = false) {
  const result = spawnSync(name, parameters, { cwd, env, stdio });
  if (result.error) {
    process.stderr.write(`dingpipe: ${name} did not start: ${result.error.message}\n`);
    process.exit(1);
  }
  const code = result.status ?? 1;
  if (code !== 0 && !mayFail) process.exit(code);
  return code;
}
