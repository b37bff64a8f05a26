import { createClock, createMockDingTalk, type MockDingTalk, type RobotSettings } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { createTestContext, type TestOptions } from "../test/test-context.ts";
import { createProgram } from "./program.ts";

const TOKEN = "0a1b2c3d".repeat(8);
const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`;

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly mock: MockDingTalk;
  readonly files: Readonly<Record<string, string>>;
}

interface Setup extends TestOptions {
  readonly robot?: RobotSettings;
}

async function run(args: readonly string[], setup: Setup = {}): Promise<Run> {
  const clock = createClock(undefined, { autoAdvance: true });
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: setup.robot ?? {} } });
  const test = createTestContext({
    clock,
    fetch: mock.fetch,
    ...setup,
    env: { DINGTALK_WEBHOOK: WEBHOOK, ...setup.env },
  });
  const exitCode = await createProgram(test.context).run(args);
  return { exitCode, stdout: test.stdout(), stderr: test.stderr(), mock, files: test.files.texts };
}

const file = (text: string) => ({ "/work/dingpipe.yaml": text });
const oneRobot = "robots: { ops: { webhook: '${DINGTALK_WEBHOOK}' } }\n";

describe("the command line", () => {
  it("shows its help in the reader's language", async () => {
    expect((await run(["--help"])).stdout).toContain("读取 CI 环境，按规则发送消息");
    expect((await run(["--help", "--locale", "en"])).stdout).toContain("read the CI's environment");
    expect((await run(["help", "notify"], { env: { LANG: "en_US.UTF-8" } })).stdout).toContain("Examples:");
  });

  it.for(["notify", "exec", "send", "mock"])("gives examples in the help of %s", async (command) => {
    const { stdout, exitCode } = await run([command, "--help", "--locale", "en"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}dingpipe ${command}`));
  });

  it("shows its version", async () => {
    expect(await run(["--version"])).toMatchObject({ exitCode: 0, stdout: "1.2.3\n" });
  });

  it.for([
    { name: "a command", args: ["notfy"], words: "没有命令 notfy，是不是 notify？" },
    { name: "an option", args: ["notify", "--stauts", "x"], words: "没有选项 --stauts，是不是 --status？" },
    { name: "a missing value", args: ["notify", "--status"], words: "缺少值" },
    { name: "a missing command", args: ["exec"], words: "exec 后面没有命令" },
    { name: "an argument too many", args: ["notify", "x"], words: "参数太多" },
    { name: "an unknown provider", args: ["notify", "--provider", "gite"], words: "是不是 gitee？" },
    { name: "a word of --on", args: ["notify", "--on", "brokn"], words: "是不是 broken？" },
    { name: "a box of --content", args: ["notify", "--content", "pipelin"], words: "是不是 pipeline？" },
    { name: "whom --mention names", args: ["notify", "--mention", "bob"], words: "--mention 的值 bob 无效" },
    { name: "a duration", args: ["notify", "--duration", "soon"], words: "--duration 的值 soon 无效" },
    { name: "a parameter", args: ["notify", "--param", "x"], words: "名称=值" },
    { name: "a number of lines", args: ["exec", "--tail", "many", "--", "true"], words: "--tail 的值 many 无效" },
    { name: "a time limit", args: ["exec", "--timeout", "0", "--", "true"], words: "--timeout 的值 0 无效" },
    { name: "a locale", args: ["notify", "--locale", "fr"], words: "--locale 的值 fr 无效" },
    {
      name: "a variable's choice",
      args: ["notify"],
      env: { DINGPIPE_FAIL_ON: "all" },
      words: "DINGPIPE_FAIL_ON 的值 all 无效",
    },
    { name: "an event's file", args: ["notify", "--event", "none.json"], words: "none.json 不存在" },
  ] as { name: string; args: string[]; env?: Record<string, string>; words: string }[])(
    "refuses a mistake in $name with 2",
    async ({ args, env, words }) => {
      const { exitCode, stderr, stdout } = await run(args, env === undefined ? {} : { env });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(words);
      expect(stdout).toBe("");
    },
  );

  it("tells a refusal to machines too", async () => {
    const { stdout } = await run(["notify", "--json", "--fail-on", "x"]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 2, error: { code: "not_a_choice" } });
    expect(JSON.parse((await run(["notify", "--jsn", "--json"])).stdout)).toMatchObject({ ok: false, exitCode: 2 });
  });

  it("shows no message of a bug, which may hold a secret", async () => {
    const fails = () => {
      throw new TypeError(`Failed to parse URL from ${WEBHOOK}`);
    };
    const { context, stderr } = createTestContext();
    const exitCode = await createProgram({ ...context, files: { ...context.files, exists: fails } }).run(["notify"]);
    expect(exitCode).toBe(1);
    expect(stderr()).toContain("TypeError");
    expect(stderr()).not.toContain(TOKEN);
  });
});

