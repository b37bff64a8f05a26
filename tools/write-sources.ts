// Writes docs/sources.md and docs/sources.zh-CN.md from the sources themselves and their samples: node tools/write-sources.ts
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Event, listVariables } from "@dingpipe/core";
import {
  type CiSource,
  type CiTexts,
  type HmacScheme,
  loadCiSources,
  loadSource,
  loadSourceTexts,
  sourceTypes,
  type WebhookSource,
  type WebhookTexts,
} from "@dingpipe/sources";
import { statusWords } from "../packages/sources/src/states.ts";
import { receiveSample, samplesOf } from "../packages/sources/src/webhooks/read-sample.fixture.ts";

type Language = "en" | "zh-CN";

const words = {
  en: {
    title: "Sources",
    other: "[简体中文](sources.zh-CN.md)",
    intro: [
      "Who dingpipe understands: the CIs whose jobs run `dingpipe notify` or `dingpipe exec`, and the senders whose webhooks a gateway receives. Made from the code and its samples; `dingpipe sources NAME` prints the same, `dingpipe explain` shows what it makes of an event of yours.",
      "A status is never guessed: where a CI does not tell it, the state is `unknown`, and the hint says what to do.",
    ],
    ci: "CI environments",
    ciIntro: "Detected in this order, unless `--provider` names one. A field whose variables are all empty is absent.",
    status: "The status",
    fields: ["Field", "From"],
    states: ["State", "Its words"],
    webhooks: "Webhooks",
    webhooksIntro:
      "A door (`sources.<name>` in the configuration) has a type and a credential. A `token` may stand in the path for every sender (`/hooks/<name>/<token>`), for those that can set no header. Every credential that a door has must hold; two of a kind may be given while they are rotated.",
    setup: "Setting it up",
    credentials: ["Credential", "How it is checked"],
    events: ["Its event", "Kind", "Told"],
    told: "yes",
    untold: {
      part_of_run: "when asked for: part of a run",
      told_elsewhere: "when asked for: told by another event",
      other: "when asked for",
    },
    eventFields: "Fields of its events",
    lacks: "What it does not say",
    signature: (scheme: HmacScheme) =>
      `${scheme.header}: HMAC-${scheme.hash.replace("-", "")}, ${scheme.encoding}${scheme.leavesBodyOpen === true ? "; it does not cover the body: whoever saw one delivery can alter the next for as long as its timestamp counts, so use TLS and a path token too" : ""}${scheme.timestamp === undefined ? "" : `; at most ${scheme.timestamp.toleranceMs / 60_000} minutes old (${scheme.timestamp.header})`}`,
    token: (header: string | undefined) => (header === undefined ? "in the path" : `${header}, or in the path`),
    password: (header: string | undefined) =>
      header === undefined ? "the password of `Authorization: Basic`" : header,
    bearer: "`Authorization: Bearer`",
    note: "<!-- Made by tools/write-sources.ts; change packages/sources/src instead. -->",
    separator: ": ",
  },
  "zh-CN": {
    title: "来源",
    other: "[English](sources.md)",
    intro: [
      "dingpipe 看得懂谁：任务里运行 `dingpipe notify` 或 `dingpipe exec` 的 CI，以及网关接收 webhook 的各种平台。本页由代码和样例生成；`dingpipe sources 名称` 打印同样的内容，`dingpipe explain` 显示它怎样理解你的事件。",
      "状态从不猜测：CI 没有给出时就是 `unknown`，并提示该怎么做。",
    ],
    ci: "CI 环境",
    ciIntro: "按以下顺序自动识别，也可以用 `--provider` 指定。变量都为空的字段视为没有。",
    status: "怎样得到状态",
    fields: ["字段", "取自"],
    states: ["状态", "原词"],
    webhooks: "Webhook",
    webhooksIntro:
      "每个入口（配置里的 `sources.<名称>`）有类型和凭证。任何平台都可以把 `token` 放在路径里（`/hooks/<名称>/<token>`），供不能设置请求头的平台使用。入口配置的每一种凭证都必须通过；轮换期间同一种凭证可以写两个。",
    setup: "怎样设置",
    credentials: ["凭证", "怎样校验"],
    events: ["平台的事件", "种类", "是否通知"],
    told: "是",
    untold: {
      part_of_run: "点名才通知：一次运行的一部分",
      told_elsewhere: "点名才通知：另一个事件已通知",
      other: "点名才通知",
    },
    eventFields: "事件里有的字段",
    lacks: "它不提供",
    signature: (scheme: HmacScheme) =>
      `${scheme.header}：HMAC-${scheme.hash.replace("-", "")}，${scheme.encoding}${scheme.leavesBodyOpen === true ? "；签名不覆盖请求体：见过一次投递的人，在时间戳有效期内可以改写请求体，所以请用 HTTPS，并同时使用路径里的 token" : ""}${scheme.timestamp === undefined ? "" : `；时间戳（${scheme.timestamp.header}）最多相差 ${scheme.timestamp.toleranceMs / 60_000} 分钟`}`,
    token: (header: string | undefined) => (header === undefined ? "放在路径里" : `${header}，或放在路径里`),
    password: (header: string | undefined) => (header === undefined ? "`Authorization: Basic` 的密码" : header),
    bearer: "`Authorization: Bearer`",
    note: "<!-- 由 tools/write-sources.ts 生成；请改 packages/sources/src。 -->",
    separator: "：",
  },
} as const;

