import type { MockDingTalk, MockRobot } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { TOKEN, workflowRun } from "./stage.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A gateway of which the outages ask something, on a virtual clock. */
export interface OutageStage {
  readonly mock: MockDingTalk;
  readonly clock: { now(): number; advance(ms: number): Promise<void> };
  /** The gateway's clock alone is set, and nobody waited. */
  jump(ms: number): Promise<void> | void;
  /** Posts a GitHub workflow run that came to this. */
  github(body: object): Promise<{ readonly status: number }>;
  api(method: string, path: string): Promise<{ readonly status: number; json(): Promise<unknown> }>;
}

export type OpenOutageStage = (
  changes?: object,
  options?: {
    readonly robots?: Record<string, Partial<MockRobot>>;
    readonly env?: Readonly<Record<string, string | undefined>>;
  },
) => Promise<OutageStage>;

interface Asked {
  readonly accounts: Record<string, number>;
  readonly paused?: { readonly reason: string };
  readonly mutedUntil?: number;
}

async function robotOf(stage: OutageStage): Promise<Asked> {
  const { robots } = (await (await stage.api("GET", "/v1/robots")).json()) as { robots: Asked[] };
  const [robot] = robots;
  if (robot === undefined) throw new RangeError("no robot");
  const { accepted, ...rest } = robot.accounts;
  expect(Object.values(rest).reduce((sum, count) => sum + count, 0)).toBe(accepted);
  return robot;
}

async function failures(stage: OutageStage, count: number, from = 1): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const id = from + index;
    await stage.github(
      workflowRun({
        id,
        name: `p${id % 50}`,
        workflow_id: id % 50,
        updated_at: new Date(stage.clock.now() + index).toISOString(),
      }),
    );
  }
  await stage.clock.advance(0);
}

