// Writes docs/variables.md and docs/variables.zh-CN.md from the catalogue: node tools/write-variables.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { variableTexts } from "../packages/core/src/locales/variable-texts.ts";
import { listVariables, type VariableType } from "../packages/core/src/variables.ts";

const words = {
  en: {
    other: "[简体中文](variables.zh-CN.md)",
    title: "Variables",
    intro: [
      "What templates (`{{ event.commit.shortSha }}`) and filters (`when: event.durationMs > 60000`) may name, made from the catalogue that the program itself uses.",
      "A value that an event lacks is empty in a template, and makes a filter answer no. `[]` is an item of a list, as in `{% for task in event.failedTasks %}{{ task.name }}{% endfor %}`; `*` stands for any name.",
      "`env.NAME` and `${NAME}` are the variables of the run: in the CLI and the Action the job's environment, in the gateway the sender's parameters and the provider's own names.",
    ],
    columns: ["Path", "Type", "Events", "What it is"],
    all: "all",
    types: {} as Partial<Record<VariableType, string>>,
  },
  "zh-CN": {
    other: "[English](variables.md)",
    title: "变量",
    intro: [
      "模板（`{{ event.commit.shortSha }}`）和过滤条件（`when: event.durationMs > 60000`）可以使用的变量，由程序自身的目录生成。",
      "事件中没有的值，在模板里为空，在过滤条件里视为不匹配。`[]` 表示列表中的一项，例如 `{% for task in event.failedTasks %}{{ task.name }}{% endfor %}`；`*` 表示任意名字。",
      "`env.NAME` 与 `${NAME}` 是运行时变量：在 CLI 和 Action 中是任务的环境变量，在网关中是发送方给出的参数和该平台自己的变量名。",
    ],
    columns: ["路径", "类型", "事件", "含义"],
    all: "全部",
    types: {
      string: "字符串",
      number: "数字",
      boolean: "布尔",
      time: "时间",
      state: "状态",
      url: "网址",
      list: "列表",
      map: "映射",
      object: "对象",
    } as Partial<Record<VariableType, string>>,
  },
} as const;

const KINDS = 5;

/** The page in a language. */
export function variablesPage(language: "en" | "zh-CN"): string {
  const { other, title, intro, columns, all, types } = words[language];
  const rows = listVariables().flatMap(({ path, type, kinds }) => {
    const text = variableTexts.get(path)?.[language];
    if (text === undefined) return [];
    const where = kinds.length === KINDS ? all : kinds.join(", ");
    return [`| \`${path}\` | ${types[type] ?? type} | ${where} | ${text} |`];
  });
  const head = [`| ${columns.join(" | ")} |`, `| ${columns.map(() => "---").join(" | ")} |`];
  const note = "<!-- Made by tools/write-variables.ts; change packages/core/src/event-shapes.ts instead. -->";
  return `${[`# ${title}`, "", other, "", note, "", ...intro.flatMap((line) => [line, ""]), ...head, ...rows].join("\n")}\n`;
}

/** Where the page of a language is kept. */
export function variablesFile(language: "en" | "zh-CN"): string {
  const name = language === "en" ? "variables.md" : `variables.${language}.md`;
  return fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
}

if (import.meta.main) {
  mkdirSync(fileURLToPath(new URL("../docs", import.meta.url)), { recursive: true });
  for (const language of ["en", "zh-CN"] as const) writeFileSync(variablesFile(language), variablesPage(language));
}
