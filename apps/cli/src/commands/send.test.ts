import { describe, expect, it } from "vitest";
import { runProgram, webhook } from "../../test/run-program.ts";

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
      name: "a message of a file with a byte order mark",
      args: ["--file", "marked.json"],
      expected: { msgtype: "text", text: "from a file" },
    },
    {
      name: "mentions",
      args: ["hi", "--mention", "user:u1,139-0000-0001"],
      expected: { mentions: { userIds: ["u1"], mobiles: ["13900000001"], all: false } },
    },
  ] as { name: string; args: string[]; stdin?: string; expected: object }[])(
    "sends $name",
    async ({ args, stdin, expected }) => {
      const message = JSON.stringify({ msgtype: "text", text: { content: "from a file" } });
      const files = { "/repo/m.json": message, "/repo/marked.json": `\uFEFF${message}` };
      const { exitCode, stderr, mock } = await runProgram(["send", ...args], {
        files,
        ...(stdin === undefined ? {} : { stdin }),
      });
      expect(exitCode, stderr).toBe(0);
      expect(mock.messages()).toEqual([expect.objectContaining(expected)]);
    },
  );

  it.for([
    { name: "nothing", args: [], exitCode: 2, words: "没有要发的内容" },
    { name: "blanks", args: ["--title", "T", "--text", " \n"], exitCode: 2, words: "没有要发的内容" },
    { name: "a comment alone", args: ["--title", "T", "--text", "<!-- x -->"], exitCode: 2, words: "没有要发的内容" },
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
      stdin: webhook,
    },
  ] as { name: string; args: string[]; exitCode: number; words: string; stdin?: string }[])(
    "refuses $name",
    async ({ args, exitCode, words, stdin = "" }) => {
      const files = { "/repo/wrong.json": '{"msgType":"text"}' };
      const result = await runProgram(["send", ...args], { files, stdin });
      expect(result.exitCode).toBe(exitCode);
      expect(result.stderr).toContain(words);
      expect(result.mock.requests()).toEqual([]);
    },
  );

  it.for([
    { name: "a blank title", args: ["--type", "markdown", "--title", " "], stdin: "# 发布完成\n", title: "发布完成" },
    {
      name: "a rule before the first words",
      args: ["--type", "markdown"],
      stdin: "---\n\n## 发布完成\n",
      title: "发布完成",
    },
    { name: "no words at all", args: ["--type", "markdown"], stdin: "---\n", title: "---" },
  ])("takes a title from the text, where there is $name", async ({ args, stdin, title }) => {
    const { exitCode, stderr, mock } = await runProgram(["send", ...args], { stdin });
    expect(exitCode, stderr).toBe(0);
    expect(mock.messages()).toMatchObject([{ title }]);
  });

  it("sends a message whose title alone is too long", async () => {
    const { mock } = await runProgram(["send", "--title", "x".repeat(21_000), "--text", "# 发布完成"]);
    expect(mock.messages()).toMatchObject([{ text: "# 发布完成" }]);
  });

  it("repeats a message only once under one idempotency key", async () => {
    const { mock } = await runProgram(["send", "x", "--idempotency-key", "k1"]);
    expect(mock.messages()[0]).toMatchObject({ msgUuid: "k1" });
  });

  it("puts the keyword and a key of its own into each part of a long message", async () => {
    const args = ["send", "--title", "T", "--idempotency-key", "k".repeat(64)];
    const { exitCode, stderr, mock } = await runProgram(args, {
      stdin: "a line of words\n\n".repeat(2500),
      robot: { keywords: ["部署"] },
      env: { DINGTALK_KEYWORDS: "部署" },
    });
    expect(exitCode, stderr).toBe(0);
    const keys = mock.messages().map(({ msgUuid }) => msgUuid);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toHaveLength(64);
  });

  it("refuses an idempotency key that DingTalk does not take", async () => {
    const { exitCode, stderr, mock } = await runProgram(["send", "x", "--idempotency-key", "k".repeat(65)]);
    expect({ exitCode, requests: mock.requests() }).toEqual({ exitCode: 2, requests: [] });
    expect(stderr).toContain("最多 64 个字符");
  });
});
