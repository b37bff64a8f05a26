import type { Event, FailedTask, State } from "@dingpipe/core";

/** The rows of one intake, in memory or in SQLite. Synchronous: a transaction holds no promise. Instants are Unix milliseconds. */
export interface IntakeRows {
  transaction<Result>(run: () => Result): Result;
  /** Whether one of the keys was remembered and is not over. */
  isAnySeen(keys: readonly string[], now: number): boolean;
  /** Each key until its instant. */
  remember(keys: ReadonlyMap<string, number>): void;
  add(arrived: ArrivedEvent): void;
  /** The oldest that wait. */
  waiting(limit: number): readonly WaitingEvent[];
  countWaiting(): number;
  remove(id: number): void;
  lastState(key: string): LastState | undefined;
  saveLastState(key: string, state: LastState, now: number): void;
  /** Notes how a task of a run ended; `undefined`: it passed, in a second try perhaps. */
  gather(run: string, task: string, failed: FailedTask | undefined, until: number): void;
  gathered(run: string): readonly FailedTask[];
  forgetRun(run: string): void;
  accounts(): IntakeAccounts;
  /** Adds to the accounts. */
  count(change: Partial<IntakeAccounts>): void;
  /** Deletes what is over, and states that nobody asked for since `statesBefore`. */
  purge(now: number, statesBefore: number): void;
}

export interface ArrivedEvent {
  readonly event: Event;
  readonly receivedAt: number;
}

export interface WaitingEvent extends ArrivedEvent {
  /** Rises with each arrival, never used twice. */
  readonly id: number;
}

/** How the last finished run of something ended. */
export interface LastState {
  readonly state: State;
  /** ISO 8601: the event's own time. */
  readonly time: string;
  /** ISO 8601: when that run began, where its sender says so. */
  readonly startedAt?: string;
}

/** Events: received = planned + ignored + waiting. */
export interface IntakeAccounts {
  readonly received: number;
  readonly planned: number;
  readonly ignored: number;
}
