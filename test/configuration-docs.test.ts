import { readFileSync } from "node:fs";
import { type Config, createNotifier, createPipelineEvent, type Event, parseConfig, parseEvent } from "@dingpipe/core";
import { credentialsOf, loadSource, sourceTypes } from "@dingpipe/sources";
import { describe, expect, it } from "vitest";
import { defaultOn, kindsOf } from "../packages/core/src/filter.ts";
import { configNotes } from "../packages/core/src/locales/config-notes.ts";
import { configNotesZhCN } from "../packages/core/src/locales/config-notes.zh-CN.ts";
import { configurationRecipes } from "../tools/configuration-examples.ts";
import { configurationFile, configurationPage } from "../tools/write-configuration.ts";
import { blocksOf } from "./fenced-blocks.ts";
import { linksOf } from "./page-links.ts";

const folder = new URL("../docs/", import.meta.url);
const english = configurationPage("en");
const paths = Object.keys(configNotes);
const robot = 'robots: { ops: { webhook: "${DINGTALK_WEBHOOK}" } }\n';

/** The configuration of a block, which may be a part of a file. */
function configOf(yaml: string): Promise<Config> {
  return parseConfig(/^robots:/m.test(yaml) ? yaml : robot + yaml, { sourceTypes });
}

/** The sections of the page's mappings by the path of each. */
function mappingsOf(page: string): ReadonlyMap<string, string> {
  const sections = page.split(/^## /m).slice(1);
  const named = sections.map((section) => [section.slice(0, section.indexOf("\n")), section] as const);
  return new Map(
    named.flatMap(([heading, section]) => {
      if (heading === "Top level" || heading === "顶层") return [["", section] as const];
      const path = /^`(.+)`$/.exec(heading)?.[1]?.replace(/<.+?>/, "*");
      return path === undefined ? [] : [[path, section] as const];
    }),
  );
}

describe.for(["en", "zh-CN"] as const)("docs/configuration in %s", (language) => {
  const page = configurationPage(language);

  it("is what tools/write-configuration.ts makes", () => {
    expect(readFileSync(configurationFile(language), "utf8")).toBe(page);
  });

  it("has a row for every key, once", () => {
    const keys = [...mappingsOf(page)].flatMap(([path, section]) => {
      const [table = ""] = section.split("\n\n").filter((part) => part.startsWith("| "));
      const rows = table.matchAll(/^\| \[?`(\w+)`/gm);
      return [...rows].map(([, key = ""]) => (path === "" ? key : `${path}.${key}`));
    });
    expect(keys.toSorted()).toEqual(paths.filter((path) => /\w$/.test(path)).toSorted());
  });

  it("has an example of every mapping", () => {
    for (const [path, section] of mappingsOf(page)) {
      expect({ path, blocks: blocksOf(section).length }).toEqual({ path, blocks: 1 });
    }
  });

  it("links to sections and files that are there", () => {
    const { targets, broken } = linksOf(page, folder);
    expect(targets.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });
});

describe("the two pages", () => {
  it("have the same blocks and tables", () => {
    const chinese = configurationPage("zh-CN");
    expect(blocksOf(chinese)).toEqual(blocksOf(english));
    const [shape, translated] = [english, chinese].map((page) => page.match(/^(?:#+ |- |\|)/gm));
    expect(translated).toEqual(shape);
  });

  it("tell a default of the same keys", () => {
    const told = paths.filter((path) => JSON.stringify(configNotes[path]).includes("; default: "));
    const translated = Object.entries(configNotesZhCN).flatMap(([path, note]) =>
      note.includes("；默认：") ? [path] : [],
    );
    expect(translated).toEqual(told);
    expect(told.length).toBeGreaterThan(8);
  });

  it("tell the defaults that a rule has", () => {
    const told = (path: string) => /default: ([^"]+)/.exec(JSON.stringify(configNotes[path]))?.[1];
    expect(told("rules[].kinds")).toContain(
      `${kindsOf()
        .map((kind) => `\`${kind}\``)
        .join(", ")}, and`,
    );
    const [end, firing, resolved] = defaultOn;
    expect(told("rules[].on")).toBe(
      `\`${end}\` (in a gateway \`failed\`, \`fixed\`), \`${firing}\`, \`${resolved}\`, all actions`,
    );
  });
});

describe("the examples", () => {
  it.for(blocksOf(english))("are valid: $text", async ({ language, text }) => {
    expect(language).toBe("yaml");
    const { sources } = await configOf(text);
    for (const door of Object.values(sources)) {
      const source = await loadSource(door.type);
      const given = (["secret", "token", "password", "bearer"] as const).filter((kind) => door[kind] !== undefined);
      const known = source === undefined ? [] : [...credentialsOf(source.verification), "token"];
      expect(known).toEqual(expect.arrayContaining(given));
    }
  });
});

function pipeline(state: "failure" | "success" | "queued", more: object = {}): Event {
  return createPipelineEvent({
    time: "2026-11-24T10:00:00Z",
    source: { provider: "gitee-go", via: "env" },
    pipeline: { name: "商城发布" },
    ref: { branch: "main" },
    commit: { sha: "4f0c2e9a1b", shortSha: "4f0c2e9", author: { email: "zhouning@example.com" } },
    state,
    ...more,
  });
}

function alert(status: string, severity: string): Event {
  return parseEvent({
    id: "a1",
    kind: "alert",
    time: "2026-11-24T10:00:00Z",
    source: { provider: "alertmanager", via: "webhook" },
    status,
    name: "DiskFull",
    severity,
    groupKey: "disk",
    alerts: [{ labels: {}, annotations: {}, startsAt: "2026-11-24T10:00:00Z" }],
  });
}

function pullRequest(action: string, targetBranch = "main"): Event {
  return parseEvent({
    id: "c1",
    kind: "change",
    time: "2026-11-24T10:00:00Z",
    source: { provider: "gitlab", via: "webhook" },
    action,
    commits: [],
    change: { number: "7", title: "修复购物车金额", sourceBranch: "fix/cart", targetBranch },
  });
}

/** A time of day in UTC, eight hours before Shanghai's. */
const at = (time: string) => `2026-11-24T${time}:00Z`;
const byTime = "By the hour";
const bySeverity = "By an alert's severity";
const byBranch = "By branch";
const byTransition = "Mention only who broke it";

describe("the recipes", () => {
  it.for([
    { title: byTime, name: "21:59", event: pipeline("failure", { time: at("13:59") }), told: ["ops 白天"] },
    {
      title: byTime,
      name: "22:00",
      event: pipeline("failure", { time: at("14:00") }),
      told: ["ops 夜里 @13900000000"],
    },
    { title: byTime, name: "7:59", event: pipeline("failure", { time: at("23:59") }), told: ["ops 夜里 @13900000000"] },
    { title: byTime, name: "8:00", event: pipeline("failure", { time: at("00:00") }), told: ["ops 白天"] },
    {
      title: byTime,
      name: "22:00 on a branch",
      event: pipeline("failure", { time: at("14:00"), ref: { branch: "dev" } }),
      told: [],
    },
    {
      title: bySeverity,
      name: "critical",
      event: alert("firing", "critical"),
      told: ["ops 严重 @all", "on-call 严重 @all"],
    },
    { title: bySeverity, name: "its end", event: alert("resolved", "critical"), told: ["ops 严重", "on-call 严重"] },
    { title: bySeverity, name: "a warning", event: alert("firing", "warning"), told: ["ops 其余"] },
    { title: byBranch, name: "main", event: pipeline("failure"), told: ["ops rule 1"] },
    {
      title: byBranch,
      name: "an old release",
      event: pipeline("failure", { ref: { branch: "release/old-1" } }),
      told: [],
    },
    {
      title: byBranch,
      name: "a pull request into main",
      event: pipeline("failure", { ref: { branch: "x" }, change: { number: "7", targetBranch: "main" } }),
      told: ["ops rule 1"],
    },
    {
      title: byBranch,
      name: "a pull request into dev",
      event: pipeline("failure", { change: { number: "7", targetBranch: "dev" } }),
      told: [],
    },
    {
      title: byTransition,
      name: "the first failure",
      event: pipeline("failure", { previousState: "success" }),
      told: ["ops rule 1 @13900000000"],
    },
    {
      title: byTransition,
      name: "the next",
      event: pipeline("failure", { previousState: "failure" }),
      told: ["ops rule 1"],
    },
    {
      title: byTransition,
      name: "its end",
      event: pipeline("success", { previousState: "failure" }),
      told: ["ops rule 1"],
    },
    { title: "Pull requests", name: "opened", event: pullRequest("opened"), told: ["ops 合并请求"] },
    { title: "Pull requests", name: "merged", event: pullRequest("merged"), told: ["ops 合并请求"] },
    { title: "Pull requests", name: "updated", event: pullRequest("updated"), told: [] },
    { title: "Pull requests", name: "opened for dev", event: pullRequest("opened", "dev"), told: [] },
  ])("$title: $name", async ({ title, event, told }) => {
    const recipe = configurationRecipes.find((candidate) => candidate.title.en === title);
    const notifier = await createNotifier(await configOf(recipe?.yaml ?? ""), {
      resolve: () => "13900000000",
      fetch: () => Promise.reject(new RangeError("nothing is sent")),
      now: () => 0,
      wait: () => Promise.resolve(),
      random: () => 0,
    });
    const { deliveries } = await notifier.plan(event);
    const mentioned = (message: object) => {
      const { isAtAll, atMobiles } = ("at" in message ? message.at : {}) as { isAtAll?: true; atMobiles?: string[] };
      return isAtAll ? " @all" : (atMobiles ?? []).map((mobile) => ` @${mobile}`).join("");
    };
    expect(deliveries.map(({ robot, rule, message }) => `${robot} ${rule}${mentioned(message)}`)).toEqual(told);
  });
});
