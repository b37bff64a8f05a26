import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import { DingpipeError, type Issue } from "../error.ts";
import type { Config } from "./config.ts";
import { type createConfigSchema, parseConfig } from "./parse-config.ts";

const ROBOT = "robots: { ops: { webhook: '${WEBHOOK}' } }\n";

async function issuesOf(input: unknown, sourceTypes?: readonly string[]): Promise<readonly Issue[]> {
  try {
    await parseConfig(input, sourceTypes === undefined ? {} : { sourceTypes });
    return [];
  } catch (error) {
    if (error instanceof DingpipeError && error.code === "config_invalid") return error.details.issues;
    throw error;
  }
}

/** `line:column path code` of each, or without the place for an object. */
async function placesOf(input: unknown): Promise<readonly string[]> {
  const issues = await issuesOf(input);
  return issues.map(
    ({ line, column, path, code }) => `${line === undefined ? "" : `${line}:${column} `}${path} ${code}`,
  );
}

it("the schema's output is the written interface", () => {
  expectTypeOf<z.output<ReturnType<typeof createConfigSchema>>>().toEqualTypeOf<Config>();
});

// The whole example of the design.
const EXAMPLE = `# yaml-language-server: $schema=./node_modules/dingpipe/schema.json
locale: zh-CN                 # of messages: zh-CN (default) | en | ru
timezone: Asia/Shanghai       # default
robots:
  ops:
    webhook: \${DINGTALK_WEBHOOK}      # a reference, never the secret itself
    secret: \${DINGTALK_SECRET}        # only when the robot's "sign" setting is on
    keywords: [构建]                   # added to the message when it does not hold one already
    openLinksIn: browser              # browser | panel
    fallbacks: [withoutLinks, withoutAtAll]        # what may be given up when DingTalk refuses it
    limits: { messages: 18, window: 62s, mute: 10m }   # default; tests scale them
people:
  - { name: 张三, mobile: "\${MOBILE_ZHANGSAN}", userId: zhangsan, logins: [zhangsan, zhangsan@example.com] }
rules:
  - name: main must stay green
    robots: [ops]
    on: [broken, fixed]               # states, groups, transitions; firing, resolved; actions
    branches: [main, "release/**"]    # globs
    when: has(event.durationMs) && event.durationMs > 60000 || event.pipeline.name.startsWith("deploy")   # CEL
    content: [pipeline, stage, task, state, branch, commit, author, duration, trigger, actor, link]     # tick boxes, in this order
    text: |                           # custom content, DingTalk Markdown
      **\${GITEE_PIPELINE_NAME}** 失败，请 {{ event.commit.author.name }} 查看
    mention: { author: true, mobiles: ["13900000000"], all: false, on: [broken] }
onParked: ops                   # the gateway tells this robot, at most once an hour, that something was parked
provider: { giteeHost: gitee.com, runUrlBy: id }       # what a CI's environment does not say
sources:                        # the gateway's doors: POST /hooks/<name>
  github: { type: github, secret: "\${GITHUB_WEBHOOK_SECRET}" }
  gitee:  { type: gitee-pipeline, token: "\${GITEE_HOOK_TOKEN}" }
  alerts: { type: alertmanager, bearer: "\${ALERTS_TOKEN}" }
access:                         # who may use the gateway's API
  - { name: ci, token: "\${CI_TOKEN}", robots: [ops], may: [send, read] }      # send | read | admin
`;

