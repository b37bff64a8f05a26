import { type Event, parseConfig } from "@dingpipe/core";
import { type Clock, createClock, createMockDingTalk } from "@dingpipe/fixtures";
import { createSqlIntakeRows, createSqlOutboxRows } from "@dingpipe/outbox";
import { describe, expect, it } from "vitest";
import { TOKEN } from "../test/stage.ts";
import { createPlanner } from "./intake-host.ts";
import { createLocalBackends } from "./local-backends.ts";
import { openSqlite, type SqliteFile } from "./sqlite.ts";

const DAY = 86_400_000;
const OPS = { ops: { webhook: "${OPS}" } };
const event: Event = {
  id: "e1",
  kind: "pipeline",
  time: "2026-11-20T07:00:00Z",
  pipeline: { name: "ci" },
  state: "failure",
  source: { provider: "generic", via: "manual" },
};
const message = {
  ...{ key: "k1", lane: "own", urgent: false, origin: { title: "x", receivedAt: 0 } },
  message: { msgtype: "text", text: { content: "x" } },
} as const;

/** A database, a clock and a mock, and backends over them by any number of configurations, as reloads make them. */
function openFile() {
  const clock = createClock(Date.UTC(2026, 10, 20, 8));
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: {} } });
  const file = openSqlite(":memory:");
  const waits = { count: 0 };
  return {
    ...{ clock, mock, waits },
    backends: async (changes: object) => backendsOver(file, clock, mock.fetch, waits, changes),
  };
}

async function backendsOver(
  file: SqliteFile,
  clock: Clock,
  fetch: (url: string, request: RequestInit) => Promise<Response>,
  waits: { count: number },
  changes: object,
) {
  const config = await parseConfig({ robots: OPS, rules: [{ on: ["failed"], robots: ["ops"] }], ...changes });
  const outside = {
    ...{ config, fetch, now: clock.now, random: () => 0.5, uuid: () => crypto.randomUUID(), log: () => undefined },
    resolve: (name: string) => (name === "OPS" ? TOKEN : undefined),
    wait: (ms: number, signal?: AbortSignal) => {
      waits.count += 1;
      if (waits.count > 1_000) throw new RangeError("it runs in a circle");
      return clock.wait(ms, signal);
    },
  };
  return createLocalBackends({
    ...outside,
    planner: await createPlanner(config, outside),
    outboxRows: (robot) => createSqlOutboxRows(file.sql, robot),
    intakeRows: (intake) => createSqlIntakeRows(file.sql, intake),
    known: () => ({ robots: file.robots(), intakes: file.intakes() }),
  });
}

const arrival = { events: [event], digest: "1", isSigned: true };

describe("backends of this process", () => {
  it("park what waits for a robot that is gone, forget it after seven days, and then rest", async () => {
    const { clock, waits, backends } = openFile();
    const first = await backends({});
    await first.put("ops", [message]);
    const second = await backends({ robots: { dev: { webhook: "${DEV}" } }, rules: [] });
    second.start();
    await clock.advance(1_000);
    expect((await second.outbox("ops").get("ops-1"))?.reason).toBe("robot_removed");
    await clock.advance(8 * DAY);
    expect(await second.outbox("ops").get("ops-1")).toBeUndefined();
    expect(waits.count).toBeLessThan(20);
  });

  it("say of what waits for a robot that is gone where it can be seen, and when", async () => {
    const { clock, backends } = openFile();
    await (await backends({})).put("ops", [message]);
    const next = await backends({ robots: { dev: { webhook: "${DEV}" } }, rules: [], onParked: "dev" });
    next.start();
    await clock.advance(1_000);
    const [notice] = await next.outbox("dev").list({ limit: 10 });
    expect(notice?.origin.title).toBe(
      "dingpipe：配置里已没有机器人 ops，发往它的 1 条通知已搁置。写回配置后可查看：GET /v1/deliveries?robot=ops&statu",
    );
  });

  it("only write down before they are started, and take it up then", async () => {
    const { clock, mock, backends } = openFile();
    const gateway = await backends({});
    expect(await gateway.accept("door ci", arrival)).toBe("accepted");
    expect(await gateway.put("ops", [message])).toEqual(["queued"]);
    await clock.advance(1_000);
    expect(mock.requests()).toHaveLength(0);
    gateway.start();
    await clock.advance(1_000);
    expect(mock.messages()).toHaveLength(2);
  });

  it("lose nothing that their predecessors put while these were being stopped, for a robot that was never told before", async () => {
    const { clock, mock, backends } = openFile();
    const last = await backends({});
    last.start();
    await last.accept("door ci", arrival);
    const next = await backends({});
    await last.stop();
    next.start();
    await clock.advance(1_000);
    expect(mock.messages()).toHaveLength(1);
  });

  it("end with the message that is on its way when they are stopped, and leave the rest to those that follow", async () => {
    const { clock, mock, backends } = openFile();
    const last = await backends({});
    last.start();
    mock.faults.push({ fault: "slow", ms: 1_000, times: 5 });
    for (const key of ["a", "b", "c"]) await last.put("ops", [{ ...message, key }]);
    await clock.advance(500);
    const stopping = last.stop();
    await clock.advance(600);
    await stopping;
    expect(mock.messages()).toHaveLength(1);
    (await backends({})).start();
    await clock.advance(10_000);
    expect(mock.messages()).toHaveLength(3);
  });

  it("run nothing once they are stopped, though they are started then", async () => {
    const { clock, backends } = openFile();
    const gateway = await backends({});
    await gateway.put("ops", [message]);
    await gateway.stop();
    gateway.start();
    await clock.advance(0);
    expect(clock.pending()).toBe(0);
    expect((await gateway.outbox("ops").status(clock.now())).accounts.waiting).toBe(1);
  });
});

describe("what a token handed in and was not yet planned", () => {
  const robots = { ...OPS, dev: { webhook: "${DEV}" } };
  const entry = { name: "dev", token: "${T}", may: ["send"], robots: ["dev"] };

  it.for([
    { name: "is split now", access: [{ ...entry, shards: 2 }] },
    { name: "is gone", access: [] },
  ])("tells none of the other robots where its entry $name", async ({ access }) => {
    const { clock, mock, backends } = openFile();
    await (await backends({ robots, access: [entry] })).accept("access dev", arrival);
    const gateway = await backends({ robots, access });
    gateway.start();
    await clock.advance(1_000);
    expect(mock.messages()).toHaveLength(0);
    expect(await gateway.intakeAccounts("access dev")).toMatchObject({ planned: 1, waiting: 0 });
  });

  it("tells the others all the same where a door is gone", async () => {
    const { clock, mock, backends } = openFile();
    await (await backends({ robots })).accept("door gone", arrival);
    (await backends({ robots })).start();
    await clock.advance(1_000);
    expect(mock.messages()).toHaveLength(1);
  });
});
