import { describe, expect, it } from "vitest";
import {
  DingpipeError,
  type ErrorCode,
  type ErrorDetails,
  type Issue,
  type IssueCode,
  type KnownError,
} from "../error.ts";
import { type CodeProblem, describeError, describeIssue, type Expectation, type SyntaxProblem } from "./describe.ts";

// One example of each code: `satisfies` makes a new code fail to compile here.
const details = {
  robot_url_invalid: { reason: "token_missing" },
  secret_invalid: { reason: "empty" },
  reference_unresolved: { name: "DINGTALK_WEBHOOK", path: "robots.ops.webhook" },
  config_invalid: { issues: [] },
  event_invalid: { issues: [] },
  message_invalid: { issues: [] },
  message_oversized: { bytes: 20_001, limit: 20_000 },
  mention_not_supported: { msgtype: "link" },
  mention_too_many: { count: 51, limit: 50 },
  template_invalid: {
    reason: "unknown_variable",
    line: 2,
    column: 7,
    name: "event.ref.branc",
    nearest: "event.ref.branch",
  },
  template_failed: { reason: "too_many_steps" },
  filter_invalid: { reason: "syntax", line: 1, column: 3, problem: "the expression ends here" },
  filter_failed: { rule: "main", problem: "divide by zero" },
} as const satisfies { readonly [Code in ErrorCode]: ErrorDetails[Code] };

const values = {
  unknown_key: { key: "secrt", nearest: "secret", known: "webhook | secret" },
  wrong_value: { expected: "failed | fixed", actual: '"fixd"', nearest: "fixed" },
  missing: { expected: "contact" },
  literal_secret: { example: "${DINGTALK_SECRET}" },
  syntax: { problem: "tab" },
  several_documents: {},
  unknown_name: { what: "robot", name: "opps", nearest: "ops", known: "ops | dev" },
  duplicate: { what: "rule", name: "main", other: "rules[0].name" },
  template: { reason: "unknown_filter", name: "shrt", nearest: "short" },
  filter: { reason: "glob", problem: "***" },
  robot_needed: { known: "ops | dev" },
  never_fits: { word: "merged", kinds: "change" },
} as const satisfies Record<IssueCode, Issue["values"]>;

const expectations = {
  text: true,
  quoted_text: true,
  boolean: true,
  count: true,
  list: true,
  one_or_two: true,
  up_to_ten: true,
  up_to_fifty: true,
  mapping: true,
  reference: true,
  duration: true,
  timezone: true,
  mobile: true,
  host: true,
  origin: true,
  secure_origin: true,
  name: true,
  door_name: true,
  source_type: true,
  robots: true,
  contact: true,
  known_by: true,
  credential: true,
  action_card: true,
  message_url: true,
  instant: true,
  natural: true,
  shorter_text: true,
  shorter_list: true,
} as const satisfies Record<Expectation, true>;

const problems = {
  tab: true,
  flow_reference: true,
  template_start: true,
  indicator: true,
  colon: true,
  indent: true,
  missing_character: true,
  escape: true,
  too_large: true,
  too_deep: true,
  aliases: true,
  merge: true,
  not_a_mapping: true,
  other: true,
} as const satisfies Record<SyntaxProblem, true>;

function errorOf<Code extends ErrorCode>(code: Code, of: ErrorDetails[Code]): KnownError {
  return new DingpipeError(code, of) as unknown as KnownError;
}

function issueOf(code: IssueCode, of: Issue["values"] = values[code]): Issue {
  return { path: "rules[0].on[1]", code, values: of, line: 12, column: 5 };
}

const codes = Object.keys(details) as ErrorCode[];
const issueCodes = Object.keys(values) as IssueCode[];

