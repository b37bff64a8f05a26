// A part of `npm run bench`: how many webhooks a second the gateway accepts (202, written to disk), in workerd beside a bare Worker that
// verifies the same signature and does one insert, and on Node beside raw inserts into `node:sqlite`; how long a webhook takes to DingTalk
// when nothing else happens; what the Worker is made of, and how long its runtime takes to its first answer.
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { startMockDingTalk } from "@dingpipe/fixtures/node";
import { bundleModule, bundleWorker, configOf, type WorkerPart, workerParts } from "../bundle-worker.ts";
import { freePort, type Runtime, type Server, startServer } from "../crash/server.ts";
import { type Hook, hookOf } from "../crash/workload.ts";
import { median, quantile, ratioOfMedians } from "./statistics.ts";

const bareWorker = JSON.stringify(fileURLToPath(new URL("bare-worker.mjs", import.meta.url)));
const SECRET = "0123456789abcdef0123456789abcdef";
const API_TOKEN = "0123456789abcdef";
const SIDE_BY_SIDE = 16;
const HOOKS_A_ROUND = 200;
const IDLE_HOOKS = 40;

/** Prints the ratios, the percentiles and the parts. */
export async function benchGateway(rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-bench-gateway-"));
  const token = randomBytes(32).toString("hex");
  const dingtalk = await startMockDingTalk({ robots: { [token]: { limits: { messages: Number.MAX_SAFE_INTEGER } } } });
  const config = {
    robots: { ops: { webhook: "${WEBHOOK_OPS}", endpoint: dingtalk.url } },
    rules: [{ on: ["failed", "success"] }],
    sources: { github: { type: "github", secret: "${HOOK_SECRET}" } },
    access: [{ name: "bench", token: "${API_TOKEN}", may: ["read"] }],
  };
  // The idle way takes one message after the other, which a robot's own limit would hold back.
  const quick = { ...config, robots: { ops: { ...config.robots.ops, limits: { messages: 18, window: "1s" } } } };
  const env = { WEBHOOK_OPS: token, HOOK_SECRET: SECRET, API_TOKEN };
  const code = await bundleWorker(await configOf(config), { minify: true });
  const programs = {
    bare: await bundleModule(`export * from ${bareWorker}; export { default } from ${bareWorker};`, { minify: true }),
    worker: code,
    quick: await bundleWorker(await configOf(quick), { minify: true }),
  };
  const started: Server[] = [];
  const start = async (name: string, runtime: Runtime, program: string): Promise<string> => {
    const port = await freePort();
    const data = join(folder, name);
    mkdirSync(data);
    started.push(await startServer({ runtime, program, data, port, env }));
    return `http://127.0.0.1:${port}`;
  };
  const fileOf = (name: keyof typeof programs): string => {
    const path = join(folder, `${name}.mjs`);
    writeFileSync(path, programs[name]);
    return path;
  };
  try {
    const bare = await start("bare", "workerd", fileOf("bare"));
    const worker = await start("worker", "workerd", fileOf("worker"));
    const node = await start("node", "node", JSON.stringify(config));
    await compareIngest({ bare, worker, node, rows: join(folder, "rows.sqlite") }, rounds);
    for (const [name, runtime, program] of [
      ["Node", "node", JSON.stringify(quick)],
      ["workerd", "workerd", fileOf("quick")],
    ] as const) {
      const url = await start(`idle ${name}`, runtime, program);
      await measureIdle(name, url, () => dingtalk.mock.requests().length);
    }
    await measureStart(folder, { bare: fileOf("bare"), worker: fileOf("worker") }, env);
  } finally {
    for (const server of started) await server.kill("SIGKILL");
    await dingtalk.close();
    rmSync(folder, { recursive: true, force: true });
  }
  printParts(code, await workerParts(await configOf(config)));
}

interface Places {
  readonly bare: string;
  readonly worker: string;
  readonly node: string;
  /** The file for raw inserts. */
  readonly rows: string;
}

async function compareIngest({ bare, worker, node, rows }: Places, rounds: number): Promise<void> {
  const insert = rawInsert(rows);
  let made = 0;
  const hooks = () =>
    Array.from({ length: HOOKS_A_ROUND }, () => {
      made += 1;
      return bigHook(made);
    });
  const contestants = {
    "workerd, bare: Hono, verify, one insert": () => postAll(bare, hooks()),
    "workerd, the gateway": () => postAll(worker, hooks()),
    "Node, raw inserts, synchronous=FULL": async () => {
      const all = hooks();
      const startedAt = performance.now();
      for (const hook of all) insert(hook);
      return performance.now() - startedAt;
    },
    "Node, the gateway, synchronous=FULL": () => postAll(node, hooks()),
  } as const;
  const beside = {
    "workerd, the gateway": "workerd, bare: Hono, verify, one insert",
    "Node, the gateway, synchronous=FULL": "Node, raw inserts, synchronous=FULL",
  } as const satisfies Partial<Record<keyof typeof contestants, keyof typeof contestants>>;
  const planners: Partial<Record<keyof typeof contestants, string>> = {
    "workerd, the gateway": worker,
    "Node, the gateway, synchronous=FULL": node,
  };
  const names = Object.keys(contestants) as (keyof typeof contestants)[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  // The first round warms up.
  for (let round = -1; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const ms = await contestants[name]();
      if (round >= 0) times.get(name)?.push(ms);
      // No other contestant should pay for what is left to be planned.
      const url = planners[name];
      if (url !== undefined) await planned(url, HOOKS_A_ROUND * (round + 2));
    }
  }
  console.log(
    `\nWebhooks accepted a second, ${bigHook(0).body.length} bytes each, ${SIDE_BY_SIDE} at once, ${rounds} rounds`,
  );
  for (const name of names) {
    const own = times.get(name) ?? [];
    const other = name in beside ? times.get(beside[name as keyof typeof beside]) : undefined;
    const rate = ((HOOKS_A_ROUND * 1_000) / median(own)).toFixed(0).padStart(6);
    // A rate's ratio is the other way round.
    const { ratio, low, high } = ratioOfMedians(other ?? own, own, Math.random);
    const text = other === undefined ? "" : `  ${ratio.toFixed(2)} (95 %: ${low.toFixed(2)} to ${high.toFixed(2)})`;
    console.log(`${name.padEnd(48)} ${rate}${text}`);
  }
}

