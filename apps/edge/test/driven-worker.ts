import { createClock, createMockDingTalk } from "@dingpipe/fixtures";
import { startMockDingTalk } from "@dingpipe/fixtures/node";
import { Miniflare } from "miniflare";
import { bundleModule, configOf, workerOptions } from "../../../tools/bundle-worker.ts";
import type { OpenOutageStage, OutageStage } from "./outages.ts";
import { API_TOKEN, apiRequest, baseConfig, githubRequest, HOOK_SECRET, TOKEN } from "./stage.ts";

// So far ahead that no alarm rings by itself.
const START = Date.UTC(2040, 10, 20, 8);

const pathOf = (path: string) => JSON.stringify(new URL(path, import.meta.url).pathname);

/** The Worker, whose clock is what it is told, and whose objects' alarms are rung by whoever asks. */
const entry = (config: object) => `
import { setNow } from ${pathOf("set-clock.mjs")};
import { createWorker } from ${pathOf("../src/worker.ts")};
import { github } from ${pathOf("../../../packages/sources/src/webhooks/github.ts")};

const worker = createWorker({ config: ${JSON.stringify(config)}, sources: { github } });
const driven = (Class) => class extends Class {
  armedAt() {
    return this.ctx.storage.getAlarm();
  }
  async ring(now) {
    setNow(now);
    // As the runtime does it: an alarm that rings is not set any more.
    await this.ctx.storage.deleteAlarm();
    await this.alarm();
  }
  async lose() {
    await this.ctx.storage.deleteAlarm();
  }
};
export const OutboxObject = driven(worker.OutboxObject);
export const IntakeObject = driven(worker.IntakeObject);

const stubsOf = (env) => [
  ...${JSON.stringify(["door github", "access ci"])}.map((name) => [name, env.INTAKE.get(env.INTAKE.idFromName(name))]),
  ...Object.keys(${JSON.stringify(config)}.robots).map((name) => [name, env.OUTBOX.get(env.OUTBOX.idFromName(name))]),
];

export default {
  async fetch(request, env) {
    setNow(Number(request.headers.get("x-now")));
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/_armed": {
        const all = stubsOf(env).map(async ([name, stub]) => ({ name, at: await stub.armedAt() }));
        return Response.json(await Promise.all(all));
      }
      case "/_ring": {
        const [, stub] = stubsOf(env).find(([name]) => name === searchParams.get("name"));
        await stub.ring(Number(request.headers.get("x-now")));
        return new Response("rung");
      }
      case "/_lose": {
        for (const [, stub] of stubsOf(env)) await stub.lose();
        return new Response("lost");
      }
      case "/_cron":
        await worker.handler.scheduled({ scheduledTime: Date.now() }, env);
        return new Response("swept");
      default:
        return worker.handler.fetch(request, env);
    }
  },
};
`;

export interface DrivenWorker extends OutageStage {
  /** When each alarm is set to ring, by the gateway's clock. */
  armed(): Promise<readonly { readonly name: string; readonly at: number | null }[]>;
  /** All alarms are gone, as a runtime may lose them. */
  loseAlarms(): Promise<void>;
  /** The cron trigger. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** A gateway in workerd on a virtual clock, which moves from alarm to alarm. */
export async function openDrivenWorker(
  changes: Parameters<OpenOutageStage>[0] = {},
  options: Parameters<OpenOutageStage>[1] = {},
): Promise<DrivenWorker> {
  const clock = createClock(START);
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: {}, ...options.robots } });
  const dingtalk = await startMockDingTalk({ mock });
  const input: { readonly robots: object } = { ...baseConfig, ...changes };
  const robots = Object.fromEntries(
    Object.entries(input.robots).map(([name, robot]) => [name, { ...(robot as object), endpoint: dingtalk.url }]),
  );
  const env = {
    DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
    HOOK_SECRET,
    API_TOKEN,
    ...options.env,
  };
  const bindings = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const worker = new Miniflare(
    workerOptions(await bundleModule(entry(await configOf({ ...input, robots }))), bindings),
  );
  await worker.ready;
  let jumped = 0;
  let made = 0;
  const now = () => clock.now() + jumped;
  const ask = (
    path: string,
    { headers = {}, ...init }: { headers?: Record<string, string>; [name: string]: unknown } = {},
  ) =>
    worker.dispatchFetch(`http://gateway.example${path}`, { ...init, headers: { ...headers, "x-now": String(now()) } });
  const armed = async () =>
    (await (await ask("/_armed")).json()) as readonly { readonly name: string; readonly at: number | null }[];

  return {
    mock,
    clock: {
      now,
      async advance(ms) {
        const end = clock.now() + ms;
        for (;;) {
          const alarms = (await armed()).flatMap(({ name, at }) => (at === null ? [] : [{ name, at: at - jumped }]));
          const next = alarms.sort((a, b) => a.at - b.at)[0];
          if (next === undefined || next.at > end) break;
          await clock.advance(Math.max(0, next.at - clock.now()));
          const response = await ask(`/_ring?name=${encodeURIComponent(next.name)}`);
          if (!response.ok) throw new Error(`the alarm of ${next.name} threw: ${await response.text()}`);
        }
        await clock.advance(end - clock.now());
      },
    },
    jump: (ms) => {
      jumped += ms;
    },
    github: (body) => {
      made += 1;
      return ask("/hooks/github", githubRequest(body, { id: `delivery ${made}` }));
    },
    api: (method, path) => ask(path, apiRequest(method)),
    armed,
    async loseAlarms() {
      await ask("/_lose");
    },
    async sweep() {
      await ask("/_cron");
    },
    async close() {
      await worker.dispose();
      await dingtalk.close();
    },
  };
}
