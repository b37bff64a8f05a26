// Every command and every configuration of both READMEs is run, from the packed tarballs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Block, blocksOf } from "./fenced-blocks.ts";
import { runShell } from "./shell.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What can't be run here, and why. */
const notRun: Readonly<Record<string, string>> = {
  "npm run demo": ".ci/run runs it; it builds the repository",
  "npx -y dingpipe serve --data dingpipe-data": "runs until it is ended: see the test of the gateway",
  "npx -y dingpipe notify --status FAIL --via http://127.0.0.1:8787": "see the test of the gateway",
};

/** The line of the second robot, without its mock's address. */
const SECOND_ROBOT = /`curl -X PUT http:\/\/127\.0\.0\.1:4310(\/_mock\/robots\/second -d [^`]+)`/;

const readmes = ["README.md", "README.zh-CN.md"].map((name) => ({
  name,
  blocks: blocksOf(readFileSync(join(root, name), "utf8")),
}));

describe.for(readmes)("$name", ({ name, blocks }) => {
  const commands = blocks.filter(({ language, text }) => language === "sh" && !(text.trim() in notRun));
  const isWorkflow = ({ text }: Block) => /^jobs:$/m.test(text);
  const configs = blocks.filter((block) => block.language === "yaml" && !isWorkflow(block));
  const programs = blocks.filter(({ language }) => language === "ts");

  it("has commands, configurations and programs, and no block of another kind", () => {
    expect(commands.length).toBeGreaterThanOrEqual(7);
    expect(configs.length).toBeGreaterThanOrEqual(4);
    expect(programs).toHaveLength(1);
    expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(["text", "sh", "yaml", "ts"]));
  });

  it("quotes the workflow that its example's test runs", () => {
    const workflow = readFileSync(join(root, "examples/github-actions/ci.yml"), "utf8");
    expect(blocks.filter(isWorkflow).map(({ text }) => text)).toEqual([workflow]);
  });

  it.for(commands)("runs: $text", async ({ text }) => {
    const files = text.includes("config validate") ? { "dingpipe.yaml": configs[0]?.text ?? "" } : {};
    const { code, stderr, messages } = await runShell(text, { files });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(messages).toHaveLength(/--dry-run|--help|config |explain|sources|init /.test(text) ? 0 : 1);
  });

  it.for(configs)("validates and uses: $text", async ({ text }) => {
    const { code, stderr, messages } = await runShell(
      "dingpipe=$PWD/node_modules/.bin/dingpipe; $dingpipe config validate && $dingpipe notify --status FAIL",
      { files: { "dingpipe.yaml": text }, env: { MOBILE_ZHOUNING: "13900000000" } },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    // The rule that asks for a long duration has none to see here.
    expect(messages).toHaveLength(text.includes("when:") ? 0 : 1);
  });

  it("runs its gateway, and hands an event to it", async () => {
    const config = configs.find(({ text }) => text.includes("access:"))?.text ?? "";
    const script = [
      // npx would not hand the signal on.
      "node_modules/.bin/dingpipe serve --data dingpipe-data > url.txt 2> log.txt & server=$!",
      "until [ -s url.txt ]; do sleep 0.1; done",
      "npx -y dingpipe notify --status FAIL --via http://127.0.0.1:8787",
      "until grep -q result=delivered log.txt; do sleep 0.1; done",
      "kill -TERM $server && wait $server",
    ].join("\n");
    const secrets = { GITHUB_WEBHOOK_SECRET: "a", GITEE_HOOK_TOKEN: "b", CI_TOKEN: "c", DINGPIPE_VIA_TOKEN: "c" };
    const { code, messages } = await runShell(script, { files: { "dingpipe.yaml": config }, env: secrets });
    expect(code).toBe(0);
    expect(messages.map(({ title }) => title)).toEqual([expect.stringContaining("失败")]);
  });

  it("runs its program", async () => {
    const [program] = programs;
    const { code, stdout, stderr, messages } = await runShell(
      "node --disable-warning=ExperimentalWarning --import ./reroute.mjs notify.ts",
      { files: { "notify.ts": program?.text ?? "" } },
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "delivered\n", stderr: "" });
    expect(messages).toHaveLength(1);
  });

  it("runs its program against a mock, by the endpoint of its robot", async () => {
    const text =
      programs[0]?.text.replace('SECRET}" }', 'SECRET}", endpoint: process.env["DINGTALK_ENDPOINT"] }') ?? "";
    const { stdout, messages } = await runShell("node --disable-warning=ExperimentalWarning notify.ts", {
      files: { "notify.ts": text },
    });
    expect(stdout).toBe("delivered\n");
    expect(messages).toHaveLength(1);
  });

  it("adds a second robot to its mock", async () => {
    const [, rest] = SECOND_ROBOT.exec(readFileSync(join(root, name), "utf8")) ?? [];
    expect(rest).toBeDefined();
    const script = [
      // npx would not hand the signal on.
      "timeout 60 node_modules/.bin/dingpipe mock --port 0 > mock.txt 2> log.txt & mock=$!; trap 'kill $mock' EXIT",
      "until grep -q WEBHOOK mock.txt; do sleep 0.1; done; . ./mock.txt",
      `curl -fsS -X PUT "$DINGTALK_ENDPOINT"${rest}`,
      "DINGTALK_WEBHOOK=${DINGTALK_WEBHOOK%=*}=second DINGTALK_KEYWORDS=构建 npx -y dingpipe send --title 发布完成 --text 已上线",
      "cat mock.txt",
    ].join("\n");
    const { code, stdout, stderr } = await runShell(script, { env: { DINGTALK_SECRET: "" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(stdout).toMatch(/✓ .*dev.*发布完成/);
  });

  it("shows the message that its first command makes when the tests fail", async () => {
    const [picture] = blocks.filter(({ language }) => language === "text");
    const shown = picture?.text.split("\n").map((line) => line.replace(/^│ | *│$/g, "")) ?? [];
    const [, ...lines] = shown.filter((line) => line !== "" && !/^[┌└]/.test(line));
    const { messages } = await runShell(
      "npx -y dingpipe exec --stage 测试 --task 单元测试 --trigger 手动触发 --url https://gitee.com/xinghe/mall/pipelines -- npm test || true",
      { testExit: 1 },
    );
    const [message] = messages;
    expect(message?.title).toBe(shown[0]);
    const received = message?.text
      .split(/ *\n+/)
      .map((line) => line.replace(/^#+ /, "").replace(/\[(.+?)\]\(.+?\)/g, "$1"));
    const ignored = /^【(?:耗时|任务详情)】/;
    expect(received?.filter((line) => !ignored.test(line))).toEqual(lines.filter((line) => !ignored.test(line)));
  });
});

describe("the two READMEs", () => {
  it("hold the same commands, configurations and programs", () => {
    const [english, chinese] = readmes.map(({ blocks }) => blocks);
    expect(chinese).toEqual(english);
  });

  it("have the same sections", () => {
    const [english, chinese] = ["README.md", "README.zh-CN.md"].map(
      (name) => readFileSync(join(root, name), "utf8").match(/^#+ /gm) ?? [],
    );
    expect(chinese).toEqual(english);
  });
});
