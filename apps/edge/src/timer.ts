import type { Waker } from "@dingpipe/outbox";

const LONGEST_MS = 86_400_000;

/** A waker of this process. */
export interface Timer extends Waker {
  /** For good: what runs still may set it once more, and must not keep the process. */
  stop(): void;
}

export interface TimerOptions {
  readonly now: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly run: () => void;
}

/** Calls `run` at the instant that was set last. */
export function createTimer({ now, wait, run }: TimerOptions): Timer {
  let due: number | undefined;
  let pending: { readonly at: number; readonly abort: AbortController } | undefined;
  let isStopped = false;

  /** A wait that is over too early is followed by another: a later instant costs nothing to set. */
  function arm(from: number): void {
    if (due === undefined || (pending !== undefined && pending.at <= due)) return;
    pending?.abort.abort();
    const at = Math.min(due, from + LONGEST_MS);
    const mine = { at, abort: new AbortController() };
    pending = mine;
    wait(Math.max(0, at - from), mine.abort.signal).then(
      () => {
        if (pending !== mine) return;
        pending = undefined;
        // A clock that was put back meanwhile makes nobody wait longer.
        if (due === undefined || due > at) return arm(Math.max(at, now()));
        due = undefined;
        run();
      },
      () => undefined,
    );
  }

  return {
    at(instant) {
      due = isStopped ? undefined : instant;
      arm(now());
    },
    stop() {
      isStopped = true;
      due = undefined;
      pending?.abort.abort();
      pending = undefined;
    },
  };
}
