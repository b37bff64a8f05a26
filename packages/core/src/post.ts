import { failureOf, type Reply, readReply } from "./answer.ts";
import { DingpipeError } from "./error.ts";
import type { Locale } from "./locales/catalog.ts";
import { classify, type Outcome } from "./outcome.ts";
import { type EndpointOptions, maskAll, parseRobotUrl, type RobotUrl } from "./robot-url.ts";
import { sign } from "./sign.ts";

/** The part of the web's own `fetch` that a robot needs. */
export type Fetch = (url: string, request: RequestInit) => Promise<Response>;

/** Where a robot's messages go, and the outside world that this takes. */
export interface PostOptions extends EndpointOptions {
  /** The webhook as DingTalk shows it, or its token alone. */
  readonly webhook: string | RobotUrl;
  /** Only where the robot's 加签 is on: the string that begins with `SEC`. */
  readonly secret?: string;
  /** The language of `fix`. Default zh-CN. */
  readonly locale?: Locale;
  readonly fetch: Fetch;
  /** The clock: Unix milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`; may reject once the signal is aborted. */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** One request: the body of a message as `encodeMessage` gives it. Refusals and failures are outcomes. */
export type Post = (
  body: Uint8Array<ArrayBuffer>,
  options: {
    /** Longest duration, the answer included, in milliseconds. */
    readonly timeoutMs: number;
    /** Which try this is, for the outcome. Default 1. */
    readonly attempts?: number;
    readonly signal?: AbortSignal;
  },
) => Promise<Outcome>;

/**
 * Sends to a robot, each request signed for its very moment: no limits, no retries. Whoever uses it keeps the robot's budget, as
 * `createRobot` does.
 *
 * @throws `robot_url_invalid`, `secret_invalid`
 */
export function createPost(options: PostOptions): Post {
  const { fetch, now, wait, locale = "zh-CN" } = options;
  const url = parseRobotUrl(options.webhook, options);
  const secret = options.secret?.trim();
  if (secret === "") throw new DingpipeError("secret_invalid", { reason: "empty" });

  return async (body, { timeoutMs, attempts = 1, signal }) => {
    const timestampMs = Math.trunc(now());
    const signature = secret === undefined ? undefined : { timestampMs, sign: await sign(secret, timestampMs) };
    const reply = await exchange(url.reveal(signature), body, timeoutMs, signal);
    return classify(reply, { locale, attempts, mask });

    function mask(text: string): string {
      const words = [secret, signature?.sign].filter((word) => word !== undefined);
      return words.reduce((left, word) => maskAll(left, word), url.mask(text));
    }
  };

  /** Posts, and races the answer against the time limit, for a `fetch` may ignore its signal. */
  async function exchange(
    target: string,
    body: Uint8Array<ArrayBuffer>,
    limitMs: number,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const over = new AbortController();
    const either = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal]);
    const request = { method: "POST", headers: { "content-type": "application/json" }, body, signal: either } as const;
    const answered = Promise.resolve()
      .then(() => fetch(target, { ...request, redirect: "manual" }))
      .then(readReply)
      .catch((error: unknown): Reply => ({ kind: failureOf(error) }));
    const timedOut = wait(limitMs, either).then(
      (): Reply => ({ kind: "timeout" }),
      () => answered,
    );
    const reply = await unlessAborted(Promise.race([answered, timedOut]), signal);
    over.abort();
    return reply;
  }
}

/** Settles as the promise does, or rejects as soon as the signal is aborted. */
export async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  const settled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { signal: settled.signal });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    settled.abort();
  }
}
