// A release without releasing: packs, builds twice, installs and runs what would be published. A line for each check; it ends
// with 1 where one fails. The packages must be built before (`npm run release:check` does so).
import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { arch, platform, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createConsumer, type EntryPoint } from "./release/consumer.ts";
import { tryExecutable } from "./release/try-executable.ts";

// The oldest that is promised, the lines that are maintained, and what comes next.
const nodes = ["20.18.1", "22", "24", "latest"];
// It imports cloudflare:workers, which workerd alone has: the tests of apps/edge run it there.
const WORKER = "@dingpipe/edge/worker";
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "dingpipe-release-"));
const rooms = ["packages", "apps"]
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((room) => isPublished(join(root, room, "package.json")));
let failed = 0;

try {
  const tarballs = (await check("packed twice: the same bytes", pack)) ?? [];
  for (const tarball of tarballs) await check(`publint and attw: ${nameOf(tarball)}`, () => lint(tarball));
  await check("bundles built in two folders: the same bytes", bundleTwice);

  const consumer = join(folder, "consumer");
  const points = await check("installed from the tarballs into an empty project", async () => {
    const found = createConsumer(consumer, tarballs);
    return { value: found, detail: `${found.length} entry points` };
  });
  if (points !== undefined) {
    await check("types, with skipLibCheck: false", async () => {
      await run("tsc", ["-p", consumer], consumer);
      return undefined;
    });
    const binaries = await check(`Node ${nodes.join(", ")} from npm`, fetchNodes);
    for (const node of binaries ?? []) {
      const { stdout } = await run(node, ["--version"], folder);
      await check(`imports under Node ${stdout.trim()}`, () =>
        importAll(node, stdout.trim().slice(1), consumer, points),
      );
      await check(`npx from the tarball under Node ${stdout.trim()}`, () => runCli(node, tarballs));
    }
  }
  await check("one executable, built twice: the same bytes", buildExecutable);
  await check("the executable", async () => ({
    value: undefined,
    detail: (await tryExecutable(join(folder, "executable"))).join("; "),
  }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed === 0 ? "release:check: all of it holds" : `release:check: ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

interface Passed<Value> {
  readonly value: Value;
  readonly detail: string;
}

async function check<Value>(name: string, of: () => Promise<Passed<Value> | undefined>): Promise<Value | undefined> {
  const before = performance.now();
  const seconds = () => `${((performance.now() - before) / 1000).toFixed(1)} s`;
  try {
    const passed = await of();
    console.log(`ok    ${name}${passed ? `: ${passed.detail}` : ""} (${seconds()})`);
    return passed ? passed.value : undefined;
  } catch (error) {
    failed++;
    const {
      stdout = "",
      stderr = "",
      message,
    } = error as Error & { readonly stdout?: string; readonly stderr?: string };
    console.log(`FAIL  ${name} (${seconds()})\n${(stdout + stderr || message).trim().replace(/^/gm, "      ")}`);
    return undefined;
  }
}

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env) {
  return promisify(execFile)(command, args, { cwd, env, encoding: "utf8", maxBuffer: 16_777_216 });
}

async function pack(): Promise<Passed<readonly string[]>> {
  const [first, second] = [join(folder, "tarballs"), join(folder, "tarballs-again")];
  for (const destination of [first, second]) {
    mkdirSync(destination);
    for (const room of rooms) await run("pnpm", ["pack", "--pack-destination", destination], join(root, room));
  }
  const names = readdirSync(first).sort();
  if (names.length === 0) throw new Error("nothing was packed");
  const differing = names.filter((name) => !isSame(join(first, name), join(second, name)));
  if (differing.length > 0) throw new Error(`they differ: ${differing.join(", ")}`);
  return { value: names.map((name) => join(first, name)), detail: `${names.length} packages` };
}

async function lint(tarball: string): Promise<undefined> {
  await run("publint", ["run", tarball, "--strict"], root);
  // attw looks at types, which the CLI has none of.
  if (!/^dingpipe-\d/.test(nameOf(tarball))) await run("attw", [tarball, "--profile", "esm-only"], root);
}

async function bundleTwice(): Promise<Passed<void>> {
  const copy = join(folder, "elsewhere", "another-name");
  const { stdout: listed } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root);
  for (const name of listed.split("\0").filter((path) => path !== "" && existsSync(join(root, path)))) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    copyFileSync(join(root, name), join(copy, name));
  }
  const flags = ["--frozen-lockfile", "--prefer-offline", "--ignore-scripts", "--loglevel=error"];
  await run("pnpm", ["install", ...flags], copy);
  const [here, there] = await Promise.all([
    run(process.execPath, ["tools/release/bundles.ts"], root),
    run(process.execPath, ["tools/release/bundles.ts"], copy, {
      ...process.env,
      TZ: "Asia/Shanghai",
      LC_ALL: "zh_CN.UTF-8",
    }),
  ]);
  const [ours, theirs] = [here, there].map(({ stdout }) => stdout.trim().split("\n"));
  const differing = (ours ?? []).filter((line) => !theirs?.includes(line));
  if (differing.length > 0 || ours?.length !== theirs?.length) throw new Error(`they differ:\n${differing.join("\n")}`);
  return { value: undefined, detail: `${ours?.length} files` };
}

async function fetchNodes(): Promise<Passed<readonly string[]>> {
  const home = join(folder, "nodes");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true }));
  const aliases = nodes.map((version) => `node-${version}@npm:node-${platform()}-${arch()}@${version}`);
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", ...aliases], home);
  const binaries = nodes.map((version) => join(home, "node_modules", `node-${version}`, "bin", "node"));
  return { value: binaries, detail: `${binaries.length} of them` };
}

async function importAll(
  node: string,
  version: string,
  consumer: string,
  points: readonly EntryPoint[],
): Promise<Passed<void>> {
  const promised = points.filter(({ specifier, node: oldest }) => specifier !== WORKER && !isOlder(version, oldest));
  await run(node, ["import-all.mjs", ...promised.map(({ specifier }) => specifier)], consumer);
  const left = points.filter((point) => !promised.includes(point)).map(({ specifier }) => specifier);
  return { value: undefined, detail: `${promised.length} entry points, without ${left.join(", ")}` };
}

async function runCli(node: string, tarballs: readonly string[]): Promise<Passed<void>> {
  const tarball = tarballs.find((path) => /^dingpipe-\d/.test(nameOf(path))) ?? "";
  const project = mkdtempSync(join(folder, "npx-"));
  const env = {
    PATH: [dirname(node), process.env["PATH"]].join(delimiter),
    HOME: project,
    npm_config_cache: join(project, "cache"),
    npm_config_update_notifier: "false",
    DINGPIPE_LOCALE: "en",
    DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${"0a1b2c3d".repeat(8)}`,
  };
  const npx = (...args: readonly string[]) =>
    run("npx", ["-y", "--package", tarball, "--", "dingpipe", ...args], project, env);
  const { version } = JSON.parse(readFileSync(join(root, "apps/cli/package.json"), "utf8")) as { version: string };
  const said = (await npx("--version")).stdout.trim();
  if (said !== version) throw new Error(`it says that it is ${said}, not ${version}`);
  const shown = (await npx("notify", "--status", "FAIL", "--dry-run")).stdout;
  if (!shown.includes("❌")) throw new Error(`the message is not shown: ${shown}`);
  return { value: undefined, detail: `${said}, notify --dry-run` };
}

async function buildExecutable(): Promise<undefined> {
  const files = [join(folder, "executable"), join(folder, "executable-again")];
  for (const file of files) await run(process.execPath, ["tools/build-sea.ts", file], root);
  const [first = "", second = ""] = files;
  if (!isSame(first, second)) throw new Error("they differ");
}

function isPublished(manifest: string): boolean {
  return existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as { private?: boolean }).private !== true;
}

function isSame(first: string, second: string): boolean {
  return readFileSync(first).equals(readFileSync(second));
}

function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [version, than].map((text) => text.split(".").map(Number));
  const at = (theirs ?? []).findIndex((part, index) => part !== (ours?.[index] ?? 0));
  return at !== -1 && (ours?.[at] ?? 0) < (theirs?.[at] ?? 0);
}

function nameOf(path: string): string {
  return path.split("/").at(-1) ?? path;
}
