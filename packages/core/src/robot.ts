import { createBudget, defaultLimits, type Limits, mute, nextSlot, stamp } from "./budget.ts";
import { errcodes, type Verdict } from "./errcodes.ts";
import { fallbackOf, fallbacks } from "./fallback.ts";
import { checkMentions } from "./mention.ts";
import { encodeMessage, MAX_BODY_BYTES, type Message, withKeyword } from "./message.ts";
import { type Fallback, type Outcome, type OutcomeReason, outcomeOf } from "./outcome.ts";
import { createPost, type PostOptions, unlessAborted } from "./post.ts";
import { sha256 } from "./sign.ts";

const FIRST_BACKOFF_MS = 2_000;
const JITTER = 0.2;
// With less time left, trying again would only time out.
const MIN_RETRY_MS = 500;

const TOO_LONG: Verdict = { class: "oversized", reason: "too_long", retryable: false, scope: "message" };
const BUDGET_USED_UP: Verdict = { class: "throttled", reason: "budget_used_up", retryable: true, scope: "robot" };
const NOT_SENT_IN_TIME: Verdict = { class: "unreachable", reason: "not_sent_in_time", retryable: true };

const NOTHING_SENT: ReadonlySet<OutcomeReason> = new Set(["connection_failed", "dns_failed", "tls_failed"]);

/** What a robot is, and the outside world that it needs. */
export interface RobotOptions extends PostOptions {
  /** The robot's 自定义关键词; the first is added to messages that hold none of them. */
  readonly keywords?: readonly string[];
  /** What may be given up where DingTalk refuses it. Default nothing. */
  readonly fallbacks?: readonly Fallback[];
  /** Default 18 messages in 62 s, silent for 10 min. */
  readonly limits?: Limits;
  /** Longest duration of one attempt, its answer included, in milliseconds. Default 5,000. */
  readonly attemptTimeoutMs?: number;
  /** Longest duration of `send` from its call on, queue, retries and fallbacks included, in milliseconds. Default 30,000. */
  readonly totalTimeoutMs?: number;
  /** A number from 0 to below 1, like `Math.random`. */
  readonly random: () => number;
}

export interface SendOptions {
  /** DingTalk's idempotency key. Default: the message's own, else a random one; each retry has the same. */
  readonly msgUuid?: string;
  /** Gives up; `send` then rejects with the signal's own reason. */
  readonly signal?: AbortSignal;
  /** The instant, Unix milliseconds, by which it must be over; `totalTimeoutMs` holds as well. */
  readonly deadline?: number;
  /** Told the outcome of each attempt, the last one included. */
  readonly onAttempt?: (outcome: Outcome) => void;
}

/** One custom robot in one group. */
export interface Robot {
  /**
   * Sends a message and says what became of it: refusals and failures are outcomes, not errors. Messages leave one after the
   * other, in the order of the calls, inside the robot's limits.
   *
   * @throws `mention_not_supported`, `mention_too_many`
   */
  readonly send: (message: Message, options?: SendOptions) => Promise<Outcome>;
}

/**
 * Makes a robot. It keeps its budget in memory: use one object for one robot.
 *
 * @throws `robot_url_invalid`, `secret_invalid`
 * @example
 * const robot = createRobot({ webhook, secret, fetch, now: Date.now, wait, random: Math.random });
 * const outcome = await robot.send({ msgtype: "text", text: { content: "构建通过" } });
 */
