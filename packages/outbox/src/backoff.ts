const FIRST_MS = 2_000;
// With the jitter a minute: so long at most is a group without news once DingTalk is back.
const LONGEST_MS = 50_000;
const JITTER = 0.2;

/**
 * How long to wait after the `attempt`th try failed (from 1), in milliseconds: 2 s, doubled each time, at most 50 s, give or take a
 * fifth.
 *
 * @param random - From 0 up to 1.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (1 - JITTER + 2 * JITTER * random));
}
