import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type MockServer, startMockDingTalk } from "@dingpipe/fixtures/node";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCli, startCli, workFolder } from "./run-cli.ts";

const TOKEN = "serve-token-of-the-mock-0123456789";
const env = {
  DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
  CI_TOKEN: "serve-api-token",
  DINGPIPE_VIA_TOKEN: "serve-api-token",
};

let dingtalk: MockServer;
let cwd: string;

beforeEach(async () => {
  dingtalk = await startMockDingTalk({ robots: { [TOKEN]: {} } });
  cwd = workFolder({ "dingpipe.json": config("failed") });
});

afterEach(() => dingtalk.close());

function config(on: string): string {
  return JSON.stringify({
    locale: "en",
    robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", endpoint: dingtalk.url } },
    rules: [{ on: [on] }],
    access: [{ name: "ci", token: "${CI_TOKEN}", may: ["send", "read"] }],
  });
}

it("serves, reads its configuration again on SIGHUP, keeps the old one where the new is wrong, and ends on SIGTERM", async () => {
  const server = startCli(["serve", "--data", "data", "--port", "0"], { cwd, env });
  await server.seen("listens on");
  const url = server.output().trim();
  const via = async (pipeline: string) =>
    runCli(["notify", "--status", "FAIL", "--pipeline", pipeline, "--via", url], { cwd, env });

  expect((await via("first")).exitCode).toBe(0);
  await server.seen("result=delivered");
  writeFileSync(join(cwd, "dingpipe.json"), "{ nonsense");
  server.child.kill("SIGHUP");
  await server.seen("the old one stays");
  writeFileSync(join(cwd, "dingpipe.json"), config("success"));
  server.child.kill("SIGHUP");
  await server.seen("used from now on");
  expect((await via("second")).exitCode).toBe(0);
  await server.seen("deliveries=0");

  const second = await runCli(["serve", "--data", "data", "--port", "0"], { cwd, env });
  expect([second.exitCode, second.stderr.includes("in use")]).toEqual([10, true]);
  server.child.kill("SIGTERM");
  const { exitCode, stderr } = await server.done;
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain("ExperimentalWarning");
  expect(stderr).not.toContain(TOKEN);
  expect(dingtalk.mock.messages().map(({ title }) => title)).toEqual([expect.stringContaining("first")]);
});

it("says which secret is missing, and that the port is taken", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const address = taken.address();
  const port = String(typeof address === "object" ? address?.port : 0);
  const { exitCode, stderr } = await runCli(["serve", "--data", "data", "--port", port], { cwd, env });
  taken.close();
  expect([exitCode, stderr.includes("is taken")]).toEqual([2, true]);

  const server = startCli(["serve", "--data", "data", "--port", "0"], { cwd, env: { CI_TOKEN: "x" } });
  await server.seen("DINGTALK_WEBHOOK is not set");
  server.child.kill("SIGTERM");
  expect((await server.done).exitCode).toBe(0);
});
