// The outages in workerd: its objects' alarms are rung one after the other, by a virtual clock.
import { afterEach, describe, expect, it } from "vitest";
import { type DrivenWorker, openDrivenWorker } from "./driven-worker.ts";
import { describeOutages } from "./outages.ts";
import { workflowRun } from "./stage.ts";

const open: DrivenWorker[] = [];

const openWorker: typeof openDrivenWorker = async (...options) => {
  const worker = await openDrivenWorker(...options);
  open.push(worker);
  return worker;
};

afterEach(async () => {
  await Promise.all(open.splice(0).map((worker) => worker.close()));
});

describeOutages(openWorker, 200);

describe("an alarm", () => {
  it("is armed as long as something waits, whatever DingTalk says", async () => {
    const worker = await openWorker();
    const isArmed = async () => (await worker.armed()).some(({ name, at }) => name === "ops" && at !== null);
    worker.mock.faults.push(
      { fault: "cut_before", times: 10 },
      { fault: "http_status", status: 500, times: 10 },
      { fault: "html", times: 10 },
      { fault: "errcode", errcode: 130101, errmsg: "send too fast" },
    );
    await worker.github(workflowRun());
    for (let minute = 0; minute < 60 && worker.mock.messages().length === 0; minute += 1) {
      await worker.clock.advance(60_000);
      expect(worker.mock.messages().length === 1 || (await isArmed())).toBe(true);
    }
    expect(worker.mock.messages()).toHaveLength(1);
  });

  it("that the runtime lost is set again by the cron trigger", async () => {
    const worker = await openWorker();
    await worker.github(workflowRun());
    await worker.loseAlarms();
    await worker.clock.advance(3_600_000);
    expect(worker.mock.messages()).toHaveLength(0);
    await worker.sweep();
    await worker.clock.advance(1_000);
    expect(worker.mock.messages()).toHaveLength(1);
  });
});
