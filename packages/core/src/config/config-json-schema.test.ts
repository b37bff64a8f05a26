import { describe, expect, it } from "vitest";
import { configNotes } from "../locales/config-notes.ts";
import { configJsonSchema } from "./config-json-schema.ts";

interface Node {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | false;
  readonly propertyNames?: Node;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

const schema = configJsonSchema(["github", "gitee-pipeline"]) as Node;

/** Every place of the schema by the path that the notes use. */
function placesOf(node: Node, path: string): readonly (readonly [string, Node])[] {
  const properties = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    placesOf(child, path === "" ? key : `${path}.${key}`),
  );
  const names = node.additionalProperties ? placesOf(node.additionalProperties, `${path}.*`) : [];
  const items = node.items?.properties === undefined ? [] : placesOf(node.items, `${path}[]`);
  return [[path, node] as const, ...properties, ...names, ...items];
}

const places = new Map(placesOf(schema, "").slice(1));

function nodeAt(path: string): Node {
  const node = places.get(path);
  if (node === undefined) throw new RangeError(`the schema has no ${path}`);
  return node;
}

/** The members of a place that takes one or several. */
function oneOrSeveral(path: string): readonly [Node | undefined, Node | undefined] {
  const [several, one] = nodeAt(path).anyOf ?? [];
  return [one, several?.items];
}

describe("configJsonSchema", () => {
  it("describes every key, and describes nothing else", () => {
    expect([...places.keys()].filter((path) => path !== "$schema").sort()).toEqual(Object.keys(configNotes).sort());
    for (const [path, node] of places) expect(node.description, path).toMatch(/^[A-Z].{5,}/);
  });

  it("allows no unknown key in any mapping", () => {
    for (const [path, node] of [["", schema] as const, ...places]) {
      if (node.properties !== undefined) expect(node.additionalProperties, path).toBe(false);
    }
  });

  it.for([
    { path: "rules[].on", words: ["failed", "fixed", "firing", "merged"] },
    { path: "rules[].kinds", words: ["pipeline", "alert"] },
    { path: "rules[].content", words: ["pipeline", "failedTasks", "link"] },
    { path: "rules[].mention.on", words: ["broken"] },
    { path: "access[].may", words: ["send", "read", "admin"] },
    { path: "robots.*.fallbacks", words: ["withoutLinks", "withoutAtAll"] },
  ])("offers the words of $path, alone and in a list", ({ path, words }) => {
    for (const node of oneOrSeveral(path)) expect(node?.enum).toEqual(expect.arrayContaining(words));
  });

  it.for([
    { path: "locale", words: ["zh-CN", "en", "ru"] },
    { path: "robots.*.openLinksIn", words: ["browser", "panel"] },
    { path: "rules[].unstable", words: ["failed", "passed"] },
    { path: "rules[].type", words: ["markdown", "text", "actionCard"] },
    { path: "sources.*.type", words: ["github", "gitee-pipeline"] },
  ])("offers the words of $path", ({ path, words }) => {
    expect(nodeAt(path).enum).toEqual(words);
  });

  it("takes any lower-case name as a source's type where the types are not known", () => {
    const types = new Map(placesOf(configJsonSchema() as Node, "")).get("sources.*.type");
    expect(types?.enum).toBeUndefined();
    expect("my-source1").toMatch(new RegExp(types?.pattern ?? "^$"));
    expect("My").not.toMatch(new RegExp(types?.pattern ?? ""));
  });

  it("says what must be there, and nothing that has a default", () => {
    expect(schema.required).toEqual(["robots"]);
    expect(nodeAt("robots.*").required).toEqual(["webhook"]);
    expect(nodeAt("sources.*").required).toEqual(["type"]);
    expect(nodeAt("access[]").required).toEqual(["name", "token", "may"]);
    expect(nodeAt("rules[]").required).toBeUndefined();
    expect(nodeAt("rules[].overflow").default).toBe("split");
    expect(nodeAt("robots.*.limits.window").default).toBe("62s");
  });

  it("refuses a secret where a reference belongs, also in an editor", () => {
    const pattern = new RegExp(nodeAt("robots.*.webhook").pattern ?? "^$");
    expect("${DINGTALK_WEBHOOK}").toMatch(pattern);
    expect("https://oapi.dingtalk.com/robot/send?access_token=x").not.toMatch(pattern);
    expect(oneOrSeveral("sources.*.token").map((node) => node?.pattern)).toEqual([pattern.source, pattern.source]);
  });

  it("knows the names that robots and doors may have", () => {
    expect("构建 1").toMatch(new RegExp(nodeAt("robots").propertyNames?.pattern ?? "^$", "u"));
    expect("a,b").not.toMatch(new RegExp(nodeAt("robots").propertyNames?.pattern ?? "", "u"));
    expect("a b").not.toMatch(new RegExp(nodeAt("sources").propertyNames?.pattern ?? ""));
  });

  it("is JSON, whole in one piece", () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(JSON.stringify(schema)).not.toContain("$ref");
  });
});
