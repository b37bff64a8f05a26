import { defaultLimits, encodeMessage, type RobotLimits, type Texts } from "@dingpipe/core";
import type { DeliveryLog, DeliveryRecord } from "./delivery-log.ts";
import { composeDigest } from "./digest.ts";
import type { Entry } from "./entry.ts";
import {
  answered,
  counted,
  freeSlots,
  monthOf,
  newRobotState,
  type RobotState,
  speaksAt,
  stamped,
} from "./robot-state.ts";
import type { BatchRow, DeliveryRow, OutboxRows } from "./rows.ts";
import { select } from "./selection.ts";
import type { Claim, OutboxStore, ParkedReason, Settlement } from "./store.ts";

const DAY_MS = 86_400_000;

/** How an outbox behaves. */
export interface OutboxOptions {
  /** The robot's name, the beginning of the ids of its deliveries. */
  readonly robot: string;
  /** Default 18 messages in 62 s, mute for 10 min. */
  readonly limits?: RobotLimits;
  readonly keywords: readonly string[];
  readonly texts: Texts;
  /** A new `msgUuid`. */
  readonly uuid: () => string;
  /** How many may wait; those beyond are only counted. Default 10,000. */
  readonly capacity?: number;
  /** How long a delivery may wait before it is parked as `expired`. Default 24 h. */
  readonly expiresAfterMs?: number;
  /** How long what was settled is remembered. Default 7 days. */
  readonly keptForMs?: number;
}

export type Outbox = OutboxStore & DeliveryLog;

// A digest holds some hundreds of lines at most: what lies behind them is not looked at before its turn comes.
const DIGEST_ROWS = 1_000;
const KEPT_ATTEMPTS = 20;

