import { describe, expect, it } from "vitest";
import { configFile, oneRobot, runProgram, token, webhook } from "../../test/run-program.ts";

describe("what notify says beside its results", () => {
  it("names the variable and the flag of an endpoint that can't be used", async () => {
    const env = { DINGTALK_ENDPOINT: "http://example.com" };
    const { exitCode, stderr } = await runProgram(["notify", "--status", "FAIL"], { env });
    expect(exitCode).toBe(10);
    expect(stderr).toContain("DINGTALK_ENDPOINT");
    expect(stderr).toContain("--insecure-endpoint");
  });

  it.for([
    { args: ["--status", "FAIL"], env: {}, words: "正式运行不会发送消息，退出码是 10\n" },
    { args: ["--status", "FAIL", "--fail-on", "never"], env: {}, words: "正式运行不会发送消息，退出码是 0\n" },
    {
      args: ["--status", "FAIL"],
      env: { GITEE_PIPELINE_NAME: "p", GITEE_PIPELINE_BUILD_NUMBER: "1", GITEE_PULL_ID: "7" },
      words: "正式运行不会发送消息\n",
    },
  ] as { args: string[]; env: Record<string, string>; words: string }[])(
    "warns in a dry run that there is no webhook: $words",
    async ({ args, env, words }) => {
      const run = await runProgram(["notify", "--dry-run", ...args], { env: { DINGTALK_WEBHOOK: "", ...env } });
      expect(run.exitCode).toBe(0);
      expect(run.stderr).toContain(`没有设置 DINGTALK_WEBHOOK：${words}`);
    },
  );

  it("says how to learn why no rule applies, to who has not asked yet", async () => {
    const files = configFile(`${oneRobot}rules: [{ on: [failed] }]\n`);
    expect((await runProgram(["notify", "--status", "SUCC"], { files })).stderr).toContain("（--verbose 会说明原因）");
    const { stderr } = await runProgram(["notify", "--status", "SUCC", "--verbose"], { files });
    expect(stderr).toContain("没有一条规则适用\n");
  });

  it.for(["javascript:x", "example.com", "https://me:word@a.example/"])("warns that %s is left out", async (url) => {
    const { exitCode, stderr, mock } = await runProgram(["notify", "--status", "FAIL", "--url", url]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("--url 的值不是可用的 http(s) 链接");
    expect(mock.messages()[0]?.text).not.toContain(url);
  });

  it("names the variable whose value is no mobile number, without that value", async () => {
    const files = configFile(`${oneRobot}rules: [{ mention: { mobiles: ["\${MOBILE_ZHOUNING}"] } }]\n`);
    const env = { MOBILE_ZHOUNING: "138abc" };
    const { exitCode, stderr, mock } = await runProgram(["notify", "--status", "FAIL"], { files, env });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("${MOBILE_ZHOUNING} 的值不是手机号，无法 @");
    expect(stderr).not.toContain("138abc");
    expect(mock.messages()[0]?.mentions.mobiles).toEqual([]);
  });

  it.for([
    { title: "看", url: `https://a.example/${"x".repeat(4096)}`, words: "按钮 看 的地址太长" },
    { title: "看", url: "ftp://a.example/", words: "按钮 看 的地址不是 http(s) 链接" },
    { title: "${NONE}", url: "https://a.example/", words: "有一个按钮的文字是空的" },
  ])("says why a button is dropped: $words", async ({ title, url, words }) => {
    const buttons = JSON.stringify([{ title, url }]);
    const { stderr } = await runProgram(["notify", "--status", "FAIL"], {
      files: configFile(`${oneRobot}rules: [{ buttons: ${buttons} }]\n`),
    });
    expect(stderr).toContain(words);
  });

  it("tells of each attempt without a network under --verbose", async () => {
    const cause = Object.assign(new Error(webhook), { code: "ECONNREFUSED" });
    const refused: typeof fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
    const attempts = async (more: string[]) => {
      const { stderr } = await runProgram(["notify", "--status", "FAIL", ...more], { fetch: refused });
      expect(stderr).not.toContain(token);
      return [...stderr.matchAll(/没有等到钉钉的回答（ECONNREFUSED）\n/g)].length;
    };
    expect(await attempts(["--verbose"])).toBeGreaterThan(1);
    expect(await attempts([])).toBe(0);
  });
});
