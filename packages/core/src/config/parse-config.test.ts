import { describe, expect, expectTypeOf, it } from "vitest";
import type * as z from "zod";
import type { Config } from "./config.ts";
import { issuesOf, ROBOT } from "./parse-config.fixture.ts";
import { type createConfigSchema, parseConfig } from "./parse-config.ts";

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
    { mobile: "61234567", expected: "61234567" },
    { mobile: "+86-19900000000", expected: "+86-19900000000" },
    { mobile: '"${MOBILE}"', expected: "${MOBILE}" },
  ])("takes $mobile as a mobile", async ({ mobile, expected }) => {
    const config = await parseConfig(
      `${ROBOT}people: [{mobile: ${mobile}, name: a}]\nrules: [{mention: {mobiles: ${mobile}}}]`,
    );
    expect(config.people[0]?.mobile).toBe(expected);
    expect(config.rules[0]?.mention.mobiles).toEqual([expected]);
  });

  it.for([
    "1390",
    "1390000000",
    "139000000000",
    "abc",
    '"+8613900000000"',
    "8613900000000",
    "1.5",
    "'139 0000 0000'",
    "''",
    "true",
  ])("refuses %s as a mobile, without repeating it", async (mobile) => {
    const [issue] = await issuesOf(`${ROBOT}people: [{mobile: ${mobile}, name: a}]`);
    expect(issue).toMatchObject({ path: "people[0].mobile", code: "wrong_value", line: 2, column: 19 });
    expect(JSON.stringify(issue?.values)).toMatch(
      /^\{"expected":"mobile","actual":"(string|empty_string|number|boolean)"\}$/,
    );
  });

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
