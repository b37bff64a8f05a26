import {
  type Config,
  createPost,
  DingpipeError,
  type Fetch,
  type Post,
  type Resolve,
  resolveReference,
  textsOf,
  withKeyword,
} from "@dingpipe/core";
import {
  createOutbox,
  createPump,
  type DeliveryLog,
  type Entry,
  type OutboxRows,
  type PutEntries,
  type PutResult,
  type Waker,
} from "@dingpipe/outbox";
import type { Log } from "./log.ts";
import { parkedNotice } from "./parked-notice.ts";

/** The longest that one request to DingTalk takes, its answer included. */
export const SEND_TIMEOUT_MS = 5_000;
// A secret that is missing may be set at any time.
const UNUSABLE_RETRY_MS = 60_000;

export interface OutboxHostOptions {
  readonly robot: string;
  readonly config: Config;
  readonly rows: OutboxRows;
  readonly waker: Waker;
  readonly resolve: Resolve;
  /** Puts into another robot's outbox: the notice that something was parked. */
  readonly put: PutEntries;
  readonly fetch: Fetch;
  /** Resolves when it is written down that a message leaves, and before it does; where it could not be, it does not leave. */
  readonly durable?: () => Promise<void>;
  readonly isStopped?: () => boolean;
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly log: Log;
}

/** The outbox of one robot with all that it needs to send. */
export interface OutboxHost {
  readonly log: DeliveryLog;
  put(entries: readonly Entry[]): Promise<readonly PutResult[]>;
  /** Sends what may leave, for at most so long, and arms the waker for the rest. Never rejects. */
  run(forMs?: number): Promise<void>;
}

export function createOutboxHost(options: OutboxHostOptions): OutboxHost {
  const { robot, config, rows, waker, resolve, now, random, uuid, log } = options;
  // A robot that the configuration has no more keeps its rows: what waits is parked, to be read once it is back.
  const settings = config.robots[robot];
  const outbox = createOutbox(rows, {
    robot,
    keywords: settings?.keywords ?? [],
    texts: textsOf(config.locale),
    uuid,
    ...(settings === undefined ? {} : { limits: settings.limits }),
  });
  let post: Post | undefined;
  const pump = createPump({
    store: outbox,
    // A run that found nothing may still be going when the first message comes.
    send: async (body, attempts) => {
      post ??= await preparePost();
      await options.durable?.();
      return post(body, { attempts, timeoutMs: SEND_TIMEOUT_MS });
    },
    sendTimeoutMs: SEND_TIMEOUT_MS,
    waker,
    fallbacks: settings?.fallbacks ?? [],
    ...(options.isStopped === undefined ? {} : { isStopped: options.isStopped }),
    now,
    random,
    uuid,
    onSettled: (batch, { kind, outcome }) => {
      const level = kind === "delivered" ? "info" : "warn";
      const { class: outcomeClass, reason, errcode, status } = outcome;
      log({
        level,
        event: "sent",
        robot,
        result: kind,
        class: outcomeClass,
        reason,
        errcode,
        status,
        entries: batch.entries,
        attempt: batch.attempt,
      });
    },
  });

  async function preparePost(): Promise<Post> {
    if (settings === undefined) throw new RangeError(`the configuration has no robot ${robot}`);
    const path = `robots.${robot}`;
    const webhook = await resolveReference(settings.webhook, resolve, `${path}.webhook`);
    const secret =
      settings.secret === undefined ? undefined : await resolveReference(settings.secret, resolve, `${path}.secret`);
    return createPost({
      ...options,
      ...settings,
      locale: config.locale,
      webhook,
      ...(secret === undefined ? {} : { secret }),
    });
  }

  const parkedSoFar = () => rows.state()?.accounts.parked ?? 0;

  async function work(forMs: number | undefined): Promise<void> {
    const parkedBefore = parkedSoFar();
    if (settings === undefined) {
      const parked = await outbox.parkAll("robot_removed", now());
      if (parked > 0) log({ level: "warn", event: "parked", robot, reason: "robot_removed", entries: parked });
      await waker.at(await outbox.nextWake(now()));
    } else if (rows.waiting(1).length === 0) {
      await pump.run(forMs);
    } else {
      post ??= await preparePost();
      await pump.run(forMs);
    }
    const parked = parkedSoFar() - parkedBefore;
    if (parked <= 0 || config.onParked === undefined) return;
    const target = config.robots[config.onParked];
    const notice = parkedNotice({
      robot,
      isRemoved: settings === undefined,
      count: parked,
      locale: config.locale,
      now: now(),
    });
    await options.put(config.onParked, [{ ...notice, message: withKeyword(notice.message, target?.keywords ?? []) }]);
  }

  return {
    log: outbox,
    async put(entries) {
      const results: PutResult[] = [];
      for (const entry of entries) results.push(await outbox.put(entry, now()));
      return results;
    },
    async run(forMs) {
      try {
        await work(forMs);
      } catch (error) {
        const code = error instanceof DingpipeError ? error.code : "store_failed";
        log({ level: "error", event: "robot_unusable", robot, reason: code });
        await waker.at(now() + UNUSABLE_RETRY_MS);
      }
    },
  };
}