/** The page in a language. */
export async function sourcesPage(language: Language): Promise<string> {
  const { title, other, intro, ci, ciIntro, webhooks, webhooksIntro, note } = words[language];
  const lines = [
    `# ${title}`,
    other,
    note,
    ...intro,
    `## ${ci}`,
    ciIntro,
    ...(await loadCiSources()).flatMap((source) => ciSection(source, language)),
    `## ${webhooks}`,
    webhooksIntro,
  ];
  for (const type of sourceTypes) {
    const [source, texts] = [await loadSource(type), await loadSourceTexts(type)];
    if (source !== undefined && texts !== undefined) lines.push(...(await webhookSection(source, texts, language)));
  }
  return `${lines.join("\n\n")}\n`;
}

function ciSection({ id, names, statusOptions, fields }: CiSource & CiTexts, language: Language): readonly string[] {
  const text = words[language];
  const rows = Object.entries(fields ?? {}).map(([field, value]) => [
    `\`${field}\``,
    ("of" in value ? value.of : value).map((name: string) => `\`${name}\``).join(", "),
  ]);
  return [
    `### ${names[language]} (\`${id}\`)`,
    `**${text.status}**${text.separator}${statusOptions[language]}`,
    ...table(text.fields, rows),
    ...statesTable(id, language),
  ];
}

async function webhookSection(
  source: WebhookSource,
  { names, setup, lacks }: WebhookTexts,
  language: Language,
): Promise<readonly string[]> {
  const text = words[language];
  const { rows, fields } = await told(source, language);
  return [
    `### ${names[language]} (\`${source.id}\`)`,
    `**${text.setup}**${text.separator}${setup[language]}`,
    ...table(text.credentials, credentialRows(source, language)),
    ...table(text.events, rows),
    `**${text.eventFields}**${text.separator}${fields.map((field) => `\`${field}\``).join(" ")}`,
    ...statesTable(source.id, language),
    ...(lacks === undefined ? [] : [`**${text.lacks}**${text.separator}${lacks[language]}`]),
  ];
}

function credentialRows({ verification }: WebhookSource, language: Language): readonly (readonly string[])[] {
  const { secret, token, password, bearer } = verification;
  const text = words[language];
  return [
    ...(secret === undefined ? [] : [["`secret`", text.signature(secret)]]),
    ["`token`", text.token(token?.header)],
    ...(password === undefined ? [] : [["`password`", text.password(password.header)]]),
    ...(bearer === undefined ? [] : [["`bearer`", text.bearer]]),
  ];
}

/** What the samples of a sender become: its events, and the fields that any of them has. */
async function told(source: WebhookSource, language: Language) {
  const text = words[language];
  const rows = new Map<string, readonly string[]>();
  const fields = new Set<string>();
  const order = listVariables().map(({ path }) => path);
  for (const name of samplesOf(source.id)) {
    const received = await receiveSample(name);
    if (received.verdict !== "events") continue;
    for (const event of received.events) {
      const why = received.untold;
      const answer =
        why === undefined
          ? text.told
          : why === "part_of_run" || why === "told_elsewhere"
            ? text.untold[why]
            : text.untold.other;
      const row = [`\`${event.source.event ?? "-"}\``, event.kind, answer];
      rows.set(row.join(), row);
      for (const path of pathsOf(event, "event")) if (order.includes(path)) fields.add(path.replace("event.", ""));
    }
  }
  const own = [...fields].filter((field) => !/^(?:id|kind|time|source)(?:\.|$)/.test(field));
  const sorted = own.sort((a, b) => order.indexOf(`event.${a}`) - order.indexOf(`event.${b}`));
  // A group says no more than its fields.
  const leaves = sorted.filter(
    (field) => !sorted.some((other) => other.startsWith(`${field}.`) || other.startsWith(`${field}[]`)),
  );
  return { rows: [...rows.values()], fields: leaves };
}

function pathsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => pathsOf(item, `${path}[]`))];
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value as Event).flatMap(([name, field]) => pathsOf(field, `${path}.${name}`))];
}

function statesTable(id: string, language: Language): readonly string[] {
  const known: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = statusWords;
  const rows = Object.entries(known[id] ?? {}).map(([state, list]) => [
    `\`${state}\``,
    list.map((word) => `\`${word}\``).join(" "),
  ]);
  return table(words[language].states, rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")];
}

/** Where the page of a language is kept. */
export function sourcesFile(language: Language): string {
  return fileURLToPath(
    new URL(`../docs/${language === "en" ? "sources.md" : `sources.${language}.md`}`, import.meta.url),
  );
}

if (import.meta.main) {
  for (const language of ["en", "zh-CN"] as const) writeFileSync(sourcesFile(language), await sourcesPage(language));
}
