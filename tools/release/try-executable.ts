// Holds a single executable to what the CLI does on Node: `node tools/release/try-executable.ts FILE`.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import { gzip } from "node:zlib";
import { startMockDingTalk } from "@dingpipe/fixtures/node";

const TOKEN = "executable-token-of-the-mock-0123456789";
const STARTS = 15;
const bin = fileURLToPath(new URL("../../apps/cli/bin/dingpipe.cjs", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Throws where the executable does not tell a group, run a command or serve; gives its size and the time of its start. */
export async function tryExecutable(executable: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-executable-"));
  const dingtalk = await startMockDingTalk({ robots: { [TOKEN]: {} } });
  const env = {
    // There is no Node in it.
    PATH: "/nowhere",
    HOME: folder,
    LANG: "C.UTF-8",
    DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
    DINGTALK_ENDPOINT: dingtalk.url,
    CI_TOKEN: "executable-api-token",
    DINGPIPE_VIA_TOKEN: "executable-api-token",
  };
  const run = (...args: readonly string[]) => start(executable, args, folder, env).ended;
  const told = () => dingtalk.mock.messages().length;
  try {
    expectCode(0, await run("notify", "--status", "FAIL", "--pipeline", "notified"));
    if (told() !== 1) throw new Error(`notify told the group ${told()} times`);
    expectCode(3, await run("exec", "--pipeline", "executed", "--", "/bin/sh", "-c", "exit 3"));
    if (told() !== 2) throw new Error(`exec told the group ${told() - 1} times`);
    await serves(executable, folder, env, dingtalk.url);
    if (told() !== 3) throw new Error(`serve told the group ${told() - 2} times`);
    return [
      "notify, exec and serve told the group",
      `${mebibytes(statSync(executable).size)}, gzip ${mebibytes((await promisify(gzip)(await readFile(executable), { level: 6 })).length)}`,
      startOf(executable, env),
    ];
  } finally {
    await dingtalk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serves(
  executable: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  endpoint: string,
): Promise<void> {
  const config = {
    robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", endpoint } },
    access: [{ name: "ci", token: "${CI_TOKEN}", may: ["send"] }],
  };
  writeFileSync(join(folder, "dingpipe.json"), JSON.stringify(config));
  const gateway = start(executable, ["serve", "--data", "data", "--port", "0"], folder, env);
  try {
    const url = await gateway.seen(/http:\/\/\S+/);
    const via = ["notify", "--status", "FAIL", "--pipeline", "served", "--via", url];
    expectCode(0, await start(executable, via, folder, env).ended);
    await gateway.seen(/result=delivered/);
  } finally {
    gateway.end();
  }
  const ended = await gateway.ended;
  expectCode(0, ended);
  if (ended.stderr.includes("ExperimentalWarning")) throw new Error(`serve warns: ${ended.stderr}`);
}

function start(executable: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const child = spawn(executable, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const watcher of watchers) watcher();
    });
  }
  const ended = new Promise<Ended>((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ code, ...output }));
  });
  const seen = (pattern: RegExp) =>
    new Promise<string>((found, failed) => {
      const watcher = () => {
        const [text] = pattern.exec(stripVTControlCharacters(output.stdout + output.stderr)) ?? [];
        if (text !== undefined) found(text);
      };
      watchers.add(watcher);
      watcher();
      ended.then(({ stderr }) => failed(new Error(`it ended without ${pattern}: ${stderr}`)), failed);
    });
  return { ended, seen, end: () => void child.kill("SIGTERM") };
}

function expectCode(expected: number, { code, stdout, stderr }: Ended): void {
  if (code !== expected) throw new Error(`it ended with ${code}, not ${expected}: ${stdout}${stderr}`);
}

/** Beside the package's own start on this Node, by turns: what else the machine does then meets both. */
function startOf(executable: string, env: Readonly<Record<string, string>>): string {
  const args = ["notify", "--status", "FAIL", "--dry-run"];
  const times: Record<"executable" | "package", number[]> = { executable: [], package: [] };
  for (let turn = 0; turn < STARTS; turn++) {
    times.executable.push(timeOf(executable, args, env));
    times.package.push(timeOf(process.execPath, [bin, ...args], env));
  }
  const [ours, theirs] = [median(times.executable), median(times.package)];
  return `a start takes ${ours.toFixed(0)} ms, the package's ${theirs.toFixed(0)} ms (× ${(ours / theirs).toFixed(2)}, median of ${STARTS})`;
}

function timeOf(command: string, args: readonly string[], env: Readonly<Record<string, string>>): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(command, args, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`a start ended with ${status}: ${stderr}`);
  return performance.now() - before;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

if (import.meta.main) {
  const [file = ""] = process.argv.slice(2);
  for (const line of await tryExecutable(resolve(file))) console.log(line);
}
