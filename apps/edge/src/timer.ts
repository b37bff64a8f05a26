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
  let current: AbortController | undefined;
  let isStopped = false;
  const cancel = () => {
    current?.abort();
    current = undefined;
  };
  return {
    at(instant) {
      cancel();
      if (instant === undefined || isStopped) return;
      const mine = new AbortController();
      current = mine;
      // A long wait ends early, and finds that nothing is due.
      wait(Math.min(Math.max(0, instant - now()), LONGEST_MS), mine.signal).then(
        () => {
          if (current !== mine) return;
          current = undefined;
          run();
        },
        () => undefined,
      );
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
