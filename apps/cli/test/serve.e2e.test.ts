import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type MockServer, startMockDingTalk } from "@dingpipe/fixtures/node";
import { request } from "undici";
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

it("lets --locale and DINGTALK_ENDPOINT go before the file", async () => {
  const { robots, ...rest } = JSON.parse(config("failed")) as { robots: { ops: object } };
  const file = { ...rest, locale: "zh-CN", robots: { ops: { ...robots.ops, endpoint: "https://relay.example.com" } } };
  writeFileSync(join(cwd, "dingpipe.json"), JSON.stringify(file));
  const here = { ...env, DINGTALK_ENDPOINT: dingtalk.url };
  const server = startCli(["serve", "--data", "data", "--port", "0", "--locale", "en"], { cwd, env: here });
  await server.seen("listens on");
  const url = server.output().trim();
  await runCli(["notify", "--status", "FAIL", "--pipeline", "shop", "--via", url], { cwd, env: here });
  await server.seen("result=delivered");
  expect(dingtalk.mock.messages().map(({ title }) => title)).toEqual(["❌ failed · shop"]);
  server.child.kill("SIGTERM");
  await server.done;
});

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

it("says at the start which robot's webhook is none, and how to put it right", async () => {
  const wrong = { ...env, DINGTALK_WEBHOOK: "https://oapi.dingtalk.com/robot/send" };
  const server = startCli(["serve", "--data", "data", "--port", "0"], { cwd, env: wrong });
  await server.seen("robots.ops: The robot's webhook has no access_token.");
  expect((await request(`${server.output().trim()}/readyz`)).statusCode).toBe(503);
  server.child.kill("SIGTERM");
  expect((await server.done).exitCode).toBe(0);
});

it.for([
  { name: "a host that is not this machine's", args: ["--host", "192.0.2.1"], code: 2, words: "192.0.2.1" },
  { name: "a host that is no name", args: ["--host", "nowhere.invalid"], code: 2, words: "nowhere.invalid" },
  { name: "a file in place of the folder", args: ["--data", "dingpipe.json"], code: 10, words: "can't be opened" },
])("refuses $name with its cure", async ({ args, code, words }) => {
  const { exitCode, stdout, stderr } = await runCli(["serve", "--data", "data", "--port", "0", ...args], { cwd, env });
  expect([exitCode, stdout, stderr.includes(words)]).toEqual([code, "", true]);
});

it("tells a folder that can't be used from one that another gateway has", async () => {
  mkdirSync(join(cwd, "data"));
  writeFileSync(join(cwd, "data", "dingpipe.sqlite"), "no database at all");
  const { exitCode, stderr } = await runCli(["serve", "--data", "data", "--port", "0"], { cwd, env });
  expect([exitCode, stderr.includes("can't be opened (file is not a database)")]).toEqual([10, true]);
  expect(stderr).not.toContain("another process");
});

it("refuses a database of a newer version, and leaves it as it is", async () => {
  mkdirSync(join(cwd, "data"));
  const database = new DatabaseSync(join(cwd, "data", "dingpipe.sqlite"));
  database.exec("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version VALUES (999)");
  database.close();
  const { exitCode, stderr } = await runCli(["serve", "--data", "data", "--port", "0"], { cwd, env });
  expect([exitCode, stderr.includes("newer dingpipe")]).toEqual([10, true]);
});

it("takes a secret's file that can't be read for one that is missing, until it is there", async () => {
  const file = join(cwd, "webhook");
  const server = startCli(["serve", "--data", "data", "--port", "0"], {
    cwd,
    env: { CI_TOKEN: "x", DINGTALK_WEBHOOK_FILE: file },
  });
  await server.seen("DINGTALK_WEBHOOK is not set");
  await server.seen("DINGTALK_WEBHOOK_FILE can't be read");
  const ready = async () => (await request(`${server.output().trim()}/readyz`)).body.json();
  expect(await ready()).toMatchObject({ ready: false, missing: [{ name: "DINGTALK_WEBHOOK" }] });
  writeFileSync(file, env.DINGTALK_WEBHOOK);
  expect(await ready()).toMatchObject({ ready: true, missing: [] });
  server.child.kill("SIGINT");
  expect((await server.done).exitCode).toBe(0);
});

it("writes nothing but JSON to its log under --json", async () => {
  const server = startCli(["serve", "--data", "data", "--port", "0", "--json"], { cwd, env: { CI_TOKEN: "x" } });
  await server.seen("secret_missing");
  await (await request(`${server.output().trim()}/healthz`)).body.dump();
  writeFileSync(join(cwd, "dingpipe.json"), "{ nonsense");
  server.child.kill("SIGHUP");
  await server.seen("reload_refused");
  server.child.kill("SIGTERM");
  const { exitCode, stderr } = await server.done;
  expect(exitCode).toBe(0);
  const lines = stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly event: string });
  expect(lines.map(({ event }) => event)).toEqual([
    "config",
    "listening",
    "secret_missing",
    "request",
    "reload_refused",
  ]);
});

it("ends within five seconds while DingTalk does not answer", async () => {
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  writeFileSync(join(cwd, "dingpipe.json"), config("failed").replace(dingtalk.url, endpoint));
  const server = startCli(["serve", "--data", "data", "--port", "0"], { cwd, env });
  await server.seen("listens on");
  const asked = once(silent, "request");
  await runCli(["notify", "--status", "FAIL", "--via", server.output().trim()], { cwd, env });
  await asked;
  const startedAt = performance.now();
  server.child.kill("SIGTERM");
  const { exitCode } = await server.done;
  expect(exitCode).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  silent.closeAllConnections();
  silent.close();
});
