// The main job, on a mock of DingTalk: a Gitee pipeline starts, fails and is repaired, and its group is told by the built CLI.
// With DINGTALK_WEBHOOK (and DINGTALK_SECRET) set, the same messages go to the real group.
import { type SpawnSyncReturns, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type MockServer, sample, startMockDingTalk } from "@dingpipe/fixtures/node";

const cli = fileURLToPath(new URL("../apps/cli/bin/dingpipe.cjs", import.meta.url));
const isColoured = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
const isReal = (process.env["DINGTALK_WEBHOOK"] ?? "") !== "";

const TOKEN = "demo-token-of-the-mock";
const SECRET = "SEC-demo-secret-of-the-mock";

// A real robot may have no 加签.
const isSigned = !isReal || (process.env["DINGTALK_SECRET"] ?? "") !== "";

const CONFIG = `locale: zh-CN
robots:
  build:
    webhook: \${DINGTALK_WEBHOOK}${isSigned ? "\n    secret: ${DINGTALK_SECRET}" : ""}
rules:
  - name: 主干要一直是绿的
    on: [running, failed, fixed]
    text: |
      **\${GITEE_PIPELINE_DISPLAY_NAME}** #\${GITEE_PIPELINE_BUILD_NUMBER}，由 {{ event.actor.name }} 触发
    content: [pipeline, stage, task, actor, trigger, branch, commit, duration]
${isReal ? "" : '    mention: { mobiles: ["13900000000"], on: [broken] }\n'}`;

const steps = [
  { say: "1. 流水线开始", flags: ["--status", "running", "--task", "单元测试"] },
  { say: "2. 单元测试失败：提醒负责人", flags: ["--status", "FAIL", "--task", "单元测试", "--trigger", "push"] },
  { say: "3. 修复之后", flags: ["--status", "SUCC", "--task", "单元测试", "--trigger", "push"] },
] as const;

const folder = mkdtempSync(join(tmpdir(), "dingpipe-demo-"));
const mock = isReal ? undefined : await startMock();
try {
  writeFileSync(join(folder, "dingpipe.yaml"), CONFIG);
  process.stdout.write(
    isReal
      ? "DINGTALK_WEBHOOK 已设置：以下消息会发送到真实的钉钉群。\nDINGTALK_WEBHOOK is set: these messages go to the real group.\n\n"
      : "未设置 DINGTALK_WEBHOOK：使用本机的钉钉模拟服务。\nDINGTALK_WEBHOOK is not set: a mock of DingTalk on this machine takes the messages.\n\n",
  );
  for (const { say, flags } of steps) {
    heading(say);
    const seen = mock?.mock.messages().length ?? 0;
    const { status } = await notify(flags);
    if (status !== 0) throw new Error(`dingpipe notify ended with ${status}`);
    for (const message of mock?.mock.messages().slice(seen) ?? []) showMessage(message);
  }
  if (mock !== undefined) await showRefusal(mock);
} finally {
  await mock?.close();
  rmSync(folder, { recursive: true, force: true });
}

async function startMock(): Promise<MockServer> {
  return startMockDingTalk({ robots: { [TOKEN]: { secret: SECRET, group: "研发一组" } } });
}

async function showRefusal(server: MockServer): Promise<void> {
  heading("4. 密钥填错时：拒绝的原因与处理办法");
  const { status } = await notify(["--status", "FAIL"], { DINGTALK_SECRET: "SEC-copied-with-a-mistake" });
  const last = server.mock.requests().at(-1);
  if (status !== 10 || last?.verdict.errcode !== 310000) {
    throw new Error(`a wrong secret ended with ${status}, and the mock answered ${last?.verdict.errcode}`);
  }
  process.stdout.write(`${paint("2", `退出码 ${status}；群里什么也没有收到`)}\n`);
}

function notify(
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Pick<SpawnSyncReturns<string>, "status">> {
  const pipeline = sample("ci/gitee-go-push") as Record<string, string>;
  const target =
    mock === undefined ? {} : { DINGTALK_WEBHOOK: TOKEN, DINGTALK_SECRET: SECRET, DINGTALK_ENDPOINT: mock.url };
  const shown = flags.map((flag) => (/^[\w-]+$/.test(flag) ? flag : `"${flag}"`)).join(" ");
  process.stdout.write(`${paint("2", `> dingpipe notify ${shown}`)}\n`);
  const child = spawn(process.execPath, [cli, "notify", "--state-file", join(folder, "state.json"), ...flags], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, ...process.env, ...pipeline, ...target, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status }));
  });
}

type Shown = ReturnType<MockServer["mock"]["messages"]>[number];

function showMessage({ group, title, text, links, mentions }: Shown): void {
  const mentioned = [...mentions.mobiles, ...mentions.userIds, ...(mentions.all ? ["所有人"] : [])];
  const lines = [
    paint("1", title),
    "",
    ...text.split("\n").map(readable),
    ...links.map(({ title: words }) => paint("36", `[ ${words} ]`)),
    ...(mentioned.length > 0 ? ["", paint("33", `🔔 有人@你：${mentioned.join("、")}`)] : []),
  ];
  process.stdout.write(`\n  ${paint("2", `┌ ${group}`)}\n`);
  for (const line of lines) process.stdout.write(`  ${paint("2", "│")} ${line}\n`);
  process.stdout.write(`  ${paint("2", "└")}\n`);
}

/** A line of DingTalk's Markdown as a person reads it in the group. */
function readable(line: string): string {
  return line
    .trimEnd()
    .replace(/^#+ (.*)$/u, (_, words: string) => paint("1", words))
    .replace(/\*\*(.+?)\*\*/gu, (_, words: string) => paint("1", words))
    .replace(/\[((?:\\.|[^\]\\])*)\]\([^)]*\)/gu, (_, words: string) => paint("36;4", words))
    .replace(/\\([!-/:-@[-`{-~])/gu, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function heading(words: string): void {
  process.stdout.write(`\n${paint("1;34", words)}\n`);
}

function paint(code: string, words: string): string {
  return isColoured ? `\u001b[${code}m${words}\u001b[0m` : words;
}