const EXAMPLE_PARSED: Config = {
  locale: "zh-CN",
  timezone: "Asia/Shanghai",
  robots: {
    ops: {
      webhook: "${DINGTALK_WEBHOOK}",
      secret: "${DINGTALK_SECRET}",
      keywords: ["构建"],
      openLinksIn: "browser",
      fallbacks: ["withoutLinks", "withoutAtAll"],
      limits: { messages: 18, windowMs: 62_000, muteMs: 600_000 },
      insecureEndpoint: false,
    },
  },
  people: [
    { name: "张三", mobile: "${MOBILE_ZHANGSAN}", userId: "zhangsan", logins: ["zhangsan", "zhangsan@example.com"] },
  ],
  rules: [
    {
      name: "main must stay green",
      robots: ["ops"],
      on: ["broken", "fixed"],
      branches: ["main", "release/**"],
      when: 'has(event.durationMs) && event.durationMs > 60000 || event.pipeline.name.startsWith("deploy")',
      type: "markdown",
      content: [
        "pipeline",
        "stage",
        "task",
        "state",
        "branch",
        "commit",
        "author",
        "duration",
        "trigger",
        "actor",
        "link",
      ],
      text: "**${GITEE_PIPELINE_NAME}** 失败，请 {{ event.commit.author.name }} 查看\n",
      buttons: [],
      overflow: "split",
      mention: { author: true, actor: false, mobiles: ["13900000000"], userIds: [], all: false, on: ["broken"] },
      mentionAs: "inline",
    },
  ],
  onParked: "ops",
  provider: { giteeHost: "gitee.com", runUrlBy: "id" },
  sources: {
    github: { type: "github", secret: ["${GITHUB_WEBHOOK_SECRET}"], insecure: false, shards: 1 },
    gitee: { type: "gitee-pipeline", token: ["${GITEE_HOOK_TOKEN}"], insecure: false, shards: 1 },
    alerts: { type: "alertmanager", bearer: ["${ALERTS_TOKEN}"], insecure: false, shards: 1 },
  },
  access: [{ name: "ci", token: ["${CI_TOKEN}"], robots: ["ops"], may: ["send", "read"], shards: 1 }],
};

describe("parseConfig", () => {
  it("reads the example of the design", async () => {
    expect(await parseConfig(EXAMPLE, { sourceTypes: ["github", "gitee-pipeline", "alertmanager"] })).toEqual(
      EXAMPLE_PARSED,
    );
  });

  it("gives the same for YAML, for JSON with its $schema, and for an object", async () => {
    const config = { robots: { ops: { webhook: "${A}" } }, rules: [{ on: "failed", robots: "ops" }] };
    const json = JSON.stringify({ $schema: "./schema.json", ...config }, null, "\t");
    const expected = await parseConfig(
      "\uFEFFrobots:\r\n  ops:\r\n    webhook: ${A}\r\nrules:\r\n- {on: [failed]}\r\n",
    );
    expect(await parseConfig(json)).toEqual(expected);
    expect(await parseConfig(config)).toEqual(expected);
  });

  it("fills in what is not said", async () => {
    const config = await parseConfig(`${ROBOT}rules: [{}, {buttons: [{title: Open, url: "{{ event.url }}"}]}]`);
    expect(config).toMatchObject({
      locale: "zh-CN",
      timezone: "Asia/Shanghai",
      people: [],
      provider: {},
      sources: {},
      access: [],
      robots: {
        ops: {
          keywords: [],
          openLinksIn: "browser",
          fallbacks: [],
          limits: { messages: 18, windowMs: 62_000, muteMs: 600_000 },
          insecureEndpoint: false,
        },
      },
      rules: [
        { name: "rule 1", robots: ["ops"], type: "markdown", buttons: [], overflow: "split", mentionAs: "inline" },
        { name: "rule 2", robots: ["ops"], type: "actionCard" },
      ],
    });
    expect(config.rules[0]).not.toHaveProperty("on");
    expect(config.rules[0]?.mention).toEqual({ author: false, actor: false, mobiles: [], userIds: [], all: false });
  });

  it.for([
    { text: "500ms", expected: 500 },
    { text: "62s", expected: 62_000 },
    { text: "10m", expected: 600_000 },
    { text: "1h", expected: 3_600_000 },
  ])("reads the duration $text as $expected ms", async ({ text, expected }) => {
    const config = await parseConfig({ robots: { ops: { webhook: "${A}", limits: { window: text } } } });
    expect(config.robots["ops"]?.limits).toEqual({ messages: 18, windowMs: expected, muteMs: 600_000 });
  });

  it.for([
    { mobile: "13900000000", expected: "13900000000" },
    { mobile: '"13900000000"', expected: "13900000000" },
    { mobile: '"+852-61234567"', expected: "+852-61234567" },
    { mobile: "+86-19900000000", expected: "+86-19900000000" },
    { mobile: '"${MOBILE}"', expected: "${MOBILE}" },
  ])("takes $mobile as a mobile", async ({ mobile, expected }) => {
    const config = await parseConfig(`${ROBOT}people: [{mobile: ${mobile}}]\nrules: [{mention: {mobiles: ${mobile}}}]`);
    expect(config.people[0]?.mobile).toBe(expected);
    expect(config.rules[0]?.mention.mobiles).toEqual([expected]);
  });

  it.for(["1390", "abc", '"+8613900000000"', "8613900000000", "1.5", "'139 0000 0000'", "''", "true"])(
    "refuses %s as a mobile, without repeating it",
    async (mobile) => {
      const [issue] = await issuesOf(`${ROBOT}people: [{mobile: ${mobile}}]`);
      expect(issue).toMatchObject({ path: "people[0].mobile", code: "wrong_value", line: 2, column: 19 });
      expect(JSON.stringify(issue?.values)).toMatch(/^\{"expected":"mobile","actual":"(string|number|boolean)"\}$/);
    },
  );

  it.for([
    "http://127.0.0.1:8787",
    "http://localhost:1",
    "http://[::1]:80",
    "https://relay.example.com",
    "https://relay.example.com/",
  ])("takes the endpoint %s", async (endpoint) => {
    expect(await issuesOf({ robots: { ops: { webhook: "${A}", endpoint } } })).toEqual([]);
  });

  it.for([
    { endpoint: "https://relay.example.com/path", expected: "origin" },
    { endpoint: "https://user@relay.example.com", expected: "origin" },
    { endpoint: "https://relay.example.com?x", expected: "origin" },
    { endpoint: "ftp://relay.example.com", expected: "origin" },
    { endpoint: "relay.example.com", expected: "origin" },
    { endpoint: "http://relay.example.com", expected: "secure_origin" },
    { endpoint: "http://localhost.example.com", expected: "secure_origin" },
  ])("refuses the endpoint $endpoint: $expected", async ({ endpoint, expected }) => {
    expect(await issuesOf({ robots: { ops: { webhook: "${A}", endpoint } } })).toEqual([
      { path: "robots.ops.endpoint", code: "wrong_value", values: { expected, actual: "string" } },
    ]);
  });

  it("takes a plain http endpoint where insecureEndpoint says so", async () => {
    const ops = { webhook: "${A}", endpoint: "http://relay.example.com", insecureEndpoint: true };
    expect((await parseConfig({ robots: { ops } })).robots["ops"]).toMatchObject({ endpoint: ops.endpoint });
  });
});

