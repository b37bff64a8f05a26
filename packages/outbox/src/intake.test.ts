import type { AlertEvent } from "@dingpipe/core";
import { createClock } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import {
  DAY,
  githubJob,
  githubRun,
  HOUR,
  type IntakeStage,
  intakeStores,
  MINUTE,
  openIntakeStage,
  START,
} from "../test/intake-stage.ts";
import { memoryDatabase } from "../test/sqlite.ts";
import type { Entry } from "./entry.ts";
import { createSqlIntakeRows } from "./sql-intake-rows.ts";

describe.each(intakeStores)("an intake over $store", ({ rows }) => {
  const open = (options: Parameters<typeof openIntakeStage>[1] = {}) => openIntakeStage(rows(), options);
  const events = [githubRun()];

  describe("knows a delivery again", () => {
    it.for([
      { name: "by its id", again: { deliveryId: "a", digest: "2" } },
      { name: "by its body", again: { deliveryId: "b", digest: "1" } },
      { name: "by its body where no id came", again: { digest: "1" } },
      { name: "by both", again: { deliveryId: "a", digest: "1" } },
    ])("$name, for a day where it is signed", async ({ again }) => {
      const stage = await open();
      expect(await stage.accept({ events, deliveryId: "a", digest: "1" })).toBe("accepted");
      await stage.clock.advance(DAY - 1);
      expect(await stage.accept({ events, ...again })).toBe("duplicate");
      await stage.clock.advance(1);
      expect(await stage.accept({ events, ...again })).toBe("accepted");
      expect(await stage.intake.accounts()).toEqual({ received: 2, planned: 0, ignored: 0, waiting: 2 });
    });

    it("by its body for five minutes where nobody signed it, by its id for a day", async () => {
      const stage = await open();
      const unsigned = { events, isSigned: false };
      await stage.accept({ ...unsigned, deliveryId: "a", digest: "1" });
      await stage.clock.advance(5 * MINUTE - 1);
      expect(await stage.accept({ ...unsigned, deliveryId: "b", digest: "1" })).toBe("duplicate");
      await stage.clock.advance(1);
      expect(await stage.accept({ ...unsigned, deliveryId: "c", digest: "1" })).toBe("accepted");
      await stage.clock.advance(DAY - 5 * MINUTE - 1);
      expect(await stage.accept({ ...unsigned, deliveryId: "a", digest: "2" })).toBe("duplicate");
      await stage.clock.advance(1);
      expect(await stage.accept({ ...unsigned, deliveryId: "a", digest: "2" })).toBe("accepted");
    });

    it("a body that was signed with its time so long as it could be replayed, since a reminder says the same again", async () => {
      const stage = await open();
      const signed = { events, isSigned: true, replayableMs: 10 * MINUTE, digest: "1" };
      await stage.accept(signed);
      await stage.clock.advance(10 * MINUTE - 1);
      expect(await stage.accept(signed)).toBe("duplicate");
      await stage.clock.advance(1);
      expect(await stage.accept(signed)).toBe("accepted");
    });

    it("and does not take a digest for an id", async () => {
      const stage = await open();
      await stage.accept({ events, deliveryId: "x", digest: "y" });
      expect(await stage.accept({ events, deliveryId: "y", digest: "x" })).toBe("accepted");
    });

    it("that told nobody anything", async () => {
      const stage = await open();
      const untold = { events, untold: "other", digest: "1" } as const;
      expect(await stage.accept(untold)).toBe("accepted");
      expect(await stage.accept(untold)).toBe("duplicate");
      expect(await stage.intake.accounts()).toEqual({ received: 1, planned: 0, ignored: 1, waiting: 0 });
    });

    it("when it was made anew over the same rows, and the hourly purge came", async () => {
      const kept = rows();
      const clock = createClock(START);
      const first = await openIntakeStage(kept, { clock });
      await first.accept({ events, digest: "1" });
      await clock.advance(3 * HOUR);
      const second = await openIntakeStage(kept, { clock });
      expect(await second.accept({ events, digest: "1" })).toBe("duplicate");
    });
  });

  describe("hands on", () => {
    it("what it planned, in order, with where it came from", async () => {
      const stage = await open({ access: "ci" });
      await stage.accept({
        events: Array.from({ length: 45 }, (_, index) => githubRun({ pipeline: { name: `p${index}` } })),
      });
      await stage.work();
      expect(await stage.titles()).toEqual(Array.from({ length: 45 }, (_, index) => `❌ failed · p${index} · main`));
      expect(stage.puts[3]?.entry.origin).toEqual({
        title: "❌ failed · p3 · main",
        receivedAt: START,
        eventId: "delivery-1",
        rule: "all",
        door: "github",
        access: "ci",
      });
      expect(await stage.intake.accounts()).toEqual({ received: 45, planned: 45, ignored: 0, waiting: 0 });
    });

    it("batches, each after a lull, the first after the longest", async () => {
      const told: (readonly [longestMs: number, planned: number])[] = [];
      const stage = await open({
        lull: async (longestMs) => void told.push([longestMs, (await stage.intake.accounts()).planned]),
      });
      const events = Array.from({ length: 30 }, (_, index) =>
        githubRun({ run: { id: `${index}` }, pipeline: { name: `p${index}` } }),
      );
      await stage.accept({ events });
      await stage.work();
      expect(told).toEqual([
        [250, 0],
        [50, 20],
        [50, 30],
      ]);
    });

    it("an event that no rule tells to nobody", async () => {
      const stage = await open();
      await stage.accept({ events: [githubRun({ state: "queued" })] });
      await stage.work();
      expect(stage.puts).toEqual([]);
      expect(await stage.intake.accounts()).toEqual({ received: 1, planned: 1, ignored: 0, waiting: 0 });
    });

    it("to those robots alone that it may", async () => {
      const robots = { ops: { webhook: "${OPS}" }, dev: { webhook: "${DEV}" } };
      const config = { robots, rules: [{ on: ["failed"], robots: ["ops", "dev"] }] };
      const stage = await open({ config, robots: ["dev"] });
      await stage.accept({ events });
      await stage.work();
      expect(stage.puts.map(({ robot }) => robot)).toEqual(["dev"]);
    });

    it("each message once, where one of several outboxes could not be reached", async () => {
      const robots = { ops: { webhook: "${OPS}" }, dev: { webhook: "${DEV}" } };
      const config = { robots, rules: [{ on: ["failed"], robots: ["ops", "dev"] }] };
      const healthy = await open({ config });
      let isDown = true;
      const stage = await open({
        config,
        clock: healthy.clock,
        put: async (robot, entries) => {
          if (isDown && robot === "dev") throw new RangeError("down");
          return putAll(healthy, robot, entries);
        },
      });
      await stage.accept({ events: [githubRun(), githubRun({ pipeline: { name: "next" } })] });
      await expect(stage.work()).rejects.toThrow("down");
      await expect(stage.work()).rejects.toThrow("down");
      expect(await stage.intake.accounts()).toEqual({ received: 2, planned: 0, ignored: 0, waiting: 2 });
      isDown = false;
      await stage.work();
      for (const robot of ["ops", "dev"])
        expect((await healthy.outboxes.get(robot)?.status(START))?.accounts).toMatchObject({ accepted: 2, waiting: 2 });
      expect(await stage.intake.accounts()).toEqual({ received: 2, planned: 2, ignored: 0, waiting: 0 });
    });

    it("each message once, where the process died before it noted that it had", async () => {
      const kept = rows();
      const stage = await openIntakeStage({
        ...kept,
        remove: () => {
          throw new RangeError("killed");
        },
      });
      await stage.intake.accept({ events, digest: "1", isSigned: true });
      await expect(stage.intake.work()).rejects.toThrow("killed");
      const next = await openIntakeStage(kept, {
        put: (robot, entries) => putAll(stage, robot, entries),
      });
      await next.work();
      expect(await stage.titles()).toHaveLength(1);
      expect(await next.intake.accounts()).toMatchObject({ waiting: 0 });
    });

    it("what depends on an earlier event after that one, the rest in one go", async () => {
      const groups: number[] = [];
      const stage = await open({
        put: async (_, entries) => {
          groups.push(entries.length);
          return entries.map(() => "queued");
        },
      });
      const run = (name: string, state: "failure" | "success", time: string) =>
        githubRun({ pipeline: { name }, state, time: `2026-11-20T07:${time}:00.000Z`, run: { id: `${name} ${time}` } });
      await stage.accept({
        events: [
          run("a", "failure", "01"),
          run("b", "failure", "02"),
          run("a", "success", "03"),
          run("c", "failure", "04"),
        ],
      });
      await stage.work();
      expect(groups).toEqual([2, 2]);
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual(["broken", "broken", "fixed", "broken"]);
    });

    it("under keys that no later arrival has", async () => {
      const stage = await open();
      for (let round = 0; round < 3; round += 1) {
        await stage.accept({ events });
        await stage.work();
      }
      expect(new Set(stage.puts.map(({ entry }) => entry.key)).size).toBe(3);
    });

    it("what arrives while it works", async () => {
      const stage = await open();
      await stage.accept({ events });
      const working = stage.work();
      await stage.accept({ events });
      await Promise.all([working, stage.work()]);
      expect(stage.puts).toHaveLength(2);
    });

    it.for(Array.from({ length: 12 }, (_, turns) => turns))(
      "what arrives while a run ends, %i turns in",
      async (turns) => {
        const stage = await open();
        const ending = stage.intake.work();
        for (let turn = 0; turn < turns; turn += 1) await undefined;
        await stage.intake.accept({ events, digest: "1", isSigned: true });
        await stage.intake.work();
        await ending;
        expect(stage.puts).toHaveLength(1);
      },
    );

    it("nothing that could not be planned: it waits", async () => {
      let isBroken = true;
      const healthy = await open();
      const stage = await open({
        plan: (event, options) => {
          if (isBroken) return Promise.reject(new RangeError("broken"));
          return healthy.intake === undefined
            ? Promise.reject(event)
            : Promise.resolve({ ...options, deliveries: [], rules: [], warnings: [] });
        },
      });
      await stage.accept({ events });
      await expect(stage.work()).rejects.toThrow("broken");
      isBroken = false;
      await stage.work();
      expect(await stage.intake.accounts()).toMatchObject({ planned: 1, waiting: 0 });
    });

    it("those behind one that can't be planned, once it was tried for an hour", async () => {
      const plan = async () => ({ deliveries: [], rules: [], warnings: [] });
      const givenUp: string[] = [];
      const stage = await open({
        plan: (event) => (event.id === "bad" ? Promise.reject(new TypeError("a bug")) : plan()),
        onGivenUp: ({ id }, error) => void givenUp.push(`${id}: ${error instanceof Error ? error.message : ""}`),
      });
      await stage.accept({ events: [githubRun({ id: "bad" }), githubRun()] });
      await stage.clock.advance(HOUR - 1);
      await expect(stage.work()).rejects.toThrow("a bug");
      expect(await stage.intake.accounts()).toMatchObject({ waiting: 2 });
      await stage.clock.advance(1);
      await stage.work();
      expect(givenUp).toEqual(["bad: a bug"]);
      expect(await stage.intake.accounts()).toEqual({ received: 2, planned: 1, ignored: 1, waiting: 0 });
    });

    it("alerts as they come: the very same ones take each other's place", async () => {
      const stage = await open();
      const alert: AlertEvent = {
        id: "a",
        kind: "alert",
        time: "2026-11-20T08:00:00Z",
        source: { provider: "alertmanager", via: "webhook" },
        status: "firing",
        name: "HighLatency",
        groupKey: "{}:{alertname=HighLatency}",
        alerts: [{ labels: { pod: "a" }, annotations: {}, startsAt: "2026-11-20T07:55:00Z" }],
      };
      await stage.accept({ events: [alert], isSigned: false });
      await stage.accept({ events: [alert], isSigned: false });
      await stage.work();
      const accounts = (await stage.outboxes.get("ops")?.status(START))?.accounts;
      expect(accounts).toMatchObject({ accepted: 2, superseded: 1, waiting: 1 });
    });
  });
});

