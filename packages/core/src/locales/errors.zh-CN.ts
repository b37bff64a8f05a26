import type { ErrorDetails, Issue } from "../error.ts";
import type { Advice, CodeProblem, ErrorTexts, Expectation, SyntaxProblem } from "./describe.ts";

type Words = Readonly<Record<string, string>>;
type CodeDetails = ErrorDetails["template_invalid" | "filter_invalid"];

const expectations: Words = {
  text: "非空文字",
  quoted_text: "文字，请加引号",
  boolean: "true 或 false",
  count: "1 到 1000 的整数",
  list: "非空列表",
  one_or_two: "一个引用，轮换期间可写两个",
  up_to_ten: "最多 10 个：机器人最多设置 10 个关键词",
  up_to_fifty: "最多 50 人：钉钉一条消息最多 @ 50 人；要 @ 所有人请写 all: true",
  mapping: "键值对",
  reference: "引用，如 ${NAME}",
  duration: "时长，如 62s、10m",
  timezone: "IANA 时区，如 Asia/Shanghai",
  mobile: '手机号，如 "13900000000"、"+852-61234567"，或引用 ${NAME}',
  host: "域名，如 gitee.example.com，不带 https:// 和路径",
  origin: "地址，如 https://relay.example.com，不带路径、用户名和参数",
  secure_origin: "https 地址或本机地址，否则请同时写上 insecureEndpoint: true",
  name: "名称，可用文字、数字、空格、点、_ 和 -，最多 64 个字符",
  door_name: "名称，可用 a-z、0-9、点、_ 和 -，最多 64 个字符（会出现在 URL 中）",
  source_type: "来源类型，如 github",
  robots: "至少一个带 webhook 的机器人",
  contact: "mobile 或 userId",
  known_by: "logins（用户名、邮箱）或 name，用来认出这个人",
  credential: "secret、token、password 或 bearer；确实要对所有人开放时写 insecure: true",
  action_card: "actionCard，或不写 type：只有卡片才有按钮",
  message_url: "http、https 或 dingtalk 链接",
  instant: "带时区的时间，如 2026-01-01T08:00:00+08:00",
  natural: "不小于 0 的整数",
  shorter_text: "不超过 100000 个字符的文字",
  shorter_list: "不超过 1000 项的列表",
} satisfies Record<Expectation, string>;

const other: Advice = { problem: "不是合法的 YAML 或 JSON。", cure: "请检查这一行和上一行。" };

const syntax: Readonly<Record<string, Advice>> = {
  tab: { problem: "这一行用了 Tab 缩进。", cure: "YAML 只能用空格缩进。" },
  flow_reference: { problem: "在 { } 和 [ ] 里，YAML 会把 ${…} 当成自己的括号。", cure: '请加引号："${NAME}"。' },
  template_start: { problem: "值以 {{ 开头，YAML 会把它当成映射。", cure: '请把整个值加上引号："{{ … }}"。' },
  indicator: { problem: "值以 * & ! | > @ ` % 开头，在 YAML 里有特殊含义。", cure: "请给这个值加引号。" },
  colon: { problem: "值里有“冒号加空格”，YAML 会当成另一个键。", cure: "请给这个值加引号。" },
  indent: { problem: "缩进与上文不一致。", cure: "请与同级的行对齐。" },
  missing_character: { problem: "这里少了字符。", cure: "请检查这里和上一行的冒号、逗号、引号和括号。" },
  escape: { problem: "YAML 不认识这个转义。", cure: "请改用单引号，或在双引号中写 \\\\。" },
  too_large: { problem: "文件超过 1 MiB。", cure: "请精简配置。" },
  too_deep: { problem: "嵌套太深。", cure: "配置不需要超过十层。" },
  aliases: { problem: "别名（*name）展开后太大。", cure: "请直接写出内容。" },
  merge: { problem: "不支持合并键（<<）。", cure: "请直接写出各个键，或用别名（*name）代替整个值。" },
  not_a_mapping: { problem: "这不是一份配置。", cure: "配置以 robots:、rules: 等键开头。" },
  other,
} satisfies Record<SyntaxProblem, Advice>;

const codeProblems: Words = {
  variable_unfinished: "${ 后面要有变量名和 }，如 ${NAME}；要写这两个字符本身，请写 $${",
  nested_too_deeply: "嵌套太深",
  ends_here: "表达式到这里就断了",
  unexpected: "多出了",
  no_function: "没有这个函数：",
  no_timezone: "没有这个时区：",
  no_loop_option: "for 没有这个选项：",
  not_assignable: "不能赋值给",
  not_closed: "没有结束标记：",
  operator_missing: "缺少运算符或 |，在此之前：",
  range: "范围的两端应为 10000 以内的整数：",
  is_text: "它是文字：请给与它比较的值加引号。",
  is_number: "它是数字：与它比较的值不要加引号。",
  has_no_order: "它是文字，不能与数字比大小：请用 int(…) 转换。",
} satisfies Record<CodeProblem, string>;

