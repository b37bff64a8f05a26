import { createClock } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { createTraffic } from "./traffic.ts";

function trafficAndClock() {
  const clock = createClock(0);
  const traffic = createTraffic(clock);
  const lull = () => {
    const over = { at: -1 };
    void traffic.lull(50).then(() => {
      over.at = clock.now();
    });
    return over;
  };
  return { clock, traffic, lull };
}

describe("a lull", () => {
  it("is there when nobody came for 2 ms", async () => {
    const { clock, traffic, lull } = trafficAndClock();
    traffic.begin();
    const over = lull();
    await clock.advance(3);
    traffic.end();
    traffic.begin();
    await clock.advance(3);
    traffic.end();
    expect([over.at, traffic.isQuiet()]).toEqual([-1, true]);
    await clock.advance(10);
    expect(over.at).toBe(8);
  });

  it("comes after its longest time, whoever comes", async () => {
    const { clock, traffic, lull } = trafficAndClock();
    const over = lull();
    for (let ms = 0; ms < 60; ms += 1) {
      traffic.begin();
      await clock.advance(1);
    }
    expect(over.at).toBe(50);
    expect(traffic.isQuiet()).toBe(false);
  });
});
