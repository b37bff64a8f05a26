import { type Limits, mute, nextSlot, stamp } from "@dingpipe/core";
import type { Accounts } from "./delivery-log.ts";
import type { Settlement } from "./store.ts";

/** What an outbox remembers of its robot: one row, JSON. */
export interface RobotState {
  readonly sentAt: readonly number[];
  readonly mutedUntil: number;
  readonly pause?: { readonly reason: string; readonly until: number; readonly probes: number };
  readonly accounts: Omit<Accounts, "waiting">;
  readonly month: { readonly name: string; readonly sent: number };
  /** Overflowed, and not yet told of by a digest. */
  readonly untold: number;
  /** How many of those the open batch tells of. */
  readonly telling: number;
  /** When the oldest settled row is to be forgotten. */
  readonly purgeAt?: number;
}

export const newRobotState: RobotState = {
  sentAt: [],
  mutedUntil: 0,
  accounts: { accepted: 0, delivered: 0, superseded: 0, overflowed: 0, parked: 0 },
  month: { name: "", sent: 0 },
  untold: 0,
  telling: 0,
};

const FIRST_PROBE_MS = 60_000;
const LONGEST_PROBE_MS = 3_600_000;
const DAY_MS = 86_400_000;
// DingTalk counts its months in China's time.
const CHINA_OFFSET_MS = 8 * 3_600_000;

/**
 * The state as it counts now. What is further off than it can be was noted before the clock was set back: what left in the future left
 * a moment ago, and a mute, a pause and the time until something is forgotten begin anew.
 */
export function upTo(state: RobotState, now: number, limits: Limits, keptForMs: number): RobotState {
  const { sentAt, mutedUntil, pause, purgeAt } = state;
  return {
    ...state,
    sentAt: sentAt.map((at) => Math.min(at, now)),
    mutedUntil: Math.min(mutedUntil, now + limits.muteMs),
    ...(pause === undefined ? {} : { pause: { ...pause, until: Math.min(pause.until, now + DAY_MS) } }),
    ...(purgeAt === undefined ? {} : { purgeAt: Math.min(purgeAt, now + keptForMs) }),
  };
}

/** When the robot may speak next: `now`, or the later instant at which a slot opens, a mute or a pause ends. */
export function speaksAt(state: RobotState, now: number, limits: Limits): number {
  return Math.max(nextSlot(state, now, limits), state.pause?.until ?? now);
}

/** How many messages may leave at once. */
export function freeSlots({ sentAt }: RobotState, now: number, limits: Limits): number {
  return Math.max(0, limits.messages - sentAt.filter((at) => now - at < limits.windowMs).length);
}

export function stamped(state: RobotState, now: number, limits: Limits): RobotState {
  return { ...state, ...stamp(state, now, limits) };
}

/** The state after an answer, whatever became of the batch. */
export function answered(state: RobotState, settlement: Settlement, now: number, limits: Limits): RobotState {
  switch (settlement.kind) {
    case "muted":
      return { ...state, ...mute(state, now, limits) };
    case "paused": {
      const probes = (state.pause?.probes ?? 0) + 1;
      const after =
        settlement.scope === "month" ? DAY_MS : Math.min(FIRST_PROBE_MS * 2 ** (probes - 1), LONGEST_PROBE_MS);
      return { ...state, pause: { reason: settlement.outcome.reason, until: now + after, probes } };
    }
    case "retry":
      return state;
    default: {
      // DingTalk spoke to this robot, so what had paused it is over.
      const { pause: _, ...rest } = state;
      return settlement.kind === "delivered" ? { ...rest, month: countedMonth(state, now) } : rest;
    }
  }
}

function countedMonth({ month }: RobotState, now: number): RobotState["month"] {
  const name = monthOf(now);
  return { name, sent: (month.name === name ? month.sent : 0) + 1 };
}

/** `2026-11`, in China's time. */
export function monthOf(now: number): string {
  return new Date(now + CHINA_OFFSET_MS).toISOString().slice(0, 7);
}

/** The state with these added to its accounts. */
export function counted(state: RobotState, change: Partial<RobotState["accounts"]>): RobotState {
  const accounts = Object.fromEntries(
    Object.entries(state.accounts).map(([name, count]) => [name, count + (change[name as keyof typeof change] ?? 0)]),
  ) as unknown as RobotState["accounts"];
  return { ...state, accounts };
}

/** How many wait by the accounts: to count them takes the longer, the more there are. */
export function waitingBy({ accounts }: RobotState): number {
  const { accepted, ...settled } = accounts;
  return Object.values(settled).reduce((left, count) => left - count, accepted);
}