// What zod calls the types of an event and of a message.
const kinds: Words = {
  undefined: "空",
  null: "空",
  array: "列表",
  empty_array: "空列表",
  object: "键值对",
  record: "键值对",
  string: "文字",
  empty_string: "空文字",
  number: "数字",
  int: "整数",
  boolean: "true 或 false",
};

const things: Words = {
  key: "键",
  robot: "机器人",
  rule: "规则",
  webhook: "webhook",
  access: "access 条目",
  login: "登录名",
};

function word(words: Words, key = ""): string {
  return words[key] ?? key;
}

function listed(words = ""): string {
  return words.replaceAll(" | ", "、");
}

function expectation(expected: string | undefined): string {
  return `应为${listed(word({ ...kinds, ...expectations }, expected))}。`.replace(/^应为(?=[\x21-\x7e])/, "应为 ");
}

function meant({ nearest, known }: Issue["values"]): string {
  if (nearest !== undefined) return `是不是想写“${nearest}”？`;
  return known === undefined ? "请删除。" : `可用：${listed(known)}。`;
}

function mistakes(issues: readonly Issue[], what: string): Advice {
  return { problem: `${what}有 ${issues.length} 处错误：`, cure: "" };
}

// A template's and a condition's mistakes; `where` is empty in a file, whose own line and column are shown.
function code(values: Issue["values"], where: string): Advice {
  const { reason, name = "", nearest, problem, word: wrong, known } = values;
  const cure = nearest === undefined ? undefined : `是不是想写“${nearest}”？`;
  switch (reason) {
    case "unknown_variable":
      return { problem: `${where}没有变量“${name}”。`, cure: cure ?? "全部变量见 docs/variables.md。" };
    case "unknown_word": {
      const group = wrong === "failed" && nearest !== undefined ? "on: [failed] 还包括 error 和 timed_out。" : "";
      return {
        problem: `${where}“${name}”不会是“${wrong}”。`,
        cure: `${cure ?? `可用：${listed(known)}。`}${group}`,
      };
    }
    case "wrong_type":
      return { problem: `${where}“${name}”不能这样比较。`, cure: word(codeProblems, problem) };
    case "unknown_filter":
      return { problem: `${where}没有过滤器“${name}”。`, cure: cure ?? "请删除。" };
    case "tag_not_allowed":
      return { problem: `${where}不能使用标签“${name}”。`, cure: cure ?? "可以用 if、for、assign 等。" };
    case "too_long":
      return { problem: `${where}内容太长。`, cure: "请精简。" };
    case "glob":
      return { problem: `${where}无法识别这个通配符表达式。`, cure: "* 不跨 /，** 跨 /，前面加 ! 表示排除。" };
    case "never_a_ref":
      return {
        problem: `${where}没有分支会叫这个名字。`,
        cure: "每个通配符表达式单独写一项，不带 refs/heads/；通配符只有 *、** 和 ?。",
      };
    default:
      return {
        problem: `${where}无法解析${problem === undefined ? "" : `：${word(codeProblems, problem)}${wrong === undefined ? "" : `“${wrong}”`}`}。`,
        cure: cure ?? "请检查该处语法。",
      };
  }
}

function codeWithPlace(what: string, { line, column, ...details }: CodeDetails): Advice {
  return code(details, `${what}第 ${line} 行第 ${column} 列：`);
}

const robotUrl: Readonly<Record<ErrorDetails["robot_url_invalid"]["reason"], Advice>> = {
  empty: { problem: "机器人的 webhook 为空。", cure: "请从钉钉的机器人设置中复制地址。" },
  not_a_url: {
    problem: "机器人的 webhook 既不是地址也不是 token。",
    cure: "请复制完整地址：https://oapi.dingtalk.com/robot/send?access_token=…",
  },
  not_https: {
    problem: "机器人的 webhook 不是 https 地址。",
    cure: "请用群设置里的 https 地址；模拟服务或中转的地址另写在 endpoint（环境变量 DINGTALK_ENDPOINT）里。",
  },
  host_not_allowed: {
    problem: "机器人的 webhook 不在 oapi.dingtalk.com 或 oapi.dingtalk.io 上。",
    cure: "请从钉钉复制地址；使用中转或模拟服务时请设置 endpoint。",
  },
  path_not_allowed: { problem: "机器人的 webhook 路径不是 /robot/send。", cure: "请从钉钉复制自定义机器人的地址。" },
  token_missing: { problem: "机器人的 webhook 缺少 access_token。", cure: "请复制完整地址，包括问号后面的部分。" },
  endpoint_invalid: {
    problem: "endpoint 格式不对。",
    cure: "只写 https://域名 或 https://域名:端口，后面不带任何内容。",
  },
};