describe("parseConfig tells every mistake at once", () => {
  it("with line and column, in the order of the text", async () => {
    const text = `robots:
  ops:
    webhook: \${A}
    secrt: \${B}
    keywords: [构建, 12]
    limits: { messages: 0, window: 62, mute: 10x }
    endpoint: http://relay.example.com
  dev:
    webhook: abc
    openLinksIn: brower
  dev:
    webhook:
  x: { webhook: "\${A}" }
people:
  - name: a
rules:
  - on: brokn
    robots: [opps]
    branches: ["***", "x"]
    when: |
      event.pipeline.name == "x" &&
      event.ref.branc == "y"
  - name: a
    type: text
    buttons: [{title: a, url: "{{ event.ur }}"}]
  - { name: a, robots: ops, mention: { all: yes, on: [] } }
onParked: ops2
timezone: Asia/Shanhai
sources:
  github: { type: github }
  "a b": { type: GitHub, bearer: abc }
access:
  - { name: ci, token: "\${CI}", may: sends }
locale: zh
`;
    expect(await placesOf(text)).toEqual([
      "4:5 robots.ops.secrt unknown_key",
      "5:20 robots.ops.keywords[1] wrong_value",
      "6:25 robots.ops.limits.messages wrong_value",
      "6:36 robots.ops.limits.window wrong_value",
      "6:46 robots.ops.limits.mute wrong_value",
      "7:15 robots.ops.endpoint wrong_value",
      "11:3 robots.dev duplicate",
      "12:5 robots.dev.webhook missing",
      "13:17 robots.x.webhook duplicate",
      "15:5 people[0] missing",
      "17:9 rules[0].on wrong_value",
      "18:14 rules[0].robots[0] unknown_name",
      "19:17 rules[0].branches[0] filter",
      "22:7 rules[0].when filter",
      "23:5 rules[1] robot_needed",
      "24:11 rules[1].type wrong_value",
      "25:35 rules[1].buttons[0].url template",
      "26:13 rules[2].name duplicate",
      "26:45 rules[2].mention.all wrong_value",
      "26:54 rules[2].mention.on wrong_value",
      "27:11 onParked unknown_name",
      "28:11 timezone wrong_value",
      "30:3 sources.github missing",
      '31:3 sources["a b"] wrong_value',
      '31:18 sources["a b"].type wrong_value',
      '31:34 sources["a b"].bearer literal_secret',
      "33:38 access[0].may wrong_value",
      "34:9 locale wrong_value",
    ]);
  });

  it.for([
    { name: "an unknown key", input: { robot: {} }, values: { key: "robot", nearest: "robots" } },
    { name: "a word of on", input: { rules: [{ on: ["fixd"] }] }, values: { actual: '"fixd"', nearest: "fixed" } },
    { name: "a tick box", input: { rules: [{ content: ["pipelin"] }] }, values: { nearest: "pipeline" } },
    { name: "a robot's name", input: { onParked: "Opss" }, values: { name: "Opss", nearest: "ops", known: "ops" } },
    {
      name: "a variable",
      input: { rules: [{ text: "{{ event.ref.branc }}" }] },
      values: { nearest: "event.ref.branch" },
    },
    {
      name: "a field of a condition",
      input: { rules: [{ when: "event.ref.branc == ''" }] },
      values: { nearest: "event.ref.branch" },
    },
    {
      name: "a source's type",
      input: { sources: { a: { type: "githu", insecure: true } } },
      values: { nearest: "github" },
    },
  ])("with the nearest to $name", async ({ input, values }) => {
    const [issue, ...others] = await issuesOf({ robots: { ops: { webhook: "${A}" } }, ...input }, ["github", "gitlab"]);
    expect(issue).toMatchObject({ values });
    expect(others).toEqual([]);
  });

  it("with the known keys of that place", async () => {
    const [issue] = await issuesOf({ robots: { ops: { webhook: "${A}", zzzzzzzz: 1 } } });
    expect(issue).toEqual({
      path: "robots.ops.zzzzzzzz",
      code: "unknown_key",
      values: {
        key: "zzzzzzzz",
        known: "webhook | secret | keywords | openLinksIn | fallbacks | limits | endpoint | insecureEndpoint",
      },
    });
  });

  it("and at most a hundred of them", async () => {
    const rules = Array.from({ length: 500 }, () => ({ on: "nothing" }));
    expect(await issuesOf({ robots: { ops: { webhook: "${A}" } }, rules })).toHaveLength(100);
  });

  it.for([
    {
      name: "an unquoted number for a text",
      yaml: "rules: [{title: 12}]",
      values: { expected: "quoted_text", actual: "12" },
    },
    { name: "a text for a list of rules", yaml: "rules: x", values: { expected: "list", actual: '"x"' } },
    { name: "an empty list", yaml: "rules: [{on: []}]", values: { expected: "list", actual: "array" } },
    {
      name: "eleven keywords",
      yaml: `access: []\nrobots: {a: {webhook: "\${B}", keywords: [${"k,".repeat(11)}]}}`,
      values: { expected: "up_to_ten" },
    },
    {
      name: "three secrets of a door",
      yaml: 'sources: {a: {type: github, token: ["${A}", "${B}", "${C}"]}}',
      values: { expected: "one_or_two" },
    },
    {
      name: "a host with https",
      yaml: "provider: {giteeHost: https://gitee.example.com}",
      values: { expected: "host" },
    },
    {
      name: "no shards",
      yaml: "sources: {a: {type: github, insecure: true, shards: 0}}",
      values: { expected: "count", actual: "0" },
    },
    { name: "a mapping for a word", yaml: "rules: [{name: {a: b}}]", values: { expected: "text", actual: "object" } },
  ])("$name", async ({ yaml, values }) => {
    const text = yaml.includes("robots:") ? yaml : `${ROBOT}${yaml}`;
    const [issue, ...others] = await issuesOf(text);
    expect(issue).toMatchObject({ code: "wrong_value", values });
    expect(others).toEqual([]);
  });

  it.for([
    {
      name: "webhooks",
      input: { robots: { a: { webhook: "${A}" }, b: { webhook: "${A}" } } },
      path: "robots.b.webhook",
      other: "robots.a.webhook",
    },
    {
      name: "names of rules",
      input: { rules: [{ name: "x" }, { name: "y" }, { name: "x" }] },
      path: "rules[2].name",
      other: "rules[0].name",
    },
    {
      name: "names of clients",
      input: {
        access: [
          { name: "x", token: "${X}", may: "send" },
          { name: "x", token: "${Y}", may: "read" },
        ],
      },
      path: "access[1].name",
      other: "access[0].name",
    },
    {
      name: "logins in another case",
      input: {
        people: [
          { userId: "a", logins: "Zhang" },
          { userId: "b", logins: ["x", "zhang"] },
        ],
      },
      path: "people[1].logins[1]",
      other: "people[0].logins",
    },
  ])("the same $name twice", async ({ input, path, other }) => {
    const issues = await issuesOf({ robots: { ops: { webhook: "${W}" } }, ...input });
    expect(issues).toEqual([{ path, code: "duplicate", values: expect.objectContaining({ other }) }]);
  });

  it("an access entry or a rule for a robot that there is not", async () => {
    const access = [{ name: "ci", token: "${T}", may: "send", robots: "ops" }];
    const config = { robots: { dev: { webhook: "${W}" } }, rules: [{ robots: ["dev", "ops"] }], access };
    expect(await placesOf(config)).toEqual(["rules[0].robots[1] unknown_name", "access[0].robots unknown_name"]);
  });

  it("a robot's name is looked up among the robots alone", async () => {
    expect(await placesOf({ robots: { ops: { webhook: "${A}" } }, onParked: "toString" })).toEqual([
      "onParked unknown_name",
    ]);
  });
});