describe("notify", () => {
  it("sends a default message without a file", async () => {
    const { exitCode, stdout, stderr, mock } = await run(["notify", "--status", "FAIL", "--pipeline", "nightly"]);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "✓ 已送达 default\n", stderr: "" });
    expect(mock.messages()[0]?.title).toContain("失败 · nightly");
  });

  it("prefers flag to variable to file to default for the language", async () => {
    const files = file(`locale: ru\n${oneRobot}rules: [{ on: [failed] }]\n`);
    const titles = await Promise.all(
      [
        run(["notify", "--status", "FAIL", "--locale", "zh-CN"], { files, env: { DINGPIPE_LOCALE: "en" } }),
        run(["notify", "--status", "FAIL"], { files, env: { DINGPIPE_LOCALE: "en" } }),
        run(["notify", "--status", "FAIL"], { files, env: { LANG: "en_US.UTF-8" } }),
        run(["notify", "--status", "FAIL"], { env: { LANG: "en_US.UTF-8" } }),
      ].map(async (result) => (await result).mock.messages()[0]?.title),
    );
    expect(titles).toEqual(["❌ 失败", "❌ failed", "❌ неудача", "❌ 失败"]);
  });

  it("takes the keywords of DINGTALK_KEYWORDS", async () => {
    const { exitCode, mock } = await run(["notify", "--status", "FAIL"], {
      robot: { keywords: ["部署"] },
      env: { DINGTALK_KEYWORDS: "部署,发布" },
    });
    expect(exitCode).toBe(0);
    expect(mock.messages()[0]?.title).toContain("部署");
  });

  it("makes one rule in place of the file's from --on, --title, --text, --content and --mention", async () => {
    const files = file(`${oneRobot}rules: [{ name: never, on: [skipped] }]\n`);
    const args = [
      "notify",
      "--status",
      "FAIL",
      "--on",
      "failed",
      "--title",
      "T",
      "--text",
      "x ${V}",
      "--param",
      "V=1",
      "--mention",
      "user:u1,all",
    ];
    const { mock } = await run(args, { files });
    expect(mock.messages()[0]).toMatchObject({ title: "T", mentions: { userIds: ["u1"], all: true } });
    expect(mock.messages()[0]?.text).toContain("x 1");
  });

  it("keeps one rule by --rule, whose conditions hold", async () => {
    const files = file(`${oneRobot}rules: [{ name: red, on: [failed] }, { name: green, on: [success] }]\n`);
    expect((await run(["notify", "--status", "FAIL", "--rule", "green"], { files })).mock.messages()).toEqual([]);
    expect((await run(["notify", "--status", "SUCC", "--rule", "green"], { files })).mock.messages()).toHaveLength(1);
    expect((await run(["notify", "--status", "SUCC", "--rule", "gren"], { files })).stderr).toContain("是不是 green？");
  });

  it("says under --verbose why a rule does not apply", async () => {
    const files = file(`${oneRobot}rules: [{ name: green, on: [success] }]\n`);
    const { stderr } = await run(["notify", "--status", "FAIL", "--verbose", "--locale", "en"], { files });
    expect(stderr).toContain("nothing to send");
    expect(stderr).toContain("rule green does not apply: on wants success, it is");
  });

  it("shows under --dry-run what would be sent, needs no secret for it, and sends nothing", async () => {
    const { exitCode, stdout, mock } = await run(
      ["notify", "--status", "FAIL", "--dry-run", "--mention", "13900000001"],
      {
        env: { DINGTALK_WEBHOOK: "" },
      },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("将发给 default");
    expect(stdout).toContain("提醒：13900000001");
    expect(mock.requests()).toEqual([]);
  });

  it("reads secrets from a file, which a line end does not spoil", async () => {
    const { exitCode } = await run(["notify", "--status", "FAIL"], {
      env: { DINGTALK_WEBHOOK: "", DINGTALK_WEBHOOK_FILE: "/run/secrets/robot" },
      files: { "/run/secrets/robot": `${WEBHOOK}\n` },
    });
    expect(exitCode).toBe(0);
  });

  it("names the variable whose file is not there", async () => {
    const { exitCode, stderr } = await run(["notify", "--status", "FAIL"], {
      env: { DINGTALK_WEBHOOK: "", DINGTALK_WEBHOOK_FILE: "/run/secrets/none" },
    });
    expect(exitCode).toBe(10);
    expect(stderr).toContain("DINGTALK_WEBHOOK_FILE 指定的文件 /run/secrets/none 读不出");
  });

  it("reads webhook and secret from standard input, a line each", async () => {
    const secret = `SEC${"ab".repeat(32)}`;
    const { exitCode, mock } = await run(["notify", "--status", "FAIL", "--webhook-stdin", "--secret-stdin"], {
      env: { DINGTALK_WEBHOOK: "" },
      robot: { secret },
      stdin: `${WEBHOOK}\n${secret}\n`,
    });
    expect(exitCode).toBe(0);
    expect(mock.requests()[0]).toMatchObject({ signed: true });
  });

  it("warns of a secret in an argument", async () => {
    const { exitCode, stderr } = await run(["notify", "--status", "FAIL", "--webhook", WEBHOOK], {
      env: { DINGTALK_WEBHOOK: "" },
    });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("--webhook 会出现在进程列表");
    expect(stderr).not.toContain(TOKEN);
  });

  it("excuses an absent secret in a pull request, with a file and without", async () => {
    const env = {
      DINGTALK_WEBHOOK: "",
      GITEE_PIPELINE_NAME: "p",
      GITEE_PIPELINE_BUILD_NUMBER: "1",
      GITEE_PULL_ID: "7",
    };
    for (const files of [{}, file(`${oneRobot}rules: [{ on: [failed] }]\n`)]) {
      const { exitCode, stderr } = await run(["notify", "--status", "FAIL"], { env, files });
      expect(exitCode).toBe(0);
      expect(stderr).toContain("合并请求的构建，DINGTALK_WEBHOOK 没有值");
    }
  });

  it("warns where the last result is asked for and not known", async () => {
    const files = file(`${oneRobot}rules: [{ name: main, on: [broken] }]\n`);
    const warned = await run(["notify", "--status", "FAIL"], { files });
    expect(warned.stderr).toContain("规则 main 要看上一次的结果");
    expect(warned.mock.messages()).toHaveLength(1);
    const told = await run(["notify", "--status", "FAIL", "--previous-status", "FAIL"], { files });
    expect(told.stderr).not.toContain("上一次");
    expect(told.mock.messages()).toEqual([]);
  });

  it("takes a damaged state file for absent, and leaves it", async () => {
    const files = { ...file(`${oneRobot}rules: [{ on: [broken] }]\n`), "/work/state.json": "{" };
    const result = await run(["notify", "--status", "FAIL", "--state-file", "state.json"], { files });
    expect(result.stderr).toContain("状态文件 state.json 不是 JSON");
    expect(result.mock.messages()).toHaveLength(1);
    expect(result.files["/work/state.json"]).toBe("{");
  });

  it("takes a status that nobody knows for unknown, and says so", async () => {
    const { exitCode, stderr, mock } = await run(["notify", "--status", "faild", "--locale", "en"]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("--status faild is not understood");
    expect(stderr).toContain("did you mean fail");
    expect(mock.messages()[0]?.title).toContain("state unknown");
  });

  it("shows a progress line and colours on a terminal alone", async () => {
    const terminal = await run(["notify", "--status", "FAIL"], { isTerminal: true });
    expect(terminal.stderr).toContain("正在发给 default …\r\u001b[K");
    expect(terminal.stdout).toContain("\u001b[32m✓\u001b[0m");
    const plain = await run(["notify", "--status", "FAIL"], { isTerminal: true, env: { NO_COLOR: "1" } });
    expect(plain.stdout).toBe("✓ 已送达 default\n");
    const quiet = await run(["notify", "--status", "FAIL", "--quiet"], { isTerminal: true });
    expect(quiet.stdout + quiet.stderr).toBe("");
  });

  it("gives machines one line that keeps its shape", async () => {
    const { stdout, exitCode } = await run(["notify", "--status", "FAIL", "--json"], { robot: { state: "disabled" } });
    expect(exitCode).toBe(10);
    expect(stdout.split("\n")).toHaveLength(2);
    const { deliveries } = JSON.parse(stdout);
    expect(Object.keys(deliveries[0]).sort()).toEqual(
      ["attempts", "bytes", "class", "errcode", "errmsg", "fix", "part", "parts", "reason", "robot", "rule"].sort(),
    );
    expect(deliveries[0]).toMatchObject({ robot: "default", rule: "default", class: "rejected", attempts: 1 });
  });
});

