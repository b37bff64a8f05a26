import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createMockDingTalk, type Fault } from "@dingpipe/fixtures";
import { startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { bundleWorker, configOf } from "../bundle-worker.ts";
import { freePort, type Runtime, type Server, startServer } from "./server.ts";
import { type Hook, hookOf, lanesOf, type Numbered, robotNames, runsIn, scaledConfig } from "./workload.ts";

export interface CrashOptions {
  readonly runtime: Runtime;
  readonly events: number;
  readonly kills: number;
  readonly robots: number;
  readonly pipelines: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** What was accepted beside what the groups saw. */
export interface CrashReport {
  readonly accepted: number;
  readonly kills: number;
  readonly requests: number;
  readonly faults: number;
  readonly messages: number;
  readonly digests: number;
  /** Repeats that `msgUuid` kept from the group. */
  readonly absorbed: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Messages that DingTalk muted a robot for. */
  readonly overLimit: number;
  /** Of all robots together. */
  readonly accounts: Readonly<Record<string, number>>;
  readonly accountsHold: boolean;
  readonly seconds: number;
}

const WINDOW_MS = 1_000;
const SIDE_BY_SIDE = 8;
const FAULT_SHARE = 0.12;
const SETTLE_MS = 300_000;

// What goes wrong between us and DingTalk, by weight.
const faults: readonly (readonly [number, Fault])[] = [
  [5, { fault: "http_status", status: 500 }],
  [3, { fault: "cut_after" }],
  [2, { fault: "cut_before" }],
  [1, { fault: "traffic_control", waitSeconds: 1 }],
  [1, { fault: "html" }],
  [1, { fault: "hang", accepts: true }],
  [2, { fault: "string_zero" }],
  [2, { fault: "busy" }],
];

/** Fires events at a gateway, kills it at random, and compares at the end. */
export async function runCrash(options: CrashOptions): Promise<CrashReport> {
  const { runtime, events, kills, robots, random } = options;
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-crash-"));
  const tokens = Object.fromEntries(robotNames(robots).map((name) => [name, randomBytes(32).toString("hex")]));
  const inner = createMockDingTalk({
    clock: systemClock,
    maxHistory: 1_000_000,
    robots: Object.fromEntries(
      Object.entries(tokens).map(([name, token]) => [
        token,
        { name, limits: { messages: 20, windowMs: WINDOW_MS, muteMs: WINDOW_MS * 10 } },
      ]),
    ),
  });
  let injected = 0;
  const mock = {
    ...inner,
    respond: (request: Request, ip?: string) => {
      if (random() < FAULT_SHARE) {
        injected += 1;
        inner.faults.push(pick(random()));
      }
      return inner.respond(request, ip);
    },
  };
  const dingtalk = await startMockDingTalk({ mock });
  const secrets = {
    HOOK_SECRET: randomBytes(24).toString("hex"),
    API_TOKEN: randomBytes(24).toString("hex"),
    ...Object.fromEntries(
      Object.entries(tokens).map(([name, token]) => [
        `WEBHOOK_${name}`,
        `https://oapi.dingtalk.com/robot/send?access_token=${token}`,
      ]),
    ),
  };
  const config = scaledConfig(robots, dingtalk.url, WINDOW_MS);
  let program = JSON.stringify(config);
  if (runtime === "workerd") {
    program = join(folder, "worker.js");
    writeFileSync(program, await bundleWorker(await configOf(config)));
  }
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const start = () => startServer({ runtime, program, data: join(folder, "data"), port, env: secrets });
  let server: Server = await start();

  const lanes = lanesOf(robots, options.pipelines);
  const accepted: Numbered[] = [];
  let killed = 0;
  let restarting: Promise<void> = Promise.resolve();

  /** Like a sender that repeats: until it is accepted, whatever happens to the answer. */
  async function post(hook: Hook): Promise<void> {
    for (;;) {
      await restarting;
      try {
        const response = await fetch(`${origin}/hooks/github`, {
          method: "POST",
          body: hook.body,
          headers: hook.headers,
        });
        await response.arrayBuffer();
        if (response.status === 202 || response.status === 200) break;
        if (response.status < 500 && response.status !== 429) throw new RangeError(`answered ${response.status}`);
      } catch (error) {
        if (error instanceof RangeError) throw error;
      }
      await sleep(20);
    }
    accepted.push(hook);
    if (killed < kills && accepted.length >= ((killed + random()) * events) / kills) kill();
  }

  function kill(): void {
    killed += 1;
    restarting = (async () => {
      await sleep(random() * 50);
      await server.kill("SIGKILL");
      server = await start();
    })();
  }

  const numbers = new Map(lanes.map((lane) => [lane, 0]));
  const perLane = Math.ceil(events / lanes.length);
  const open = [...lanes];
  let sent = 0;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let lane = open.shift(); lane !== undefined && sent < events; lane = open.shift()) {
        const number = (numbers.get(lane) ?? 0) + 1;
        numbers.set(lane, number);
        sent += 1;
        await post(hookOf(lane, number, secrets.HOOK_SECRET, Date.now()));
        if (number < perLane) open.push(lane);
      }
    }),
  );
  await restarting;
  const { accounts, stories } = await settled(origin, secrets.API_TOKEN, robotNames(robots), accepted.length);
  await server.kill("SIGTERM");

  const messages = inner.messages();
  const shownUuids = new Set(messages.map(({ msgUuid }) => msgUuid));
  const told = messages.flatMap(runsIn);
  const key = ({ lane, number }: Numbered) => `${lane}/${number}`;
  const seen = new Set(told.map(key));
  // Either the group saw it by name, or a digest that it saw told the newer state of the same pipeline and branch.
  const lost = accepted.filter((run) => !seen.has(key(run)) && !shownUuids.has(stories.get(key(run)))).length;
  const last = new Map<string, number>();
  let outOfOrder = 0;
  for (const { lane, number } of told) {
    if (number < (last.get(lane) ?? 0)) outOfOrder += 1;
    last.set(lane, Math.max(number, last.get(lane) ?? 0));
  }
  const ends = lanes.filter(
    (lane) => last.get(lane) !== Math.max(...accepted.filter((run) => run.lane === lane).map(({ number }) => number)),
  );
  await dingtalk.close();
  rmSync(folder, { recursive: true, force: true });
  const requests = inner.requests();
  const { accepted: taken = 0, ...rest } = accounts;
  return {
    accepted: accepted.length,
    kills: killed,
    requests: requests.length,
    faults: injected,
    messages: messages.length,
    digests: messages.filter((message) => runsIn(message).length > 1).length,
    absorbed: requests.filter(({ verdict }) => verdict.why === "repeated").length,
    lost: lost + ends.length,
    doubled: told.length - seen.size,
    outOfOrder,
    overLimit: requests.filter(({ verdict }) => verdict.why === "too_fast").length,
    accounts,
    accountsHold:
      taken === Object.values(rest).reduce((sum, count) => sum + count, 0) &&
      taken === accepted.length &&
      rest["waiting"] === 0,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  };
}