describe("parseConfig places mistakes of templates and conditions", () => {
  it.for([
    { name: "a block", yaml: "- text: |\n    hello\n\n    a {{ event.ref.branc }}\n", place: "6:10" },
    { name: "a block with its indentation said", yaml: "- text: |2\n      {{ event.ref.branc }}\n", place: "4:" },
    { name: "a folded block, at its start", yaml: "- text: >\n    hello\n    {{ event.ref.branc }}\n", place: "3:9" },
    { name: "a plain text", yaml: "- text: a {{ event.ref.branc }}\n", place: "3:14" },
    { name: "a text in quotes", yaml: '- text: "a {{ event.ref.branc }}"\n', place: "3:15" },
    { name: "a text with escapes, at its start", yaml: '- text: "a\\n{{ event.ref.branc }}"\n', place: "3:9" },
    { name: "a condition in a block", yaml: "- when: |\n    true &&\n    event.ref.branc == 'x'\n", place: "5:5" },
  ])("in $name", async ({ yaml, place }) => {
    const [found] = await placesOf(`${ROBOT}rules:\n${yaml}`);
    expect(found?.startsWith(place), found).toBe(true);
  });
});

describe("parseConfig refuses secrets in the file", () => {
  const literal = "SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  it.for([
    { path: "robots.ops.webhook", input: { robots: { ops: { webhook: literal } } }, example: "${DINGTALK_WEBHOOK}" },
    {
      path: "robots.ops.secret",
      input: { robots: { ops: { webhook: "${A}", secret: literal } } },
      example: "${DINGTALK_SECRET}",
    },
    {
      path: "sources.a.token[1]",
      input: { sources: { a: { type: "github", token: ["${A}", literal] } } },
      example: "${MY_TOKEN}",
    },
    {
      path: "sources.a.password",
      input: { sources: { a: { type: "github", password: literal } } },
      example: "${MY_PASSWORD}",
    },
    {
      path: "access[0].token",
      input: { access: [{ name: "a", token: literal, may: "send" }] },
      example: "${MY_TOKEN}",
    },
  ])("at $path, with an example in its place", async ({ path, input, example }) => {
    const issues = await issuesOf({ robots: { ops: { webhook: "${W}" } }, ...input });
    expect(issues).toEqual([{ path, code: "literal_secret", values: { example } }]);
  });

  it.for(["$NAME", "${NAME:-x}", "${{ secrets.NAME }}", "prefix${NAME}", 12, true, {}])(
    "%j is no reference",
    async (webhook) => {
      expect(await placesOf({ robots: { ops: { webhook } } })).toEqual(["robots.ops.webhook literal_secret"]);
    },
  );
});

