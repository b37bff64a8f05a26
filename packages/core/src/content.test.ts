import { describe, expect, it } from "vitest";
import { type ContentOptions, contentFields, contentOf, defaultContent, linesOf, urlOf } from "./content.ts";
import { type AlertEvent, type Event, eventKinds, type PipelineEventInput } from "./event.ts";
import { locales, textsOf } from "./locales/catalog.ts";
import { createPipelineEvent } from "./pipeline-event.ts";
import { headlineOf, titleOf } from "./title.ts";

const options: ContentOptions = { locale: "zh-CN", timeZone: "Asia/Shanghai", openLinksIn: "panel" };
const source = { provider: "gitee-go", via: "env" } as const;
const base = { id: "1", time: "2026-11-24T10:00:00Z", source } as const;

const run = (more: Partial<PipelineEventInput> = {}) =>
  createPipelineEvent({
    time: base.time,
    source,
    pipeline: { id: "full-test", name: "全流程测试" },
    run: { number: "6" },
    stage: { name: "上传" },
    task: { name: "上传制品", url: "https://e.gitee.com/acme/jobs/9?buildNumber=6" },
    trigger: { type: "manual" },
    actor: { name: "周宁" },
    state: "success",
    ...more,
  });

const others: Readonly<Record<string, Event>> = {
  alert: {
    ...base,
    kind: "alert",
    status: "firing",
    name: "DiskFull",
    severity: "critical",
    groupKey: "g",
    url: "https://alerts.example.com/g",
    alerts: [
      {
        labels: { alertname: "DiskFull", severity: "critical", host: "db-1" },
        annotations: {},
        values: { used: "97%" },
        startsAt: base.time,
        silenceUrl: "https://alerts.example.com/silence",
      },
    ],
  },
  change: {
    ...base,
    kind: "change",
    action: "merged",
    commits: [{ sha: "abcdef1234", shortSha: "abcdef1", title: "fix" }],
    change: {
      number: "12",
      title: "Fix login",
      url: "https://gitee.com/a/b/pulls/12",
      sourceBranch: "fix",
      targetBranch: "main",
    },
    repository: { fullName: "a/b" },
    actor: { username: "zhouning" },
  },
  deployment: {
    ...base,
    kind: "deployment",
    state: "failure",
    environment: { name: "production" },
    service: { name: "shop" },
    revision: "v1.2.0",
    reason: "probe failed",
  },
  artifact: {
    ...base,
    kind: "artifact",
    action: "scanned",
    name: "shop/web",
    tag: "1.2.0",
    vulnerabilities: { critical: 1, high: 4 },
  },
};

