import type { Arrival } from "@dingpipe/outbox";
import type { Backends } from "./backends.ts";
import { createGateway, type GatewayApp } from "./gateway.ts";
import { intakeNames } from "./intake-names.ts";
import { createIntakeObject } from "./intake-object.ts";
import { jsonLine, type Log } from "./log.ts";
import { createOutboxObject } from "./outbox-object.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { sha256 } from "./sha256.ts";
import { type CompiledConfig, createResolve, type ObjectOutside, stubOf, type WorkerEnv } from "./worker-env.ts";

export type { CompiledConfig, WorkerEnv } from "./worker-env.ts";

const REQUESTS_PER_MINUTE = 10_000;
const SWEEP_MS = 300_000;
// The free plan's 50 calls a run.
const SWEEP = 45;

/**
 * The Worker for a configuration: the default export's handler and the two classes of Durable Objects.
 *
 * @example
 * import { createWorker } from "@dingpipe/edge/worker";
 * import compiled from "./config.js";
 * const worker = createWorker(compiled);
 * export default worker.handler;
 * export const { IntakeObject, OutboxObject } = worker;
 */
export function createWorker(compiled: CompiledConfig) {
  const { config } = compiled;
  let app: GatewayApp | undefined;

  function appOf(env: WorkerEnv): GatewayApp {
    app ??= createGateway({
      config,
      sources: new Map(Object.entries(compiled.sources)),
      resolve: createResolve(env),
      backends: createObjectBackends(env),
      rateLimit: rateLimitOf(env),
      // The only header that no client can set.
      addressOf: (request) => request.headers.get("cf-connecting-ip") ?? "",
      isSpread: true,
      sha256,
      now,
      uuid,
      log,
    });
    return app;
  }

  return {
    handler: {
      fetch: (request: Request, env: WorkerEnv): Response | Promise<Response> => appOf(env).fetch(request),
      /** Finds the objects whose alarm was lost: some in each run, all in turn. */
      async scheduled({ scheduledTime }: { readonly scheduledTime: number }, env: WorkerEnv): Promise<void> {
        const wakes = [
          ...intakeNames(config).map((name) => () => stubOf(env.INTAKE, name).wake(name)),
          ...Object.keys(config.robots).map((name) => () => stubOf(env.OUTBOX, name).wake(name)),
        ];
        const start = (Math.floor(scheduledTime / SWEEP_MS) * SWEEP) % Math.max(1, wakes.length);
        for (const wake of [...wakes.slice(start), ...wakes.slice(0, start)].slice(0, SWEEP)) {
          await wake().catch((error: unknown) => {
            log({ level: "error", event: "wake_failed", error: error instanceof Error ? error.name : "?" });
          });
        }
      },
    },
    IntakeObject: createIntakeObject(compiled, outside),
    OutboxObject: createOutboxObject(compiled, outside),
  };
}

const { now } = Date;
const uuid = () => crypto.randomUUID();
const log: Log = (line) => {
  // biome-ignore lint/suspicious/noConsole: a Worker's log is its console
  console.log(jsonLine(line, now()));
};
const outside: ObjectOutside = {
  now,
  uuid,
  log,
  random: Math.random,
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

function createObjectBackends(env: WorkerEnv): Backends {
  return {
    // An object without a prototype, as labels are, can't travel to another object.
    accept: (intake, arrival) =>
      stubOf(env.INTAKE, intake).accept(intake, JSON.parse(JSON.stringify(arrival)) as Arrival),
    put: (robot, entries) => stubOf(env.OUTBOX, robot).put(robot, entries),
    intakeAccounts: (intake) => stubOf(env.INTAKE, intake).accounts(intake),
    outbox(robot) {
      const stub = stubOf(env.OUTBOX, robot);
      return {
        list: (filter) => stub.list(robot, filter),
        get: (id) => stub.story(robot, id),
        retry: (id) => stub.retry(robot, id),
        drop: (id) => stub.drop(robot, id),
        status: () => stub.status(robot),
        resume: () => stub.resume(robot),
      };
    },
  };
}

function rateLimitOf({ RATE_LIMIT: binding }: WorkerEnv): RateLimit {
  if (binding === undefined) return createRateLimit({ max: REQUESTS_PER_MINUTE, now });
  return async (key) => (await binding.limit({ key })).success;
}
