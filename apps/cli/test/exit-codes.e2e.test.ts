import type { Fault, RobotSettings } from "@dingpipe/fixtures";
import { sample } from "@dingpipe/fixtures/node";
import { describe, it } from "vitest";
import { withGroup } from "./group.ts";
import { fastClock, runCli, workFolder } from "./run-cli.ts";

interface Row {
  readonly name: string;
  readonly exitCode: number;
  readonly args: readonly string[];
  readonly settings?: RobotSettings;
  readonly fault?: Fault;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly zh: string;
  readonly en: string;
}

const gitee = sample("ci/gitee-go-push") as Record<string, string>;
const pullRequest = sample("ci/gitee-go-pull-request") as Record<string, string>;
const fail = ["notify", "--status", "FAIL"];
const noRule = {
  "dingpipe.yaml": "robots: { ops: { webhook: '${DINGTALK_WEBHOOK}' } }\nrules:\n  - { on: [success] }\n",
};
const secret = "SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd";

const rows: readonly Row[] = [
  { name: "sent", exitCode: 0, args: fail, zh: "已送达 default", en: "delivered to default" },
  { name: "nothing to send", exitCode: 0, args: fail, files: noRule, zh: "没有要发的消息", en: "nothing to send" },
  {
    name: "a failure that --fail-on tolerates",
    exitCode: 0,
    args: fail,
    fault: { fault: "html" },
    zh: "不影响构建结果",
    en: "does not fail the build",
  },
  {
    name: "a pull request without the secret",
    exitCode: 0,
    args: fail,
    env: { ...pullRequest, DINGTALK_WEBHOOK: "" },
    zh: "合并请求",
    en: "pull request",
  },
  {
    name: "an option that does not exist",
    exitCode: 2,
    args: [...fail, "--stats", "x"],
    zh: "没有选项 --stats",
    en: "there is no option --stats",
  },
  {
    name: "a wrong choice",
    exitCode: 2,
    args: [...fail, "--fail-on", "allways"],
    zh: "--fail-on 的值 allways 无效",
    en: "--fail-on can't be allways",
  },
  {
    name: "a command that does not exist",
    exitCode: 2,
    args: ["notifi"],
    zh: "是不是 notify？",
    en: "did you mean notify?",
  },
  {
    name: "an event that is none",
    exitCode: 2,
    args: ["notify", "--event", "event.json"],
    files: { "event.json": "{}" },
    zh: "kind",
    en: "kind",
  },
  {
    name: "nothing to send under --fail-on-empty",
    exitCode: 3,
    args: [...fail, "--fail-on-empty"],
    files: noRule,
    zh: "没有要发的消息",
    en: "nothing to send",
  },
  {
    name: "no webhook",
    exitCode: 10,
    args: fail,
    env: { ...gitee, DINGTALK_WEBHOOK: "" },
    zh: "请设置环境变量 DINGTALK_WEBHOOK",
    en: "set DINGTALK_WEBHOOK",
  },
  {
    name: "a webhook of another host",
    exitCode: 10,
    args: fail,
    env: { ...gitee, DINGTALK_WEBHOOK: "https://example.com/robot/send?access_token=abc" },
    zh: "default",
    en: "default",
  },
  {
    name: "a wrong configuration",
    exitCode: 10,
    args: fail,
    files: { "dingpipe.yaml": "robots: { ops: { webhok: x } }" },
    zh: "webhok",
    en: "webhok",
  },
  {
    name: "a configuration that is not there",
    exitCode: 10,
    args: [...fail, "--config", "none.yaml"],
    zh: "不存在",
    en: "is not there",
  },
  {
    name: "two configurations",
    exitCode: 10,
    args: fail,
    files: { ...noRule, "dingpipe.json": "{}" },
    zh: "请只留一个",
    en: "keep one",
  },
  {
    name: "a robot that does not exist",
    exitCode: 10,
    args: [...fail, "--robot", "opps"],
    files: noRule,
    zh: "是不是 ops？",
    en: "did you mean ops?",
  },
  {
    name: "a reference without a value",
    exitCode: 10,
    args: fail,
    files: { "dingpipe.yaml": "robots: { ops: { webhook: '${NO_SUCH_NAME}' } }\nrules: [{ on: [failed] }]\n" },
    zh: "NO_SUCH_NAME",
    en: "NO_SUCH_NAME",
  },
  {
    name: "a wrong sign",
    exitCode: 10,
    args: fail,
    settings: { secret },
    env: { ...gitee, DINGTALK_SECRET: `${secret}0` },
    zh: "310000",
    en: "310000",
  },
  { name: "a missing keyword", exitCode: 10, args: fail, settings: { keywords: ["部署"] }, zh: "310000", en: "310000" },
  {
    name: "a disabled robot",
    exitCode: 10,
    args: fail,
    settings: { state: "disabled" },
    zh: "没有送达 default",
    en: "not delivered to default",
  },
  {
    name: "a removed robot",
    exitCode: 10,
    args: fail,
    settings: { state: "removed" },
    zh: "没有送达 default",
    en: "not delivered to default",
  },
  {
    name: "a sender that is not allowed",
    exitCode: 10,
    args: fail,
    settings: { ipRanges: ["203.0.113.0/24"] },
    zh: "310000",
    en: "310000",
  },
  {
    name: "a message that is refused",
    exitCode: 11,
    args: [...fail, "--mention", "all", "--fail-on", "any"],
    settings: { atAllAllowed: false },
    zh: "没有送达 default",
    en: "not delivered to default",
  },
  {
    name: "an answer that can't be understood",
    exitCode: 12,
    args: [...fail, "--fail-on", "any"],
    fault: { fault: "html" },
    zh: "没有送达 default",
    en: "not delivered to default",
  },
  {
    name: "nobody listens",
    exitCode: 12,
    args: [...fail, "--fail-on", "any"],
    env: { ...gitee, DINGTALK_ENDPOINT: "http://127.0.0.1:9" },
    zh: "没有送达 default",
    en: "not delivered to default",
  },
  {
    name: "the month is used up",
    exitCode: 13,
    args: [...fail, "--fail-on", "any"],
    settings: { monthlyQuota: 0 },
    zh: "90030",
    en: "90030",
  },
];

