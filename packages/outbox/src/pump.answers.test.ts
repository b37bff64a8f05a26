import { type RefusalName, refusals, storeEntry } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { DAY, entries, HOUR, openPumpStage, START, type Stage, TOKEN, titlesOf, uuidsOf } from "../test/pump-stage.ts";

const instantsOf = ({ mock }: Stage) => mock.requests().map(({ at }) => at - START);

describe("an answer that may come otherwise later", () => {
  it.for([
    { name: "a connection that is reset before", fault: { fault: "cut_before" } },
    { name: "a connection that is reset after", fault: { fault: "cut_after" } },
    { name: "no answer", fault: { fault: "hang" } },
    { name: "an answer that comes too late", fault: { fault: "slow", ms: 10_000 } },
    { name: "an answer that breaks off", fault: { fault: "cut_body" } },
    { name: "HTTP 502", fault: { fault: "http_status" } },
    { name: "HTTP 404", fault: { fault: "http_status", status: 404 } },
    { name: "a page", fault: { fault: "html" } },
    { name: "a redirect", fault: { fault: "redirect" } },
    { name: "no errcode", fault: { fault: "no_errcode" } },
    { name: "the errcode null", fault: { fault: "null_errcode" } },
    { name: "a list", fault: { fault: "array_body" } },
    { name: "an answer without an end", fault: { fault: "huge_body" } },
    { name: "-1", fault: { fault: "busy" } },
    { name: "500100", fault: { fault: "system_error" } },
    { name: "90018", fault: { fault: "errcode", errcode: 90018 } },
    { name: "an errcode that nobody knows", fault: { fault: "errcode", errcode: 987_654 } },
  ] as const)("$name is tried again with the same bytes and shown once", async ({ fault }) => {
    const stage = openPumpStage();
    stage.mock.faults.push(fault);
    void stage.put(storeEntry("a"), storeEntry("b"));
    await stage.clock.advance(20_000);
    expect(titlesOf(stage)).toEqual(["a", "b"]);
    const [first, second] = stage.mock.requests();
    expect(second?.body).toEqual(first?.body);
    expect(await stage.accounts()).toMatchObject({ accepted: 2, delivered: 2 });
  });

  it("the errcode 0 as a string is delivered", async () => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "string_zero" });
    await stage.put(storeEntry("a"));
    expect(await stage.accounts()).toMatchObject({ delivered: 1 });
    expect(stage.mock.requests()).toHaveLength(1);
  });

  it("is asked for after 2 s, 4 s and so on, at most 50 s", async () => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "cut_before", times: 7 });
    await stage.put(storeEntry("a"));
    await stage.clock.advance(5 * 60_000);
    const instants = instantsOf(stage);
    expect(instants.slice(1).map((at, index) => at - (instants[index] ?? 0))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 50_000, 50_000,
    ]);
  });

  it.for([300, 600])("is asked for no sooner than in the %i s that DingTalk's gateway says", async (waitSeconds) => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "traffic_control", waitSeconds });
    await stage.put(storeEntry("a"));
    await stage.clock.advance(20 * 60_000);
    expect(instantsOf(stage)).toEqual([0, waitSeconds * 1_000]);
  });

  it.for([
    { errcode: 987_654, reason: "unknown_errcode" },
    { errcode: 500100, reason: "busy" },
  ])(
    "$errcode is believed to be this message's fault after ten tries, and the next one goes on",
    async ({ errcode, reason }) => {
      const stage = openPumpStage();
      stage.mock.faults.push({ fault: "errcode", errcode, errmsg: "?", times: 10 });
      await stage.put(storeEntry("a"), storeEntry("b"));
      await stage.clock.advance(10 * 60_000);
      expect(titlesOf(stage)).toEqual(["b"]);
      expect(await stage.accounts()).toMatchObject({ delivered: 1, parked: 1 });
      expect(await stage.outbox.get("ops-1")).toMatchObject({ status: "parked", reason });
    },
  );

  it.for([
    { name: "none came", before: { fault: "cut_before", times: 30 } },
    { name: "the robot was refused", before: { fault: "errcode", errcode: 400102, times: 12 } },
  ] as const)("is not its fault at once because $name before", async ({ before }) => {
    const stage = openPumpStage();
    stage.mock.faults.push(before, { fault: "system_error", times: 9 });
    await stage.put(storeEntry("a"));
    await stage.clock.advance(20 * HOUR);
    expect(titlesOf(stage)).toEqual(["a"]);
  });

  it.for([-1, 90002, 90005, 90018])(
    "is never believed to be its fault where DingTalk is busy (%i)",
    async (errcode) => {
      const stage = openPumpStage();
      stage.mock.faults.push({ fault: "errcode", errcode, errmsg: "系统繁忙", times: 300 });
      await stage.put(...entries(3));
      await stage.clock.advance(6 * HOUR);
      expect(await stage.accounts()).toMatchObject({ delivered: 3 });
    },
  );

  it("never parks anything while no answer comes", async () => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "cut_before", times: 1_000_000 });
    await stage.put(storeEntry("a"));
    await stage.clock.advance(6 * HOUR);
    expect(await stage.accounts()).toMatchObject({ accepted: 1, waiting: 1 });
    // It is always set to wake soon.
    expect(stage.alarms.every((at) => at !== undefined)).toBe(true);
    stage.mock.faults.clear();
    await stage.clock.advance(60_000);
    expect(titlesOf(stage)).toEqual(["a"]);
  });
});

