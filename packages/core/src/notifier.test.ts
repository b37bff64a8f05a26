import { describe, expect, it } from "vitest";
import { onWords } from "./config/config.ts";
import { parseConfig } from "./config/parse-config.ts";
import { bench, robots, run, values } from "./notifier.fixture.ts";
import { createNotifier } from "./notifier.ts";

describe("createNotifier", () => {
  it("tells a robot once, by the first rule that matches, and says so of the later one", async () => {
    const { notifier, mock } = await bench({
      robots,
      rules: [
        { name: "main", robots: ["ops"], on: ["failed"], branches: ["main"] },
        { name: "all", robots: ["ops", "web"], on: ["failed"] },
        { name: "again", robots: ["web"] },
        { name: "releases", robots: ["web"], branches: ["release/**"] },
      ],
    });
    const { plan, results } = await notifier.notify(run());
    expect(plan.rules).toEqual([
      { rule: "main", matched: true },
      { rule: "all", matched: true },
      { rule: "again", matched: false, reason: { condition: "robots", told: [{ robot: "web", by: "all" }] } },
      { rule: "releases", matched: false, reason: expect.objectContaining({ condition: "branches", actual: "main" }) },
    ]);
    expect(
      results.map(({ delivery, ...rest }) => [delivery.robot, delivery.rule, "outcome" in rest && rest.outcome.class]),
    ).toEqual([
      ["ops", "main", "delivered"],
      ["web", "all", "delivered"],
    ]);
    expect(
      mock
        .messages()
        .map(({ group, title }) => [group, title])
        .sort(),
    ).toEqual([
      ["ops", "❌ 失败 · 全流程测试 · main"],
      ["web", "❌ 失败 · 全流程测试 · main"],
    ]);
  });

  it("takes no kind in by the words that a rule reacts to where it has none of its own", async () => {
    const options = { fetch, now: () => 0, wait: async () => undefined, random: () => 0.5, defaultOn: onWords };
    const notifier = await createNotifier(await parseConfig({ robots: { ops: robots.ops } }), options);
    const { kind: _, state: __, ...base } = run();
    const plan = await notifier.plan({ ...base, kind: "change", action: "pushed", commits: [] });
    expect(plan.rules[0]?.reason).toMatchObject({ condition: "kinds" });
    expect((await notifier.plan(run({ state: "running" }))).deliveries).toHaveLength(1);
  });

  it("keeps only the robots that are asked for", async () => {
    const { notifier } = await bench({ robots, rules: [{ robots: ["ops", "web"] }] });
    const { deliveries } = await notifier.plan(run(), { robots: ["web"] });
    expect(deliveries.map(({ robot }) => robot)).toEqual(["web"]);
  });

  it("makes the same plan of the same input, and the same key for a step that is run again", async () => {
    const { notifier, mock } = await bench({ robots, rules: [{ robots: ["ops"] }] });
    expect(await notifier.plan(run())).toEqual(await notifier.plan(run()));
    await notifier.notify(run());
    await notifier.notify(run());
    expect(mock.requests()).toHaveLength(2);
    expect(mock.messages()).toHaveLength(1);
  });

  it("makes another key for another run, attempt, task, rule or robot, and a random one where no run is known", async () => {
    const keyOf = async (event: ReturnType<typeof run>, random = 0.5) => {
      const parsed = await parseConfig({ robots, rules: [{ robots: ["ops"] }] });
      const notifier = await createNotifier(parsed, {
        fetch,
        now: () => 0,
        wait: async () => undefined,
        random: () => random,
      });
      return (await notifier.plan(event)).deliveries[0]?.message.msgUuid;
    };
    const keys = await Promise.all(
      [
        run(),
        run({ run: { number: "7" } }),
        run({ run: { number: "6", attempt: 2 } }),
        run({ task: { name: "unit" } }),
        run({ stage: { name: "test" } }),
        run({ source: { provider: "gitee-enterprise", via: "env" } }),
      ].map((event) => keyOf(event)),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    const { run: _, ...unknownRun } = run();
    expect(await keyOf(unknownRun, 0.1)).not.toBe(await keyOf(unknownRun, 0.2));
    const { task: __, ...unknownTask } = run();
    expect(await keyOf(unknownTask, 0.1)).not.toBe(await keyOf(unknownTask, 0.2));
    const fromDoor = { ...unknownTask, source: { provider: "gitee-pipeline", via: "webhook" } } as const;
    expect(await keyOf(fromDoor, 0.1)).toBe(await keyOf(fromDoor, 0.2));
    expect(await keyOf(run(), 0.1)).toBe(await keyOf(run(), 0.2));
  });

  it("reports a robot whose reference is not set, and tells the others all the same", async () => {
    const { notifier, mock } = await bench({ robots, rules: [{ robots: ["ops", "web"] }] }, (name) =>
      name === "OPS_SECRET" ? undefined : values[name],
    );
    const { results } = await notifier.notify(run());
    expect(results).toEqual([
      {
        delivery: expect.objectContaining({ robot: "ops" }),
        error: expect.objectContaining({
          code: "reference_unresolved",
          details: { name: "OPS_SECRET", path: "robots.ops.secret" },
        }),
      },
      { delivery: expect.objectContaining({ robot: "web" }), outcome: expect.objectContaining({ class: "delivered" }) },
    ]);
    expect(mock.messages().map(({ group }) => group)).toEqual(["web"]);
  });

  it("never shows a template the value of a reference", async () => {
    const { notifier } = await bench({
      robots: { ops: robots.ops },
      rules: [
        { text: "a ${OPS_SECRET} ${OPS} ${DINGTALK_SECRET} ${DINGTALK_WEBHOOK_FILE} {{ env.OPS }} ${GITEE_BRANCH}" },
      ],
    });
    const { deliveries, warnings } = await notifier.plan(run(), {
      variables: { ...values, DINGTALK_SECRET: "SEC-default", DINGTALK_WEBHOOK_FILE: "/run/secret" },
    });
    expect(JSON.stringify(deliveries)).not.toMatch(/token-of|SEC-|run\/secret/);
    expect(deliveries[0]?.message).toMatchObject({ markdown: { text: expect.stringMatching(/^a +main$/) } });
    expect(warnings).toContainEqual({ code: "variable_unset", rule: expect.any(String), name: "OPS_SECRET" });
  });

  it("takes a flag's value before the job's, and that before the provider's name made of the event", async () => {
    const { notifier } = await bench({ robots: { ops: robots.ops }, rules: [{ text: "${GITEE_BRANCH} ${A}" }] });
    const textOf = async (event: ReturnType<typeof run>, variables = {}) =>
      (await notifier.plan(event, { variables })).deliveries[0]?.message;
    expect(await textOf(run({ params: { A: "flag" } }), { A: "job" })).toMatchObject({
      markdown: { text: "main flag" },
    });
    expect(await textOf(run(), { GITEE_BRANCH: "job", A: "1" })).toMatchObject({ markdown: { text: "job 1" } });
  });

  describe("mentions", () => {
    const people = [
      { name: "周宁", mobile: "${MOBILE}", logins: ["ZhouNing@Example.com"] },
      { name: "林夏", userId: "linxia", logins: ["linxia", "zhouning"] },
    ];
    const config = (rule: object) => ({ robots: { ops: robots.ops }, people, rules: [{ name: "r", ...rule }] });

    it("finds the author and the actor among the people, in any case of their logins", async () => {
      const { notifier, mock } = await bench(config({ mention: { author: true, actor: true } }));
      await notifier.notify(run());
      expect(mock.messages()[0]?.mentions).toEqual({ mobiles: ["13900000000"], userIds: ["linxia"], all: false });
    });

    it("mentions nobody for an author who is not among the people, and says so", async () => {
      const { notifier } = await bench(config({ mention: { author: true } }));
      const forged = run({ commit: { sha: "1", shortSha: "1", author: { name: "@all", email: "13800000000" } } });
      const { deliveries, warnings } = await notifier.plan(forged);
      expect(deliveries[0]?.message).not.toHaveProperty("at");
      expect(warnings).toEqual([{ code: "person_unknown", rule: "r", who: "author", name: expect.any(String) }]);
    });

    describe("by logins and e-mails first", () => {
      const named = [
        { name: "王磊", userId: "01", logins: ["wang"] },
        { userId: "02", logins: ["wanglei", "lei@example.com"] },
        { name: "张三", userId: "03" },
        { name: "李四", userId: "04" },
        { name: "李四", userId: "05" },
      ];

      it.for([
        { actor: { username: "wanglei", name: "Wang" }, expected: ["02"] },
        { actor: { email: "LEI@example.com", name: "wang" }, expected: ["02"] },
        { actor: { name: "wang" }, expected: ["01"] },
        { actor: { username: "zhang3", name: "张三" }, expected: ["03"] },
        { actor: { name: "李四" }, expected: undefined },
        { actor: { username: "stranger", name: "王磊" }, expected: undefined },
        { actor: { name: "" }, expected: undefined },
      ])("$actor is $expected", async ({ actor, expected }) => {
        const { notifier } = await bench({ ...config({ mention: { actor: true } }), people: named });
        const { deliveries, warnings } = await notifier.plan(run({ actor }));
        const { message } = deliveries[0] ?? {};
        expect(message && "at" in message ? message.at?.atUserIds : undefined).toEqual(expected);
        expect(warnings.map(({ code }) => code)).toEqual(expected === undefined ? ["person_unknown"] : []);
      });
    });

    it("leaves out who is more than DingTalk takes, never the author, and says so", async () => {
      const userIds = Array.from({ length: 50 }, (_, index) => `user${index}`);
      const { notifier } = await bench(config({ mention: { userIds, author: true, actor: true } }));
      const { deliveries, warnings } = await notifier.plan(run());
      const at = { atMobiles: ["13900000000"], atUserIds: [...userIds.slice(2), "linxia"] };
      expect(deliveries[0]?.message).toMatchObject({ at });
      expect(warnings).toEqual([{ code: "mentions_cut", rule: "r", cut: 2 }]);
      const again = config({ mention: { userIds: userIds.with(0, "linxia"), actor: true } });
      expect((await (await bench(again)).notifier.plan(run())).warnings).toEqual([]);
    });

    it("mentions by the user id whose mobile is not set", async () => {
      const both = [{ mobile: "${UNSET}", userId: "zhou", logins: ["zhouning"] }];
      const { notifier } = await bench({ ...config({ mention: { actor: true } }), people: both });
      const { deliveries, warnings } = await notifier.plan(run());
      expect(deliveries[0]?.message).toMatchObject({ at: { atUserIds: ["zhou"] } });
      expect(warnings).toEqual([]);
    });

    it.for([
      { name: "a run", event: {}, mention: { author: true }, absent: ["author"] },
      { name: "a run", event: {}, mention: { author: true, actor: true }, absent: ["author", "actor"] },
      { name: "a run and everybody", event: {}, mention: { author: true, all: true }, absent: [] },
      { name: "a run and somebody", event: {}, mention: { author: true, userIds: ["x"] }, absent: [] },
      { name: "a schedule", event: { trigger: { type: "schedule" } }, mention: { actor: true }, absent: [] },
    ] as const)("says that $name lacks who is to be mentioned: $absent", async ({ event, mention, absent }) => {
      const { notifier } = await bench(config({ mention }));
      const { commit: _, actor: __, ...bare } = run(event);
      const { warnings } = await notifier.plan(bare);
      expect(warnings).toEqual(absent.map((who) => ({ code: "person_absent", rule: "r", who })));
    });

    it("expects no person of an alert", async () => {
      const { notifier } = await bench(config({ mention: { author: true, actor: true } }));
      const { id, time, source } = run();
      const alert = {
        id,
        time,
        source,
        kind: "alert",
        status: "firing",
        name: "Disk",
        groupKey: "k",
        alerts: [],
      } as const;
      expect((await notifier.plan(alert)).warnings).toEqual([]);
    });

    it("mentions only for the words of mention.on", async () => {
      const { notifier } = await bench(
        config({ on: ["broken", "still_failing"], mention: { all: true, on: ["broken"] } }),
      );
      expect((await notifier.plan(run(), { previous: "success" })).deliveries[0]?.message).toHaveProperty("at");
      expect((await notifier.plan(run(), { previous: "failure" })).deliveries[0]?.message).not.toHaveProperty("at");
    });

    it("sends the mention as a second, short text where the rule says so", async () => {
      const { notifier, mock } = await bench(config({ mention: { mobiles: ["${MOBILE}"] }, mentionAs: "extraText" }));
      await notifier.notify(run());
      expect(mock.messages().map(({ msgtype, mentions }) => [msgtype, mentions.mobiles])).toEqual([
        ["markdown", []],
        ["text", ["13900000000"]],
      ]);
    });

    it("leaves out a mobile whose reference is not set, and says so", async () => {
      const { notifier } = await bench(config({ mention: { mobiles: ["${MOBILE}", "13800000000"] } }), (name) =>
        name === "MOBILE" ? undefined : values[name],
      );
      const { deliveries, warnings } = await notifier.plan(run());
      expect(deliveries[0]?.message).toMatchObject({ at: { atMobiles: ["13800000000"] } });
      expect(warnings).toEqual([{ code: "mobile_unset", rule: "r", name: "${MOBILE}" }]);
    });

    it.for([
      { value: "138-0013-8000", mobile: "13800138000" },
      { value: "138 0013 8000", mobile: "13800138000" },
      { value: "138-00138000", mobile: "13800138000" },
      { value: "+86 138-0013-8000", mobile: "+86-13800138000" },
      { value: "+86-13800138000", mobile: "+86-13800138000" },
      { value: "+852 - 6123 4567", mobile: "+852-61234567" },
      { value: "852-61234567", mobile: "852-61234567" },
    ])("takes the value $value for $mobile", async ({ value, mobile }) => {
      const { notifier } = await bench(config({ mention: { mobiles: ["${MOBILE}"] } }), (name) =>
        name === "MOBILE" ? value : values[name],
      );
      const { deliveries, warnings } = await notifier.plan(run());
      expect(deliveries[0]?.message).toMatchObject({
        markdown: { text: expect.stringMatching(new RegExp(`@${mobile.replace("+", "\\+")}$`)) },
        at: { atMobiles: [mobile] },
      });
      expect(warnings).toEqual([]);
    });

    it.for(["abc", "138", "+8613800138000", "13800138000,13900139000"])(
      "goes without the mention of a person whose mobile is %s, and says so without the value",
      async (value) => {
        const { notifier } = await bench(config({ mention: { author: true, mobiles: ["13800000000"] } }), (name) =>
          name === "MOBILE" ? value : values[name],
        );
        const { deliveries, warnings } = await notifier.plan(run());
        expect(deliveries[0]?.message).toMatchObject({ at: { atMobiles: ["13800000000"] } });
        expect(warnings).toEqual([{ code: "mobile_invalid", rule: "r", name: "${MOBILE}" }]);
      },
    );
  });

  describe("messages", () => {
    const planOf = async (rule: object, event = run(), robot: object = {}) => {
      const { notifier } = await bench({
        robots: { ops: { ...robots.ops, keywords: ["构建"], ...robot } },
        rules: [{ name: "r", ...rule }],
      });
      return notifier.plan(event);
    };

    const opened = (url: string, isPanel: boolean) =>
      `dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(url)}&pc_slide=${isPanel}`;

    it("has the lines of content, then the text", async () => {
      const { deliveries } = await planOf({ content: ["branch"], text: "**${GITEE_BRANCH}** 请看" });
      expect(deliveries[0]?.message).toMatchObject({
        markdown: {
          title: "❌ 失败 · 全流程测试 · main 构建",
          text: "#### ❌ 流水线执行失败\n\n【分支】main\n\n**main** 请看",
        },
      });
    });

    it("is a text message where the rule says so, with a link as it stands", async () => {
      const { deliveries } = await planOf(
        { type: "text", content: ["branch", "link"] },
        run({ url: "https://gitee.com/a" }),
      );
      expect(deliveries[0]?.message).toMatchObject({
        msgtype: "text",
        text: { content: "❌ 流水线执行失败\n【分支】main\n【任务详情】https://gitee.com/a\n构建" },
      });
    });

    it("is an actionCard where there are buttons, and drops those that lead nowhere or have no words", async () => {
      const buttons = [
        { title: "看 {{ event.ref.branch }}", url: "https://gitee.com/x?b={{ event.ref.branch }}" },
        { title: "坏", url: "javascript:alert(1)" },
        { title: "长", url: `https://gitee.com/${"x".repeat(4096)}` },
        { title: "${NONE}", url: "https://gitee.com/x" },
      ];
      const { deliveries, warnings } = await planOf({ buttons }, run({ ref: { branch: "a&b=c" } }));
      expect(deliveries[0]?.message).toMatchObject({
        msgtype: "actionCard",
        actionCard: { singleTitle: "看 a&b=c", singleURL: opened("https://gitee.com/x?b=a%26b%3Dc", false) },
      });
      expect(warnings.filter(({ code }) => code === "button_dropped")).toEqual([
        { code: "button_dropped", rule: "r", title: "坏", reason: "url_invalid" },
        { code: "button_dropped", rule: "r", title: "长", reason: "url_too_long" },
        { code: "button_dropped", rule: "r", title: "", reason: "no_title" },
      ]);
    });

    it("opens its buttons where the robot's links open", async () => {
      const url = "https://gitee.com/x";
      const buttons = ["a", "b"].map((title) => ({ title, url }));
      const { deliveries } = await planOf({ buttons }, run(), { openLinksIn: "panel" });
      const actionURL = opened(url, true);
      expect(deliveries[0]?.message).toMatchObject({
        actionCard: {
          btns: [
            { title: "a", actionURL },
            { title: "b", actionURL },
          ],
        },
      });
    });

    it("is split where it is too long, each part with its number, its keyword and a key of its own", async () => {
      const text = Array.from({ length: 900 }, (_, index) => `第 ${index} 行：一些足够长的中文内容`).join("\n\n");
      const { deliveries } = await planOf({ text, mention: { all: true } });
      expect(deliveries.length).toBeGreaterThan(1);
      expect(deliveries.map(({ part, parts }) => [part, parts])).toEqual(
        deliveries.map((_, index) => [index + 1, deliveries.length]),
      );
      expect(new Set(deliveries.map(({ message }) => message.msgUuid)).size).toBe(deliveries.length);
      for (const { bytes, message } of deliveries) {
        expect(bytes).toBeLessThanOrEqual(20_000);
        expect(message).toMatchObject({ markdown: { title: expect.stringContaining("构建") } });
      }
      expect(deliveries.filter(({ message }) => "at" in message)).toHaveLength(1);
    });

    it("keeps back the later parts of a message whose first part was refused", async () => {
      const text = Array.from({ length: 900 }, (_, index) => `第 ${index} 行：一些足够长的中文内容`).join("\n\n");
      const { notifier, mock } = await bench({ robots: { ops: robots.ops }, rules: [{ text }] }, (name) =>
        name === "OPS_SECRET" ? "SEC-wrong" : values[name],
      );
      const { results } = await notifier.notify(run());
      expect(mock.requests()).toHaveLength(1);
      expect(results.map((result) => "outcome" in result && [result.outcome.reason, result.outcome.attempts])).toEqual(
        results.map((_, index) => ["sign_mismatch", index === 0 ? 1 : 0]),
      );
    });
  });

  it("falls back to the default message where a text comes out empty", async () => {
    const { notifier } = await bench({ robots: { ops: robots.ops }, rules: [{ text: "${UNSET}" }] });
    const hostile = run({
      pipeline: { name: "![i](http://evil.example/i.png)" },
      ref: { branch: "[x](http://evil.example)" },
    });
    const { deliveries } = await notifier.plan(hostile);
    expect(deliveries[0]?.message).toMatchObject({ markdown: { text: expect.stringContaining("【流水线名称】") } });
    expect(deliveries[0]?.message).not.toMatchObject({
      markdown: { text: expect.stringMatching(/[^\\]\]\(http/) },
    });
  });

  it("refuses two robots with one token, which would tell one group twice", async () => {
    const { notifier, mock } = await bench({ robots, rules: [{ robots: ["ops", "web"] }] }, (name) =>
      name === "WEB" ? values["OPS"] : values[name],
    );
    const { results } = await notifier.notify(run());
    expect(results.map((result) => ("error" in result ? result.error.details : result.outcome.class))).toEqual([
      "delivered",
      {
        issues: [
          { path: "robots.web.webhook", code: "duplicate", values: { what: "robot", name: "web", other: "ops" } },
        ],
      },
    ]);
    expect(mock.messages()).toHaveLength(1);
  });

  it("is over after 30 seconds, however many parts there are", async () => {
    const text = "{% for i in (1..1800) %}第 {{ i }} 行：一些足够长的中文内容\n\n{% endfor %}";
    const { notifier, mock, now } = await bench({ robots: { ops: robots.ops }, rules: [{ text }] });
    // Each part arrives at the second try, ten seconds after the first.
    for (let part = 0; part < 8; part += 1) mock.faults.push({ fault: "hang" });
    const startedAt = now();
    const { results } = await notifier.notify(run());
    expect(results.length).toBeGreaterThan(3);
    expect(now() - startedAt).toBeLessThanOrEqual(30_000);
  });

  it("keeps a robot below its limit within one process, so that a loop does not get it muted", async () => {
    const { notifier, mock } = await bench({ robots: { ops: robots.ops }, rules: [{}] });
    const outcomes: string[] = [];
    for (let number = 1; number <= 25; number += 1) {
      const { results } = await notifier.notify(run({ run: { number: String(number) } }));
      for (const result of results) outcomes.push("outcome" in result ? result.outcome.reason : "error");
    }
    expect(outcomes.slice(0, 18)).toEqual(Array.from({ length: 18 }, () => "delivered"));
    expect(mock.requests().filter(({ verdict }) => verdict.why === "too_fast")).toEqual([]);
    expect(outcomes.filter((outcome) => outcome !== "delivered" && outcome !== "budget_used_up")).toEqual([]);
  });
});
