import type { Outcome, OutcomeReason } from "@dingpipe/core";
import type { Entry } from "./entry.ts";

/**
 * What a robot's outbox keeps. Each call is one transaction: it happened whole or not at all, and what it promised is on disk when
 * its promise resolves. All instants are Unix milliseconds.
 */
export interface OutboxStore {
  /** Accepts an entry, unless its key is known or too much waits already. */
  put(entry: Entry, now: number): Promise<PutResult>;
  /**
   * The batch that is to leave now: one that is open, the same bytes again, or a new one, frozen. Another lane may overtake a batch that was
   * tried often and never answered. A slot of the robot's budget
   * is taken before it is sent: a crash wastes one and never exceeds the limit.
   */
  claim(now: number): Promise<Claim>;
  /** Writes down what became of a batch. A second time, and for one that is settled, nothing happens. */
  settle(uuid: string, settlement: Settlement, now: number): Promise<void>;
  /** When `claim` has something to do again; `undefined`: not before the next `put`. */
  nextWake(now: number): Promise<number | undefined>;
}

export type PutResult = "queued" | "duplicate" | "overflowed";

export type Claim =
  | ClaimedBatch
  /** Nothing before this instant. */
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "empty" };

export interface ClaimedBatch {
  readonly kind: "batch";
  /** The batch's `msgUuid`. */
  readonly uuid: string;
  /** JSON, as it goes over the wire each time. */
  readonly body: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** How many of the tries before this one were answered, by a code that only says "later". */
  readonly postponed: number;
  /** How many of them got an answer that is none of DingTalk's, though another message got one of DingTalk's right after. */
  readonly overtaken: number;
  /** How many entries are told by it. */
  readonly entries: number;
}

/** What became of an attempt; `outcome` goes into the story. */
export type Settlement = { readonly outcome: AttemptOutcome } & (
  | { readonly kind: "delivered" }
  /** Refused for good: a digest is split and its entries sent alone, a message is parked. */
  | { readonly kind: "refused" }
  /** Sent once more without what DingTalk refused, under a key of its own. */
  | { readonly kind: "replaced"; readonly uuid: string; readonly body: string }
  /** The same bytes again, not before this instant. */
  | { readonly kind: "retry"; readonly at: number }
  /** DingTalk muted the robot. */
  | { readonly kind: "muted" }
  /** Nothing of this robot gets through; one is tried now and then. `month`: once a day. */
  | { readonly kind: "paused"; readonly scope: "robot" | "month" }
);

/** What is kept of an outcome. */
export type AttemptOutcome = Pick<Outcome, "class" | "reason" | "errcode" | "errmsg" | "status">;

/** Why a delivery is parked: what DingTalk said, or one of ours. */
export type ParkedReason = OutcomeReason | "expired" | "robot_removed" | "dropped";
