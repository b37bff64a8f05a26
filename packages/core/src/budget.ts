/** How much a robot may say. The defaults stay below DingTalk's own limits; tests scale them. */
export interface Limits {
  /** Messages in any window. DingTalk takes 20 a minute. Minimum 1, default 18. */
  readonly messages: number;
  /** Length of the sliding window in milliseconds. Default 62,000: DingTalk counts arrivals, we count departures. */
  readonly windowMs: number;
  /** How long a robot is silent after DingTalk said "too fast", in milliseconds. Default 600,000. */
  readonly muteMs: number;
}

/** @see https://open.dingtalk.com/document/development/custom-robots-send-group-messages (限流) */
export const defaultLimits: Limits = { messages: 18, windowMs: 62_000, muteMs: 600_000 };

/** What a robot did so far; instants are Unix milliseconds. */
export interface Budget {
  /** When messages left, oldest first. */
  readonly sentAt: readonly number[];
  readonly mutedUntil: number;
}

/** The budget of a robot that has said nothing yet. */
export function createBudget(): Budget {
  return { sentAt: [], mutedUntil: 0 };
}

/** When the next message may leave: `now`, or the later instant at which a slot opens. */
export function nextSlot(budget: Budget, now: number, limits: Limits): number {
  const recent = recentOf(budget, now, limits);
  const oldest = recent[recent.length - limits.messages];
  const opensAt = oldest === undefined ? now : oldest + limits.windowMs;
  // A mute that ends later than one can last was noted before the clock was set back.
  const mutedUntil = budget.mutedUntil - now > limits.muteMs ? now : budget.mutedUntil;
  return Math.max(now, opensAt, mutedUntil);
}

/** The budget after a message left at `at`. */
export function stamp(budget: Budget, at: number, limits: Limits): Budget {
  return { ...budget, sentAt: [...recentOf(budget, at, limits), at] };
}

/** The budget after DingTalk said "too fast" at `at`. */
export function mute(budget: Budget, at: number, limits: Limits): Budget {
  return { ...budget, mutedUntil: at + limits.muteMs };
}

/** The departures that still count. Those far in the future were noted before the clock was set back, and are forgotten. */
function recentOf(budget: Budget, now: number, limits: Limits): readonly number[] {
  return budget.sentAt.filter((at) => Math.abs(now - at) < limits.windowMs);
}
