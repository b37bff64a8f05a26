import { defaultLimits, encodeMessage, type RobotLimits, type Texts } from "@dingpipe/core";
import {
  dueAt,
  isAnswered,
  isAside,
  isSuspect,
  overtaken,
  overtakenTries,
  postponedTries,
  withAttempt,
} from "./batch.ts";
import { type DeliveryLog, idOf, recordOf } from "./delivery-log.ts";
import { composeDigest } from "./digest.ts";
import type { Entry } from "./entry.ts";
import { type Expiry, expiryOf } from "./expiry.ts";
import {
  answered,
  counted,
  freeSlots,
  monthOf,
  newRobotState,
  type RobotState,
  speaksAt,
  stamped,
  upTo,
  waitingBy,
} from "./robot-state.ts";
import type { BatchRow, OutboxRows } from "./rows.ts";
import { select, type WaitingRow } from "./selection.ts";
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
const ROWS = 1_000;
// Two that are never answered, and one that shows whether anything is.
const MAX_OPEN = 3;
// Nothing finds the oldest without reading all that is kept.
const PURGE_EVERY_MS = 6 * 3_600_000;

/** The outbox of one robot over its rows. */
export function createOutbox(rows: OutboxRows, options: OutboxOptions): Outbox {
  const { robot, texts, keywords, limits = defaultLimits } = options;
  const { capacity = 10_000, expiresAfterMs = DAY_MS, keptForMs = 7 * DAY_MS } = options;
  const load = (now: number) => upTo(rows.state() ?? newRobotState, now, limits, keptForMs);

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
    return oldest === undefined ? rest : { ...rest, purgeAt: Math.max(oldest + keptForMs, now + PURGE_EVERY_MS) };
  }

  /** Parks what is in a batch of which nobody knows what became of it. */
  function abandon(state: RobotState, batch: BatchRow, reason: ParkedReason, now: number): RobotState {
    rows.saveBatch({ ...batch, body: "", settledAt: now });
    return { ...end(state, batch.ids, "parked", now, { reason, batch: batch.uuid }), telling: 0 };
  }

  function expiry(open: readonly BatchRow[], now: number): Expiry<BatchRow> {
    const of = (limit: number) => expiryOf(rows.waiting(limit), open, now, expiresAfterMs);
    // Mostly the first is young, and then so are all behind it.
    const first = of(1);
    return Number.isFinite(first.nextAt) ? first : of(ROWS);
  }

  /** Parks what waited too long. */
  function expired(state: RobotState, now: number): RobotState {
    const { ids, batches } = expiry(rows.openBatches(), now);
    if (ids.length + batches.length === 0) return state;
    const after = end(state, ids, "parked", now, { reason: "expired" });
    // There may be more than were looked at.
    return expired(
      batches.reduce((left, batch) => abandon(left, batch, "expired", now), after),
      now,
    );
  }

  /** What may leave beside the open batches: all where there is none, other lanes where each of them is aside. */
  function free(open: readonly BatchRow[], limit = ROWS): readonly WaitingRow[] {
    if (open.length === 0) return rows.waiting(limit);
    if (open.length === MAX_OPEN || !open.every(isAside)) return [];
    const frozen = frozenIn(open);
    const waiting = rows.waiting(ROWS + frozen.size);
    const lanes = new Set(waiting.flatMap(({ id, lane }) => (frozen.has(id) ? lane : [])));
    return waiting.filter(({ lane }) => !lanes.has(lane));
  }

  /** When something may leave, as far as the robot may speak; `Infinity`: nothing waits. */
  function readyAt(open: readonly BatchRow[], now: number): number {
    return Math.min(...open.map((batch) => dueAt(batch, now)), free(open, 1).length === 0 ? Infinity : now);
  }

  function freeze(
    state: RobotState,
    waiting: readonly WaitingRow[],
    untold: number,
    now: number,
  ): BatchRow | undefined {
    const selection = select(waiting, freeSlots(state, now, limits));
    const found = rows.messages(selection.ids);
    const uuid = options.uuid();
    const [first] = found;
    if (first === undefined) return undefined;
    const digest = selection.digest
      ? composeDigest(found, { texts, keywords, overflowed: untold })
      : { message: first.message, told: 1 };
    const ids = found.slice(0, digest.told).map(({ id }) => id);
    // A digest of one is that one's own message.
    const message = ids.length === 1 ? first.message : digest.message;
    const body = new TextDecoder().decode(encodeMessage({ ...message, msgUuid: uuid }));
    return { uuid, ids, body, notBefore: now, attempts: [], tries: 0, createdAt: now };
  }

  async function put(entry: Entry, now: number) {
    return rows.transaction(() => {
      const state = purged(load(now), now);
      const frozen = frozenIn(rows.openBatches());
      const replaced = (entry.replaces === undefined ? [] : rows.replaceable(entry.replaces)).filter(
        (id) => !frozen.has(id),
      );
      // What it takes the place of makes room for it.
      if (waitingBy(state) - replaced.length >= capacity) {
        if (rows.isKnown(entry.key)) return "duplicate";
        rows.saveState({ ...counted(state, { accepted: 1, overflowed: 1 }), untold: state.untold + 1 });
        return "overflowed";
      }
      if (rows.insert(entry, now) === undefined) return "duplicate";
      rows.saveState(counted(end(state, replaced, "superseded", now), { accepted: 1 }));
      return "queued";
    });
  }

  async function claim(now: number): Promise<Claim> {
    return rows.transaction((): Claim => {
      let state = expired(purged(load(now), now), now);
      const open = rows.openBatches();
      const until = Math.max(speaksAt(state, now, limits), readyAt(open, now));
      if (until > now) {
        rows.saveState(state);
        return Number.isFinite(until) ? { kind: "wait", until } : { kind: "empty" };
      }
      // What was only counted is told by the oldest of the open ones alone.
      const untold = open.length === 0 ? state.untold : 0;
      const batch = open.find((one) => dueAt(one, now) <= now) ?? freeze(state, free(open), untold, now);
      if (batch === undefined) return { kind: "empty" };
      const { uuid, ids, body, attempts, tries } = batch;
      const attempt = tries + 1;
      rows.saveBatch({ ...batch, tries: attempt, attempts: withAttempt(attempts, now) });
      if (open.length === 0) state = { ...state, telling: ids.length === 1 ? 0 : untold };
      rows.saveState(stamped(state, now, limits));
      return {
        kind: "batch",
        uuid,
        body,
        attempt,
        postponed: postponedTries(attempts),
        overtaken: overtakenTries(attempts),
        entries: ids.length,
      };
    });
  }

  async function settle(uuid: string, settlement: Settlement, now: number): Promise<void> {
    rows.transaction(() => {
      const open = rows.openBatches();
      const batch = open.find((one) => one.uuid === uuid);
      if (batch === undefined) return;
      const isTelling = batch === open[0];
      const last = batch.attempts.at(-1);
      const attempts = [...batch.attempts.slice(0, -1), { at: last?.at ?? now, outcome: settlement.outcome }];
      const done: BatchRow = { ...batch, attempts, body: "", settledAt: now };
      let state = answered(load(now), settlement, now, limits);
      switch (settlement.kind) {
        case "delivered":
          rows.saveBatch(done);
          state = end(state, batch.ids, "delivered", now, { batch: uuid });
          if (isTelling) state = { ...state, untold: state.untold - state.telling, telling: 0 };
          break;
        case "refused":
          rows.saveBatch(done);
          if (isTelling) state = { ...state, telling: 0 };
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
      if (isAnswered(settlement.outcome))
        for (const other of open) if (other !== batch && isSuspect(other)) rows.saveBatch(overtaken(other, now));
      rows.saveState(state);
    });
  }

  async function nextWake(now: number): Promise<number | undefined> {
    const state = load(now);
    const open = rows.openBatches();
    if (rows.waiting(1).length === 0) return state.purgeAt;
    const { nextAt } = expiry(open, now);
    const sends = Math.max(speaksAt(state, now, limits), readyAt(open, now));
    return Math.min(sends, nextAt, state.purgeAt ?? sends);
  }

  const log: DeliveryLog = {
    async list({ before, ...filter }) {
      const beforeId = before === undefined ? undefined : idOf(robot, before);
      return rows
        .list({ ...filter, ...(beforeId === undefined ? {} : { beforeId }) })
        .map((row) => recordOf(robot, row));
    },
    async get(id) {
      const row = rows.read(idOf(robot, id) ?? 0);
      if (row === undefined) return undefined;
      const open = rows.openBatches().find(({ ids }) => ids.includes(row.id));
      const batch = row.batch === undefined ? open : rows.batch(row.batch);
      const story = batch?.ids.includes(row.id) === true ? batch : undefined;
      return {
        ...recordOf(robot, row),
        ...(story && { batch: { msgUuid: story.uuid, entries: story.ids.length, attempts: story.attempts } }),
      };
    },
    async retry(id, now) {
      return rows.transaction(() => {
        const row = rows.read(idOf(robot, id) ?? 0);
        if (row?.status !== "parked" || !row.hasMessage) return false;
        rows.requeue(row.id, now);
        rows.saveState(counted(load(now), { parked: -1 }));
        return true;
      });
    },
    async drop(id, now) {
      return rows.transaction(() => {
        const row = rows.read(idOf(robot, id) ?? 0);
        if (row === undefined || !row.hasMessage) return false;
        if (row.status === "waiting") {
          if (frozenIn(rows.openBatches()).has(row.id)) return false;
          rows.saveState(end(load(now), [row.id], "parked", now, { reason: "dropped" }));
        } else {
          const { batch } = row;
          rows.settle([row.id], { status: "parked", at: now, reason: "dropped", ...(batch && { batch }) });
        }
        rows.forget(row.id);
        return true;
      });
    },
    async parkAll(reason, now) {
      return rows.transaction(() => {
        const open = rows.openBatches();
        // Nobody claims for a robot that is gone: what was settled long ago is forgotten here.
        const before = purged(load(now), now);
        const state = open.reduce((left, batch) => abandon(left, batch, reason, now), before);
        const ids = rows.waiting(Number.MAX_SAFE_INTEGER).map(({ id }) => id);
        rows.saveState(end(state, ids, "parked", now, { reason }));
        return ids.length + frozenIn(open).size;
      });
    },
    async status(now) {
      const state = load(now);
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
    async resume(now) {
      rows.transaction(() => {
        const { pause: _, ...rest } = load(now);
        rows.saveState(rest);
      });
    },
  };

  return { put, claim, settle, nextWake, ...log };
}

function frozenIn(open: readonly BatchRow[]): ReadonlySet<number> {
  return new Set(open.flatMap(({ ids }) => ids));
}
