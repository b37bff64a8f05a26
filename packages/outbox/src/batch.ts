import type { AttemptRecord } from "./delivery-log.ts";
import type { BatchRow } from "./rows.ts";
import type { AttemptOutcome } from "./store.ts";

// DingTalk itself may ask for ten minutes.
const MAX_BACKOFF_MS = 600_000;
// Some four minutes. Most outages are shorter, and then nothing leaves its order.
const PATIENCE_TRIES = 10;
const KEPT_ATTEMPTS = 20;

/** When an open batch may be tried again. A time further off than any back-off was noted before the clock was set back. */
export function dueAt({ notBefore }: Pick<BatchRow, "notBefore">, now: number): number {
  return notBefore - now > MAX_BACKOFF_MS ? now : notBefore;
}

/** DingTalk said something: yes, no, or its gateway how long to wait. */
export function isAnswered({ errcode, reason }: Pick<AttemptOutcome, "errcode" | "reason">): boolean {
  return errcode !== undefined || reason === "traffic_control";
}

/** It was tried often and never answered: others may overtake it, and show whether that is its own fault. */
export function isAside({ attempts }: Pick<BatchRow, "attempts">): boolean {
  return attempts.filter(isUnanswered).length >= PATIENCE_TRIES;
}

/** It is aside, and what it got last was an answer, but none of DingTalk's: a relay's page, say. */
export function isSuspect(batch: BatchRow): boolean {
  const last = batch.attempts.at(-1);
  return isAside(batch) && last !== undefined && isUnanswered(last) && last.outcome?.class === "unknown";
}

/** A suspect after another batch was answered: it is due at once, for now answers come. */
export function overtaken(batch: BatchRow, now: number): BatchRow {
  const last = batch.attempts.length - 1;
  const attempts = batch.attempts.map((one, index) => (index === last ? { ...one, isOvertaken: true } : one));
  return { ...batch, attempts, notBefore: now };
}

/** How many tries made it a suspect right before another batch was answered. */
export function overtakenTries(attempts: readonly AttemptRecord[]): number {
  return attempts.filter(({ isOvertaken }) => isOvertaken === true).length;
}

/** One more try. Those are kept that count for longer, and else the last ones. */
export function withAttempt(attempts: readonly AttemptRecord[], at: number): readonly AttemptRecord[] {
  const least = attempts.findIndex(({ isOvertaken }) => isOvertaken !== true);
  const kept = attempts.length < KEPT_ATTEMPTS ? attempts : attempts.toSpliced(Math.max(0, least), 1);
  return [...kept, { at }];
}

function isUnanswered({ outcome }: AttemptRecord): boolean {
  return outcome !== undefined && !isAnswered(outcome);
}

/** How many tries DingTalk answered, by a code that says neither yes nor no. */
export function postponedTries(attempts: readonly AttemptRecord[]): number {
  return attempts.filter(
    ({ outcome }) => outcome?.errcode !== undefined && (outcome.class === "unreachable" || outcome.class === "unknown"),
  ).length;
}