/** The outbox of one robot over its rows. */
export function createOutbox(rows: OutboxRows, options: OutboxOptions): Outbox {
  const { robot, texts, keywords, limits = defaultLimits } = options;
  const { capacity = 10_000, expiresAfterMs = DAY_MS, keptForMs = 7 * DAY_MS } = options;
  const load = () => rows.state() ?? newRobotState;

  /** Settles rows and counts them; the oldest is to be forgotten some day. */
  function end(
    state: RobotState,
    ids: readonly number[],
    status: "delivered" | "superseded" | "parked",
    at: number,
    more: { readonly reason?: ParkedReason; readonly batch?: string } = {},
  ): RobotState {
    if (ids.length === 0) return state;
    rows.settle(ids, { status, at, ...more });
    return { ...counted(state, { [status]: ids.length }), purgeAt: state.purgeAt ?? at + keptForMs };
  }

  function purged(state: RobotState, now: number): RobotState {
    if (state.purgeAt === undefined || now < state.purgeAt) return state;
    const { purgeAt: _, ...rest } = state;
    const oldest = rows.purge(now - keptForMs);
    return oldest === undefined ? rest : { ...rest, purgeAt: oldest + keptForMs };
  }

  /** Parks what waited too long, an open batch of nothing else included. */
  function expired(state: RobotState, now: number): RobotState {
    const tooOld = rows.waiting(DIGEST_ROWS).filter(({ queuedAt }) => now - queuedAt > expiresAfterMs);
    const open = rows.openBatch();
    const ids = tooOld.map(({ id }) => id);
    const isOver = open?.ids.every((id) => ids.includes(id)) === true;
    if (open !== undefined && isOver) rows.saveBatch({ ...open, body: "", settledAt: now });
    const kept = open === undefined || isOver ? [] : open.ids;
    return end(
      state,
      ids.filter((id) => !kept.includes(id)),
      "parked",
      now,
      { reason: "expired" },
    );
  }

  function freeze(state: RobotState, now: number): { batch: BatchRow; untold: number } | undefined {
    const waiting = rows.waiting(DIGEST_ROWS);
    if (waiting.length === 0) return undefined;
    const selection = select(waiting, freeSlots(state, now, limits));
    const found = rows.messages(selection.ids);
    const uuid = options.uuid();
    const [first] = found;
    if (first === undefined) return undefined;
    const digest = selection.digest
      ? composeDigest(found, { texts, keywords, overflowed: state.untold })
      : { message: first.message, told: 1 };
    const ids = found.slice(0, digest.told).map(({ id }) => id);
    // A digest of one is that one's own message.
    const message = ids.length === 1 ? first.message : digest.message;
    const body = new TextDecoder().decode(encodeMessage({ ...message, msgUuid: uuid }));
    return {
      batch: { uuid, ids, body, notBefore: now, attempts: [], tries: 0, createdAt: now },
      untold: ids.length === 1 ? state.untold : 0,
    };
  }

  async function put(entry: Entry, now: number) {
    return rows.transaction(() => {
      let state = purged(load(), now);
      if (rows.countWaiting() >= capacity) {
        if (rows.isKnown(entry.key)) return "duplicate";
        rows.saveState({ ...counted(state, { accepted: 1, overflowed: 1 }), untold: state.untold + 1 });
        return "overflowed";
      }
      const replaced = entry.replaces === undefined ? [] : rows.replaceable(entry.replaces);
      if (rows.insert(entry, now) === undefined) return "duplicate";
      const frozen = rows.openBatch()?.ids ?? [];
      state = end(
        state,
        replaced.filter((id) => !frozen.includes(id)),
        "superseded",
        now,
      );
      rows.saveState(counted(state, { accepted: 1 }));
      return "queued";
    });
  }

  async function claim(now: number): Promise<Claim> {
    return rows.transaction((): Claim => {
      let state = expired(purged(load(), now), now);
      const open = rows.openBatch();
      const speaks = speaksAt(state, now, limits);
      const until = open === undefined ? speaks : Math.max(speaks, dueAt(open, now));
      const isIdle = open === undefined && rows.countWaiting() === 0;
      if (isIdle || until > now) {
        rows.saveState(state);
        return isIdle ? { kind: "empty" } : { kind: "wait", until };
      }
      const frozen = open === undefined ? freeze(state, now) : { batch: open, untold: state.untold };
      if (frozen === undefined) return { kind: "empty" };
      const { uuid, ids, body, attempts, tries } = frozen.batch;
      const attempt = tries + 1;
      rows.saveBatch({ ...frozen.batch, tries: attempt, attempts: [...attempts, { at: now }].slice(-KEPT_ATTEMPTS) });
      state = { ...stamped(state, now, limits), untold: frozen.untold };
      rows.saveState(state);
      return { kind: "batch", uuid, body, attempt, entries: ids.length };
    });
  }

  async function settle(uuid: string, settlement: Settlement, now: number): Promise<void> {
    rows.transaction(() => {
      const batch = rows.openBatch();
      if (batch?.uuid !== uuid) return;
      const last = batch.attempts.at(-1);
      const attempts = [...batch.attempts.slice(0, -1), { at: last?.at ?? now, outcome: settlement.outcome }];
      const done: BatchRow = { ...batch, attempts, body: "", settledAt: now };
      let state = answered(load(), settlement, now, limits);
      switch (settlement.kind) {
        case "delivered":
          rows.saveBatch(done);
          state = end(state, batch.ids, "delivered", now, { batch: uuid });
          break;
        case "refused":
          rows.saveBatch(done);
          if (batch.ids.length > 1) rows.setAlone(batch.ids);
          else state = end(state, batch.ids, "parked", now, { batch: uuid, reason: settlement.outcome.reason });
          break;
        case "replaced":
          rows.saveBatch(done);
          rows.saveBatch({ ...batch, attempts: [], uuid: settlement.uuid, body: settlement.body, notBefore: now });
          break;
        case "retry":
          rows.saveBatch({ ...batch, attempts, notBefore: settlement.at });
          break;
        case "muted":
        case "paused":
          rows.saveBatch({ ...batch, attempts });
          break;
        default:
          settlement satisfies never;
      }
      rows.saveState(state);
    });
  }

  async function nextWake(now: number): Promise<number | undefined> {
    const state = load();
    const open = rows.openBatch();
    const [oldest] = rows.waiting(1);
    const isIdle = open === undefined && oldest === undefined;
    const expires = oldest === undefined ? Number.POSITIVE_INFINITY : oldest.queuedAt + expiresAfterMs + 1;
    const sends = Math.max(speaksAt(state, now, limits), open === undefined ? now : dueAt(open, now));
    return isIdle ? state.purgeAt : Math.min(sends, expires, state.purgeAt ?? sends);
  }

  const log: DeliveryLog = {
    async list({ before, ...filter }) {
      const beforeId = before === undefined ? undefined : idOf(before);
      return rows.list({ ...filter, ...(beforeId === undefined ? {} : { beforeId }) }).map(recordOf);
    },
    async get(id) {
      const row = rows.read(idOf(id) ?? 0);
      if (row === undefined) return undefined;
      const open = rows.openBatch();
      const batch = row.batch === undefined ? open : rows.batch(row.batch);
      const story = batch?.ids.includes(row.id) === true ? batch : undefined;
      return {
        ...recordOf(row),
        ...(story && { batch: { msgUuid: story.uuid, entries: story.ids.length, attempts: story.attempts } }),
      };
    },
    async retry(id, now) {
      return rows.transaction(() => {
        const row = rows.read(idOf(id) ?? 0);
        if (row?.status !== "parked" || !row.hasMessage) return false;
        rows.requeue(row.id, now);
        rows.saveState(counted(load(), { parked: -1 }));
        return true;
      });
    },
    async drop(id, now) {
      return rows.transaction(() => {
        const row = rows.read(idOf(id) ?? 0);
        if (row === undefined || !row.hasMessage) return false;
        if (row.status === "waiting") {
          if (rows.openBatch()?.ids.includes(row.id) === true) return false;
          rows.saveState(end(load(), [row.id], "parked", now, { reason: "dropped" }));
        }
        rows.forget(row.id);
        return true;
      });
    },
    async parkAll(reason, now) {
      return rows.transaction(() => {
        const open = rows.openBatch();
        if (open !== undefined) rows.saveBatch({ ...open, body: "", settledAt: now });
        const ids = rows.waiting(Number.MAX_SAFE_INTEGER).map(({ id }) => id);
        rows.saveState(end(load(), ids, "parked", now, { reason }));
        return ids.length;
      });
    },
    async status(now) {
      const state = load();
      const { pause, mutedUntil, accounts, month } = state;
      return {
        robot,
        budget: {
          free: speaksAt(state, now, limits) > now ? 0 : freeSlots(state, now, limits),
          limit: limits.messages,
          windowMs: limits.windowMs,
        },
        ...(mutedUntil > now ? { mutedUntil } : {}),
        ...(pause === undefined ? {} : { paused: { reason: pause.reason, nextTryAt: pause.until } }),
        month: month.name === monthOf(now) ? month : { name: monthOf(now), sent: 0 },
        accounts: { ...accounts, waiting: rows.countWaiting() },
      };
    },
    async resume() {
      rows.transaction(() => {
        const { pause: _, ...rest } = load();
        rows.saveState(rest);
      });
    },
  };

  function recordOf(row: DeliveryRow): DeliveryRecord {
    const { id, status, reason, origin, acceptedAt, settledAt } = row;
    return {
      id: `${robot}-${id}`,
      robot,
      status,
      origin,
      acceptedAt,
      ...(reason === undefined ? {} : { reason }),
      ...(settledAt === undefined ? {} : { settledAt }),
    };
  }

  function idOf(id: string): number | undefined {
    const prefix = `${robot}-`;
    const number = id.startsWith(prefix) ? id.slice(prefix.length) : "";
    return /^\d{1,15}$/.test(number) ? Number(number) : undefined;
  }

  return { put, claim, settle, nextWake, ...log };
}

// DingTalk itself may ask for ten minutes.
const MAX_BACKOFF_MS = 600_000;

/** When an open batch may be tried again. A time further off than any back-off was noted before the clock was set back. */
function dueAt({ notBefore }: BatchRow, now: number): number {
  return notBefore - now > MAX_BACKOFF_MS ? now : notBefore;
}
