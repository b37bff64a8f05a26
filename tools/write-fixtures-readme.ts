// Writes the tables of the READMEs of fixtures from what the mock really answers and from the contract suite's own data.
// `node tools/write-fixtures-readme.ts` rewrites them; a test of fixtures holds them equal.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  createClock,
  createMockDingTalk,
  expectedSign,
  faultKinds,
  type RobotSettings,
  scenarioGroups,
} from "../packages/fixtures/src/index.ts";

const TOKEN = "token";
const SECRET = "SECsecret";
const MINUTE_MS = 60_000;
const text = { msgtype: "text", text: { content: "构建完成" } };

type Language = "en" | "zh-CN";
type Words = Readonly<Record<Language, string>>;

interface Call {
  readonly method?: string;
  readonly token?: string;
  /** How the timestamp and sign that a right sender would send are changed; absent: not sent. */
  readonly sign?: (timestamp: number) => Promise<string>;
  readonly contentType?: string;
  readonly body?: unknown;
}

interface Row extends Words {
  readonly robot?: RobotSettings;
  readonly earlierCalls?: number;
  readonly call?: Call;
}

const signed: RobotSettings = { secret: SECRET };

const rows: readonly Row[] = [
  { en: "no signature", "zh-CN": "没有签名", robot: signed },
  { en: "a wrong signature", "zh-CN": "签名错误", robot: signed, call: { sign: (now) => query(now, "SECother") } },
  {
    en: "the time is 61 minutes off",
    "zh-CN": "时间相差 61 分钟",
    robot: signed,
    call: { sign: (now) => query(now - 61 * MINUTE_MS) },
  },
  {
    en: "seconds for milliseconds",
    "zh-CN": "时间戳用了秒而不是毫秒",
    robot: signed,
    call: { sign: (now) => query(Math.floor(now / 1_000)) },
  },
  {
    en: "the signature is URL-encoded twice (strict, the default)",
    "zh-CN": "签名做了两次 URL 编码（严格模式，默认）",
    robot: signed,
    call: {
      sign: async (now) =>
        `&timestamp=${now}&sign=${encodeURIComponent(encodeURIComponent(await expectedSign(SECRET, String(now))))}`,
    },
  },
  { en: "no keyword", "zh-CN": "缺少关键词", robot: { keywords: ["告警"] } },
  { en: "an address outside the ranges", "zh-CN": "IP 不在白名单", robot: { ipRanges: ["203.0.113.0/24"] } },
  { en: "a body of 20,001 bytes", "zh-CN": "请求体 20,001 字节", call: { body: longBody(20_001) } },
  {
    en: "a `msgUuid` of 129 characters (strict, the default)",
    "zh-CN": "`msgUuid` 有 129 个字符（严格模式，默认）",
    call: { body: { ...text, msgUuid: "u".repeat(129) } },
  },
  {
    en: "51 people in `at` (strict, the default)",
    "zh-CN": "`at` 里有 51 人（严格模式，默认）",
    call: { body: { ...text, at: { atUserIds: Array.from({ length: 51 }, (_, index) => `user${index}`) } } },
  },
  { en: "the 21st message in a minute", "zh-CN": "一分钟内的第 21 条", earlierCalls: 20 },
  {
    en: "the 21st message (`throttleAnswer: 410100`)",
    "zh-CN": "第 21 条（`throttleAnswer: 410100`）",
    robot: { throttleAnswer: 410100 },
    earlierCalls: 20,
  },
  { en: "the month is used up", "zh-CN": "当月额度用完", robot: { monthlyQuota: 0 } },
  {
    en: "wrong casing: `actioncard`",
    "zh-CN": "大小写错误：`actioncard`",
    call: { body: { msgtype: "actioncard", actioncard: {} } },
  },
  {
    en: "wrong casing: `actionUrl` in a button",
    "zh-CN": "大小写错误：按钮写成 `actionUrl`",
    call: {
      body: {
        msgtype: "actionCard",
        actionCard: { title: "x", text: "x", btns: [{ title: "x", actionUrl: "https://ci.example.com" }] },
      },
    },
  },
  {
    en: "wrong casing: `messageURL` in a link",
    "zh-CN": "大小写错误：link 写成 `messageURL`",
    call: { body: { msgtype: "link", link: { title: "x", text: "x", messageURL: "https://ci.example.com" } } },
  },
  {
    en: "a markdown without title",
    "zh-CN": "markdown 没有 title",
    call: { body: { msgtype: "markdown", markdown: { text: "x" } } },
  },
  { en: "a text without content", "zh-CN": "text 没有 content", call: { body: { msgtype: "text", text: {} } } },
  {
    en: "a feedCard without links",
    "zh-CN": "feedCard 没有 links",
    call: { body: { msgtype: "feedCard", feedCard: {} } },
  },
  { en: "an unknown token", "zh-CN": "token 不存在", call: { token: "other" } },
  { en: "no token", "zh-CN": "没有 token", call: { token: "" } },
  { en: "GET", "zh-CN": "GET 请求", call: { method: "GET" } },
  { en: "a body that is no JSON", "zh-CN": "请求体不是 JSON", call: { body: "构建完成" } },
  { en: "another content type", "zh-CN": "Content-Type 不对", call: { contentType: "text/plain" } },
  { en: "a disabled robot", "zh-CN": "机器人已停用", robot: { state: "disabled" } },
  { en: "a removed robot", "zh-CN": "机器人已移除", robot: { state: "removed" } },
  { en: "a dissolved group", "zh-CN": "群已解散", robot: { state: "group_dissolved" } },
  { en: "a robot that may not send", "zh-CN": "机器人被禁止发送", robot: { state: "send_forbidden" } },
  {
    en: "everybody, where only the owner may",
    "zh-CN": "仅群主可 @所有人",
    robot: { atAllAllowed: false },
    call: { body: { ...text, at: { isAtAll: true } } },
  },
  { en: "an unsafe link", "zh-CN": "不安全链接", robot: { audit: { urls: ["构建"] } } },
];