describe("parseConfig reads files that are no configuration", () => {
  it.for([
    { name: "an empty file", text: "", expected: ["1:1 robots missing"] },
    { name: "only a comment", text: "# later\n", expected: ["1:1 robots missing"] },
    { name: "no robot", text: "robots: {}\n", expected: ["1:1 robots missing"] },
    { name: "an empty robots", text: "locale: en\nrobots:\n", expected: ["2:1 robots missing"] },
    { name: "a word", text: "hello", expected: ["1:1  syntax not_a_mapping"] },
    { name: "a list", text: "- a", expected: ["1:1  syntax not_a_mapping"] },
    { name: "null", text: null, expected: [" syntax not_a_mapping"] },
    { name: "a number", text: 12, expected: [" syntax not_a_mapping"] },
    { name: "a list of objects", text: [{}], expected: [" syntax not_a_mapping"] },
    { name: "tabs", text: "robots:\n\tops: 1\n", expected: ["2:1  syntax tab"] },
    {
      name: "references in { }",
      text: "robots: { ops: { webhook: ${X}, secret: ${Y} } }\nx: [${Z}, 1]\n",
      expected: ["1:27  syntax flow_reference", "1:41  syntax flow_reference", "2:5  syntax flow_reference"],
    },
    {
      name: "patterns without quotes",
      text: `${ROBOT}rules: [{branches: [!main]}]\nx: [**]\ny: @a\n`,
      expected: ["2:21  syntax indicator", "4:4  syntax indicator"],
    },
    {
      name: "an alias of nothing",
      text: "a: [!b]\nx: [**]\ny: &z\n",
      expected: ["1:5  syntax indicator", "2:5  syntax indicator", "3:6  syntax indicator"],
    },
    { name: "a colon in a value", text: "title: a: b\n", expected: ["1:8  syntax colon"] },
    { name: "a line without colon", text: "robots\nlocale: en\n", expected: ["1:1  syntax missing_character"] },
    { name: "an open quote", text: 'locale: "en\n', expected: ["2:1  syntax missing_character"] },
    { name: "an unknown escape", text: 'locale: "\\q"\n', expected: ["1:10  syntax escape"] },
    { name: "a wrong indentation", text: "a:\n    b: 1\n  c: 2\n", expected: ["3:1  syntax indent"] },
    { name: "two documents", text: `${ROBOT}---\nlocale: en\n`, expected: ["3:1  several_documents"] },
    { name: "nested too deep", text: "[".repeat(100_000), expected: ["1:1  syntax too_deep"] },
    { name: "nested too deep in a block", text: "- ".repeat(10_000), expected: ["1:1  syntax too_deep"] },
    { name: "larger than 1 MiB", text: `${ROBOT}#${"构".repeat(350_000)}`, expected: ["1:1  syntax too_large"] },
    {
      name: "aliases of aliases",
      text: `a: &a [${"x,".repeat(9)}]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]`,
      expected: ["1:1  syntax aliases"],
    },
    { name: "a key that is a list", text: "? [1]\n: x\n", expected: ["1:3  syntax other"] },
    { name: "JSON that ends early", text: '{"robots": {', expected: ["1:13  syntax missing_character"] },
  ])("$name", async ({ text, expected }) => {
    const issues = await issuesOf(text);
    const found = issues.map(({ line, column, path, code, values }) =>
      `${line === undefined ? "" : `${line}:${column} `}${path} ${code} ${values["problem"] ?? ""}`.trimEnd(),
    );
    expect(found).toEqual(expected);
  });

  it("takes a document's marks, an anchor and its alias", async () => {
    const text = `---\nrobots:\n  ops: { webhook: "\${A}" }\nrules:\n  - &rule { name: a, on: &on [failed] }\n  - { name: b, on: *on }\n---\n`;
    expect((await parseConfig(text)).rules.map(({ on }) => on)).toEqual([["failed"], ["failed"]]);
  });

  it("places a mistake behind an alias at the value that it stands for", async () => {
    const text = `${ROBOT}rules:\n  - { name: a, mention: &m { all: 1 } }\n  - { name: b, mention: *m }\n`;
    expect(await placesOf(text)).toEqual([
      "3:35 rules[0].mention.all wrong_value",
      "3:35 rules[1].mention.all wrong_value",
    ]);
  });
});

describe("parseConfig without rules", () => {
  const rulesOf = async (robots: object, rules?: readonly object[]) =>
    (await parseConfig({ robots, ...(rules === undefined ? {} : { rules }) })).rules.map(({ name, robots }) => ({
      name,
      robots,
    }));

  it("tells the only robot, and none of several", async () => {
    expect(await rulesOf({ ops: { webhook: "${A}" } })).toEqual([{ name: "rule 1", robots: ["ops"] }]);
    expect(await rulesOf({ ops: { webhook: "${A}" }, web: { webhook: "${B}" } })).toEqual([]);
    expect(await rulesOf({ ops: { webhook: "${A}" } }, [])).toEqual([]);
  });
});

describe("parseConfig of a value that begins with a template", () => {
  it("says that YAML wants quotes there", async () => {
    const input = "robots:\n  ops: { webhook: '${A}' }\nrules:\n  - title: {{ event.state }} x\n";
    await expect(parseConfig(input)).rejects.toMatchObject({
      details: { issues: [{ code: "syntax", values: { problem: "template_start" }, line: 4, column: 12 }] },
    });
  });
});
