import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sample } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { withGroup } from "./group.ts";
import { runCli, startCli, workFolder } from "./run-cli.ts";

const gitee = sample("ci/gitee-go-push") as Record<string, string>;
/** What Gitee's environment does not say. */
const missing = [
  "--task",
  "上传制品",
  "--trigger",
  "手动触发",
  "--url",
  "https://gitee.example.com/jobs/9?buildNumber=6",
];

const words = {
  "zh-CN": {
    success: "成功",
    failure: "失败",
    error: "异常",
    canceled: "已取消",
    skipped: "已跳过",
    timed_out: "超时",
  },
  en: {
    success: "succeeded",
    failure: "failed",
    error: "broke down",
    canceled: "canceled",
    skipped: "skipped",
    timed_out: "timed out",
  },
  ru: {
    success: "успешно",
    failure: "неудача",
    error: "сбой",
    canceled: "отменено",
    skipped: "пропущено",
    timed_out: "истекло время",
  },
} as const;

const labels = {
  "zh-CN": ["流水线名称", "阶段名称", "任务名称", "触发人", "触发类型", "任务详情"],
  en: ["Pipeline", "Stage", "Task", "Trigger"],
  ru: ["Конвейер", "Этап", "Задача"],
} as const;

const statuses = [
  { status: "SUCC", state: "success" },
  { status: "FAIL", state: "failure" },
  { status: "CANCEL", state: "canceled" },
  { status: "SKIP", state: "skipped" },
  { status: "success", state: "success" },
  { status: "failure", state: "failure" },
  { status: "cancelled", state: "canceled" },
  { status: "skipped", state: "skipped" },
  { status: "failed", state: "failure" },
  { status: "canceled", state: "canceled" },
  { status: "0", state: "success" },
  { status: "1", state: "failure" },
  { status: "124", state: "timed_out" },
  { status: "127", state: "error" },
  { status: "130", state: "canceled" },
] as const;

const languages = ["zh-CN", "en", "ru"] as const;
const all = [
  ...statuses.map((row) => ({ ...row, locale: "zh-CN" as const })),
  ...statuses.slice(0, 4).flatMap((row) => (["en", "ru"] as const).map((locale) => ({ ...row, locale }))),
];

