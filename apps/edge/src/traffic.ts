const QUIET_MS = 2;

/** The requests that are being worked on: what can wait lets them go first, since their senders wait for an answer. */
export interface Traffic {
  /** A request has come in. */
  begin(): void;
  /** All that it writes is written. */
  end(): void;
  /** Nobody is about to write. */
  isQuiet(): boolean;
  /** Resolves when nobody came for 2 ms, at the latest after so long. */
  lull(longestMs: number): Promise<void>;
}

export interface TrafficOptions {
  /** Milliseconds, from any instant. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

export function createTraffic({ now, wait }: TrafficOptions): Traffic {
  let open = 0;
  let begun = 0;
  const isQuiet = () => open === 0;
  return {
    begin() {
      open += 1;
      begun += 1;
    },
    end() {
      open -= 1;
    },
    isQuiet,
    async lull(longestMs) {
      const end = now() + longestMs;
      for (let before = -1; (before !== begun || !isQuiet()) && now() < end; ) {
        before = begun;
        await wait(QUIET_MS);
      }
    },
  };
}
