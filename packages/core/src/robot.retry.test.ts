import { createClock, createMockDingTalk, type Fault } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { HELLO, LIMITS, SECRET, stage, TOKEN } from "../test/robot-stage.ts";
import { createRobot } from "./robot.ts";

describe("retries", () => {
  it.for<Fault>([
    { fault: "busy" },
    { fault: "system_error" },
    { fault: "http_status", status: 500 },
    { fault: "html" },
    { fault: "empty_body" },
    { fault: "no_errcode" },
    { fault: "null_errcode" },
    { fault: "huge_body" },
    { fault: "invalid_utf8" },
    { fault: "cut_json" },
    { fault: "cut_before" },
    { fault: "cut_after" },
    { fault: "traffic_control" },
    { fault: "slow", ms: 6_000 },
    { fault: "hang" },
  ])("help after $fault, and the group reads the message once", async (fault) => {
    const { send, attempts, mock } = stage({}, {}, fault);
    expect(await send()).toMatchObject({ class: "delivered", attempts: 2 });
    expect(attempts.map((outcome) => outcome.class === "delivered")).toEqual([false, true]);
    expect(mock.messages()).toHaveLength(1);
  });

  it.for([
    { settings: { secret: SECRET }, options: { secret: "SECwrong" }, reason: "sign_mismatch" },
    { settings: { secret: SECRET }, options: {}, reason: "sign_mismatch" },
    { settings: { keywords: ["构建"] }, options: {}, reason: "keyword_missing" },
    { settings: { ipRanges: ["10.0.0.0/8"] }, options: {}, reason: "ip_not_allowed" },
    { settings: { state: "disabled" }, options: {}, reason: "robot_disabled" },
    { settings: { state: "removed" }, options: {}, reason: "robot_removed" },
    { settings: { state: "group_dissolved" }, options: {}, reason: "group_dissolved" },
    { settings: { state: "send_forbidden" }, options: {}, reason: "send_forbidden" },
    { settings: { monthlyQuota: 0 }, options: {}, reason: "month_used_up" },
    { settings: {}, options: { webhook: `${TOKEN}0` }, reason: "token_unknown" },
    { settings: { audit: { texts: ["hello"] } }, options: {}, reason: "unsafe_text" },
  ] as const)("are not made after $reason", async ({ settings, options, reason }) => {
    const { send, sent } = stage(settings, options);
    expect(await send()).toMatchObject({ reason, retryable: false, attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it("are not made where the clock is wrong", async () => {
    const { robot, clock, sent } = stage({ secret: SECRET });
    const late = createRobot({
      webhook: TOKEN,
      secret: SECRET,
      fetch: createMockDingTalk({ now: () => clock.now() + 3_660_000, robots: { [TOKEN]: { secret: SECRET } } }).fetch,
      now: clock.now,
      wait: clock.wait,
      random: () => 0,
    });
    expect(await late.send(HELLO)).toMatchObject({ reason: "clock_skew", attempts: 1 });
    expect(robot).toBeDefined();
    expect(sent).toEqual([]);
  });

  it("don't follow a redirect", async () => {
    const { send, sent } = stage({}, {}, { fault: "redirect" });
    expect(await send()).toMatchObject({ class: "unknown", reason: "redirected", status: 302, attempts: 1 });
    expect(sent).toHaveLength(1);
  });

  it("wait 2 s, then twice as long each time, as long as 30 s allow", async () => {
    const { send, sent, elapsed } = stage({}, {}, { fault: "http_status", status: 503, times: 9 });
    expect(await send()).toMatchObject({ class: "unreachable", reason: "server_error", status: 503, attempts: 4 });
    expect(sent.map(({ at }) => at)).toEqual([0, 2_000, 6_000, 14_000]);
    expect(elapsed()).toBe(14_000);
  });

  it.for([
    { random: () => 0, expected: [0, 1_600, 4_800] },
    { random: () => 1, expected: [0, 2_400, 7_200] },
  ])("vary by a fifth: $expected", async ({ random, expected }) => {
    const { send, sent } = stage({}, { random }, { fault: "busy", times: 2 });
    await send();
    expect(sent.map(({ at }) => Math.round(at))).toEqual(expected);
  });

  it("are made three times after -1 and once after 500100, however much time is left", async () => {
    const busy = stage({}, { totalTimeoutMs: 600_000 }, { fault: "busy", times: 9 });
    expect(await busy.send()).toMatchObject({ reason: "busy", errcode: -1, attempts: 4 });
    const failed = stage({}, { totalTimeoutMs: 600_000 }, { fault: "system_error", times: 9 });
    expect(await failed.send()).toMatchObject({ reason: "busy", errcode: 500100, attempts: 2 });
  });

  it("wait as long as traffic control says", async () => {
    const { send, sent } = stage({}, {}, { fault: "traffic_control", waitSeconds: 9 });
    expect(await send()).toMatchObject({ class: "delivered", attempts: 2 });
    expect(sent.map(({ at }) => at)).toEqual([0, 9_000]);
    const long = stage({}, {}, { fault: "traffic_control", waitSeconds: 300 });
    expect(await long.send()).toMatchObject({ reason: "traffic_control", retryAfterMs: 300_000, attempts: 1 });
  });

  it("end an attempt after 5 s, and all of them after 30 s", async () => {
    const { send, sent, elapsed } = stage({}, {}, { fault: "hang", times: 9 });
    expect(await send()).toMatchObject({ class: "unreachable", reason: "timeout", attempts: 4 });
    expect(sent.map(({ at }) => at)).toEqual([0, 7_000, 16_000, 29_000]);
    expect(elapsed()).toBe(30_000);
    const short = stage({}, { attemptTimeoutMs: 1_000, totalTimeoutMs: 400 }, { fault: "hang" });
    expect(await short.send()).toMatchObject({ reason: "timeout", attempts: 1 });
    expect(short.elapsed()).toBe(400);
  });

  it("don't need a fetch that heeds its signal", async () => {
    const { send, elapsed } = stage({}, { fetch: () => new Promise(() => undefined), totalTimeoutMs: 5_000 });
    expect(await send()).toMatchObject({ reason: "timeout" });
    expect(elapsed()).toBe(5_000);
  });

  it.for(["timeout", "connection_lost", "server_error"])(
    'don\'t end in "nothing was sent" where an attempt before may have arrived: %s',
    async (reason) => {
      let calls = 0;
      const { send, attempts } = stage(
        {},
        {
          fetch: async () => {
            calls += 1;
            if (calls > 1) throw new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });
            if (reason === "timeout") return new Promise(() => undefined);
            if (reason === "server_error") return new Response("", { status: 502 });
            throw new TypeError("fetch failed");
          },
        },
      );
      const outcome = await send();
      expect(outcome).toMatchObject({ class: "unreachable", reason, attempts: 4 });
      expect(attempts.map((attempt) => attempt.reason)).toEqual([reason, ...Array(3).fill("connection_failed")]);
    },
  );

  it('end in "nothing was sent" where that is true of all of them', async () => {
    let calls = 0;
    const { send } = stage(
      {},
      {
        fetch: async () => {
          calls += 1;
          if (calls === 1) return Response.json({ errcode: -1 });
          throw new TypeError("fetch failed", { cause: { code: calls === 2 ? "EAI_AGAIN" : "ECONNREFUSED" } });
        },
      },
    );
    expect(await send()).toMatchObject({ reason: "connection_failed", attempts: 4 });
  });

  it("leave no timer behind", async () => {
    const { send, clock } = stage({}, {}, { fault: "cut_before" });
    await send();
    expect(clock.pending()).toBe(0);
  });
});

describe("the signal", () => {
  it("ends a running attempt, a pause and a place in the queue with its own reason", async () => {
    const reason = new Error("stopped by the caller");
    for (const faults of [[{ fault: "hang" }], [{ fault: "busy" }]] as const) {
      const clock = createClock();
      const mock = createMockDingTalk({ clock, robots: { [TOKEN]: {} } });
      mock.faults.push(...faults);
      const robot = createRobot({
        webhook: TOKEN,
        fetch: mock.fetch,
        now: clock.now,
        wait: clock.wait,
        random: () => 0.5,
      });
      const controller = new AbortController();
      const first = robot.send(HELLO, { signal: controller.signal }).catch((error: unknown) => error);
      const queued = robot.send(HELLO, { signal: controller.signal }).catch((error: unknown) => error);
      await clock.advance(1_000);
      controller.abort(reason);
      expect(await first).toBe(reason);
      expect(await queued).toBe(reason);
      expect(mock.requests()).toHaveLength(1);
      expect(await robot.send(HELLO)).toMatchObject({ class: "delivered" });
    }
  });

  it("that is aborted already lets nothing leave", async () => {
    const { robot, sent } = stage();
    const reason = new Error("too late");
    await expect(robot.send(HELLO, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(sent).toEqual([]);
  });
});

describe("the budget", () => {
  it("lets 18 messages leave at once and keeps the nineteenth, which could not leave in time", async () => {
    const { robot, contents, mock } = stage();
    const outcomes = await Promise.all(
      Array.from({ length: 19 }, (_, index) =>
        robot.send({ msgtype: "text", text: { content: `${index}` }, msgUuid: `${index}` }),
      ),
    );
    expect(outcomes.slice(0, 18).every((outcome) => outcome.class === "delivered")).toBe(true);
    expect(outcomes[18]).toMatchObject({
      class: "throttled",
      reason: "budget_used_up",
      retryable: true,
      scope: "robot",
      attempts: 0,
      retryAfterMs: 62_000,
    });
    expect(mock.requests()).toHaveLength(18);
    expect(contents()).toEqual(Array.from({ length: 18 }, (_, index) => `${index}`));
  });

  it("waits for a slot that opens in time", async () => {
    const { robot, sent } = stage({}, { limits: { ...LIMITS, windowMs: 10_000 } });
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => robot.send(HELLO)));
    expect(outcomes.map((outcome) => outcome.class)).toEqual(Array(5).fill("delivered"));
    expect(sent.map(({ at }) => at)).toEqual([0, 0, 10_000, 10_000, 20_000]);
  });

  it("counts a slot from when it was to open, though a timer be early", async () => {
    const clock = createClock(undefined, { autoAdvance: true });
    const start = clock.now();
    const at: number[] = [];
    const robot = createRobot({
      webhook: TOKEN,
      limits: { messages: 1, windowMs: 10_000, muteMs: 0 },
      fetch: async () => {
        at.push(clock.now() - start);
        return Response.json({ errcode: 0 });
      },
      now: clock.now,
      wait: (ms, signal) => clock.wait(ms - 1, signal),
      random: () => 0.5,
    });
    await Promise.all([robot.send(HELLO), robot.send(HELLO), robot.send(HELLO)]);
    expect(at).toEqual([0, 9_999, 19_999]);
  });

  it("counts retries", async () => {
    const { send, sent } = stage({}, { limits: LIMITS }, { fault: "busy", times: 9 });
    expect(await send()).toMatchObject({ reason: "busy", attempts: 2 });
    expect(sent).toHaveLength(2);
  });

  it.for([130101, 302033, 410100, 450101, "merged"] as const)(
    "is mute for ten minutes after %s, without a retry",
    async (throttleAnswer) => {
      const { send, clock, sent } = stage({ limits: { messages: 1 }, throttleAnswer });
      await send();
      expect(await send()).toMatchObject({
        class: "throttled",
        reason: "too_fast",
        retryAfterMs: 600_000,
        attempts: 1,
      });
      expect(await send()).toMatchObject({ reason: "budget_used_up", retryAfterMs: 600_000, attempts: 0 });
      await clock.advance(599_000);
      expect(sent).toHaveLength(2);
      expect(await send()).toMatchObject({ class: "delivered" });
      expect(sent[2]?.at).toBe(600_000);
    },
  );

  it("does not make anybody wait for a place in the queue beyond the total limit", async () => {
    const { robot, elapsed } = stage({}, {}, { fault: "hang", times: 99 });
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => robot.send(HELLO)));
    expect(outcomes.every((outcome) => outcome.class === "unreachable")).toBe(true);
    expect(outcomes[3]).toMatchObject({
      class: "unreachable",
      reason: "not_sent_in_time",
      attempts: 0,
      retryable: true,
    });
    expect(elapsed()).toBe(30_000);
  });
});