function hasEmptyLine(text: string): boolean {
  return text.split("\n").some((line) => /[：:】]\s*$/.test(line) || /undefined|null|\$\{/.test(line));
}

describe("dingpipe notify", () => {
  it.concurrent.for(all)("--status $status is $state, in $locale", async ({ status, state, locale }, { expect }) => {
    await withGroup({}, async (group) => {
      const result = await runCli(["notify", "--status", status, "--locale", locale, ...missing], {
        env: { ...gitee, ...group.env },
      });
      expect(result).toMatchObject({ exitCode: 0 });
      const { title, text } = group.message();
      expect(title).toContain(words[locale][state]);
      expect(title).toContain("商城发布");
      for (const label of labels[locale]) expect(text).toContain(label);
      expect(text).toContain("上传制品");
      expect(hasEmptyLine(text)).toBe(false);
    });
  });

  it.concurrent.for(languages)(
    "says what is there and no empty line without the flags, in %s",
    async (locale, { expect }) => {
      await withGroup({}, async (group) => {
        await runCli(["notify", "--status", "FAIL", "--locale", locale], { env: { ...gitee, ...group.env } });
        const { title, text } = group.message();
        expect(title).toContain("商城发布");
        expect(text).not.toContain(labels[locale][2]);
        expect(hasEmptyLine(text)).toBe(false);
      });
    },
  );

  it.concurrent("hints how to hand over the status where none is known", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const { exitCode, stderr } = await runCli(["notify"], { env: { ...gitee, ...group.env } });
      expect(exitCode).toBe(0);
      expect(group.message().title).toContain("状态未知");
      expect(stderr).toContain("不知道运行结果");
    });
  });

  it.concurrent("uses the file of the repository's root, and names it", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const root = workFolder({
        ".git/HEAD": "",
        "app/.keep": "",
        "dingpipe.yaml":
          "locale: en\nrobots: { ops: { webhook: '${DINGTALK_WEBHOOK}' } }\nrules:\n  - { name: red, on: [failed] }\n",
      });
      const { stdout, stderr } = await runCli(["notify", "--status", "FAIL"], {
        cwd: join(root, "app"),
        env: { ...gitee, ...group.env },
      });
      expect(stderr).toContain(`using the configuration ${join(root, "dingpipe.yaml")}`);
      expect(stdout).toContain("delivered to ops");
      expect(group.message().title).toContain("failed");
    });
  });

  it.concurrent("keeps the last state, and tells of the repair alone", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const cwd = workFolder({
        "dingpipe.yaml": "robots: { ops: { webhook: '${DINGTALK_WEBHOOK}' } }\nrules:\n  - { on: [fixed] }\n",
      });
      const run = (status: string, number: string) =>
        runCli(["notify", "--status", status, "--state-file", "cache/state.json"], {
          cwd,
          env: { ...gitee, ...group.env, GITEE_PIPELINE_BUILD_NUMBER: number },
        });
      await run("FAIL", "1");
      expect(group.mock.messages()).toHaveLength(0);
      await run("SUCC", "2");
      expect(group.message().title).toContain("已恢复");
      const { version, states } = JSON.parse(readFileSync(join(cwd, "cache/state.json"), "utf8"));
      expect(version).toBe(1);
      expect(Object.values(states)).toEqual([expect.objectContaining({ state: "success", run: "2" })]);
    });
  });

  it.concurrent("does not keep the state of what was not delivered", async ({ expect }) => {
    await withGroup({ state: "disabled" }, async (group) => {
      const cwd = workFolder();
      await runCli(["notify", "--status", "FAIL", "--state-file", "state.json"], {
        cwd,
        env: { ...gitee, ...group.env },
      });
      expect(() => readFileSync(join(cwd, "state.json"))).toThrow("ENOENT");
    });
  });

  it.concurrent("ends within two seconds of SIGTERM", async ({ expect }) => {
    await withGroup({}, async (group) => {
      group.mock.faults.push({ fault: "hang" });
      const { child, done, seen } = startCli(["notify", "--status", "FAIL", "--locale", "en"], {
        env: { ...gitee, ...group.env, NODE_DEBUG: "" },
      });
      const arrived = new Promise<void>((resolve) => {
        const check = () => (group.mock.requests().length > 0 ? resolve() : setImmediate(check));
        check();
      });
      await arrived;
      const before = process.hrtime.bigint();
      child.kill("SIGTERM");
      const { exitCode, stderr } = await done;
      expect(Number(process.hrtime.bigint() - before) / 1e6).toBeLessThan(2_000);
      expect(exitCode).toBe(143);
      expect(stderr).toContain("may have arrived or not");
      await seen("SIGTERM");
    });
  });

  it.concurrent("sends one message to the event of a file, and to one from standard input", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const event = JSON.stringify(sample("events/pipeline-failure"));
      const cwd = workFolder({ "event.json": event });
      await runCli(["notify", "--event", "event.json"], { cwd, env: group.env });
      await runCli(["notify", "--event", "-", "--title", "second"], { cwd, env: group.env, stdin: event });
      expect(group.mock.messages().map(({ title }) => title.includes("second"))).toEqual([false, true]);
    });
  });

  it.concurrent("prints nothing that a CI or a terminal acts on from hostile text", async ({ expect }) => {
    await withGroup({}, async (group) => {
      const env = { ...(sample("ci/gitee-go-hostile-log-commands") as Record<string, string>), ...group.env };
      for (const more of [[], ["--dry-run"], ["--json", "--dry-run"]]) {
        const { stdout, stderr } = await runCli(["notify", "--status", "FAIL", "--verbose", ...more], { env });
        expect(`${stdout}${stderr}`).not.toMatch(/^\s*::|##vso\[|##teamcity\[|##\[|section_start:/im);
        expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]/u);
      }
    });
  });
});
