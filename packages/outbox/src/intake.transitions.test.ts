import type { DeploymentEvent } from "@dingpipe/core";
import { createClock } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { DAY, githubRun, HOUR, intakeStores, MINUTE, openIntakeStage, START } from "../test/intake-stage.ts";

describe.each(intakeStores)("an intake over $store", ({ rows }) => {
  const open = (options: Parameters<typeof openIntakeStage>[1] = {}) => openIntakeStage(rows(), options);

  describe("tells what changed", () => {
    it("from the last finished run of the same thing", async () => {
      const stage = await open();
      const states = ["success", "failure", "canceled", "error", "running", "success", "success"] as const;
      for (const [minute, state] of states.entries()) {
        const time = `2026-11-20T08:0${minute}:00Z`;
        await stage.accept({ events: [githubRun({ state, time })] });
        await stage.work();
      }
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual([
        undefined,
        "broken",
        undefined,
        "still_failing",
        undefined,
        "fixed",
        "still_passing",
      ]);
    });

    it("of each branch, change and task for itself", async () => {
      const stage = await open();
      const failures = [
        githubRun(),
        githubRun({ ref: { branch: "dev" } }),
        githubRun({ change: { number: "5" } }),
        githubRun({ task: { name: "unit" } }),
        githubRun({ repository: { fullName: "acme/other" } }),
      ];
      await stage.accept({ events: failures });
      await stage.work();
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual(failures.map(() => "broken"));
    });

    it("but of nothing whose source says that its past is unknown, nor by it", async () => {
      const stage = await open({ config: { rules: [{ name: "turned", on: ["broken", "fixed"] }] } });
      const runs = [
        githubRun(),
        githubRun({ state: "success", previousState: "unknown" }),
        githubRun({ previousState: "unknown" }),
        githubRun({ state: "success" }),
      ];
      for (const [minute, run] of runs.entries()) {
        await stage.accept({ events: [{ ...run, time: `2026-11-20T08:0${minute}:00Z` }] });
        await stage.work();
      }
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual(["broken", undefined, undefined, "fixed"]);
      // A failure is told all the same.
      expect(await stage.titles()).toEqual(["❌ failed", "❌ failed", "✅ fixed"].map((word) => `${word} · ci · main`));
    });

    it("of a deployment", async () => {
      const stage = await open();
      const deployment: DeploymentEvent = {
        id: "d",
        kind: "deployment",
        time: "2026-11-20T08:00:00Z",
        source: { provider: "github", via: "webhook" },
        state: "failure",
        environment: { name: "production" },
        service: { name: "shop" },
      };
      await stage.accept({ events: [deployment, { ...deployment, state: "success", time: "2026-11-20T08:01:00Z" }] });
      await stage.work();
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual(["broken", "fixed"]);
    });

    it.for([
      { name: "an older run", newer: "2026-11-20T08:30:00Z", older: "2026-11-20T08:10:00Z" },
      { name: "an older run of another zone", newer: "2026-11-20T08:30:00Z", older: "2026-11-20T16:10:00+08:00" },
      { name: "an older run west of here", newer: "2026-11-20T16:30:00+08:00", older: "2026-11-20T08:10:00Z" },
      { name: "a run of the same second", newer: "2026-11-20T08:30:00.500Z", older: "2026-11-20T08:30:00Z" },
    ])("and lets $name that ends late change nothing", async ({ newer, older }) => {
      const stage = await open();
      await stage.clock.advance(HOUR);
      await stage.accept({ events: [githubRun({ state: "success", time: newer })] });
      await stage.accept({ events: [githubRun({ state: "failure", time: older })] });
      await stage.accept({ events: [githubRun({ state: "success", time: "2026-11-20T09:00:00Z" })] });
      await stage.work();
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual([undefined, undefined, "still_passing"]);
    });

    it.for([
      {
        name: "one that began earlier and ends later",
        last: ["08:05", "08:10"],
        next: ["08:00", "08:30"],
        transition: undefined,
      },
      {
        name: "one of another zone that began earlier",
        last: ["08:05", "08:10"],
        next: ["2026-11-20T16:00:00+08:00", "08:30"],
        transition: undefined,
      },
      {
        name: "one that began later and ended sooner",
        last: ["08:00", "08:30"],
        next: ["08:05", "08:10"],
        transition: "broken",
      },
      {
        name: "the same one, tried again after it ended",
        last: ["08:05", "08:10"],
        next: ["08:05", "08:20"],
        transition: "broken",
      },
      {
        name: "the same one, told late",
        last: ["08:05", "08:20"],
        next: ["08:05", "08:10"],
        transition: undefined,
      },
      {
        name: "one whose start nobody knows, by its end",
        last: ["08:05", "08:10"],
        next: [undefined, "08:20"],
        transition: "broken",
      },
      {
        name: "one after another whose start nobody knew, by its end",
        last: [undefined, "08:20"],
        next: ["08:15", "08:19"],
        transition: undefined,
      },
    ])("and knows $name", async ({ last, next, transition }) => {
      const stage = await open();
      await stage.clock.advance(HOUR);
      const at = (time = "") => (time.length === 5 ? `2026-11-20T${time}:00Z` : time);
      for (const [state, [start, end]] of [
        ["success", last],
        ["failure", next],
      ] as const) {
        const startedAt = start === undefined ? {} : { startedAt: at(start) };
        await stage.accept({ events: [githubRun({ state, time: at(end), ...startedAt })] });
        await stage.work();
      }
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual([undefined, transition]);
    });

    it("and says of none that ends late that it has fixed or broken something", async () => {
      const stage = await open({ config: { rules: [{ name: "all", on: ["broken", "fixed"] }] } });
      await stage.clock.advance(2 * HOUR);
      const told = [];
      for (const [state, time] of [
        ["failure", "2026-11-20T08:10:00Z"],
        ["success", "2026-11-20T08:05:00Z"],
        ["success", "2026-11-20T08:20:00Z"],
        ["failure", "2026-11-20T08:15:00Z"],
        ["failure", "2026-11-20T08:25:00Z"],
      ] as const) {
        await stage.accept({ events: [githubRun({ state, time })] });
        await stage.work();
        told.push(stage.puts.length);
      }
      expect(told).toEqual([1, 1, 2, 2, 3]);
    });

    it("after the clock was ahead, and was set back", async () => {
      const clock = createClock(START);
      let ahead = DAY;
      const stage = await open({ clock, now: () => clock.now() + ahead });
      const run = async (state: "failure" | "success") => {
        await stage.accept({ events: [githubRun({ state, time: new Date(clock.now() + ahead).toISOString() })] });
        await stage.work();
        await clock.advance(MINUTE);
      };
      await run("success");
      ahead = 0;
      for (const state of ["failure", "failure", "success"] as const) await run(state);
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual([undefined, "broken", "still_failing", "fixed"]);
    });

    it("after a run whose sender's clock was years ahead", async () => {
      const stage = await open();
      const runs = [
        githubRun({ time: "2099-01-01T00:00:00Z" }),
        githubRun({ state: "success", time: "2026-11-20T08:00:01Z" }),
        githubRun({ state: "success", time: "2026-11-20T08:00:02Z" }),
      ];
      for (const run of runs) {
        await stage.accept({ events: [run] });
        await stage.work();
        await stage.clock.advance(1_000);
      }
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual(["broken", "fixed", "still_passing"]);
    });

    it("after a run that began in years, by its sender's clock", async () => {
      const stage = await open();
      const runs = [
        githubRun({ startedAt: "2099-01-01T00:00:00Z" }),
        githubRun({ state: "success", startedAt: "2026-11-20T08:00:01Z", time: "2026-11-20T08:00:02Z" }),
      ];
      for (const run of runs) {
        await stage.accept({ events: [run] });
        await stage.work();
        await stage.clock.advance(2_000);
      }
      expect(stage.planned.map(({ plan }) => plan.transition)).toEqual(["broken", "fixed"]);
    });

    it("for ninety days", async () => {
      const stage = await open();
      await stage.accept({ events: [githubRun()] });
      await stage.work();
      for (let day = 0; day < 90; day += 1) {
        await stage.clock.advance(DAY);
        await stage.accept({ events: [githubRun({ ref: { branch: "dev" } })] });
        await stage.work();
      }
      await stage.accept({ events: [githubRun({ state: "success", time: "2027-02-18T08:00:00Z" })] });
      await stage.work();
      expect(stage.planned.at(-1)?.plan.transition).toBeUndefined();
      expect(stage.planned.at(-2)?.plan.transition).toBe("still_failing");
    });

    it("as the rule counts a warning", async () => {
      const rule = { name: "all", on: ["failed", "fixed"], kinds: ["pipeline"], unstable: "failed" };
      const stage = await open({ config: { rules: [rule] } });
      await stage.accept({
        events: [
          githubRun({ state: "unstable" }),
          githubRun({ state: "success", time: "2026-11-20T08:30:00Z" }),
          githubRun({ state: "unstable", ref: { branch: "dev" }, previousState: "failure" }),
        ],
      });
      await stage.work();
      expect(stage.puts.map(({ entry }) => [entry.digest?.group, entry.digest?.line.slice(0, 8)])).toEqual([
        ["failed", "[⚠️ unst"],
        ["fixed", "[✅ fixed"],
        ["failed", "[⚠️ unst"],
      ]);
    });

    it("and puts a run that was fixed to the fixed", async () => {
      const stage = await open();
      await stage.accept({ events: [githubRun(), githubRun({ state: "success", time: "2026-11-20T08:30:00Z" })] });
      await stage.work();
      expect(stage.puts.map(({ entry }) => entry.digest?.group)).toEqual(["failed", "fixed"]);
    });
  });
});