/** A webhook with the links that a real one has, in a lane of its own. */
function bigHook(number: number): Hook {
  const links = Object.fromEntries(
    Array.from({ length: 45 }, (_, index) => [
      `link_${index}_url`,
      `https://api.github.com/repos/acme/shop/link_${index}{/sha}`,
    ]),
  );
  return hookOf(`p${number}`, 1, SECRET, Date.now(), { repository: links, head_repository: links });
}

function rawInsert(path: string): (hook: Hook) => void {
  const database = new DatabaseSync(path);
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE hooks (id TEXT PRIMARY KEY, body TEXT)`,
  );
  const statement = database.prepare(`INSERT INTO hooks VALUES (?, ?)`);
  return ({ headers, body }) => void statement.run(headers["x-github-delivery"] ?? "", body);
}

/** Milliseconds until the last is accepted. */
async function postAll(url: string, hooks: readonly Hook[]): Promise<number> {
  // Of its own: a server closes a connection that was idle between two rounds.
  const agent = new Agent({ keepAlive: true, maxSockets: SIDE_BY_SIDE });
  const startedAt = performance.now();
  let next = 0;
  const one = async () => {
    for (;;) {
      const hook = hooks[next];
      next += 1;
      if (hook === undefined) return;
      await post(url, hook, agent);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
  const ms = performance.now() - startedAt;
  agent.destroy();
  return ms;
}

function post(url: string, { body, headers }: Hook, agent = new Agent()): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/hooks/github`, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => {
        if (response.statusCode === 202) resolve();
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    sent.on("error", reject).end(body);
  });
}

/** Waits until so many events have come to the outbox. */
async function planned(url: string, count: number): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/v1/robots?robot=ops`, { headers: { authorization: `Bearer ${API_TOKEN}` } });
    const { robots } = (await response.json()) as { robots: readonly { accounts: { accepted: number } }[] };
    if (robots[0]?.accounts.accepted === count) return;
    await sleep(20);
  }
}

/** From the first byte of a webhook to the mock's request, one after the other. */
async function measureIdle(name: string, url: string, requests: () => number): Promise<void> {
  const times: number[] = [];
  for (let index = -5; index < IDLE_HOOKS; index += 1) {
    const before = requests();
    const hook = bigHook(1_000_000 + index);
    const startedAt = performance.now();
    await post(url, hook);
    while (requests() === before) await new Promise((resolve) => void setImmediate(resolve));
    if (index >= 0) times.push(performance.now() - startedAt);
    await planned(url, index + 6);
  }
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(1));
  console.log(`${name}, from a webhook to DingTalk when idle, milliseconds: p50 ${p50}, p95 ${p95}, p99 ${p99}`);
}

/** From the start of the runtime to the first answer, beside the bare Worker. */
async function measureStart(
  folder: string,
  programs: Readonly<Record<"bare" | "worker", string>>,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const times = { bare: [] as number[], worker: [] as number[] };
  for (let round = 0; round < 5; round += 1) {
    for (const name of ["bare", "worker"] as const) {
      const port = await freePort();
      const data = mkdtempSync(join(folder, "start-"));
      const startedAt = performance.now();
      const server = await startServer({ runtime: "workerd", program: programs[name], data, port, env });
      await post(`http://127.0.0.1:${port}`, bigHook(2_000_000 + round));
      times[name].push(performance.now() - startedAt);
      await server.kill("SIGKILL");
    }
  }
  const [bare, worker] = [median(times.bare).toFixed(0), median(times.worker).toFixed(0)];
  console.log(
    `workerd with miniflare, from its start to the first 202, milliseconds: bare ${bare}, the gateway ${worker}`,
  );
}

function printParts(code: string, parts: readonly WorkerPart[]): void {
  console.log(
    `\nThe Worker with one door: ${gzipSync(code).length} bytes gzip; its largest parts, each compressed alone, not minified`,
  );
  for (const { name, gzipBytes } of parts.slice(0, 12))
    console.log(`${name.padEnd(48)} ${String(gzipBytes).padStart(6)}`);
}

if (import.meta.main) await benchGateway(Number(process.argv[2] ?? 10));