/** What must hold whatever happens to DingTalk; `backlog`: how many events come during a mute. */
export function describeOutages(open: OpenOutageStage, backlog: number): void {
  describe("six hours without DingTalk", () => {
    it("end with everything told within a minute of its return", async () => {
      const stage = await open();
      stage.mock.faults.push({ fault: "cut_before", times: 1_000_000 });
      await failures(stage, 100);
      await stage.clock.advance(6 * HOUR);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 100, waiting: 100 });
      stage.mock.faults.clear();
      await stage.clock.advance(MINUTE);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 100, delivered: 100 });
    });
  });

  describe("ten minutes of mute", () => {
    it("see no message, and what waited is told within four minutes after them", async () => {
      const stage = await open();
      stage.mock.faults.push({
        fault: "errcode",
        errcode: 130101,
        errmsg: "send too fast, exceed 20 times per minute",
      });
      await failures(stage, 1);
      const heldAt = stage.clock.now();
      expect((await robotOf(stage)).mutedUntil).toBeGreaterThanOrEqual(heldAt + 9 * MINUTE);
      await failures(stage, backlog, 2);
      const before = stage.mock.requests().length;
      await stage.clock.advance(9 * MINUTE);
      expect(stage.mock.requests().length).toBe(before);
      await stage.clock.advance(5 * MINUTE);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: backlog + 1, delivered: backlog + 1 });
      expect(stage.mock.requests().filter(({ verdict }) => verdict.why === "too_fast")).toEqual([]);
    });
  });

  describe("a month that is used up", () => {
    it("is tried once a day, or when it is resumed", async () => {
      const stage = await open();
      stage.mock.faults.push({ fault: "errcode", errcode: 90030, errmsg: "webhook over limit", times: 2 });
      await failures(stage, 3);
      expect((await robotOf(stage)).paused).toMatchObject({ reason: "month_used_up" });
      await stage.clock.advance(12 * HOUR);
      expect(stage.mock.requests()).toHaveLength(1);
      expect((await stage.api("POST", "/v1/robots/ops/resume")).status).toBe(200);
      await stage.clock.advance(1_000);
      expect(stage.mock.requests()).toHaveLength(2);
      expect((await stage.api("POST", "/v1/robots/ops/resume")).status).toBe(200);
      await stage.clock.advance(MINUTE);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 3, delivered: 3 });
    });

    it("parks what waited for a day, which can be sent again", async () => {
      const stage = await open();
      stage.mock.faults.push({ fault: "errcode", errcode: 90030, errmsg: "webhook over limit", times: 2 });
      await failures(stage, 3);
      await stage.clock.advance(25 * HOUR);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 3, parked: 3 });
      expect((await stage.api("POST", "/v1/deliveries/ops-2/retry")).status).toBe(200);
      expect((await stage.api("POST", "/v1/robots/ops/resume")).status).toBe(200);
      await stage.clock.advance(1_000);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 3, parked: 2, delivered: 1 });
    });
  });

  describe("a robot that is refused", () => {
    it("is paused, loses nothing, keeps its order, and is tried again at most an hour later", async () => {
      const stage = await open();
      stage.mock.robots.set(TOKEN, { state: "disabled" });
      await failures(stage, 10);
      await stage.clock.advance(10 * HOUR);
      expect((await robotOf(stage)).paused).toMatchObject({ reason: "robot_disabled" });
      stage.mock.robots.set(TOKEN, { state: "enabled" });
      await stage.clock.advance(HOUR);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 10, delivered: 10 });
      expect(stage.mock.messages().map(({ title }) => title)).toEqual(
        Array.from({ length: 10 }, (_, index) => `❌ 失败 · p${index + 1} · main`),
      );
    });
  });

  describe("a message that is refused", () => {
    it("is parked with its reason, told to the operator's robot once an hour, and the rest goes on", async () => {
      const OTHER = "e".repeat(64);
      const stage = await open(
        {
          robots: {
            ops: { webhook: "${DINGTALK_WEBHOOK}" },
            admin: { webhook: "${ADMIN_WEBHOOK}", keywords: ["告警"] },
          },
          rules: [{ on: ["failed"], robots: ["ops"] }],
          onParked: "admin",
        },
        { robots: { [OTHER]: { name: "admin", group: "admin", keywords: ["告警"] } }, env: { ADMIN_WEBHOOK: OTHER } },
      );
      stage.mock.faults.push({ fault: "errcode", errcode: 430102, errmsg: "不合适的文本", times: 2, robot: "robot-1" });
      await failures(stage, 5);
      await stage.clock.advance(MINUTE);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 5, delivered: 3, parked: 2 });
      const ops = (await (await stage.api("GET", "/v1/deliveries?robot=ops&status=parked")).json()) as {
        deliveries: object[];
      };
      expect(ops.deliveries).toMatchObject([{ reason: "unsafe_text" }, { reason: "unsafe_text" }]);
      const told = stage.mock.messages().filter(({ group }) => group === "admin");
      expect(told.map(({ text }) => text)).toEqual([expect.stringContaining("发往 ops")]);
    });
  });
  describe("a clock that jumps", () => {
    it.for([
      { ms: HOUR, way: "forward" },
      { ms: -HOUR, way: "back" },
    ])("an hour $way loses nothing, and what waits is told within the pause that was due", async ({ ms }) => {
      const stage = await open();
      stage.mock.faults.push({
        fault: "errcode",
        errcode: 130101,
        errmsg: "send too fast, exceed 20 times per minute",
      });
      await failures(stage, 30);
      await stage.clock.advance(MINUTE);
      expect(stage.mock.requests()).toHaveLength(1);
      await stage.jump(ms);
      await failures(stage, 1, 31);
      await stage.clock.advance(11 * MINUTE);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 31, delivered: 31, waiting: 0 });
      await failures(stage, 1, 32);
      await stage.clock.advance(2 * MINUTE);
      expect((await robotOf(stage)).accounts).toMatchObject({ accepted: 32, delivered: 32 });
    });
  });
}
