import { startMockDingTalk } from "@dingpipe/fixtures/node";
import { expect, it } from "vitest";
import { runProgram } from "../../test/run-program.ts";
import { createTestContext } from "../../test/test-context.ts";
import { createProgram } from "../program.ts";

it("prints a secret that can be pasted as it is", async () => {
  expect(await printed(["--secret", "SECa'bc"])).toContain("export DINGTALK_SECRET='SECa'\\''bc'\n");
});

it("prints an address that holds the whole token", async () => {
  const [, address = ""] = /DINGTALK_WEBHOOK='([^']+)'/.exec(await printed(["--token", "a&b c#d%"])) ?? [];
  expect(address).toMatch(/^[!-~]+$/);
  expect([...new URL(address).searchParams]).toEqual([["access_token", "a&b c#d%"]]);
});

// 203.0.113.0/24 is for documentation: no machine has it.
it.for([
  { args: ["--port", "99999"], words: "--port 的值 99999 无效：请写 0 到 65535 的整数" },
  { args: ["--port", "0", "--host", "203.0.113.9"], words: "无法在地址 203.0.113.9 上监听" },
])("refuses $args with its cure", async ({ args, words }) => {
  const { exitCode, stderr } = await runProgram(["mock", ...args]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
});

it("tells a port that is taken", async () => {
  const { url, close } = await startMockDingTalk();
  const { port } = new URL(url);
  expect((await runProgram(["mock", "--port", port])).stderr).toContain(`端口 ${port} 已被占用`);
  await close();
});

/** What a mock prints that is ended as soon as it runs. */
async function printed(args: readonly string[]): Promise<string> {
  const { context, stdout } = createTestContext();
  const onSignal: typeof context.onSignal = (listener) => {
    queueMicrotask(() => listener("SIGINT"));
    return () => undefined;
  };
  const program = createProgram({ ...context, onSignal });
  expect(await program.run(["mock", "--port", "0", ...args])).toBe(0);
  return stdout();
}