describe("a message that DingTalk never answers", () => {
  const page = (status: number) => () => new Response("<html>blocked</html>", { status });
  const reset = () => {
    throw new TypeError("fetch failed");
  };
  /** What stands between drops messages that hold "poison". */
  const openBehindRelay = (answer: () => Response, isDown: () => boolean = () => false) =>
    openPumpStage({
      fetch: (mock) => async (url, request) =>
        isDown() || new TextDecoder().decode(request.body as Uint8Array).includes("poison")
          ? answer()
          : mock.fetch(url, request),
    });

  it.for([
    { name: "HTTP 403", answer: page(403), reason: "http_refused" },
    { name: "HTTP 413", answer: page(413), reason: "http_refused" },
    { name: "a page", answer: page(200), reason: "not_json" },
  ])("but a relay by $name lets the others go on after ten tries, and is parked then", async ({ answer, reason }) => {
    const stage = openBehindRelay(answer);
    await stage.put(storeEntry("poison"), ...entries(5));
    await stage.clock.advance(4 * 60_000);
    expect(titlesOf(stage)).toEqual([]);
    await stage.clock.advance(60_000);
    expect(titlesOf(stage)).toEqual(["e1", "e2", "e3", "e4", "e5"]);
    expect(await stage.outbox.get("ops-1")).toMatchObject({ status: "parked", reason });
  });

  it("is kept where nothing else tells whether it is its fault, and so is what follows in its lane", async () => {
    const stage = openBehindRelay(page(403));
    await stage.put(storeEntry("poison", { lane: "a" }), storeEntry("next", { lane: "a" }), ...entries(4));
    await stage.clock.advance(20 * HOUR);
    expect(titlesOf(stage)).toEqual(["e1", "e2", "e3", "e4"]);
    expect(await stage.accounts()).toMatchObject({ waiting: 2 });
    await stage.put(...entries(1, 5));
    expect(titlesOf(stage)).toEqual(["e1", "e2", "e3", "e4", "e5", "next"]);
    expect(await stage.accounts()).toMatchObject({ delivered: 6, parked: 1 });
  });

  it("is kept where no answer comes at all, and keeps nobody else from being told", async () => {
    const stage = openBehindRelay(reset);
    await stage.put(storeEntry("poison"), ...entries(10));
    await stage.clock.advance(20 * HOUR);
    expect(titlesOf(stage)).toHaveLength(10);
    expect(await stage.accounts()).toMatchObject({ delivered: 10, waiting: 1 });
    // It costs the others no more than a slot a minute.
    expect((await stage.status()).budget.free).toBeGreaterThanOrEqual(16);
  });

  it("has its digest split, and the others sent alone", async () => {
    const stage = openBehindRelay(page(403));
    await stage.put(storeEntry("poison"), ...entries(24));
    await stage.clock.advance(10 * 60_000);
    expect(titlesOf(stage)).toEqual([]);
    await stage.put(...entries(5, 100));
    await stage.clock.advance(10 * 60_000);
    await stage.put(...entries(5, 200));
    expect(titlesOf(stage)).toHaveLength(34);
    expect(await stage.accounts()).toMatchObject({ accepted: 35, delivered: 34, parked: 1 });
  });

  it("does not keep the robot silent beside another one", async () => {
    const stage = openBehindRelay(page(403));
    await stage.put(storeEntry("poison 1"), storeEntry("poison 2"), ...entries(5));
    await stage.clock.advance(11 * 60_000);
    expect(titlesOf(stage)).toEqual(["e1", "e2", "e3", "e4", "e5"]);
    expect(await stage.accounts()).toMatchObject({ parked: 2 });
  });

  it("is told soon after an outage of six hours, as are all others, in the order of their lanes", async () => {
    let isDown = true;
    const stage = openBehindRelay(page(503), () => isDown);
    const all = ["a1", "b1", "a2", "c1", "b2", "d1"].map((name) => storeEntry(name, { lane: name.charAt(0) }));
    await stage.put(...all);
    await stage.clock.advance(6 * HOUR);
    expect(await stage.accounts()).toMatchObject({ waiting: 6 });
    isDown = false;
    await stage.clock.advance(60_000);
    const shown = titlesOf(stage);
    expect(shown.toSorted()).toEqual(["a1", "a2", "b1", "b2", "c1", "d1"]);
    for (const lane of ["a", "b"])
      expect(shown.filter((title) => title.startsWith(lane))).toEqual([`${lane}1`, `${lane}2`]);
  });

  it("is kept through an outage that pauses again and again", async () => {
    let isDown = true;
    const stage = openBehindRelay(page(403), () => isDown);
    await stage.put(...entries(3));
    for (let round = 1; round <= 20; round += 1) {
      await stage.clock.advance(10 * 60_000);
      isDown = false;
      await stage.clock.advance(60_000);
      isDown = true;
      await stage.put(...entries(3, 1 + 3 * round));
    }
    isDown = false;
    await stage.clock.advance(60_000);
    expect(await stage.accounts()).toMatchObject({ delivered: 63 });
  });

  it("is as overtaken after a restart as before", async () => {
    const stage = openBehindRelay(page(403));
    await stage.put(storeEntry("poison"), storeEntry("a"));
    await stage.clock.advance(5 * 60_000);
    expect(titlesOf(stage)).toEqual(["a"]);
    const next = stage.restart();
    await next.put(...entries(4));
    expect(await next.accounts()).toMatchObject({ delivered: 5, parked: 1 });
  });
});

