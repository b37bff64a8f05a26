import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { type Config, DingpipeError, type Fetch, type Resolve } from "@dingpipe/core";
import { createSqlIntakeRows, createSqlOutboxRows } from "@dingpipe/outbox";
import { loadSource, type WebhookSource } from "@dingpipe/sources";
import { createAdaptorServer } from "@hono/node-server";
import { addressOf } from "./address-of.ts";
import type { Backends } from "./backends.ts";
import { createCredentials, type MissingReference, type UnusableRobot } from "./credentials.ts";
import { createGateway, type GatewayApp } from "./gateway.ts";
import { createPlanner } from "./intake-host.ts";
import { createLocalBackends, type LocalBackends } from "./local-backends.ts";
import type { Log } from "./log.ts";
import { createRateLimit } from "./rate-limit.ts";
import { createTraffic } from "./traffic.ts";

export { jsonLine, type Log, type LogLine, textLine } from "./log.ts";

const FILE = "dingpipe.sqlite";
// What runs may end by itself for so long, then it is ended: the whole is over in five seconds.
const STOP_MS = 4_000;
const END_MS = 500;
const LOST_RETRY_MS = 1_000;
const MAX_HEADER_BYTES = 16_384;
const REQUESTS_PER_MINUTE = 10_000;

export interface NodeGatewayOptions {
  readonly config: Config;
  /** The folder of the database; made where it is not there. */
  readonly data: string;
  /** 0: any free one. */
  readonly port: number;
  readonly host: string;
  /** Believe the last address of `X-Forwarded-For`: a proxy stands in front. */
  readonly trustProxy: boolean;
  readonly resolve: Resolve;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly log: Log;
}

/** A gateway on a port. */
export interface NodeGateway {
  readonly url: string;
  /** The references of the configuration that have no value now. */
  missing(): Promise<readonly MissingReference[]>;
  /** The robots whose webhook is none now. */
  unusable(): Promise<readonly UnusableRobot[]>;
  /** Works by this configuration from now on; what waits stays. Rejects, and changes nothing, where it can't be used. */
  reload(config: Config): Promise<void>;
  /** Lets nobody in any more, ends what runs within 5 s, closes the file. */
  stop(): Promise<void>;
}

interface Current {
  readonly config: Config;
  readonly app: GatewayApp;
  readonly backends: LocalBackends;
}

