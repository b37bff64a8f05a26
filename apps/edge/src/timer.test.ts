import { createClock } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { createTimer } from "./timer.ts";

function timerAndRuns() {
  const clock = createClock(0);
  const runs: number[] = [];
  const timer = createTimer({ now: clock.now, wait: clock.wait, run: () => void runs.push(clock.now()) });
  return { clock, runs, timer };
}

describe("a timer", () => {
  it("runs at the instant that was set last, once", async () => {
    const { clock, runs, timer } = timerAndRuns();
    timer.at(1_000);
    timer.at(3_000);
    await clock.advance(10_000);
    expect(runs).toEqual([3_000]);
  });

  it("takes an earlier instant, and the last of several later ones", async () => {
    const { clock, runs, timer } = timerAndRuns();
    timer.at(5_000);
    timer.at(1_000);
    await clock.advance(2_000);
    for (const instant of [4_000, undefined, 6_000, 8_000]) timer.at(instant);
    await clock.advance(20_000);
    expect(runs).toEqual([1_000, 8_000]);
    expect(clock.pending()).toBe(0);
  });

  it("waits a day at most at a time, and no longer for a clock that is put back", async () => {
    const waits: number[] = [];
    const ends: (() => void)[] = [];
    let time = 0;
    let runs = 0;
    const timer = createTimer({
      now: () => time,
      wait: (ms) => {
        waits.push(ms);
        return new Promise((resolve) => void ends.push(resolve));
      },
      run: () => {
        runs += 1;
      },
    });
    const endOfWait = async () => {
      ends.shift()?.();
      await Promise.resolve();
    };
    timer.at(86_400_000 + 5_000);
    time = -3_600_000;
    await endOfWait();
    await endOfWait();
    expect([waits, runs]).toEqual([[86_400_000, 5_000], 1]);
  });

  it("runs at once where the instant is past, and not at all where there is none", async () => {
    const { clock, runs, timer } = timerAndRuns();
    timer.at(-5);
    await clock.advance(0);
    timer.at(1_000);
    timer.at(undefined);
    await clock.advance(10_000);
    expect(runs).toEqual([0]);
  });

  it("waits for nothing any more once it is stopped, whoever sets it", async () => {
    const { clock, runs, timer } = timerAndRuns();
    timer.at(1_000);
    timer.stop();
    timer.at(2_000);
    expect(clock.pending()).toBe(0);
    await clock.advance(10_000);
    expect(runs).toEqual([]);
  });
});
