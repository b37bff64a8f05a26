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