export function createRobot(options: RobotOptions): Robot {
  const { now, wait, random, locale = "zh-CN", limits = defaultLimits, keywords = [] } = options;
  const { attemptTimeoutMs = 5_000, totalTimeoutMs = 30_000 } = options;
  const post = createPost(options);

  let budget = createBudget();
  let last: Promise<unknown> = Promise.resolve();

  async function send(message: Message, sendOptions: SendOptions = {}): Promise<Outcome> {
    checkMentions(message.msgtype, ("at" in message ? message.at : undefined) ?? {});
    const { signal } = sendOptions;
    const deadline = Math.min(now() + totalTimeoutMs, sendOptions.deadline ?? Number.POSITIVE_INFINITY);
    const msgUuid = sendOptions.msgUuid || message.msgUuid || randomUuid(random);
    const turn = last.then(() => {
      signal?.throwIfAborted();
      return sendWithFallbacks(message, msgUuid, deadline, sendOptions);
    });
    // The next one's turn comes whatever became of this one.
    last = turn.catch(() => undefined);
    return unlessAborted(turn, signal);
  }

  async function sendWithFallbacks(
    message: Message,
    msgUuid: string,
    deadline: number,
    { signal, onAttempt }: SendOptions,
  ) {
    const given: Fallback[] = [];
    let outcome = await deliver(message, msgUuid, undefined);
    for (let current = message; ; ) {
      const fallback = fallbackOf(outcome.reason);
      if (fallback === undefined || options.fallbacks?.includes(fallback) !== true || given.includes(fallback))
        return outcome;
      const less = fallbacks[fallback](current);
      if (less === undefined) return outcome;
      current = less;
      given.push(fallback);
      outcome = await deliver(less, await derivedUuid(msgUuid, given), outcome);
    }

    /** Until it is delivered, refused, or time is up. */
    async function deliver(content: Message, key: string, before: Outcome | undefined): Promise<Outcome> {
      const body = encodeMessage({ ...withKeyword(content, keywords), msgUuid: key });
      if (body.length > MAX_BODY_BYTES) return before ?? outcomeOf(TOO_LONG, { locale, attempts: 0 });
      let previous = before;
      let uncertain: Outcome | undefined;
      for (let retry = 0; ; retry += 1) {
        const instant = now();
        const opensAt = nextSlot(budget, instant, limits);
        if (opensAt >= deadline) {
          if (previous !== undefined) return previous;
          if (opensAt === instant) return outcomeOf(NOT_SENT_IN_TIME, { locale, attempts: 0 });
          return { ...outcomeOf(BUDGET_USED_UP, { locale, attempts: 0 }), retryAfterMs: opensAt - instant };
        }
        if (opensAt > instant) await pause(opensAt - instant, signal);
        const outcome: Outcome = await attempt(body, (previous?.attempts ?? 0) + 1, opensAt, deadline, signal);
        const told = given.length === 0 ? outcome : { ...outcome, fallbacks: [...given] };
        onAttempt?.(told);
        if (mayHaveArrived(told)) uncertain = told;
        const delay = delayOf(told, retry);
        if (delay === undefined || now() + delay + MIN_RETRY_MS > deadline) {
          // "Nothing was sent" would not be true of the attempts before.
          return uncertain !== undefined && NOTHING_SENT.has(told.reason)
            ? { ...uncertain, attempts: told.attempts }
            : told;
        }
        await pause(delay, signal);
        previous = told;
      }
    }
  }

  async function attempt(
    body: Uint8Array<ArrayBuffer>,
    attempts: number,
    slot: number,
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    // A timer may be a millisecond early: the slot counts from when it was to open.
    budget = stamp(budget, Math.max(slot, now()), limits);
    const timeoutMs = Math.min(attemptTimeoutMs, deadline - now());
    const outcome = await post(body, { attempts, timeoutMs, ...(signal && { signal }) });
    if (outcome.reason !== "too_fast") return outcome;
    budget = mute(budget, now(), limits);
    return { ...outcome, retryAfterMs: limits.muteMs };
  }

  async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await unlessAborted(wait(ms, signal), signal);
  }

  /** How long to wait before the same message is sent again; `undefined` where that can't help. */
  function delayOf(outcome: Outcome, retry: number): number | undefined {
    const known: Readonly<Record<number, Verdict>> = errcodes;
    const maxRetries = known[outcome.errcode ?? 0]?.maxRetries ?? Number.POSITIVE_INFINITY;
    if (!outcome.retryable || outcome.class === "throttled" || retry >= maxRetries) return undefined;
    const backoff = FIRST_BACKOFF_MS * 2 ** retry * (1 - JITTER + 2 * JITTER * random());
    return Math.max(backoff, outcome.retryAfterMs ?? 0);
  }

  return { send };
}

/** No answer of DingTalk's, to a request that left. */
function mayHaveArrived({ class: kind, errcode, reason }: Outcome): boolean {
  return (kind === "unreachable" || kind === "unknown") && errcode === undefined && !NOTHING_SENT.has(reason);
}

function randomUuid(random: () => number): string {
  return "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => Math.floor(random() * 16).toString(16));
}

/** The key of a message that something was given up of: DingTalk would drop it as a double under the first one's key. */
async function derivedUuid(msgUuid: string, given: readonly Fallback[]): Promise<string> {
  return (await sha256([msgUuid, ...given].join("\n"))).slice(0, 32);
}
