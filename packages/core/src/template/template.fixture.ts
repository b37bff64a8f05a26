// What the tests of templates render, and how.
import type { Event } from "../event.ts";
import { compileTemplate, type TemplateScope } from "./template.ts";

export const event: Event = {
  id: "12",
  kind: "pipeline",
  time: "2026-01-02T03:04:05Z",
  source: { provider: "gitee-go", via: "env" },
  state: "failure",
  durationMs: 192_000,
  startedAt: "2026-01-02T03:04:05Z",
  pipeline: { name: "a*b*" },
  run: { url: "https://ci.test/run/1?a=b" },
  failedTasks: [{ name: "unit", url: "https://ci.test/unit" }, { name: "lint" }, { name: "e2e" }],
  params: { level: "high" },
  commit: {
    sha: "0123456789abcdef",
    shortSha: "0123456",
    title: "fix ${SECRET} {{ event.id }} {% raw %}",
    message: "one\ntwo",
    author: { name: "张三" },
  },
};

const variables = { NAME: "构建", MARKED: "*x*", EMPTY: "", SECRET: "s3cr3t", "a.b-c": "dotted", 中文: "han" };

export const scope: TemplateScope = {
  event,
  variables,
  escape: "markdown",
  locale: "zh-CN",
  timeZone: "Asia/Shanghai",
  openLinksIn: "browser",
};

/** Compiles and renders. */
export function render(text: string, more: Partial<TemplateScope> = {}): string {
  return compileTemplate(text).render({ ...scope, ...more }).text;
}

/** What compiling throws. */
export function mistakeOf(text: string): unknown {
  try {
    compileTemplate(text);
    return undefined;
  } catch (error) {
    return error;
  }
}