describe("exit codes", () => {
  it.concurrent.for(rows.flatMap((row) => (["zh-CN", "en"] as const).map((locale) => ({ ...row, locale }))))(
    "$name is $exitCode, told in $locale",
    async ({ exitCode, args, settings = {}, fault, env = gitee, files = {}, locale, zh, en }, { expect }) => {
      await withGroup(settings, async (group) => {
        if (fault !== undefined) group.mock.faults.push({ ...fault, times: 20 });
        const result = await runCli([...args], {
          cwd: workFolder(files),
          env: { ...group.env, DINGPIPE_LOCALE: locale, ...env },
          nodeArgs: fastClock,
        });
        expect(result.exitCode, `${result.stdout}${result.stderr}`).toBe(exitCode);
        expect(`${result.stdout}${result.stderr}`).toContain(locale === "en" ? en : zh);
      });
    },
  );

  it.concurrent("is 13 where the robot is too fast", async ({ expect }) => {
    await withGroup({}, async (group) => {
      for (let count = 0; count < 20; count += 1) {
        await group.mock.fetch(group.env["DINGTALK_WEBHOOK"] ?? "", { method: "POST" });
      }
      const { exitCode, stderr } = await runCli([...fail, "--fail-on", "any"], { env: { ...gitee, ...group.env } });
      expect(exitCode, stderr).toBe(13);
    });
  });

  it.concurrent("is the lowest of several that is not 0", async ({ expect }) => {
    await withGroup({ state: "disabled" }, async (group) => {
      const config =
        "robots:\n  ok: { webhook: '${OK}' }\n  off: { webhook: '${DINGTALK_WEBHOOK}' }\nrules: [{ on: [failed], robots: [ok, off] }]\n";
      const token = "f".repeat(64);
      group.mock.robots.set(token, {});
      const { exitCode, stdout } = await runCli([...fail, "--json"], {
        cwd: workFolder({ "dingpipe.yaml": config }),
        env: { ...gitee, ...group.env, OK: `https://oapi.dingtalk.com/robot/send?access_token=${token}` },
      });
      expect(exitCode).toBe(10);
      const { deliveries, ok } = JSON.parse(stdout);
      expect(ok).toBe(false);
      expect(deliveries.map((delivery: { robot: string; class: string }) => [delivery.robot, delivery.class])).toEqual([
        ["ok", "delivered"],
        ["off", "rejected"],
      ]);
    });
  });
});
