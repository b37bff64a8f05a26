import { createPost, type Fetch, type RobotFallback, textsOf } from "@dingpipe/core";
import {
  type Clock,
  createClock,
  createMockDingTalk,
  type MockDingTalk,
  type RobotSettings,
  storeEntry,
} from "@dingpipe/fixtures";
import type { Accounts, OutboxStatus } from "../src/delivery-log.ts";
import type { Entry } from "../src/entry.ts";
import { createMemoryOutboxRows } from "../src/memory-outbox-rows.ts";
import { createOutbox, type Outbox } from "../src/outbox.ts";
import { createPump, type Pump, type PumpOptions } from "../src/pump.ts";
import type { OutboxRows } from "../src/rows.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.UTC(2026, 10, 20, 8);
export const TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const SECRET = `SEC${"0123456789abcdef".repeat(4)}`;
const TIMEOUT_MS = 5_000;

export interface StageOptions {
  readonly robot?: RobotSettings;
  readonly fallbacks?: readonly RobotFallback[];
  readonly rows?: OutboxRows;
  /** In place of the mock's own. */
  readonly fetch?: (mock: MockDingTalk) => Fetch;
  /** The robot's 加签 is on. Signing leaves the thread, which a virtual clock sees only almost always: for tests of signing alone. */
  readonly isSigned?: boolean;
}

/** An outbox and its pump over the mock, on a virtual clock whose timer is the waker. */
export interface Stage {
  readonly clock: Clock;
  readonly mock: MockDingTalk;
  readonly rows: OutboxRows;
  readonly outbox: Outbox;
  readonly pump: Pump;
  /** What the waker was set to, in turn. */
  readonly alarms: readonly (number | undefined)[];
  /** Puts and runs. */
  put(...entries: readonly Entry[]): Promise<void>;
  /** The same rows in a new process; the old one's timer is gone. */
  restart(changes?: Partial<PumpOptions>): Stage;
  accounts(): Promise<Accounts>;
  status(): Promise<OutboxStatus>;
}

/** `e1`, `e2` … */
export function entries(count: number, from = 1): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => storeEntry(`e${from + index}`));
}

export function titlesOf({ mock }: Pick<Stage, "mock">): readonly string[] {
  return mock.messages().map(({ title }) => title);
}

/** The `msgUuid` of each request. */
export function uuidsOf({ mock }: Pick<Stage, "mock">): readonly string[] {
  return mock.requests().map(({ body }) => (body as { readonly msgUuid: string }).msgUuid);
}

export function openPumpStage(options: StageOptions = {}): Stage {
  const clock = createClock(START);
  const secret = options.isSigned === true ? { secret: SECRET } : {};
  const mock = createMockDingTalk({
    clock,
    robots: { [TOKEN]: { ...secret, ...options.robot } },
    maxHistory: 5_000,
  });
  let made = 0;
  const uuid = () => `00000000-0000-4000-8000-${String(++made).padStart(12, "0")}`;
  const rows = options.rows ?? createMemoryOutboxRows();
  const post = createPost({
    webhook: TOKEN,
    ...secret,
    fetch: options.fetch?.(mock) ?? mock.fetch,
    now: clock.now,
    wait: clock.wait,
  });

  function start(changes: Partial<PumpOptions>): Stage {
    const outbox = createOutbox(rows, { robot: "ops", keywords: [], texts: textsOf("en"), uuid });
    const alarms: (number | undefined)[] = [];
    let timer: AbortController | undefined;
    const pump = createPump({
      store: outbox,
      send: (body, attempts) => post(body, { attempts, timeoutMs: TIMEOUT_MS }),
      sendTimeoutMs: TIMEOUT_MS,
      fallbacks: options.fallbacks ?? [],
      now: clock.now,
      random: () => 0.5,
      uuid,
      waker: {
        at(instant) {
          alarms.push(instant);
          timer?.abort();
          if (instant === undefined) return;
          timer = new AbortController();
          clock.wait(instant - clock.now(), timer.signal).then(
            () => pump.run().catch(() => undefined),
            () => undefined,
          );
        },
      },
      ...changes,
    });
    return {
      ...{ clock, mock, rows, outbox, pump, alarms },
      async put(...entries) {
        for (const entry of entries) await outbox.put(entry, clock.now());
        await pump.run();
      },
      restart(next = {}) {
        timer?.abort();
        return start(next);
      },
      accounts: async () => (await outbox.status(clock.now())).accounts,
      status: () => outbox.status(clock.now()),
    };
  }
  return start({});
}
