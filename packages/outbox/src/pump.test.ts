import { storeEntry } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { DAY, entries, HOUR, openPumpStage, START, titlesOf } from "../test/pump-stage.ts";

describe("createPump", () => {
  it("sends what waits, one after the other, and sleeps when nothing is left but to forget", async () => {
    const stage = openPumpStage();
    await stage.put(...entries(3));
    expect(titlesOf(stage)).toEqual(["e1", "e2", "e3"]);
    expect(await stage.accounts()).toMatchObject({ accepted: 3, delivered: 3 });
    expect(stage.alarms.at(-1)).toBe(START + 7 * DAY);
    await stage.clock.advance(7 * DAY);
    expect(stage.alarms.at(-1)).toBeUndefined();
    expect(await stage.outbox.list({ limit: 10 })).toEqual([]);
  });

  it("is set to wake before it sends, for later than the send can take", async () => {
    const armed: (number | undefined)[] = [];
    const stage = openPumpStage({
      fetch: (mock) => (url, request) => {
        armed.push(stage.alarms.at(-1));
        return mock.fetch(url, request);
      },
    });
    await stage.put(...entries(2));
    expect(armed).toEqual([START + 7_000, START + 7_000]);
  });

  it("has a slot taken before it sends", async () => {
    const free: number[] = [];
    const stage = openPumpStage({
      fetch: (mock) => async (url, request) => {
        free.push((await stage.status()).budget.free);
        return mock.fetch(url, request);
      },
    });
    await stage.put(...entries(2));
    expect(free).toEqual([17, 16]);
  });

  it("signs each try for its moment, though hours lie between them", async () => {
    const stage = openPumpStage({ isSigned: true });
    stage.mock.faults.push({ fault: "cut_before", times: 200 });
    await stage.put(...entries(1));
    await stage.clock.advance(3 * HOUR);
    // The mock refuses a timestamp that is more than an hour off.
    expect(titlesOf(stage)).toEqual(["e1"]);
  });

  it("lets one run at a time send, and a second call wait for it", async () => {
    const stage = openPumpStage();
    await stage.outbox.put(storeEntry("a"), START);
    await Promise.all([stage.pump.run(), stage.pump.run(), stage.pump.run()]);
    expect(titlesOf(stage)).toEqual(["a"]);
  });

  it.for(Array.from({ length: 16 }, (_, turns) => turns))(
    "tells what is put while a run ends, %i turns in",
    async (turns) => {
      const stage = openPumpStage();
      const ending = stage.pump.run();
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      await stage.outbox.put(storeEntry("a"), START);
      await stage.pump.run();
      await ending;
      expect(titlesOf(stage)).toEqual(["a"]);
    },
  );

  it("tells what is put while its waker takes time", async () => {
    const stage = openPumpStage();
    const arms: (() => void)[] = [];
    const slow = stage.restart({ waker: { at: () => new Promise<void>((resolve) => arms.push(resolve)) } });
    const ending = slow.pump.run();
    await stage.clock.advance(0);
    await slow.outbox.put(storeEntry("a"), START);
    const asked = slow.pump.run();
    for (let round = 0; round < 3; round += 1) {
      arms.shift()?.();
      await stage.clock.advance(0);
    }
    await Promise.all([ending, asked]);
    expect(titlesOf(stage)).toEqual(["a"]);
  });

  it("stops when its time is over, and is woken at once for the rest", async () => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "slow", ms: 1_000, times: 2 });
    for (const entry of entries(5)) await stage.outbox.put(entry, START);
    const running = stage.pump.run(1_500);
    await stage.clock.advance(2_000);
    await running;
    expect(stage.alarms).toContain(START + 2_000);
    await stage.clock.advance(0);
    expect(titlesOf(stage)).toHaveLength(5);
  });

  it("rejects where the store does, and stays armed for what it claimed", async () => {
    const stage = openPumpStage();
    await stage.outbox.put(storeEntry("a"), START);
    const broken = stage.restart({
      store: { ...stage.outbox, settle: () => Promise.reject(new RangeError("the disk is full")) },
    });
    await expect(broken.pump.run()).rejects.toThrow("the disk is full");
    expect(broken.alarms).toEqual([START + 7_000]);
    const next = stage.restart();
    await next.pump.run();
    expect(titlesOf(stage)).toEqual(["a"]);
  });

  it("tells what became of each attempt", async () => {
    const told: string[] = [];
    const stage = openPumpStage().restart({
      onSettled: ({ attempt, entries: count }, { kind, outcome }) =>
        void told.push(`${attempt} ${count} ${kind} ${outcome.reason}`),
    });
    stage.mock.faults.push({ fault: "cut_before" });
    await stage.put(storeEntry("a"));
    await stage.clock.advance(5_000);
    expect(told).toEqual(["1 1 retry connection_lost", "2 1 delivered delivered"]);
  });
});

describe("a crash between claim and settlement", () => {
  it.for([
    { name: "after DingTalk took the message", accepts: true },
    { name: "before it left", accepts: false },
  ])("$name shows the message once", async ({ accepts }) => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "hang", accepts });
    void stage.put(storeEntry("a"));
    await stage.clock.advance(100);
    expect(stage.mock.requests()).toHaveLength(1);
    const next = stage.restart();
    await next.pump.run();
    expect(titlesOf(stage)).toEqual(["a"]);
    const [first, second] = stage.mock.requests();
    expect(second?.body).toEqual(first?.body);
    expect(await next.accounts()).toMatchObject({ accepted: 1, delivered: 1 });
    expect((await next.outbox.get("ops-1"))?.batch?.attempts).toMatchObject([
      { at: START },
      { at: START + 100, outcome: { class: "delivered" } },
    ]);
  });

  it("again and again never exceeds the limit", async () => {
    let stage = openPumpStage();
    await stage.outbox.put(storeEntry("a"), START);
    stage.mock.faults.push({ fault: "hang", times: 50 });
    for (let crash = 0; crash < 50; crash += 1) {
      void stage.pump.run();
      await stage.clock.advance(100);
      stage = stage.restart();
    }
    expect(stage.mock.requests()).toHaveLength(18);
    await stage.pump.run();
    stage.mock.faults.clear();
    await stage.clock.advance(60_000);
    expect(titlesOf(stage)).toEqual(["a"]);
  });
});
