import { describe, expect, it } from "vitest";
import { describeIssue } from "../locales/describe.ts";
import { issuesOf, placesOf, ROBOT } from "./parse-config.fixture.ts";

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
    { name: "a word that others use", input: { rules: [{ on: ["passed"] }] }, values: { nearest: "success" } },
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

  it("with what stands there, where robots are a list", async () => {
    expect(await issuesOf({ robots: [{ webhook: "${A}" }] })).toEqual([
      { path: "robots", code: "wrong_value", values: { expected: "robots", actual: "array" } },
    ]);
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
    { person: { userId: "a" }, expected: "known_by" },
    { person: { userId: "a", logins: 5 }, expected: undefined },
    { person: { name: "a" }, expected: "contact" },
  ])("with what a person lacks: $person", async ({ person, expected }) => {
    expect(await issuesOf({ robots: { ops: { webhook: "${A}" } }, people: [person] })).toEqual([
      expected === undefined
        ? expect.objectContaining({ path: "people[0].logins", code: "wrong_value" })
        : { path: "people[0]", code: "missing", values: { expected } },
    ]);
  });

  it.for([
    {
      name: "an unquoted number for a text",
      yaml: "rules: [{title: 12}]",
      values: { expected: "quoted_text", actual: "12" },
    },
    { name: "a text for a list of rules", yaml: "rules: x", values: { expected: "list", actual: '"x"' } },
    {
      name: "a blank keyword",
      yaml: `access: []\nrobots: {a: {webhook: "\${B}", keywords: ["  "]}}`,
      values: { expected: "text", actual: '"  "' },
    },
    { name: "an empty list", yaml: "rules: [{on: []}]", values: { expected: "list", actual: "empty_array" } },
    {
      name: "eleven keywords",
      yaml: `access: []\nrobots: {a: {webhook: "\${B}", keywords: [${"k,".repeat(11)}]}}`,
      values: { expected: "up_to_ten" },
    },
    {
      name: "51 mobiles",
      yaml: `rules: [{ mention: { mobiles: [${"13900000000,".repeat(51)}] } }]`,
      values: { expected: "up_to_fifty", actual: "array" },
    },
    {
      name: "51 mobiles and user ids",
      yaml: `rules: [{ mention: { mobiles: [${"13900000000,".repeat(26)}], userIds: [${"a,".repeat(25)}] } }]`,
      values: { expected: "up_to_fifty", actual: "object" },
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
    { name: "an empty text", yaml: "rules: [{name: ''}]", values: { expected: "text", actual: '""' } },
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

describe("parseConfig refuses words that never fit", () => {
  it.for([
    {
      rule: { on: ["pushed"], kinds: ["pipeline"] },
      path: "on[0]",
      values: { word: "pushed", kinds: "change | artifact" },
    },
    { rule: { on: "firing", kinds: "pipeline" }, path: "on", values: { word: "firing", kinds: "alert" } },
    {
      rule: { on: ["firing", "failed"], kinds: ["alert", "change"] },
      path: "on[1]",
      values: { kinds: "pipeline | deployment" },
    },
    { rule: { on: ["failed"], mention: { on: ["fixed"] } }, path: "mention.on", values: { word: "fixed" } },
    {
      rule: { kinds: ["alert"], mention: { on: ["failed", "fixed"] } },
      path: "mention.on",
      values: { word: "failed | fixed" },
    },
    { rule: { mention: { on: "merged" } }, path: "mention.on", values: { word: "merged" } },
    { rule: { mention: { on: "running" } }, path: "mention.on", values: { word: "running" } },
    { rule: { on: ["passed"], mention: { on: ["fixed"] } }, path: "on[0]", code: "wrong_value" },
    {
      rule: { on: "fixed", unstable: "failed", mention: { on: "unstable" } },
      path: "mention.on",
      values: { word: "unstable" },
    },
  ])("$rule: $path", async ({ rule, path, values = {}, code = "never_fits" }) => {
    expect(await issuesOf(`${ROBOT}rules: [${JSON.stringify(rule)}]`)).toEqual([
      expect.objectContaining({ path: `rules[0].${path}`, code, values: expect.objectContaining(values) }),
    ]);
  });

  it.for([
    { on: ["merged", "pushed", "released"] },
    { on: ["failed"], mention: { on: ["broken", "firing"] } },
    { on: ["fixed"], mention: { on: ["unstable"] } },
    { on: ["broken"], mention: { on: ["failed"] } },
    { kinds: ["change"], mention: { on: ["merged"] } },
    { on: ["pushed", "firing"], kinds: ["artifact", "alert"] },
    { on: ["still_passing"], mention: { on: ["success"] } },
  ])("but not %j", async (rule) => {
    expect(await issuesOf(`${ROBOT}rules: [${JSON.stringify(rule)}]`)).toEqual([]);
  });
});

describe("parseConfig refuses conditions that never hold", () => {
  it.for([
    [
      'event.state == "failed"',
      `2:33 rules[0].when: "event.state" is never "failed". Did you mean "failure"? on: [failed] means error and timed_out as well.`,
      "2:33 rules[0].when: “event.state”不会是“failed”。是不是想写“failure”？on: [failed] 还包括 error 和 timed_out。",
    ],
    [
      'event.status == "x"',
      '2:34 rules[0].when: "event.status" is never "x". Known: firing, resolved.',
      "2:34 rules[0].when: “event.status”不会是“x”。可用：firing、resolved。",
    ],
    [
      "event.run.number == 6",
      '2:38 rules[0].when: "event.run.number" can\'t be compared like that. It is a text: put what it is compared with in quotes.',
      "2:38 rules[0].when: “event.run.number”不能这样比较。它是文字：请给与它比较的值加引号。",
    ],
    [
      "event.run.number > 100",
      '2:37 rules[0].when: "event.run.number" can\'t be compared like that. It is a text and has no order among numbers: write int(…) around it.',
      "2:37 rules[0].when: “event.run.number”不能这样比较。它是文字，不能与数字比大小：请用 int(…) 转换。",
    ],
  ])("%s", async ([when, english, chinese]) => {
    const [issue, ...others] = await issuesOf(`${ROBOT}rules: [{ when: '${when}' }]`);
    expect(others).toEqual([]);
    if (issue === undefined) throw new RangeError("no mistake");
    expect(describeIssue(issue, "en")).toBe(english);
    expect(describeIssue(issue, "zh-CN")).toBe(chinese);
  });
});

describe("parseConfig refuses", () => {
  it.for(["release-[0-9]*", "main, develop", "refs/heads/main", "!refs/tags/**", "^main$", "a..b", "HEAD~1"])(
    "%j, which no branch is called",
    async (pattern) => {
      const issue = { code: "filter", values: { reason: "never_a_ref" } };
      expect(
        await issuesOf({ robots: { ops: { webhook: "${A}" } }, rules: [{ branches: pattern, targets: [pattern] }] }),
      ).toEqual([
        { path: "rules[0].branches", ...issue },
        { path: "rules[0].targets[0]", ...issue },
      ]);
    },
  );

  it("a robot that stands twice in a rule or an access entry", async () => {
    const access = [{ name: "ci", token: "${T}", may: "send", robots: ["ops", "ops"] }];
    const twice = {
      code: "duplicate",
      values: { what: "robot", name: "ops", other: expect.stringContaining("robots[0]") },
    };
    expect(
      await issuesOf({ robots: { ops: { webhook: "${A}" } }, rules: [{ robots: ["ops", "ops"] }], access }),
    ).toEqual([
      { path: "rules[0].robots[1]", ...twice },
      { path: "access[0].robots[1]", ...twice },
    ]);
  });
});