describe("send", () => {
  it.for([
    { name: "a text", args: ["hello"], expected: { msgtype: "text", text: "hello" } },
    {
      name: "a text from standard input",
      args: [],
      stdin: "from a pipe\n",
      expected: { msgtype: "text", text: "from a pipe" },
    },
    {
      name: "a markdown",
      args: ["--title", "T", "--text", "**x**"],
      expected: { msgtype: "markdown", title: "T", text: "**x**" },
    },
    {
      name: "a markdown whose title is its first line",
      args: ["--type", "markdown", "# Report\n\nx"],
      expected: { msgtype: "markdown", title: "Report" },
    },
    {
      name: "a link",
      args: ["--type", "link", "--title", "T", "--text", "x", "--url", "https://a.example/"],
      expected: { msgtype: "link", title: "T" },
    },
    {
      name: "an actionCard",
      args: ["--title", "T", "--text", "x", "--button", "Open=https://a.example/"],
      expected: { msgtype: "actionCard", title: "T" },
    },
    {
      name: "an actionCard of an address alone",
      args: ["--type", "actionCard", "--url", "https://a.example/", "x"],
      expected: { msgtype: "actionCard", title: "x" },
    },
    {
      name: "a feedCard",
      args: ["--type", "feedCard", "--picture", "https://a.example/p.png", "--button", "One=https://a.example/1"],
      expected: { msgtype: "feedCard", title: "One" },
    },
    { name: "a message of a file", args: ["--file", "m.json"], expected: { msgtype: "text", text: "from a file" } },
    {
      name: "mentions",
      args: ["hi", "--mention", "user:u1,13900000001"],
      expected: { mentions: { userIds: ["u1"], mobiles: ["13900000001"], all: false } },
    },
  ] as { name: string; args: string[]; stdin?: string; expected: object }[])(
    "sends $name",
    async ({ args, stdin, expected }) => {
      const files = { "/work/m.json": JSON.stringify({ msgtype: "text", text: { content: "from a file" } }) };
      const { exitCode, stderr, mock } = await run(["send", ...args], {
        files,
        ...(stdin === undefined ? {} : { stdin }),
      });
      expect(exitCode, stderr).toBe(0);
      expect(mock.messages()).toEqual([expect.objectContaining(expected)]);
    },
  );

  it.for([
    { name: "nothing", args: [], exitCode: 2, words: "没有要发的内容" },
    { name: "a link without an address", args: ["--type", "link", "x"], exitCode: 2, words: "--url" },
    {
      name: "a text with a button",
      args: ["--type", "text", "x", "--button", "A=https://a.example/"],
      exitCode: 2,
      words: "没有 --button",
    },
    { name: "a file and a title", args: ["--file", "m.json", "--title", "T"], exitCode: 2, words: "不能再用 --title" },
    { name: "a file in a wrong casing", args: ["--file", "wrong.json"], exitCode: 2, words: "msgtype" },
    {
      name: "a mention on a link",
      args: ["--type", "link", "x", "--url", "https://a.example/", "--mention", "all"],
      exitCode: 2,
      words: "link",
    },
    {
      name: "the author, whom no event names",
      args: ["x", "--mention", "author"],
      exitCode: 2,
      words: "不能提醒 author",
    },
    {
      name: "standard input twice",
      args: ["--text", "-", "--webhook-stdin"],
      exitCode: 2,
      words: "标准输入只能用一次",
      stdin: WEBHOOK,
    },
  ] as { name: string; args: string[]; exitCode: number; words: string; stdin?: string }[])(
    "refuses $name",
    async ({ args, exitCode, words, stdin = "" }) => {
      const files = { "/work/wrong.json": '{"msgType":"text"}' };
      const result = await run(["send", ...args], { files, stdin });
      expect(result.exitCode).toBe(exitCode);
      expect(result.stderr).toContain(words);
      expect(result.mock.requests()).toEqual([]);
    },
  );

  it("repeats a message only once under one idempotency key", async () => {
    const { mock } = await run(["send", "x", "--idempotency-key", "k1"]);
    expect(mock.messages()[0]).toMatchObject({ msgUuid: "k1" });
  });
});

describe("config", () => {
  it("validates without any secret", async () => {
    const files = file(`${oneRobot}rules: [{ on: [failed] }]\n`);
    expect(await run(["config", "validate"], { files, env: { DINGTALK_WEBHOOK: "" } })).toMatchObject({
      exitCode: 0,
      stdout: "✓ /work/dingpipe.yaml 没有问题：1 个机器人，1 条规则\n",
    });
  });

  it("names every mistake with its place", async () => {
    const { exitCode, stderr } = await run(["config", "validate", "--locale", "en"], {
      files: file("robots:\n  ops: { webhok: x }\nrulez: []\n"),
    });
    expect(exitCode).toBe(10);
    expect(stderr).toContain("dingpipe.yaml:2");
    expect(stderr).toContain("dingpipe.yaml:3");
  });

  it("says what to do where there is no file", async () => {
    expect(await run(["config", "validate"])).toMatchObject({
      exitCode: 10,
      stderr: expect.stringContaining("没有找到 dingpipe.yaml"),
    });
  });

  it("prints the JSON Schema", async () => {
    const { stdout } = await run(["config", "schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ properties: { robots: expect.anything(), rules: expect.anything() } });
  });
});
