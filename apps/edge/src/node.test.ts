import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parseConfig } from "@dingpipe/core";
import { createClock, createMockDingTalk } from "@dingpipe/fixtures";
import { sourceTypes } from "@dingpipe/sources";
import { Agent, type Dispatcher, request } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { API_TOKEN, baseConfig, HOOK_SECRET, TOKEN } from "../test/stage.ts";
import { startGateway } from "./node.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function open() {
  const clock = createClock(Date.UTC(2026, 10, 20, 8));
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: {} } });
  const config = await parseConfig(baseConfig, { sourceTypes });
  const data = mkdtempSync(join(tmpdir(), "dingpipe-node-"));
  folders.push(data);
  chmodSync(data, 0o755);
  const env: Record<string, string> = {
    DINGTALK_WEBHOOK: TOKEN,
    SAME_WEBHOOK: TOKEN,
    HOOK_SECRET,
    API_TOKEN,
  };
  const events: string[] = [];
  const waiting = new Set<symbol>();
  let arrived: () => void = () => undefined;
  const isArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const gateway = await startGateway({
    ...{ config, data, port: 0, host: "127.0.0.1", trustProxy: false, fetch: mock.fetch, now: clock.now },
    resolve: (name) => {
      // The first thing that is asked for by a request.
      if (name === "API_TOKEN") arrived();
      return env[name];
    },
    random: () => 0.5,
    log: ({ event }) => void events.push(event),
    async wait(ms, signal) {
      const mine = Symbol(String(ms));
      waiting.add(mine);
      await clock.wait(ms, signal).finally(() => waiting.delete(mine));
    },
  });
  const send = (body: string | AsyncIterable<string>, dispatcher?: Dispatcher) =>
    request(`${gateway.url}/v1/messages`, {
      ...(dispatcher && { dispatcher }),
      method: "POST",
      headers: { authorization: `Bearer ${API_TOKEN}`, "content-type": "application/json" },
      body: body as string,
    });
  return { clock, mock, config, data, env, events, gateway, waiting, isArrived, send };
}

const MESSAGE = JSON.stringify({ robot: "ops", message: { msgtype: "text", text: { content: "x" } } });

/** A body whose rest comes when it may. */
function heldBack() {
  let goOn: () => void = () => undefined;
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* halves() {
    yield MESSAGE.slice(0, 10);
    await mayGoOn;
    yield MESSAGE.slice(10);
  }
  return { body: halves(), goOn: () => goOn() };
}

it("keeps what it accepted from other users of the machine, in a folder that is open to them", async () => {
  const { data, gateway, send } = await open();
  await (await send(MESSAGE)).body.dump();
  const modes = readdirSync(data).map((name) => (statSync(join(data, name)).mode & 0o777).toString(8));
  expect(new Set(modes)).toEqual(new Set(["600"]));
  await gateway.stop();
});

it("tries again once a second where the disk is full, says so, and loses nothing", async () => {
  const { clock, mock, env, events, gateway, send } = await open();
  const { DINGTALK_WEBHOOK } = env;
  delete env["DINGTALK_WEBHOOK"];
  await (await send(MESSAGE)).body.dump();
  Object.assign(env, { DINGTALK_WEBHOOK });
  const { exec } = DatabaseSync.prototype;
  const full = vi.spyOn(DatabaseSync.prototype, "exec").mockImplementation(function (this: DatabaseSync, query) {
    if (query === "COMMIT") throw new Error("database or disk is full");
    return exec.call(this, query);
  });
  const tries = () => events.filter((event) => event === "store_failed").length;
  const turns = async () => {
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
  };
  events.length = 0;
  // A robot whose secret was missing looks for it again.
  await clock.advance(60_000);
  await turns();
  for (const seconds of [1, 2, 3]) {
    expect(tries()).toBe(seconds);
    await clock.advance(1_000);
    await turns();
  }
  expect(events).not.toContain("sent");
  full.mockRestore();
  await clock.advance(1_000);
  await turns();
  expect(mock.messages()).toHaveLength(1);
  await gateway.stop();
});

describe("a gateway on Node that is stopped", () => {
  it("keeps no connection on which more could come", async () => {
    const { gateway, isArrived, send } = await open();
    const { body, goOn } = heldBack();
    const agent = new Agent({ connections: 1, pipelining: 2 });
    const answers = [send(body, agent), send(MESSAGE, agent)];
    await isArrived;
    const stopped = gateway.stop();
    goOn();
    const [first, second] = await Promise.all(answers);
    expect([first?.statusCode, second?.statusCode, second?.headers["connection"]]).toEqual([202, 202, "close"]);
    await stopped;
    await agent.close();
  });
});

describe("a gateway on Node that is reloaded", () => {
  it("tells what a request brings that came before and ends after", async () => {
    const { clock, mock, config, gateway, isArrived, send } = await open();
    const { body, goOn } = heldBack();
    const answered = send(body);
    await isArrived;
    await gateway.reload(config);
    goOn();
    expect((await answered).statusCode).toBe(202);
    await clock.advance(1_000);
    expect(mock.messages()).toHaveLength(1);
    await gateway.stop();
  });

  it.for([0, 1, 2, 3, 5, 8, 13])("leaves no timer where it is stopped %i turns later", async (turns) => {
    const { clock, config, gateway, waiting, send } = await open();
    await (await send(MESSAGE)).body.dump();
    await clock.advance(10);
    const reloaded = gateway.reload(config);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await Promise.all([gateway.stop(), reloaded]);
    expect([...waiting]).toEqual([]);
  });

  it("keeps the old configuration where two robots of the new one have one token", async () => {
    const { gateway } = await open();
    const robots = { ...baseConfig.robots, same: { webhook: "${SAME_WEBHOOK}" } };
    const rules = [{ on: ["failed"], robots: ["ops"] }];
    const doubled = await parseConfig({ ...baseConfig, robots, rules }, { sourceTypes });
    await expect(gateway.reload(doubled)).rejects.toMatchObject({
      code: "config_invalid",
      details: { issues: [{ path: "robots.same.webhook", code: "duplicate" }] },
    });
    expect((await request(`${gateway.url}/readyz`)).statusCode).toBe(200);
    await gateway.stop();
  });
});