describe("a robot that was too fast", () => {
  it.for([130101, 302033, 410100, 450101, "merged"] as const)(
    "is mute for ten minutes after %s",
    async (throttleAnswer) => {
      const stage = openPumpStage({ robot: { limits: { messages: 0 }, throttleAnswer } });
      await stage.put(...entries(5));
      expect(stage.mock.requests()).toHaveLength(1);
      expect((await stage.status()).mutedUntil).toBe(START + 600_000);
      stage.mock.robots.set(TOKEN, {
        limits: { messages: 20 },
      });
      await stage.clock.advance(599_999);
      expect(stage.mock.requests()).toHaveLength(1);
      await stage.clock.advance(1);
      expect(titlesOf(stage)).toEqual(["e1", "e2", "e3", "e4", "e5"]);
      expect(uuidsOf(stage)[1]).toBe(uuidsOf(stage)[0]);
    },
  );

  it("never is, for what DingTalk itself allows", async () => {
    const stage = openPumpStage();
    for (let round = 0; round < 30; round += 1) {
      await stage.put(...entries(20, 1 + 20 * round));
      await stage.clock.advance(round * 1_000);
    }
    await stage.clock.advance(10 * 60_000);
    expect(stage.mock.requests().filter(({ verdict }) => verdict.why !== "accepted")).toEqual([]);
    expect(await stage.accounts()).toMatchObject({ accepted: 600, delivered: 600 });
  });
});

describe("a robot that is refused", () => {
  const settings = {
    robot_disabled: { state: "disabled" },
    robot_removed: { state: "removed" },
    group_dissolved: { state: "group_dissolved" },
    send_forbidden: { state: "send_forbidden" },
    keyword_missing: { keywords: ["构建"] },
    ip_not_allowed: { ipRanges: ["10.0.0.0/8"] },
    sign_mismatch: { secret: "SEC another" },
  } as const;

  it.for(Object.entries(settings))("for %s is paused, tried again, and loses nothing", async ([reason, robot]) => {
    const stage = openPumpStage({ robot });
    await stage.put(...entries(3));
    expect((await stage.status()).paused).toEqual({ reason, nextTryAt: START + 60_000 });
    await stage.clock.advance(3 * HOUR);
    const minutes = instantsOf(stage).map((at) => at / 60_000);
    expect(minutes).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
    expect(await stage.accounts()).toMatchObject({ accepted: 3, waiting: 3 });
    expect(new Set(uuidsOf(stage)).size).toBe(1);
  });

  it.for([300001, 300005, 400101, 400102, 400106, 400013, 310000, 88])("with %i is paused", async (errcode) => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "errcode", errcode, errmsg: "no" });
    await stage.put(...entries(3));
    expect((await stage.status()).paused).toBeDefined();
    await stage.clock.advance(60_000);
    expect(titlesOf(stage)).toEqual(["e1", "e2", "e3"]);
    expect((await stage.status()).paused).toBeUndefined();
  });

  it("keeps what DingTalk said, and is muted by none of it", async () => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "errcode", errcode: 400102, errmsg: "机器人已停用" });
    await stage.put(...entries(1));
    const said = { class: "rejected", errcode: 400102, errmsg: "机器人已停用", status: 200 };
    expect((await stage.outbox.get("ops-1"))?.batch?.attempts).toMatchObject([{ at: START, outcome: said }]);
    expect(await stage.status()).not.toHaveProperty("mutedUntil");
  });

  it("goes on at once when it is resumed", async () => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "errcode", errcode: 400102, times: 5 });
    await stage.put(...entries(2));
    await stage.clock.advance(20 * 60_000);
    stage.mock.faults.clear();
    await stage.outbox.resume(stage.clock.now());
    await stage.pump.run();
    expect(titlesOf(stage)).toEqual(["e1", "e2"]);
  });
});

