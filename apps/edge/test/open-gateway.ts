import type { Config } from "@dingpipe/core";
import type { AdapterContext, Attempt } from "@dingpipe/fixtures";
import { createSqlIntakeRows, createSqlOutboxRows } from "@dingpipe/outbox";
import { loadSource, type WebhookSource } from "@dingpipe/sources";
import { configOf } from "../../../tools/bundle-worker.ts";
import { createGateway, type GatewayApp } from "../src/gateway.ts";
import { createPlanner } from "../src/intake-host.ts";
import { createLocalBackends } from "../src/local-backends.ts";
import { jsonLine, type LogLine } from "../src/log.ts";
import { SEND_TIMEOUT_MS } from "../src/outbox-host.ts";
import { sha256 } from "../src/sha256.ts";
import { openSqlite } from "../src/sqlite.ts";

/** A gateway in this process whose timers wait until it is settled. */
export interface OpenGateway {
  readonly app: GatewayApp;
  /** Resolves when what could be done at once is done. */
  quiet(): Promise<void>;
  /** Lets the timers go, until nothing waits. */
  settle(): Promise<void>;
  /** What became of each message so far, in the order of their first try. */
  attempts(): Promise<readonly Attempt[]>;
  /** The log, and all that the database holds. */
  output(): readonly string[];
}

export async function openGateway(
  input: object,
  { clock, fetch, env }: AdapterContext & { readonly env: Readonly<Record<string, string>> },
): Promise<OpenGateway> {
  const config: Config = await configOf(input);
  const file = openSqlite(":memory:");
  const lines: string[] = [];
  const attempts: Attempt[] = [];
  let open: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    open = resolve;
  });
  // The time limit of a request runs; what the gateway wants to do later waits until it is settled.
  const wait = async (ms: number, signal?: AbortSignal) => {
    if (ms !== SEND_TIMEOUT_MS) await settled;
    await clock.wait(ms, signal);
  };
  const resolve = (name: string) => env[name];
  const outside = {
    now: clock.now,
    wait,
    random: () => 0.5,
    uuid: () => crypto.randomUUID(),
    log: (line: LogLine) => {
      lines.push(jsonLine(line, clock.now()));
      // What is given up of a message is a step of the same try.
      if (line.event === "sent" && line["result"] !== "replaced") attempts.push(attemptIn(line));
    },
  };
  const backends = createLocalBackends({
    ...outside,
    config,
    planner: await createPlanner(config, { resolve, random: () => 0.5 }),
    outboxRows: (robot) => createSqlOutboxRows(file.sql, robot),
    intakeRows: (intake) => createSqlIntakeRows(file.sql, intake),
    known: () => ({ robots: [], intakes: [] }),
    resolve,
    fetch,
  });
  backends.start();
  const sources = new Map<string, WebhookSource>();
  for (const { type } of Object.values(config.sources)) {
    const source = await loadSource(type);
    if (source !== undefined) sources.set(type, source);
  }
  const app = createGateway({
    ...outside,
    ...{ config, sources, resolve, backends },
    rateLimit: () => true,
    addressOf: () => "",
    isSpread: false,
    sha256,
  });
  return {
    app,
    quiet: () => backends.idle(),
    async settle() {
      open();
      for (;;) {
        await backends.idle();
        const all = await Promise.all(
          Object.keys(config.robots).map((robot) => backends.outbox(robot).status(clock.now())),
        );
        if (all.every(({ accounts }) => accounts.waiting === 0)) return;
        await clock.wait(1_000);
      }
    },
    attempts: async () => attempts,
    output: () => [
      ...lines,
      ...["robots", "deliveries", "batches", "arrivals", "seen", "states"].map((table) =>
        JSON.stringify(file.sql.all(`SELECT * FROM ${table}`)),
      ),
    ],
  };
}

function attemptIn({ robot, class: outcome, reason, errcode }: LogLine): Attempt {
  return {
    robot: String(robot),
    outcome: String(outcome),
    reason: String(reason),
    ...(typeof errcode === "number" ? { errcode } : {}),
  };
}
