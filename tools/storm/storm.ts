// `npm run storm`: 1,000 failures of 200 pipelines at once to one robot, whose minute is scaled to five seconds. The gateway beside a sender that
// posts each at once and one that sleeps between them, each against a mock of its own that mutes as DingTalk does.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createPost, encodeMessage } from "@dingpipe/core";
import { createMockDingTalk } from "@dingpipe/fixtures";
import { type MockServer, startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { freePort, startServer } from "../crash/server.ts";
import { type Hook, hookOf, lanesOf, runsIn, scaledConfig } from "../crash/workload.ts";

const { values } = parseArgs({
  options: { events: { type: "string", default: "1000" }, pipelines: { type: "string", default: "200" } },
});
const events = Number(values.events);
const lanes = lanesOf(1, Number(values.pipelines));
const WINDOW_MS = 5_000;
const SIDE_BY_SIDE = 16;
const MINUTES_OF_SLEEP = 12;

const hooks: readonly Hook[] = Array.from({ length: events }, (_, index) => {
  const lane = lanes[index % lanes.length] ?? "";
  // Numbers that are no multiple of three: failures all.
  return hookOf(lane, Math.floor(index / lanes.length) * 3 + 1, "storm-secret", Date.now() + index);
});
const lastOf = new Map(hooks.map(({ lane, number }) => [lane, number]));

interface Result {
  readonly name: string;
  readonly postedMs: number;
  readonly firstMs: number;
  readonly messages: number;
  readonly muted: number;
  readonly named: number;
  readonly lastMs: number;
  readonly accounts?: string;
}

const results = [await gateway(), await plain(), await sleeping()];
for (const { name, postedMs, firstMs, lastMs, messages, muted, named, accounts } of results) {
  process.stdout.write(
    `${name}: ${events} events in ${postedMs} ms; first message after ${firstMs} ms, last after ${(lastMs / WINDOW_MS).toFixed(1)} windows; ` +
      `${messages} messages; last state named of ${named} of ${lanes.length} pipelines; refused as too fast: ${muted}\n`,
  );
  if (accounts !== undefined) process.stdout.write(`  accounts: ${accounts}\n`);
}
const [ours] = results;
const isHeld = ours?.named === lanes.length && ours.muted === 0 && ours.messages <= 60 && ours.firstMs <= WINDOW_MS;
process.stdout.write(isHeld ? "held\n" : "NOT held\n");
process.exitCode = isHeld ? 0 : 1;

async function gateway(): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-storm-"));
  const { dingtalk, token } = await openMock();
  const secrets = {
    HOOK_SECRET: "storm-secret",
    API_TOKEN: randomBytes(16).toString("hex"),
    WEBHOOK_r0: webhookOf(token),
  };
  const port = await freePort();
  const program = JSON.stringify(scaledConfig(1, dingtalk.url, WINDOW_MS));
  const server = await startServer({ runtime: "node", program, data: folder, port, env: secrets });
  const startedAt = Date.now();
  const open = [...hooks];
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let hook = open.shift(); hook !== undefined; hook = open.shift()) {
        const response = await fetch(`http://127.0.0.1:${port}/hooks/github`, {
          method: "POST",
          body: hook.body,
          headers: hook.headers,
        });
        if (response.status !== 202) throw new RangeError(`answered ${response.status}`);
        await response.arrayBuffer();
      }
    }),
  );
  const postedMs = Date.now() - startedAt;
  let accounts: Record<string, number> = {};
  do {
    await sleep(100);
    const response = await fetch(`http://127.0.0.1:${port}/v1/robots`, {
      headers: { authorization: `Bearer ${secrets.API_TOKEN}` },
    });
    accounts =
      ((await response.json()) as { robots: { accounts: Record<string, number> }[] }).robots[0]?.accounts ?? {};
  } while (accounts["accepted"] !== events || accounts["waiting"] !== 0);
  await server.kill("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
  const text = Object.entries(accounts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
  return { ...(await measured("dingpipe's gateway", dingtalk, startedAt, postedMs)), accounts: text };
}

/** What most tools do: post each at once, and look at nothing. */
async function plain(): Promise<Result> {
  const { dingtalk, token } = await openMock();
  const startedAt = Date.now();
  for (const hook of hooks) await send(token, dingtalk, hook);
  return measured("a sender that posts each at once", dingtalk, startedAt, Date.now() - startedAt);
}

/** The usual cure: a twentieth of the window between two messages, so that the limit is never met. */
async function sleeping(): Promise<Result> {
  const { dingtalk, token } = await openMock();
  const startedAt = Date.now();
  for (const hook of hooks) {
    if (Date.now() - startedAt > MINUTES_OF_SLEEP * WINDOW_MS) break;
    await send(token, dingtalk, hook);
    await sleep(WINDOW_MS / 18);
  }
  return measured("a sender that sleeps between them", dingtalk, startedAt, 0);
}

async function send(token: string, { url }: MockServer, { lane, number }: Hook): Promise<void> {
  const page = `https://ci.example/${lane}/${number}`;
  const text = `${lane} failed: [open](dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(page)})`;
  const post = createPost({ webhook: webhookOf(token), endpoint: url, fetch, now: Date.now, wait: systemClock.wait });
  await post(encodeMessage({ msgtype: "markdown", markdown: { title: `${lane} failed`, text } }), { timeoutMs: 5_000 });
}

async function openMock(): Promise<{ readonly dingtalk: MockServer; readonly token: string }> {
  const token = randomBytes(32).toString("hex");
  const limits = { messages: 20, windowMs: WINDOW_MS, muteMs: WINDOW_MS * 10 };
  const mock = createMockDingTalk({
    clock: systemClock,
    maxHistory: 10_000,
    robots: { [token]: { name: "r0", limits } },
  });
  return { dingtalk: await startMockDingTalk({ mock }), token };
}

async function measured(name: string, dingtalk: MockServer, startedAt: number, postedMs: number): Promise<Result> {
  const messages = dingtalk.mock.messages();
  const seen = new Map<string, number>();
  for (const { lane, number } of messages.flatMap(runsIn)) seen.set(lane, Math.max(number, seen.get(lane) ?? 0));
  await dingtalk.close();
  return {
    name,
    postedMs,
    firstMs: (messages[0]?.at ?? Number.POSITIVE_INFINITY) - startedAt,
    lastMs: (messages.at(-1)?.at ?? startedAt) - startedAt,
    messages: messages.length,
    muted: dingtalk.mock.requests().filter(({ verdict }) => verdict.why === "too_fast").length,
    named: lanes.filter((lane) => seen.get(lane) === lastOf.get(lane)).length,
  };
}

function webhookOf(token: string): string {
  return `https://oapi.dingtalk.com/robot/send?access_token=${token}`;
}