describe("describeError", () => {
  it.for(codes)("says of %s what is wrong, in Chinese and in English", (code) => {
    const error = errorOf(code, details[code]);
    const chinese = describeError(error, "zh-CN");
    const english = describeError(error, "en");
    expect(chinese).toMatch(/\p{Script=Han}.*[。：？]$/u);
    expect(english).toMatch(/^[^\p{Script=Han}]+[.:?]$/u);
    expect(`${chinese}${english}`).not.toMatch(/undefined|\[object|for developers/);
  });

  it("shows English to a reader of Russian", () => {
    const error = errorOf("message_oversized", details.message_oversized);
    expect(describeError(error, "ru")).toBe(describeError(error, "en"));
  });

  it("names the thing and the cure", () => {
    const told = codes
      .filter((code) => !("issues" in details[code]))
      .map((code) => describeError(errorOf(code, details[code]), "zh-CN"));
    expect(told.join("\n")).toMatchInlineSnapshot(`
      "机器人的 webhook 缺少 access_token。请复制完整地址，包括问号后面的部分。
      机器人的加签密钥为空。请从机器人安全设置中复制（SEC 开头）；未开启加签则删除此项。
      robots.ops.webhook：没有设置 DINGTALK_WEBHOOK。请在流水线的环境变量（密钥）中设置 DINGTALK_WEBHOOK。
      消息有 20001 字节，钉钉上限为 20000。请缩短内容，或改发全文链接。
      link 类型的消息不能 @ 人。请改用 text、markdown 或 actionCard。
      @ 了 51 人，最多 50 人。请减少人数，或 @所有人。
      模板第 2 行第 7 列：没有变量“event.ref.branc”。是不是想写“event.ref.branch”？
      模板执行步骤过多。请限制循环次数：{% for t in event.failedTasks limit: 5 %}。
      条件第 1 行第 3 列：无法解析：the expression ends here。请检查该处语法。
      规则“main”的 when 执行失败：divide by zero。使用字段前请先用 has(event.…) 判断。"
    `);
  });

  it("puts the file, line and column before each mistake", () => {
    const issues = [
      issueOf("wrong_value"),
      { path: "", code: "several_documents", values: {}, line: 3, column: 1 } as const,
      { path: "robots", code: "missing", values: { expected: "robots" } } as const,
    ];
    expect(describeError(errorOf("config_invalid", { issues }), "en", "dingpipe.yaml")).toMatchInlineSnapshot(`
      "The configuration has 3 mistakes:
        dingpipe.yaml:12:5 rules[0].on[1]: Wrong value: "fixd". Did you mean "fixed"?
        dingpipe.yaml:3:1: A second YAML document begins here. Keep one, without a --- in between.
        dingpipe.yaml robots: A value is missing. Expected: at least one robot with a webhook."
    `);
    expect(describeError(errorOf("config_invalid", { issues }), "zh-CN")).toMatchInlineSnapshot(`
      "配置有 3 处错误：
        12:5 rules[0].on[1]: 值不对："fixd"。是不是想写“fixed”？
        3:1: 这里开始了第二个 YAML 文档。只保留一个，中间不要有 ---。
        robots: 缺少内容。应为至少一个带 webhook 的机器人。"
    `);
  });

  it.for([
    "empty",
    "not_a_url",
    "not_https",
    "host_not_allowed",
    "path_not_allowed",
    "token_missing",
    "endpoint_invalid",
  ] as const)("has its own words for a webhook that is %s", (reason) => {
    const others = (
      [
        "empty",
        "not_a_url",
        "not_https",
        "host_not_allowed",
        "path_not_allowed",
        "token_missing",
        "endpoint_invalid",
      ] as const
    )
      .filter((other) => other !== reason)
      .map((other) => describeError(errorOf("robot_url_invalid", { reason: other }), "en"));
    expect(others).not.toContain(describeError(errorOf("robot_url_invalid", { reason }), "en"));
  });
});

describe("describeIssue", () => {
  it.for(issueCodes)("says of %s what is wrong, in Chinese and in English", (code) => {
    const chinese = describeIssue(issueOf(code), "zh-CN", "dingpipe.yaml");
    const english = describeIssue(issueOf(code), "en", "dingpipe.yaml");
    expect(chinese).toMatch(/^dingpipe\.yaml:12:5 rules\[0\]\.on\[1\]: .*\p{Script=Han}.*[。？]$/u);
    expect(english).toMatch(/^dingpipe\.yaml:12:5 rules\[0\]\.on\[1\]: [^\p{Script=Han}]+[.?]$/u);
    expect(`${chinese}${english}`).not.toMatch(/undefined|\[object/);
  });

  it("reads well", () => {
    expect(
      issueCodes
        .slice(1)
        .map((code) => describeIssue({ path: "", code, values: values[code] }, "zh-CN"))
        .join("\n"),
    ).toMatchInlineSnapshot(`
      "值不对："fixd"。是不是想写“fixed”？
      缺少内容。应为 mobile 或 userId。
      密钥不能直接写在文件里。请把值放进环境变量，这里只写它的名字：\${DINGTALK_SECRET}。
      这一行用了 Tab 缩进。YAML 只能用空格缩进。
      这里开始了第二个 YAML 文档。只保留一个，中间不要有 ---。
      没有名为“opps”的机器人。是不是想写“ops”？
      规则“main”重复。另一个在 rules[0].name，请删除或改名。
      没有过滤器“shrt”。是不是想写“short”？
      无法识别这个通配符表达式。* 不跨 /，** 跨 /，前面加 ! 表示排除。
      有多个机器人，规则要写明发给谁。请加上 robots: [ … ]，可用：ops、dev。
      这条规则的 kinds 不会有“merged”。它属于 change：请加进 kinds，或删除这个词。"
    `);
  });

  it.for(Object.keys(expectations))("says in words what is expected: %s", (expected) => {
    for (const locale of ["zh-CN", "en"] as const) {
      const told = describeIssue(issueOf("missing", { expected }), locale);
      expect(told).not.toBe(describeIssue(issueOf("missing", { expected: "" }), locale));
      if (expected.includes("_")) expect(told).not.toContain(expected);
    }
  });

  it.for(Object.keys(problems))("has words of its own for a syntax problem: %s", (problem) => {
    const others = Object.keys(problems).filter((other) => other !== problem);
    for (const locale of ["zh-CN", "en"] as const) {
      const told = others.map((other) => describeIssue(issueOf("syntax", { problem: other }), locale));
      expect(told).not.toContain(describeIssue(issueOf("syntax", { problem }), locale));
    }
  });

  it("lists what is known where nothing is near", () => {
    expect(
      describeIssue({ path: "", code: "wrong_value", values: { expected: "failed | passed", actual: "12" } }, "en"),
    ).toBe("Wrong value: 12. Expected: failed, passed.");
    expect(describeIssue({ path: "", code: "unknown_key", values: { key: "x", known: "a | b" } }, "zh-CN")).toBe(
      "这里没有“x”这个键。可用：a、b。",
    );
    expect(describeIssue({ path: "", code: "unknown_key", values: { key: "x" } }, "en")).toBe(
      '"x" is not a key here. Remove it.',
    );
  });

  it("translates the type names of a message's and an event's mistakes", () => {
    const issue: Issue = {
      path: "markdown.text",
      code: "wrong_value",
      values: { expected: "string", actual: "array" },
    };
    expect(describeIssue(issue, "zh-CN")).toBe("markdown.text: 值不对：列表。应为文字。");
    expect(describeIssue(issue, "en")).toBe("markdown.text: Wrong value: a list. Expected: a text.");
    const empty: Issue = {
      path: "rules[0].on",
      code: "wrong_value",
      values: { expected: "list", actual: "empty_array" },
    };
    expect(describeIssue(empty, "zh-CN")).toBe("rules[0].on: 值不对：空列表。应为非空列表。");
    expect(describeIssue(empty, "en")).toBe(
      "rules[0].on: Wrong value: an empty list. Expected: a list with something in it.",
    );
  });

  it.for(["variable_unfinished", "nested_too_deeply"] satisfies CodeProblem[])(
    "says in words what is wrong with a template: %s",
    (problem) => {
      const chinese = describeIssue(issueOf("template", { reason: "syntax", problem }), "zh-CN");
      expect(chinese).toMatch(/无法解析：.*\p{Script=Han}.*。请检查/u);
      expect(chinese).not.toContain(problem);
      expect(describeIssue(issueOf("template", { reason: "syntax", problem }), "en")).not.toContain(problem);
    },
  );

  it.for(["unknown_variable", "unknown_filter", "tag_not_allowed", "too_long", "glob", "syntax"])(
    "says of a template with the reason %s what to do",
    (reason) => {
      const told = describeIssue(issueOf("template", { reason, name: "x", problem: "unexpected: }" }), "en");
      expect(told).not.toBe(describeIssue(issueOf("template", { reason: "other" }), "en"));
    },
  );
});