describe("contentOf", () => {
  it("lays out a pipeline as Gitee's notice does, its six fields in their order", () => {
    const event = run();
    expect(contentOf(event, defaultContent.pipeline, options)).toBe(
      [
        "#### ✅ 流水线执行成功",
        "",
        "【流水线名称】全流程测试 #6  ",
        "【阶段名称】上传  ",
        "【任务名称】上传制品  ",
        "【触发人】周宁  ",
        "【触发类型】手动触发  ",
        "【任务详情】[点击查看](dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fe.gitee.com%2Facme%2Fjobs%2F9%3FbuildNumber%3D6&pc_slide=true)",
      ].join("\n"),
    );
  });

  it("does not call a commit the task's details", () => {
    const { task: _, run: __, ...bare } = run();
    const commit = { sha: "a".repeat(40), shortSha: "aaaaaaa", url: "https://gitee.com/acme/shop/commit/a" };
    const event = { ...bare, task: { name: "上传制品" }, commit };
    expect(contentOf(event, ["task", "link"], { ...options, as: "text" })).toMatch(
      /【任务名称】上传制品\n【查看详情】https:\/\/gitee\.com\/acme\/shop\/commit\/a$/,
    );
  });

  it("says it in English and Russian", () => {
    const event = run({ state: "failure", durationMs: 192_000 });
    expect(contentOf(event, ["pipeline", "actor", "trigger", "duration"], { ...options, locale: "en" })).toBe(
      "#### ❌ Pipeline failed\n\nPipeline: 全流程测试 #6  \nTriggered by: 周宁  \nTrigger: manual  \nDuration: 3m 12s",
    );
    expect(contentOf(event, ["state"], { ...options, locale: "ru" })).toBe(
      "#### ❌ Конвейер: неудача\n\nСостояние: неудача",
    );
  });

  it("has no line for a value that is absent", () => {
    const bare = createPipelineEvent({ time: base.time, source, state: "unknown" });
    for (const locale of locales) {
      expect(
        linesOf(
          bare,
          contentFields.filter((field) => field !== "time"),
          { ...options, locale },
        ),
      ).toHaveLength(1);
    }
    expect(contentOf(bare, defaultContent.pipeline, options)).toBe("#### ❔ 流水线状态未知");
  });

  it("is plain text with bare URLs for a text message", () => {
    expect(contentOf(run(), ["task", "link"], { ...options, as: "text" })).toBe(
      "✅ 流水线执行成功\n【任务名称】上传制品\n【任务详情】https://e.gitee.com/acme/jobs/9?buildNumber=6",
    );
  });

  it("says how each task ended, and what failed only once", () => {
    const tasks = [
      { name: "test", state: "failure" },
      { name: "build", state: "success", url: "https://ci.example/build" },
    ] as const;
    const event = run({ tasks, failedTasks: [{ name: "test" }] });
    const [line = "", ...others] = linesOf(event, ["failedTasks", "tasks"], options);
    expect(others).toEqual([]);
    expect(line.replace(/\]\(.*?\)/g, "](its page)")).toBe(
      "【各任务结果】  \n• ❌ test 失败  \n• ✅ [build](its page) 成功",
    );
    expect(linesOf(event, ["failedTasks"], options)).toEqual(["【失败任务】test"]);
  });

  it("names what failed, ten at most, and counts the rest", () => {
    const failedTasks = Array.from({ length: 12 }, (_, index) => ({
      stage: "test",
      name: `unit-${index}`,
      reason: "exit 1",
    }));
    const [line = ""] = linesOf(run({ failedTasks }), ["failedTasks"], options);
    expect(line.split("\n")).toHaveLength(12);
    expect(line).toContain("test / unit-9: exit 1");
    expect(line).toContain("另有 2 项");
    expect(linesOf(run({ failedTasks: failedTasks.slice(0, 1) }), ["failedTasks"], options)).toEqual([
      "【失败任务】test / unit-0: exit 1",
    ]);
  });

  it("shows a pull request in place of the branch", () => {
    const event = run({
      ref: { branch: "fix" },
      change: { number: "12", title: "Fix", sourceBranch: "fix", targetBranch: "main" },
    });
    expect(linesOf(event, ["branch", "change"], options)).toEqual(["【合并请求】\\#12 Fix (fix → main)"]);
  });

  it.for(Object.entries(others))("tells of an event of kind %s in each language", ([, event]) => {
    for (const locale of locales) {
      const text = contentOf(event, defaultContent[event.kind], { ...options, locale });
      expect(text.split("\n").length).toBeGreaterThan(3);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      expect(text.split("\n").slice(2)).not.toContain("");
    }
  });

  it("shows an alert's labels where it has no summary, its values and a link that silences it", () => {
    const alert = others["alert"];
    if (alert === undefined) throw new Error("no alert");
    expect(linesOf(alert, ["alerts"], options)[0]).toMatch(/^【详情】host.*db-1 used.*97% \[静默\]\(dingtalk:/);
  });

  it("says how many alerts the sender left out, and takes none of them for resolved", () => {
    const cut = { ...others["alert"], truncatedAlerts: 240 } as AlertEvent;
    for (const locale of locales) {
      const left = textsOf(locale).truncated(240);
      expect(left).toContain("240");
      const [line = ""] = linesOf(cut, ["alerts"], { ...options, locale });
      expect(line.split("  \n• ").slice(1)).toEqual([expect.stringContaining("db-1"), left]);
      expect(titleOf(cut, { locale })).not.toContain("240");
      expect(titleOf({ ...cut, status: "resolved" }, { locale })).toContain(left);
      expect(contentOf({ ...cut, status: "resolved" }, [], { ...options, locale })).toContain(left);
    }
    const many = { ...cut, alerts: Array.from({ length: 12 }, () => cut.alerts).flat() };
    const [line = ""] = linesOf(many, ["alerts"], options);
    expect(line.split("  \n• ").slice(-2)).toEqual(["另有 2 项", "另有 240 项被发送方省略，状态未知"]);
  });

  it("has default fields that exist, for each kind", () => {
    for (const kind of eventKinds) expect(contentFields).toEqual(expect.arrayContaining([...defaultContent[kind]]));
  });
});

describe("titleOf", () => {
  it("says state, pipeline and branch", () => {
    expect(titleOf(run({ state: "failure", ref: { branch: "main" } }), options)).toBe("❌ 失败 · 全流程测试 · main");
    expect(titleOf(run({ ref: { branch: "main" } }), { ...options, transition: "fixed" })).toBe(
      "✅ 已恢复 · 全流程测试 · main",
    );
    expect(titleOf(run({ ref: { branch: "fix" }, change: { number: "12" } }), { ...options, locale: "en" })).toBe(
      "✅ succeeded · 全流程测试 · fix #12",
    );
  });

  it("can't be made to mention anybody, and keeps to one line", () => {
    const title = titleOf(run({ pipeline: { name: "@all\nx" }, ref: { branch: "@13900000000" } }), options);
    expect(title).not.toMatch(/@(?:all|1)|\n/);
  });
});

describe("headlineOf", () => {
  it("says what changed, but nothing of a run that passes as before", () => {
    expect(headlineOf(run({ state: "failure" }), { ...options, transition: "broken" })).toBe(
      "❌ 流水线执行失败（首次失败）",
    );
    expect(headlineOf(run(), { ...options, transition: "still_passing" })).toBe("✅ 流水线执行成功");
  });
});

describe("urlOf", () => {
  it("is the task's page, else the run's, else nothing that is no http(s) URL", () => {
    expect(urlOf(run())).toBe("https://e.gitee.com/acme/jobs/9?buildNumber=6");
    expect(urlOf(run({ task: { name: "t" }, run: { url: "https://gitee.com/run" } }))).toBe("https://gitee.com/run");
    expect(urlOf(run({ task: { name: "t", url: "javascript:alert(1)" } }))).toBeUndefined();
  });
});
