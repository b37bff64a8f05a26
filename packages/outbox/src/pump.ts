import { fallbackOf, fallbacks, type Message, type Outcome, type RobotFallback } from "@dingpipe/core";
import { backoffMs } from "./backoff.ts";
import type { AttemptOutcome, ClaimedBatch, OutboxStore, Settlement } from "./store.ts";

/** Wakes a pump or an intake: an alarm, a timer. */
export interface Waker {
  /** Takes the place of the call before; `undefined`: nothing is to be done until something new comes. */
  at(instant: number | undefined): Promise<void> | void;
}

export interface PumpOptions {
  readonly store: OutboxStore;
  /** Sends the bytes of a message once, signed for this moment, and says what became of it. Must not throw. */
  readonly send: (body: Uint8Array<ArrayBuffer>, attempt: number) => Promise<Outcome>;
  readonly waker: Waker;
  /** What the robot may give up where DingTalk refuses it. */
  readonly fallbacks: readonly RobotFallback[];
  /** The longest that `send` takes, in milliseconds. */
  readonly sendTimeoutMs: number;
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** A new `msgUuid`. */
  readonly uuid: () => string;
  /** Asked after each attempt: somebody else goes on with what is left. */
  readonly isStopped?: () => boolean;
  /** Told what became of each attempt. */
  readonly onSettled?: (batch: ClaimedBatch, settlement: Settlement) => Promise<void> | void;
}

/** Sends what waits. */
export interface Pump {
  /**
   * Sends until nothing may leave any more, and has itself woken when something may again; no new message after `untilMs`
   * milliseconds. A second call while one runs waits for that one, which sees all that was put before the call. Rejects only where
   * the store or the waker does.
   */
  run(untilMs?: number): Promise<void>;
}

// Answers that only say "later", but were seen to be caused by the message (500100: jeessy2/ddns-go#1048), or may be: tried so often.
const MAX_POSTPONED_TRIES = 10;
const SYSTEM_ERROR = 500_100;
// So often another message was answered, and this one got right after what DingTalk never says, such as a relay's page. Where nothing
// came at all it is kept: a server that recovers leaves out some.
const MAX_OVERTAKEN_TRIES = 5;
const ARMED_MARGIN_MS = 2_000;

/** Makes the pump of a robot's outbox. */
export function createPump(options: PumpOptions): Pump {
  const { store, send, waker, now } = options;
  let running: Promise<void> | undefined;
  let isAsked = false;

  /** True: its time is over, and more may be left. */
  async function sendAll(end: number): Promise<boolean> {
    for (;;) {
      const claim = await store.claim(now());
      if (claim.kind !== "batch") return false;
      // Whatever happens to this process now, somebody wakes up and sends the same bytes again.
      await waker.at(now() + options.sendTimeoutMs + ARMED_MARGIN_MS);
      const outcome = await send(new TextEncoder().encode(claim.body), claim.attempt);
      const settlement = settlementOf(claim, outcome, options);
      await store.settle(claim.uuid, settlement, now());
      await options.onSettled?.(claim, settlement);
      if (now() >= end || options.isStopped?.() === true) return true;
    }
  }

  async function pump(untilMs: number): Promise<void> {
    const end = now() + untilMs;
    let isOver = false;
    try {
      // Whoever asks while this run ends may have put what it did not see any more.
      do {
        isAsked = false;
        if (!isOver) isOver = await sendAll(end);
        await waker.at(await store.nextWake(now()));
      } while (isAsked);
    } finally {
      running = undefined;
    }
  }

  return {
    run(untilMs = Number.POSITIVE_INFINITY) {
      isAsked = true;
      running ??= pump(untilMs);
      return running;
    },
  };
}

/** What an outcome means for its batch and its robot. */
function settlementOf(
  batch: Pick<ClaimedBatch, "body" | "attempt" | "postponed" | "overtaken">,
  outcome: Outcome,
  options: Pick<PumpOptions, "fallbacks" | "now" | "random" | "uuid">,
): Settlement {
  const told = { outcome: attemptOutcome(outcome) };
  if (outcome.class === "delivered") return { kind: "delivered", ...told };
  if (outcome.reason === "too_fast") return { kind: "muted", ...told };
  if (outcome.scope === "robot" || outcome.scope === "month") return { kind: "paused", scope: outcome.scope, ...told };
  const isRefused = outcome.class === "rejected" || outcome.class === "oversized";
  if (!isRefused && !isItsFault(batch, outcome)) {
    const delay = Math.max(backoffMs(batch.attempt, options.random()), outcome.retryAfterMs ?? 0);
    return { kind: "retry", at: options.now() + delay, ...told };
  }
  const replaced = withFallback(batch.body, outcome, options.fallbacks);
  if (replaced === undefined) return { kind: "refused", ...told };
  const uuid = options.uuid();
  return { kind: "replaced", uuid, body: JSON.stringify({ ...replaced, msgUuid: uuid }), ...told };
}

function isItsFault(
  { postponed, overtaken }: Pick<ClaimedBatch, "postponed" | "overtaken">,
  { class: kind, errcode }: Outcome,
): boolean {
  if (errcode === undefined) return kind === "unknown" && overtaken >= MAX_OVERTAKEN_TRIES;
  return (kind === "unknown" || errcode === SYSTEM_ERROR) && postponed + 1 >= MAX_POSTPONED_TRIES;
}

/** The message without what DingTalk refused; `undefined` where it may not be given up, or nothing of it was there. */
function withFallback(body: string, outcome: Outcome, allowed: readonly RobotFallback[]): Message | undefined {
  const fallback = fallbackOf(outcome.reason);
  if (fallback === undefined || !allowed.includes(fallback)) return undefined;
  const message = JSON.parse(body) as Message;
  const less = fallbacks[fallback](message);
  return less === undefined || JSON.stringify(less) === body ? undefined : less;
}

function attemptOutcome({ class: kind, reason, errcode, errmsg, status }: Outcome): AttemptOutcome {
  return {
    class: kind,
    reason,
    ...(errcode === undefined ? {} : { errcode }),
    ...(errmsg === undefined ? {} : { errmsg }),
    ...(status === undefined ? {} : { status }),
  };
}
