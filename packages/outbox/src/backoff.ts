const FIRST_MS = 2_000;
const LONGEST_MS = 600_000;
const JITTER = 0.2;

/**
 * How long to wait after the `attempt`th try failed (from 1), in milliseconds: 2 s, doubled each time, at most 10 min, give or take a
 * fifth.
 *
 * @param random - From 0 up to 1.
 */
export function backoffMs(attempt: number, random: number): number {
  return Math.round(Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (1 - JITTER + 2 * JITTER * random));
}
