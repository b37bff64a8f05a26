// Writes docs/configuration.md and docs/configuration.zh-CN.md from the configuration's schema and its notes: node tools/write-configuration.ts
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configJsonSchema, contentFields, textsOf } from "@dingpipe/core";
import { MOBILE, onWords, REFERENCE } from "../packages/core/src/config/config.ts";
import { type ContentField, defaultContent, linesOf } from "../packages/core/src/content.ts";
import { type Event, type EventKind, eventKinds, stateGroups } from "../packages/core/src/event.ts";
import { eventShapes, type Shape } from "../packages/core/src/event-shapes.ts";
import { configNotes } from "../packages/core/src/locales/config-notes.ts";
import { configNotesZhCN } from "../packages/core/src/locales/config-notes.zh-CN.ts";
import { contentTexts, kindTexts, onTexts } from "../packages/core/src/locales/config-words.ts";
import { configurationExamples, configurationRecipes } from "./configuration-examples.ts";

type Language = "en" | "zh-CN";

/** What is read of a JSON Schema. */
interface Node {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

const words = {
  en: {
    title: "Configuration",
    other: "[简体中文](configuration.zh-CN.md)",
    note: "<!-- Made by tools/write-configuration.ts; change packages/core/src/locales/config-notes.ts instead. -->",
    intro:
      "Every key of `dingpipe.yaml`, made from the schema that the program checks it by. `dingpipe config validate` names every mistake with its line. With `dingpipe config schema > dingpipe.schema.json` an editor knows the keys, too: the first line of the file is then `# yaml-language-server: $schema=dingpipe.schema.json`, or `$schema` a key of a JSON file.",
    values: "How values are written",
    valuesIntro: [
      "- **Reference**: `${NAME}`, the environment variable of that name or the file that `NAME_FILE` names; `${NAME.key}` is a key of one that holds JSON. A secret never stands in the file itself.",
      "- **Mobile**: eleven digits, others with their country as in `+852-61234567`, or a reference.",
      "- **Duration**: `500ms`, `62s`, `10m`, `1h`.",
      "- **Glob**: `*` is any characters but `/`, `**` any at all, `?` one, `!` in front excludes.",
      "- **Template**: `${NAME}`, `${NAME:-fallback}` and [Liquid](https://liquidjs.com); [Variables](variables.md) has what `event` holds, also for `when`.",
      "- **Or a list**: one alone needs no brackets, `on: failed` is `on: [failed]`.",
      "- **–** as a default: nothing. A condition that a rule lacks holds for every event.",
    ].join("\n"),
    top: "Top level",
    name: "<name>",
    columns: ["Key", "Value", "Default", "What it is"],
    required: "required",
    ending: "; default: ",
    types: {
      text: "text",
      reference: "reference",
      duration: "duration",
      mobile: "mobile",
      list: "list",
      mapping: "mapping",
      word: "word",
      named: "mapping by name",
      door: "[a sender](sources.md#webhooks)",
    },
    orList: (one: string, most: number | undefined) =>
      `${one}, or ${most === 2 ? "two" : most === undefined ? "a list" : `up to ${most}`}`,
    wordsOf: (key: string) => `Words of \`${key}\``,
    wordColumns: ["Word", "Kinds", "What it means"],
    contentColumns: ["Word", "In the message", "Kinds", "What it is"],
    all: "all",
    onNote:
      "What changed, from `broken` to `still_passing`, needs the last finished run of the same pipeline and branch: a gateway knows it, a job says it with `--state-file` or `--previous-status`. A word that no event of the rule's `kinds` can have is refused.",
    contentNote: "A value that the event lacks makes no line. The lines of a rule without `content` and `text`:",
    recipes: "Recipes",
    recipesIntro: "Each is the part of a file that matters.",
    listGap: ", ",
    aside: ": ",
  },
  "zh-CN": {
    title: "配置",
    other: "[English](configuration.md)",
    note: "<!-- 由 tools/write-configuration.ts 生成；请改 packages/core/src/locales/config-notes.zh-CN.ts。 -->",
    intro:
      "`dingpipe.yaml` 的全部配置项，由程序校验配置所用的 schema 生成。`dingpipe config validate` 列出全部错误和行号。用 `dingpipe config schema > dingpipe.schema.json` 可以让编辑器补全和校验：YAML 文件第一行写 `# yaml-language-server: $schema=dingpipe.schema.json`，JSON 文件写 `$schema`。",
    values: "值的写法",
    valuesIntro: [
      "- **引用**：`${NAME}`，取同名环境变量，或 `NAME_FILE` 指向的文件；变量的值是 JSON 时，`${NAME.key}` 取其中一项。密钥本身不写进配置文件。",
      "- **手机号**：11 位数字；其他国家和地区写成 `+852-61234567`；也可以写引用。",
      "- **时长**：`500ms`、`62s`、`10m`、`1h`。",
      "- **glob**：`*` 匹配除 `/` 外的任意字符，`**` 匹配任意字符，`?` 匹配一个字符，开头的 `!` 表示排除。",
      "- **模板**：`${NAME}`、`${NAME:-默认值}` 和 [Liquid](https://liquidjs.com)；`event` 里有什么见[变量](variables.zh-CN.md)，`when` 也用这些。",
      "- **可写列表**：只有一项时不用写方括号，`on: failed` 就是 `on: [failed]`。",
      "- 默认值为 **–**：没有。规则里没写的条件不限制。",
    ].join("\n"),
    top: "顶层",
    name: "<名称>",
    columns: ["配置项", "取值", "默认值", "说明"],
    required: "必填",
    ending: "；默认：",
    types: {
      text: "字符串",
      reference: "引用",
      duration: "时长",
      mobile: "手机号",
      list: "列表",
      mapping: "对象",
      word: "取值",
      named: "对象，键为名称",
      door: "[来源](sources.zh-CN.md#webhook)",
    },
    orList: (one: string, most: number | undefined) =>
      `${one}，${most === 2 ? "可写两个" : most === undefined ? "可写列表" : `最多 ${most} 个`}`,
    wordsOf: (key: string) => `\`${key}\` 的取值`,
    wordColumns: ["取值", "事件种类", "含义"],
    contentColumns: ["取值", "消息里的名称", "事件种类", "含义"],
    all: "全部",
    onNote:
      "从 `broken` 到 `still_passing` 的状态变化要与同一流水线、同一分支上一次结束的运行比较：网关自己记得，任务里用 `--state-file` 或 `--previous-status` 说明。规则的 `kinds` 不可能有的取值会报错。",
    contentNote: "事件里没有的值不占一行。规则没有 `content` 和 `text` 时的各行：",
    recipes: "常用写法",
    recipesIntro: "只列出配置文件里相关的部分。",
    listGap: "、",
    aside: "：",
  },
} as const;

const notes: Readonly<Record<Language, (path: string) => string>> = {
  en(path) {
    const note = configNotes[path] ?? "";
    return typeof note === "string" ? note : note.description;
  },
  "zh-CN": (path) => (configNotesZhCN as Readonly<Record<string, string>>)[path] ?? "",
};

/** Rules are the only place whose words have tables; a mention's are the rule's. */
const wordLists: Readonly<Record<string, string>> = {
  "rules[].on": "on",
  "rules[].kinds": "kinds",
  "rules[].content": "content",
  "rules[].mention.on": "on",
};

/** The page in a language. */
export function configurationPage(language: Language): string {
  const { title, other, note, intro, values, valuesIntro, recipes, recipesIntro } = words[language];
  const mappings = mappingsOf(configJsonSchema(), "");
  const headings = [values, ...mappings.map(([path]) => headingOf(path, language)), recipes];
  const blocks = [
    `# ${title}`,
    other,
    note,
    intro,
    headings.map((heading) => `- ${linkTo(heading, heading)}`).join("\n"),
    `## ${values}`,
    valuesIntro,
    ...mappings.flatMap(([path, node]) => [
      `## ${headingOf(path, language)}`,
      ...section(path, node, language),
      ...(path === "rules[]" ? wordSections(language) : []),
    ]),
    `## ${recipes}`,
    recipesIntro,
    ...configurationRecipes.flatMap((recipe) => [
      `### ${recipe.title[language]}`,
      recipe.text[language],
      fenced(recipe.yaml),
    ]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** Every mapping of the schema that has keys of its own, by its path. */
function mappingsOf(node: Node, path: string): readonly (readonly [string, Node])[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => mappingsOf(child, join(path, key)));
  const named = node.additionalProperties ? mappingsOf(node.additionalProperties, `${path}.*`) : [];
  const items = node.items === undefined ? [] : mappingsOf(node.items, `${path}[]`);
  return [...(node.properties === undefined ? [] : [[path, node] as const]), ...own, ...named, ...items];
}

function section(path: string, node: Node, language: Language): readonly string[] {
  const { columns } = words[language];
  // `$schema` is the editor's key.
  const keys = Object.entries(node.properties ?? {}).filter(([key]) => !key.startsWith("$"));
  const rows = keys.map(([key, child]) => {
    const place = join(path, key);
    const [text, told] = noteOf(place, language);
    const initial = node.required?.includes(key) ? words[language].required : (told ?? defaultOf(child));
    return [keyCell(place, key, child, language), typeOf(child, place, language), initial, text];
  });
  const [purpose] = path === "" ? [""] : noteOf(path, language);
  return [
    ...(purpose === "" ? [] : [`${purpose}${language === "en" ? "." : "。"}`]),
    table(columns, rows),
    fenced(configurationExamples[path] ?? ""),
  ];
}

/** A note, and the default that ends it. */
function noteOf(path: string, language: Language): readonly [text: string, told?: string] {
  const [text = "", told] = notes[language](path).split(words[language].ending);
  return told === undefined ? [text] : [text, told];
}

function keyCell(path: string, key: string, node: Node, language: Language): string {
  const [[inner] = []] = mappingsOf(node, path);
  return inner === undefined ? `\`${key}\`` : linkTo(`\`${key}\``, headingOf(inner, language));
}

function defaultOf({ default: value }: Node): string {
  return value === undefined || typeof value === "object" ? "–" : `\`${value}\``;
}

function typeOf(node: Node, path: string, language: Language): string {
  const { types, orList, listGap, wordsOf } = words[language];
  const list = wordLists[path];
  const [first, one] = node.anyOf ?? [];
  if (first?.type === "array" && one !== undefined) {
    const most = first.maxItems === 200 ? undefined : first.maxItems;
    return orList(typeOf(one, path, language), most);
  }
  if (first !== undefined) return typeOf(first, path, language);
  if (list !== undefined) return linkTo(types.word, wordsOf(list));
  if (path === "sources.*.type") return types.door;
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(listGap);
  if (node.type === "boolean") return ["`true`", "`false`"].join(listGap);
  if (node.type === "integer") return `${node.minimum}–${node.maximum}`;
  if (node.type === "array") return types.list;
  if (node.type === "object") return node.additionalProperties ? types.named : types.mapping;
  if (node.pattern === REFERENCE.source) return types.reference;
  if (node.pattern?.startsWith(MOBILE.source)) return types.mobile;
  return node.pattern?.includes("(ms|s|m|h)") ? types.duration : types.text;
}

function wordSections(language: Language): readonly string[] {
  const { wordsOf, wordColumns, contentColumns, onNote, contentNote, aside, listGap } = words[language];
  const code = (list: readonly string[]) => list.map((word) => `\`${word}\``).join(listGap);
  const kinds = (list: readonly EventKind[]) => (list.length === eventKinds.length ? words[language].all : code(list));
  const on = onWords.map((word) => [
    `\`${word}\``,
    kinds(kindsOfOn(word)),
    onTexts[word][language].replace("{states}", code(statesOf(word))),
  ]);
  const content = contentFields.map((field) => [
    `\`${field}\``,
    textsOf(language).labels[field],
    kinds(kindsOfContent(field)),
    contentTexts[field][language],
  ]);
  const [word, , meaning] = wordColumns;
  return [
    `### ${wordsOf("on")}`,
    table(wordColumns, on),
    onNote,
    `### ${wordsOf("kinds")}`,
    table(
      [word, meaning],
      eventKinds.map((kind) => [`\`${kind}\``, kindTexts[kind][language]]),
    ),
    `### ${wordsOf("content")}`,
    table(contentColumns, content),
    contentNote,
    eventKinds.map((kind) => `- \`${kind}\`${aside}${code(defaultContent[kind])}`).join("\n"),
  ];
}

function statesOf(word: string): readonly string[] {
  return (stateGroups as Readonly<Record<string, readonly string[]>>)[word] ?? [word];
}

/** The kinds of events of which a word of `on` can be true. */
function kindsOfOn(word: string): readonly EventKind[] {
  return eventKinds.filter((kind) => {
    const fields: Readonly<Record<string, Shape>> = eventShapes[kind];
    const known = ["state", "transition?", "status", "action"].flatMap((name) => {
      const shape = fields[name];
      return Array.isArray(shape) && shape[0] === "words" ? shape[1] : [];
    });
    return statesOf(word).some((state) => known.includes(state));
  });
}

/** The kinds of events that can have a line of a message. */
function kindsOfContent(field: ContentField): readonly EventKind[] {
  const options = { locale: "en", timeZone: "UTC", openLinksIn: "browser" } as const;
  return eventKinds.filter((kind) => {
    const whole = filled(eventShapes[kind]) as Event;
    // A pull request's run tells no branch.
    const { change: _, ...pushed } = { change: undefined, ...whole };
    return [whole, pushed as Event].some((event) => linesOf(event, [field], options).length > 0);
  });
}

/** A value with everything that its shape may have. */
function filled(shape: Shape): unknown {
  if (typeof shape === "object" && !Array.isArray(shape)) {
    return Object.fromEntries(Object.entries(shape).map(([name, field]) => [name.replace("?", ""), filled(field)]));
  }
  if (typeof shape !== "string") {
    const [type, inner] = shape as readonly ["words", readonly string[]] | readonly ["list" | "map", Shape];
    if (type === "words") return inner[0];
    return type === "list" ? [filled(inner)] : { name: filled(inner) };
  }
  return { string: "text", time: "2026-11-20T08:30:00Z", url: "https://example.com/", number: 1, boolean: true }[shape];
}

function headingOf(path: string, language: Language): string {
  return path === "" ? words[language].top : `\`${path.replaceAll("*", words[language].name)}\``;
}

/** A link to a heading of the page, by the anchor that GitHub gives it. */
function linkTo(text: string, heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
  return `[${text}](#${anchor})`;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function fenced(yaml: string): string {
  return `\`\`\`yaml\n${yaml}\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Where the page of a language is kept. */
export function configurationFile(language: Language): string {
  const name = language === "en" ? "configuration.md" : `configuration.${language}.md`;
  return fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
}

if (import.meta.main) {
  for (const language of ["en", "zh-CN"] as const)
    writeFileSync(configurationFile(language), configurationPage(language));
}
