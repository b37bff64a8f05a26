import { describe, expect, it } from "vitest";
import { runProgram, token, webhook } from "../test/run-program.ts";
import { createTestContext } from "../test/test-context.ts";
import { createProgram } from "./program.ts";

describe("the command line", () => {
  it("shows its help in the reader's language", async () => {
    expect((await runProgram(["--help"])).stdout).toContain("读取 CI 环境，按规则发送消息");
    expect((await runProgram(["--help", "--locale", "en"])).stdout).toContain("read the CI's environment");
    expect((await runProgram(["help", "notify"], { env: { LANG: "en_US.UTF-8" } })).stdout).toContain("Examples:");
  });

  it.for(["notify", "exec", "send", "mock"])("gives examples in the help of %s", async (command) => {
    const { stdout, exitCode } = await runProgram([command, "--help", "--locale", "en"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}dingpipe ${command}`));
  });

  it("shows its usage in the reader's language", async () => {
    expect((await runProgram(["--help"])).stdout).toMatch(/^用法：dingpipe \[选项\] \[命令\]\n/);
    expect((await runProgram(["--help"])).stdout).toMatch(/ {2}notify \[选项\] +读取/);
    expect((await runProgram(["--help", "--locale", "en"])).stdout).toMatch(
      /^Usage: dingpipe \[options\] \[command\]\n/,
    );
  });

  it("offers in a command's help only what the command takes", async () => {
    const { stdout: send } = await runProgram(["send", "--help"]);
    expect(send).toContain("提醒谁：all,手机号");
    expect(send).not.toContain("author");
    expect((await runProgram(["notify", "--help"])).stdout).toContain("--fail-on 就是 DINGPIPE_FAIL_ON");
    for (const command of [["mock"], ["config", "validate"], ["config", "schema"]]) {
      const { stdout } = await runProgram([...command, "--help"]);
      expect(stdout).toContain("--locale 就是 DINGPIPE_LOCALE");
      expect(stdout).not.toContain("--fail-on");
    }
  });

  it("shows its version", async () => {
    expect(await runProgram(["--version"])).toMatchObject({ exitCode: 0, stdout: "1.2.3\n" });
  });

  it.for([
    { name: "a command", args: ["notfy"], words: "没有命令 notfy，是不是 notify？" },
    { name: "an option", args: ["notify", "--stauts", "x"], words: "没有选项 --stauts，是不是 --status？" },
    { name: "a missing value", args: ["notify", "--status"], words: "缺少值" },
    { name: "a missing command", args: ["exec"], words: "exec 后面没有命令" },
    { name: "a command without a name", args: ["exec", "--", ""], words: "exec 后面没有命令" },
    { name: "a status alone", args: ["notify", "FAIL"], words: "多余的参数 “FAIL”，是不是 --status FAIL？" },
    { name: "a title without quotes", args: ["notify", "--title", "a", "b"], words: "多余的参数 “b”：请去掉" },
    { name: "a text that stands twice", args: ["send", "--title", "a", "--text", "b", "c"], words: "多余的参数 “c”" },
    { name: "an unknown provider", args: ["notify", "--provider", "gite"], words: "是不是 gitee？" },
    { name: "a word of --on", args: ["notify", "--on", "brokn"], words: "是不是 broken？" },
    { name: "no word of --on", args: ["notify", "--on", ""], words: '--on 的值 "" 无效：可用 ' },
    {
      name: "no word of --on, for init",
      args: ["init", "--ci", "drone", "--on", " , "],
      words: '--on 的值 "" 无效：可用 ',
    },
    { name: "a box of --content", args: ["notify", "--content", "pipelin"], words: "是不是 pipeline？" },
    { name: "whom --mention names", args: ["notify", "--mention", "bob"], words: "--mention 的值 bob 无效" },
    { name: "a duration", args: ["notify", "--duration", "soon"], words: "--duration 的值 soon 无效" },
    { name: "a parameter", args: ["notify", "--param", "x"], words: "名称=值" },
    { name: "a button", args: ["send", "--button", "查看", "x"], words: "--button 查看=https://" },
    { name: "a number of lines", args: ["exec", "--tail", "many", "--", "true"], words: "--tail 的值 many 无效" },
    { name: "too many lines", args: ["exec", "--tail", "201", "--", "true"], words: "最多 200" },
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
      const { exitCode, stderr, stdout } = await runProgram(args, env === undefined ? {} : { env });
      expect(exitCode).toBe(2);
      expect(stderr).toContain(words);
      expect(stdout).toBe("");
    },
  );

  it.for([
    { args: ["serve", "--nope"], command: "dingpipe serve" },
    { args: ["init", "--nope"], command: "dingpipe init" },
    { args: ["config", "compile", "--nope"], command: "dingpipe config compile" },
    { args: ["config", "nope"], command: "dingpipe config" },
    { args: ["--nope"], command: "dingpipe" },
  ])("names the help of $command", async ({ args, command }) => {
    const { stderr } = await runProgram([...args], { env: { DINGPIPE_LOCALE: "en" } });
    expect(stderr).toContain(`see ${command} --help`);
  });

  it("tells a refusal to machines too", async () => {
    const { stdout } = await runProgram(["notify", "--json", "--fail-on", "x"]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 2, error: { code: "not_a_choice" } });
    expect(JSON.parse((await runProgram(["notify", "--jsn", "--json"])).stdout)).toMatchObject({
      ok: false,
      exitCode: 2,
    });
  });

  it("shows no message of a bug, which may hold a secret", async () => {
    const fails = () => {
      throw new TypeError(`Failed to parse URL from ${webhook}`);
    };
    const { context, stderr } = createTestContext();
    const exitCode = await createProgram({ ...context, files: { ...context.files, exists: fails } }).run(["notify"]);
    expect(exitCode).toBe(1);
    expect(stderr()).toContain("TypeError");
    expect(stderr()).not.toContain(token);
  });
});