export const errorsZhCN: ErrorTexts = {
  gap: "",
  errors: {
    robot_url_invalid: ({ reason }) => robotUrl[reason],
    secret_invalid: () => ({
      problem: "机器人的加签密钥为空。",
      cure: "请从机器人安全设置中复制（SEC 开头）；未开启加签则删除此项。",
    }),
    reference_unresolved: ({ name, path }) => ({
      problem: `${path}：没有设置 ${name}。`,
      cure: `请在流水线的环境变量（密钥）中设置 ${name}。`,
    }),
    config_invalid: ({ issues }) => mistakes(issues, "配置"),
    event_invalid: ({ issues }) => mistakes(issues, "事件"),
    message_invalid: ({ issues }) => mistakes(issues, "消息"),
    message_oversized: ({ bytes, limit }) => ({
      problem: `消息有 ${bytes} 字节，钉钉上限为 ${limit}。`,
      cure: "请缩短内容，或改发全文链接。",
    }),
    mention_not_supported: ({ msgtype }) => ({
      problem: `${msgtype} 类型的消息不能 @ 人。`,
      cure: "请改用 text、markdown 或 actionCard。",
    }),
    mention_too_many: ({ count, limit }) => ({
      problem: `@ 了 ${count} 人，最多 ${limit} 人。`,
      cure: "请减少人数，或 @所有人。",
    }),
    template_invalid: (details) => codeWithPlace("模板", details),
    template_failed: ({ reason, problem }) => ({
      problem:
        reason === "too_many_steps"
          ? "模板执行步骤过多。"
          : reason === "too_long"
            ? "模板生成的内容太长。"
            : `模板执行失败${problem === undefined ? "。" : `：${problem}`}`,
      cure: reason === "failed" ? "" : "请限制循环次数：{% for t in event.failedTasks limit: 5 %}。",
    }),
    filter_invalid: (details) => codeWithPlace("条件", details),
    filter_failed: ({ rule, problem }) => ({
      problem: `规则“${rule}”的 when 执行失败：${problem}。`,
      cure: "使用字段前请先用 has(event.…) 判断。",
    }),
  },
  issues: {
    unknown_key: (values) => ({ problem: `这里没有“${values["key"]}”这个键。`, cure: meant(values) }),
    wrong_value: ({ expected, actual, nearest }) => ({
      problem: `值不对：${word(kinds, actual)}。`,
      cure: nearest === undefined ? expectation(expected) : `是不是想写“${nearest}”？`,
    }),
    missing: ({ expected }) => ({ problem: "缺少内容。", cure: expectation(expected) }),
    literal_secret: ({ example }) => ({
      problem: "密钥不能直接写在文件里。",
      cure: `请把值放进环境变量，这里只写它的名字：${example}。`,
    }),
    syntax: ({ problem = "" }) => syntax[problem] ?? other,
    several_documents: () => ({ problem: "这里开始了第二个 YAML 文档。", cure: "只保留一个，中间不要有 ---。" }),
    unknown_name: (values) => ({
      problem: `没有名为“${values["name"]}”的${word(things, values["what"])}。`,
      cure: meant(values),
    }),
    duplicate: ({ what, name, other }) => ({
      problem: `${word(things, what)}“${name}”重复。`,
      cure: other === undefined ? "请删除一个。" : `另一个在 ${other}，请删除或改名。`,
    }),
    template: (values) => code(values, ""),
    filter: (values) => code(values, ""),
    robot_needed: ({ known }) => ({
      problem: "有多个机器人，规则要写明发给谁。",
      cure: `请加上 robots: [ … ]，可用：${listed(known)}。`,
    }),
    never_fits: ({ word, kinds }) =>
      kinds === undefined
        ? {
            problem: `不会 @ 任何人：按规则的 on，通知里不会有 ${listed(word)}。`,
            cure: "请把它加进规则的 on，或修改这里。",
          }
        : {
            problem: `这条规则的 kinds 不会有“${word}”。`,
            cure: `它属于 ${listed(kinds)}：请加进 kinds，或删除这个词。`,
          },
  },
};