const headings = {
  en: { refusals: "| sent | errcode | errmsg |", faults: "| fault | does the group see it |", yes: "yes", no: "no" },
  "zh-CN": {
    refusals: "| 发送的内容 | errcode | errmsg |",
    faults: "| 故障 | 群里能看到消息吗 |",
    yes: "能",
    no: "不能",
  },
} as const;

/** The generated parts of a README, by the name of their markers. */
export async function fixturesTables(language: Language): Promise<Readonly<Record<string, string>>> {
  const answers = await Promise.all(rows.map(async (row) => ({ row, answer: await send(row) })));
  const refusals = answers.map(
    ({ row, answer }) => `| ${row[language]} | ${answer.errcode} | ${cell(answer.errmsg)} |`,
  );
  const words = headings[language];
  const faults = Object.entries(faultKinds).map(
    ([name, { accepts }]) => `| \`${name}\` | ${accepts ? words.yes : words.no} |`,
  );
  const groups = Object.entries(scenarioGroups);
  const count = groups.reduce((sum, [, { length }]) => sum + length, 0);
  return {
    refusals: [words.refusals, "| --- | --- | --- |", ...refusals].join("\n"),
    faults: [words.faults, "| --- | --- |", ...faults].join("\n"),
    scenarios: [
      language === "en" ? `${count} scenarios.` : `共 ${count} 个场景（名称为英文）。`,
      ...groups.map(([group, list]) =>
        [`**${group}** (${list.length})`, "", ...list.map(({ name }) => `- ${cell(name)}`)].join("\n"),
      ),
    ].join("\n\n"),
  };
}

/** A README with its generated parts replaced. */
export function withTables(readme: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((whole, [name, table]) => {
    const start = whole.indexOf(`<!-- ${name} -->`);
    const end = whole.indexOf(`<!-- /${name} -->`);
    if (start === -1 || end < start) throw new Error(`no markers named ${name}`);
    return `${whole.slice(0, start)}<!-- ${name} -->\n\n${table}\n\n${whole.slice(end)}`;
  }, readme);
}

/** The READMEs that have generated parts. */
export const readmes: readonly { readonly language: Language; readonly path: string }[] = [
  { language: "en", path: fileURLToPath(new URL("../packages/fixtures/README.md", import.meta.url)) },
  { language: "zh-CN", path: fileURLToPath(new URL("../packages/fixtures/README.zh-CN.md", import.meta.url)) },
];

async function send({
  robot = {},
  earlierCalls = 0,
  call = {},
}: Row): Promise<{ readonly errcode: number; readonly errmsg: string }> {
  const clock = createClock();
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: robot } });
  const { method = "POST", token = TOKEN, sign, contentType = "application/json", body = text } = call;
  for (let sent = 0; sent < earlierCalls; sent += 1)
    await mock.fetch(`https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`, { method: "POST" });
  const reply = await mock.fetch(
    `https://oapi.dingtalk.com/robot/send?access_token=${token}${(await sign?.(clock.now())) ?? ""}`,
    {
      method,
      headers: { "content-type": contentType },
      ...(method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    },
  );
  return (await reply.json()) as { readonly errcode: number; readonly errmsg: string };
}

async function query(timestamp: number, secret = SECRET): Promise<string> {
  return `&timestamp=${timestamp}&sign=${encodeURIComponent(await expectedSign(secret, String(timestamp)))}`;
}

function longBody(bytes: number): string {
  const frame = JSON.stringify({ msgtype: "text", text: { content: "" } });
  return frame.replace('""', `"${"x".repeat(bytes - frame.length)}"`);
}

function cell(value: string): string {
  return value.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { language, path } of readmes)
    writeFileSync(path, withTables(readFileSync(path, "utf8"), await fixturesTables(language)));
}