describe("intakes in one database", () => {
  it("know nothing of each other's", async () => {
    const sql = memoryDatabase();
    const clock = createClock(START);
    const [one, two] = await Promise.all(
      ["github", "gitlab"].map((name) => openIntakeStage(createSqlIntakeRows(sql, name), { name, clock })),
    );
    if (one === undefined || two === undefined) throw new RangeError("no intake");
    await one.accept({ events: [githubRun()], digest: "1", deliveryId: "a" });
    await one.accept({ events: [githubJob("1", "unit")], untold: "part_of_run" });
    await one.work();
    expect(await two.accept({ events: [githubRun()], digest: "1", deliveryId: "a" })).toBe("accepted");
    expect(await one.intake.accounts()).toMatchObject({ received: 2, waiting: 0 });
    await two.work();
    expect(two.planned[0]?.plan.transition).toBe("broken");
    expect(two.planned[0]?.event).not.toHaveProperty("failedTasks");
    expect(new Set([...one.puts, ...two.puts].map(({ entry }) => entry.key)).size).toBe(2);
  });
});

function putAll({ outboxes }: IntakeStage, robot: string, entries: readonly Entry[]) {
  const outbox = outboxes.get(robot);
  if (outbox === undefined) throw new RangeError(robot);
  return Promise.all(entries.map((entry) => outbox.put(entry, START)));
}
