import type { Origin } from "./entry.ts";
import type { DeliveryRow } from "./rows.ts";
import type { AttemptOutcome, ParkedReason } from "./store.ts";

/** What an operator asks an outbox. Ids are `<robot>-<number>`. */
export interface DeliveryLog {
  /** Newest first. */
  list(filter: DeliveryFilter): Promise<readonly DeliveryRecord[]>;
  get(id: string): Promise<DeliveryStory | undefined>;
  /** Puts a parked delivery back to the end of its lane. False where it is not parked, or its message is gone. */
  retry(id: string, now: number): Promise<boolean>;
  /** Forgets the message of a delivery that waits or is parked, which is parked as `dropped` from then on. False where neither is there. */
  drop(id: string, now: number): Promise<boolean>;
  /** Parks everything that waits: the robot is no longer in the configuration. Says how many. */
  parkAll(reason: ParkedReason, now: number): Promise<number>;
  status(now: number): Promise<OutboxStatus>;
  /** Ends a pause: the next claim tries again at once. */
  resume(now: number): Promise<void>;
}

export type DeliveryStatus = "waiting" | "delivered" | "superseded" | "parked";

export const deliveryStatuses = [
  "waiting",
  "delivered",
  "superseded",
  "parked",
] as const satisfies readonly DeliveryStatus[];

export interface DeliveryFilter {
  readonly status?: DeliveryStatus;
  /** Only older ones than this id. */
  readonly before?: string;
  /** From 1 to 100. */
  readonly limit: number;
}

export interface DeliveryRecord {
  readonly id: string;
  readonly robot: string;
  readonly status: DeliveryStatus;
  /** Of a parked one. */
  readonly reason?: ParkedReason;
  readonly origin: Origin;
  readonly acceptedAt: number;
  readonly settledAt?: number;
}

/** A delivery from its arrival to its answer. */
export interface DeliveryStory extends DeliveryRecord {
  /** The message that it was last sent in, with others or alone. */
  readonly batch?: {
    readonly msgUuid: string;
    /** How many deliveries the message told. */
    readonly entries: number;
    readonly attempts: readonly AttemptRecord[];
  };
}

export interface AttemptRecord {
  readonly at: number;
  /** Absent: it was sent, and what became of it was never written down. */
  readonly outcome?: AttemptOutcome;
  /** It got an answer that is none of DingTalk's, and before the next try another message got one of DingTalk's. */
  readonly isOvertaken?: boolean;
}

/** What a robot may say, what waits, and what became of everything that was accepted. */
export interface OutboxStatus {
  readonly robot: string;
  readonly budget: {
    /** Messages that may leave at once. */
    readonly free: number;
    readonly limit: number;
    readonly windowMs: number;
  };
  /** DingTalk mutes the robot until then. */
  readonly mutedUntil?: number;
  readonly paused?: { readonly reason: string; readonly nextTryAt: number };
  /** Delivered in this month of China's time. */
  readonly month: { readonly name: string; readonly sent: number };
  readonly accounts: Accounts;
}

/** `accepted` is always the sum of the others. */
export interface Accounts {
  readonly accepted: number;
  /** Alone, or named in a digest. */
  readonly delivered: number;
  readonly superseded: number;
  /** Only counted: too much waited. */
  readonly overflowed: number;
  readonly parked: number;
  readonly waiting: number;
}

/** A row as an operator sees it. */
export function recordOf(robot: string, row: DeliveryRow): DeliveryRecord {
  const { id, status, reason, origin, acceptedAt, settledAt } = row;
  return {
    ...{ id: `${robot}-${id}`, robot, status, origin, acceptedAt },
    ...(reason === undefined ? {} : { reason }),
    ...(settledAt === undefined ? {} : { settledAt }),
  };
}

/** The row's number in the id of a delivery of this robot. */
export function idOf(robot: string, id: string): number | undefined {
  const prefix = `${robot}-`;
  const number = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  return /^\d{1,15}$/.test(number) ? Number(number) : undefined;
}
