import { createClock } from "@dingpipe/fixtures";
import { expect, it } from "vitest";
import { createTimer } from "./timer.ts";

function timerOf() {
  const clock = createClock(0);
  const runs: number[] = [];
  const timer = createTimer({ now: clock.now, wait: clock.wait, run: () => void runs.push(clock.now()) });
  return { clock, timer, runs };
}

it("runs at the instant that was set last", async () => {
  const { clock, timer, runs } = timerOf();
  timer.at(1_000);
  timer.at(2_000);
  await clock.advance(5_000);
  expect(runs).toEqual([2_000]);
});

it("waits for nothing once it is stopped, not even for what is set later", async () => {
  const { clock, timer, runs } = timerOf();
  timer.at(1_000);
  timer.stop();
  timer.at(2_000);
  await clock.advance(5_000);
  expect(runs).toEqual([]);
});