/** Node's own recursive mkdir never ends where a file system says ENOENT for a folder whose parent is there, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Starts the gateway. Rejects where the port is taken or the file is in use. */
export async function startGateway(options: NodeGatewayOptions): Promise<NodeGateway> {
  const { now, log } = options;
  makeFolder(options.data);
  const path = join(options.data, FILE);
  // A folder that was there may be open to all, as systemd makes one. What SQLite puts beside the file is as the file is.
  if (!existsSync(path)) closeSync(openSync(path, "a", 0o600));
  const { openSqlite } = await withoutWarning(() => import("./sqlite.ts"));
  let isHalted = false;
  const file = openSqlite(path, () => {
    log({ level: "error", event: "store_failed" });
    // What was not written is there as before: whoever went on would do the same again at once, and without end on a full disk.
    if (isHalted) return;
    isHalted = true;
    options
      .wait(LOST_RETRY_MS)
      .then(() => lastStopped)
      .then(
        () => {
          isHalted = false;
          current.backends.start();
        },
        () => undefined,
      );
  });
  const rateLimit = createRateLimit({ max: REQUESTS_PER_MINUTE, now });
  const addresses = new WeakMap<Request, string>();
  const uuid = () => crypto.randomUUID();
  const exchanges = createExchanges(options.fetch);
  const traffic = createTraffic({
    now: () => performance.now(),
    // A timer that is due rings before the requests that came meanwhile are read.
    wait: async (ms) => {
      await sleep(ms);
      await nextTurn();
    },
  });

  let current: Current;
  // A request that came before a reload may write after it: what it wrote is taken up by who runs then.
  const live: Backends = {
    accept: (intake, arrival) => current.backends.accept(intake, arrival),
    put: (robot, entry) => current.backends.put(robot, entry),
    outbox: (robot) => current.backends.outbox(robot),
    intakeAccounts: (intake) => current.backends.intakeAccounts(intake),
  };

  async function open(config: Config): Promise<Current> {
    await refuseDoubled(config, options.resolve);
    const sources = await sourcesOf(config);
    const backends = createLocalBackends({
      ...options,
      fetch: exchanges.fetch,
      durable: () => file.durable(),
      isHalted: () => isHalted,
      config,
      planner: await createPlanner(config, options),
      outboxRows: (robot) => createSqlOutboxRows(file.sql, robot),
      intakeRows: (intake) => createSqlIntakeRows(file.sql, intake),
      lull: traffic.lull,
      known: () => ({ robots: file.robots(), intakes: file.intakes() }),
      uuid,
    });
    const app = createGateway({
      ...options,
      config,
      sources,
      backends: live,
      rateLimit,
      addressOf: (request) => addresses.get(request) ?? "",
      isSpread: false,
      isFramed: true,
      sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
      durable: () => {
        traffic.end();
        return file.durable({ canWait: !traffic.isQuiet() });
      },
      uuid,
    });
    return { config, app, backends };
  }

  async function forAtMost(ms: number, work: Promise<unknown>): Promise<void> {
    const isDone = new AbortController();
    await Promise.race([work, options.wait(ms, isDone.signal).catch(() => undefined)]);
    isDone.abort();
  }

  let isOver = false;
  let lastStopped: Promise<unknown> = Promise.resolve();
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    serverOptions: {
      maxHeaderSize: MAX_HEADER_BYTES,
      // Whoever sends slowly is cut off.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 5_000,
    },
    fetch: (request, env) => {
      const { incoming, outgoing } = env as { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };
      traffic.begin();
      // A connection that is kept would bring requests for as long as its sender has some.
      if (isOver) outgoing.setHeader("connection", "close");
      addresses.set(request, addressOf(incoming, options.trustProxy));
      return current.app.fetch(request, env);
    },
  });
  try {
    current = await open(options.config);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, options.host, () => resolve());
    });
  } catch (error) {
    file.close();
    throw error;
  }
  current.backends.start();
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;

  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    missing: () => createCredentials(current.config, options.resolve).missing(),
    unusable: () => createCredentials(current.config, options.resolve).unusable(),
    async reload(config) {
      const next = await open(config);
      if (isOver) return;
      const last = current;
      current = next;
      // Two pumps of one robot would take two slots for one message, and two intakes plan an event twice: the new ones only write down
      // until the old ones have ended.
      lastStopped = last.backends.stop();
      await lastStopped;
      next.backends.start();
      log({ level: "info", event: "reloaded" });
    },
    async stop() {
      isOver = true;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      if ("closeIdleConnections" in server) server.closeIdleConnections();
      const stopped = Promise.all([current.backends.stop(), lastStopped]);
      await forAtMost(STOP_MS, Promise.all([closed, stopped]));
      exchanges.end();
      await forAtMost(END_MS, stopped);
      if ("closeAllConnections" in server) server.closeAllConnections();
      file.close();
    },
  };
}

/**
 * The same `fetch`, whose unanswered requests can be given up together: the next start sends the same bytes under the same key. A signal
 * of each one's own: on Node 22 what `AbortSignal.any` makes of one that lives long is never freed.
 */
function createExchanges(fetch: Fetch): { readonly fetch: Fetch; end(): void } {
  const open = new Set<AbortController>();
  let isOver = false;
  return {
    async fetch(url, request) {
      const own = new AbortController();
      if (isOver) own.abort();
      open.add(own);
      const signal = request.signal == null ? own.signal : AbortSignal.any([request.signal, own.signal]);
      try {
        return await fetch(url, { ...request, signal });
      } finally {
        open.delete(own);
      }
    },
    end() {
      isOver = true;
      for (const own of open) own.abort();
    },
  };
}

async function refuseDoubled(config: Config, resolve: Resolve): Promise<void> {
  const issues = (await createCredentials(config, resolve).doubled()).map(
    ({ robot: name, other }) =>
      ({ path: `robots.${name}.webhook`, code: "duplicate", values: { what: "robot", name, other } }) as const,
  );
  if (issues.length > 0) throw new DingpipeError("config_invalid", { issues });
}

async function sourcesOf(config: Config): Promise<ReadonlyMap<string, WebhookSource>> {
  const types = [...new Set(Object.values(config.sources).map(({ type }) => type))];
  const loaded = await Promise.all(types.map(async (type) => [type, await loadSource(type)] as const));
  return new Map(loaded.flatMap(([type, source]) => (source === undefined ? [] : [[type, source] as const])));
}

/** Node says at each start that its SQLite is experimental; what we use of it is held by our tests. */
async function withoutWarning<Result>(load: () => Promise<Result>): Promise<Result> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return await load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
