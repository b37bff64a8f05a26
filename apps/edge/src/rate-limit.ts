import { fnv1a } from "./fnv1a.ts";

/** Says whether one more request of this key is let in. */
export type RateLimit = (key: string) => boolean | Promise<boolean>;

const WINDOW_MS = 60_000;
const MAX_KEYS = 10_000;
const SHARED = 1_000;

/**
 * So many requests of one key in a minute. A sender's honest storm passes, since GitHub never repeats what was refused; what it keeps away is
 * the cost of verifying a flood.
 */
export function createRateLimit({ max, now }: { readonly max: number; readonly now: () => number }): RateLimit {
  let counts = new Map<string, number>();
  let window = 0;
  return (key) => {
    const current = Math.floor(now() / WINDOW_MS);
    if (current !== window) {
      counts = new Map();
      window = current;
    }
    // Addresses can be made up: those beyond share counts, and enough of them that a flood does not shut the door for all newcomers.
    const counted = counts.has(key) || counts.size < MAX_KEYS ? key : `shared ${fnv1a(key) % SHARED}`;
    const count = (counts.get(counted) ?? 0) + 1;
    counts.set(counted, count);
    return count <= max;
  };
}
