import type { AttemptRecord, DeliveryFilter, DeliveryStatus } from "./delivery-log.ts";
import type { DigestLine, Entry, Origin } from "./entry.ts";
import type { RobotState } from "./robot-state.ts";
import type { WaitingRow } from "./selection.ts";
import type { ParkedReason } from "./store.ts";

/** The rows of one robot's outbox, in memory or in SQLite. Synchronous: a transaction holds no promise. */
export interface OutboxRows {
  /** All of it happens or, where it throws, nothing. */
  transaction<Result>(run: () => Result): Result;
  state(): RobotState | undefined;
  saveState(state: RobotState): void;
  /** The new row's number; `undefined` where the key is there. */
  insert(entry: Entry, now: number): number | undefined;
  /** What waits, in the order in which it is to leave, at most so many. */
  waiting(limit: number): readonly WaitingRow[];
  countWaiting(): number;
  isKnown(key: string): boolean;
  /** Those that wait and may be replaced under this key. */
  replaceable(key: string): readonly number[];
  read(id: number): DeliveryRow | undefined;
  /** The messages of waiting or parked rows, in the order of the ids; missing ones are left out. */
  messages(ids: readonly number[]): readonly MessageRow[];
  /** Ends the waiting of these; their messages are forgotten unless they are parked. */
  settle(ids: readonly number[], settled: Settled): void;
  /** Lets a parked row wait again, by itself, behind all others, accepted now. */
  requeue(id: number, now: number): void;
  /** Waiting rows that no digest may tell any more. */
  setAlone(ids: readonly number[]): void;
  /** Forgets a row's message. */
  forget(id: number): void;
  list(filter: Omit<DeliveryFilter, "before"> & { readonly beforeId?: number }): readonly DeliveryRow[];
  /** Oldest first. */
  openBatches(): readonly BatchRow[];
  batch(uuid: string): BatchRow | undefined;
  /** Writes a batch, new or changed; a settled one has no body. */
  saveBatch(batch: BatchRow): void;
  /** Deletes rows and batches that were settled before then; says when the oldest that is left was settled. */
  purge(before: number): number | undefined;
}

export interface DeliveryRow {
  readonly id: number;
  readonly status: DeliveryStatus;
  readonly reason?: ParkedReason;
  readonly lane: string;
  readonly acceptedAt: number;
  readonly settledAt?: number;
  readonly batch?: string;
  readonly origin: Origin;
  readonly hasMessage: boolean;
}

export interface MessageRow {
  readonly id: number;
  readonly message: Entry["message"];
  readonly digest?: DigestLine;
}

export interface Settled {
  readonly status: Exclude<DeliveryStatus, "waiting">;
  readonly reason?: ParkedReason;
  readonly at: number;
  readonly batch?: string;
}

/** A message that was frozen: what it tells, its bytes, and how often it was tried. */
export interface BatchRow {
  readonly uuid: string;
  readonly ids: readonly number[];
  /** JSON; empty once it is settled. */
  readonly body: string;
  readonly notBefore: number;
  readonly attempts: readonly AttemptRecord[];
  /** How often it was tried, also before what is left of `attempts`. */
  readonly tries: number;
  readonly createdAt: number;
  readonly settledAt?: number;
}
