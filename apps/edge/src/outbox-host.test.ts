import { parseConfig } from "@dingpipe/core";
import { createClock, createMockDingTalk } from "@dingpipe/fixtures";
import { createMemoryOutboxRows } from "@dingpipe/outbox";
import { expect, it } from "vitest";
import { baseConfig, TOKEN } from "../test/stage.ts";
import { createOutboxHost } from "./outbox-host.ts";

const message = {
  ...{ key: "k1", lane: "own", urgent: false, origin: { title: "x", receivedAt: 0 } },
  message: { msgtype: "text", text: { content: "x" } },
} as const;

it.each([0, 1, 2, 3, 4, 5, 6])(
  "a message that comes %i turns after two empty runs began is sent at once",
  async (turns) => {
    const clock = createClock(Date.UTC(2026, 10, 20, 8));
    const mock = createMockDingTalk({ clock, robots: { [TOKEN]: {} } });
    const events: string[] = [];
    const config = await parseConfig({ ...baseConfig, sources: {} });
    const host = createOutboxHost({
      ...{ robot: "ops", config, rows: createMemoryOutboxRows(), fetch: mock.fetch, now: clock.now, wait: clock.wait },
      waker: { at: () => undefined },
      resolve: () => TOKEN,
      put: async () => [],
      random: () => 0.5,
      uuid: () => crypto.randomUUID(),
      log: ({ event }) => void events.push(event),
    });
    // The second asks the first to look once more.
    const empty = [host.run(), host.run()];
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await host.put([message]);
    const next = host.run();
    await clock.advance(1_000);
    await Promise.all([...empty, next]);
    expect(events).toEqual(["sent"]);
    expect(mock.messages()).toHaveLength(1);
  },
);
