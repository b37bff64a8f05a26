import type { AttemptRecord } from "./delivery-log.ts";
import type { BatchRow } from "./rows.ts";

// DingTalk itself may ask for ten minutes.
const MAX_BACKOFF_MS = 600_000;

/** When an open batch may be tried again. A time further off than any back-off was noted before the clock was set back. */
export function dueAt({ notBefore }: Pick<BatchRow, "notBefore">, now: number): number {
  return notBefore - now > MAX_BACKOFF_MS ? now : notBefore;
}

/** How many tries DingTalk answered, by a code that says neither yes nor no. */
export function postponedTries(attempts: readonly AttemptRecord[]): number {
  return attempts.filter(
    ({ outcome }) => outcome?.errcode !== undefined && (outcome.class === "unreachable" || outcome.class === "unknown"),
  ).length;
}