function pick(random: number): Fault {
  let left = random * faults.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, fault] of faults) {
    left -= weight;
    if (left < 0) return fault;
  }
  return { fault: "busy" };
}

interface Settled {
  readonly accounts: Readonly<Record<string, number>>;
  /** The `msgUuid` of the message that told of a run. */
  readonly stories: ReadonlyMap<string, string>;
}

/** Waits until nothing waits any more, and asks what became of everything. */
async function settled(origin: string, token: string, robots: readonly string[], expected: number): Promise<Settled> {
  const ask = async (path: string) => {
    for (;;) {
      const response = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
      if (response.ok) return (await response.json()) as Record<string, never>;
      // So many stories are more than an address may ask for in a minute.
      if (response.status !== 429) throw new RangeError(`${path} answered ${response.status}`);
      await response.body?.cancel();
      await sleep(1_000);
    }
  };
  const end = performance.now() + SETTLE_MS;
  let accounts: Record<string, number> = {};
  for (;;) {
    accounts = {};
    for (const { accounts: own } of (await ask("/v1/robots"))["robots"] as unknown as {
      accounts: Record<string, number>;
    }[])
      for (const [name, count] of Object.entries(own)) accounts[name] = (accounts[name] ?? 0) + count;
    if ((accounts["accepted"] === expected && accounts["waiting"] === 0) || performance.now() > end) break;
    await sleep(200);
  }
  const stories = new Map<string, string>();
  for (const robot of robots) {
    for (let before: string | undefined; ; ) {
      const page = (
        await ask(`/v1/deliveries?robot=${robot}&limit=100${before === undefined ? "" : `&before=${before}`}`)
      )["deliveries"] as unknown as { id: string; origin: { deliveryId: string } }[];
      await Promise.all(
        page.map(async ({ id, origin: { deliveryId } }) => {
          const story = (await ask(`/v1/deliveries/${id}`)) as unknown as { batch?: { msgUuid: string } };
          if (story.batch !== undefined) stories.set(deliveryId.replace(/-(\d+)$/, "/$1"), story.batch.msgUuid);
        }),
      );
      before = page.at(-1)?.id;
      if (page.length < 100) break;
    }
  }
  return { accounts, stories };
}
