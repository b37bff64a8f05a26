import { type Fault, storeEntry } from "@dingpipe/fixtures";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { HOUR, openPumpStage } from "../test/pump-stage.ts";

type Step =
  | { readonly do: "put"; readonly lanes: readonly number[] }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "crash" }
  | { readonly do: "fault"; readonly fault: Fault };

const faults: readonly Fault[] = [
  { fault: "cut_before" },
  { fault: "cut_after" },
  { fault: "cut_body" },
  { fault: "hang" },
  { fault: "hang", accepts: true },
  { fault: "slow", ms: 3_000 },
  { fault: "slow", ms: 10_000 },
  { fault: "http_status", accepts: true },
  { fault: "html" },
  { fault: "busy" },
  { fault: "busy", accepts: true },
  { fault: "traffic_control", waitSeconds: 60 },
  { fault: "errcode", errcode: 400102, errmsg: "机器人已停用" },
  { fault: "errcode", errcode: 130101, errmsg: "send too fast" },
  { fault: "string_zero" },
  // So long that others overtake what is tried.
  { fault: "cut_before", times: 15 },
  { fault: "html", times: 25 },
];

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 })
      .map((lanes) => ({ do: "put", lanes }) as const),
  },
  { weight: 3, arbitrary: fc.constantFrom(...faults).map((fault) => ({ do: "fault", fault }) as const) },
  { weight: 2, arbitrary: fc.constantFrom(100, 7_000, 62_000, 600_000).map((ms) => ({ do: "wait", ms }) as const) },
  { weight: 1, arbitrary: fc.constant({ do: "crash" } as const) },
);

it("whatever DingTalk answers and whenever the process dies: each message once, in the order of its lane, never too fast", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      let stage = openPumpStage({ robot: { msgUuidWindowMs: 24 * HOUR } });
      const put: string[] = [];
      for (const next of steps) {
        switch (next.do) {
          case "put":
            for (const lane of next.lanes) {
              const key = `${lane}/${put.length}`;
              put.push(key);
              const digest = { topic: key, group: "passed", line: `line of ${key}` } as const;
              await stage.outbox.put(storeEntry(key, { lane: String(lane), digest }), stage.clock.now());
            }
            void stage.pump.run();
            break;
          case "wait":
            await stage.clock.advance(next.ms);
            break;
          case "crash":
            stage = stage.restart();
            void stage.pump.run();
            break;
          case "fault":
            stage.mock.faults.push(next.fault);
            break;
          default:
            next satisfies never;
        }
      }
      stage.mock.faults.clear();
      stage = stage.restart();
      void stage.pump.run();
      await stage.clock.advance(2 * HOUR);

      const shown = stage.mock
        .messages()
        .flatMap(({ text }) => [...text.matchAll(/(?:text|line) of (\d\/\d+)/g)].map(([, key = ""]) => key));
      expect(shown.toSorted()).toEqual(put.toSorted());
      for (const lane of ["0", "1", "2", "3"]) {
        const of = (keys: readonly string[]) => keys.filter((key) => key.startsWith(`${lane}/`));
        expect(of(shown)).toEqual(of(put));
      }
      expect(stage.mock.requests().filter(({ verdict }) => verdict.why === "too_fast")).toEqual([]);
      expect(await stage.accounts()).toMatchObject({ accepted: put.length, delivered: put.length });
    }),
    { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 10_000) / 100) },
  );
});
