// Data flows one way (ARCHITECTURE.md): a file of core imports its own stage and earlier ones only; rooms import inwards only.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const core = join(root, "packages", "core", "src");

/** The stages of core in the order of the flow. Words that every stage speaks come first. */
const stages = [
  { name: "words", files: ["error", "nearest", "truncate", "zod-issues"] },
  { name: "event", files: ["event", "event-shapes", "pipeline-event", "parse-event", "transition"] },
  {
    name: "locales",
    files: [
      ...["catalog", "zh-CN", "en", "ru", "format", "errors.zh-CN", "errors.en", "describe", "config-notes"],
      ...["config-notes.zh-CN", "config-words", "variable-texts"],
    ].map((name) => `locales/${name}`),
  },
  { name: "filter", files: ["variables", "provider-variables", "glob", "when", "when-simple", "filter"] },
  {
    name: "template",
    files: [
      ...["escape", "title", "content", "markdown", "markdown-inline", "task-box", "markdown-simple"],
      ...["liquid", "template", "template-check", "template-filters", "template-tags", "template-text"].map(
        (name) => `template/${name}`,
      ),
    ],
  },
  { name: "message", files: ["message", "parse-message", "mention"] },
  { name: "fit", files: ["fit", "fit-text"] },
  { name: "sign", files: ["robot-url", "sign"] },
  {
    name: "send",
    files: ["answer", "errcodes", "outcome", "fallback", "budget", "post", "locales/cures.zh-CN", "locales/cures.en"],
  },
];

/** Files that put stages together. */
const composers = [
  ...[
    "config",
    "parse-config",
    "config-schema",
    "config-json-schema",
    "config-check",
    "config-issue",
    "config-text",
  ].map((name) => `config/${name}`),
  ...["index", "delivery", "robot", "rule", "notifier"],
];

/** Types alone may look ahead: they leave no arrow in what runs. */
const rooms = {
  core: [],
  sources: ["@dingpipe/core"],
  outbox: ["@dingpipe/core"],
  fixtures: [],
} as const;

describe("import order", () => {
  const files = sourceFiles(core).map((path) => relative(core, path).replace(/\.ts$/, ""));

  it("gives every file of core a stage", () => {
    const known = [...composers, ...stages.flatMap((stage) => stage.files)];
    expect(files.filter((file) => !known.includes(file))).toEqual([]);
    expect(known.filter((file) => !files.includes(file))).toEqual([]);
  });

  it.for(files)("%s imports its own stage and earlier ones only", (file) => {
    if (composers.includes(file)) return;
    const own = stageOf(file);
    const later = importsOf(join(core, `${file}.ts`))
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => relative(core, resolve(dirname(join(core, file)), specifier)).replace(/\.ts$/, ""))
      .filter((target) => stageOf(target) > own);
    expect(later).toEqual([]);
  });

  it.for(Object.entries(rooms))("%s imports of ours only what it may", ([room, allowed]) => {
    const folder = join(root, "packages", room, "src");
    const ours = sourceFiles(folder).flatMap((path) =>
      importsOf(path).filter((specifier) => specifier.startsWith("@dingpipe/") || specifier === "dingpipe"),
    );
    expect(ours.filter((specifier) => !allowed.some((name) => specifier === name))).toEqual([]);
  });
});

function stageOf(file: string): number {
  const index = stages.findIndex((stage) => stage.files.includes(file));
  return index === -1 ? stages.length : index;
}

function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)(?!\s+type\b)[^;"']*?from\s+["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g,
  );
  return [...found].flatMap((match) => match[1] ?? match[2] ?? []);
}

function sourceFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((path) => path.endsWith(".ts") && !/\.(?:test|fixture|d)\.ts$/.test(basename(path)));
  } catch {
    return [];
  }
}