describe("a month that is used up", () => {
  it.for([90030, 90020, 20001])("after %i is tried once a day", async (errcode) => {
    const stage = openPumpStage();
    stage.mock.faults.push({ fault: "errcode", errcode, errmsg: "over limit", times: 100 });
    await stage.put(storeEntry("a"));
    await stage.clock.advance(HOUR);
    await stage.put(storeEntry("b"));
    await stage.clock.advance(DAY + 1);
    // What waited for a day is parked and not lost.
    expect(await stage.accounts()).toMatchObject({ accepted: 2, parked: 2 });
    expect(instantsOf(stage)).toEqual([0, DAY]);
  });

  it("counts what was delivered by China's months", async () => {
    const stage = openPumpStage();
    await stage.put(...entries(2));
    expect((await stage.status()).month).toEqual({ name: "2026-11", sent: 2 });
    await stage.clock.advance(Date.UTC(2026, 10, 30, 16) - START);
    expect((await stage.status()).month).toEqual({ name: "2026-12", sent: 0 });
    await stage.put(...entries(1, 10));
    expect((await stage.status()).month).toEqual({ name: "2026-12", sent: 1 });
  });
});

describe("a message that is refused", () => {
  const reasons = {
    unsafe_url: "unsafe_url",
    unsafe_text: "unsafe_text",
    unsafe_picture: "unsafe_picture",
    unsafe_content: "unsafe_content",
    too_long: "too_long",
    msgtype_unsupported: "message_type_unsupported",
    field_missing_markdown: "field_missing",
    at_all_forbidden: "at_all_forbidden",
    body_invalid: "malformed_request",
  } as const satisfies Partial<Record<RefusalName, string>>;

  it.for(Object.entries(reasons))("for %s is parked as %s, and the next one goes on", async ([name, reason]) => {
    const { errcode, errmsg } = refusals[name as RefusalName];
    const stage = openPumpStage();
    stage.mock.faults.push({
      fault: "errcode",
      errcode,
      errmsg: typeof errmsg === "string" ? errmsg : `description:${errmsg.problem};solution:${errmsg.solution};`,
    });
    await stage.put(storeEntry("a"), storeEntry("b"));
    expect(titlesOf(stage)).toEqual(["b"]);
    expect(await stage.outbox.get("ops-1")).toMatchObject({
      status: "parked",
      reason,
      batch: { attempts: [{ outcome: { errcode } }] },
    });
  });

  it("in a digest is parked, and the others are sent alone", async () => {
    const bad = "bad words";
    const stage = openPumpStage({ robot: { audit: { texts: [bad] } } });
    const withBad = storeEntry("e7", {
      message: { msgtype: "markdown", markdown: { title: "e7", text: bad } },
      digest: { topic: "e7", group: "passed", line: bad },
    });
    await stage.put(...entries(6), withBad, ...entries(13, 8));
    // 20 in a digest, which was refused; 17 slots are left.
    expect(titlesOf(stage)).toHaveLength(16);
    await stage.clock.advance(62_000);
    expect(titlesOf(stage)).toHaveLength(19);
    expect(await stage.accounts()).toMatchObject({ accepted: 20, delivered: 19, parked: 1 });
    expect((await stage.outbox.list({ status: "parked", limit: 10 })).map(({ origin }) => origin.title)).toEqual([
      "e7",
    ]);
  });
});
