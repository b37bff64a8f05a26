// A recipe's gateway: its configuration, served as `dingpipe serve` serves it, with the mock in DingTalk's place.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "@dingpipe/core";
import { startGateway } from "@dingpipe/edge/node";
import { createClock, createMockDingTalk, type MockDingTalk } from "@dingpipe/fixtures";
import { sourceTypes } from "@dingpipe/sources";
import { request } from "undici";
import { expect } from "vitest";
import { yamlOf } from "./recipe.ts";
import { showMessages } from "./show-messages.ts";

const TOKEN = "token-of-the-robot";
const SECRET = "SEC-secret-of-the-robot";
/** The robot of DINGTALK_WEBHOOK, for configurations that give its address and secret other names. */
export const robot = { webhook: TOKEN, secret: SECRET };
/** Another robot, in a group of its own, without 加签. */
export const otherRobot = { webhook: "token-of-the-other-robot", name: "other" };

/** What the group is told of one delivery. */
export interface Told {
  readonly messages: ReturnType<MockDingTalk["messages"]>;
}

/** Posts one delivery to a gateway of this configuration, and waits until everything that it makes of it is sent. */
export async function tellGateway(
  config: string,
  secrets: Readonly<Record<string, string>>,
  path: string,
  body: unknown,
  headers: unknown = {},
): Promise<Told> {
  const told: Told[] = [];
  await withGateway(config, secrets, async (url, messages) => {
    const answer = await request(`${url}${path}`, {
      method: "POST",
      // Whatever the case of their names, what the recipe says goes before what is usual.
      headers: { "content-type": "application/json", ...lowerCased(headers) },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    expect({ status: answer.statusCode, body: await answer.body.text() }).toMatchObject({ status: 202 });
    told.push({ messages: await messages() });
  });
  return told[0] ?? { messages: [] };
}

function lowerCased(headers: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(new Headers(headers as Record<string, string>));
}

/** Serves a configuration while `use` runs. */
export async function withGateway(
  config: string,
  secrets: Readonly<Record<string, string>>,
  use: (url: string, messages: () => Promise<Told["messages"]>) => Promise<void>,
): Promise<void> {
  const clock = createClock(Date.now());
  const mock = createMockDingTalk({
    clock,
    robots: { [TOKEN]: { secret: SECRET }, [otherRobot.webhook]: { name: otherRobot.name } },
  });
  const env: Readonly<Record<string, string>> = {
    ...secrets,
    DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
    DINGTALK_SECRET: SECRET,
  };
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-recipe-"));
  const gateway = await startGateway({
    config: await parseConfig(yamlOf(config), { sourceTypes }),
    ...{ data: folder, port: 0, host: "127.0.0.1", trustProxy: false },
    resolve: (name) => env[name],
    fetch: mock.fetch,
    now: clock.now,
    wait: clock.wait,
    random: Math.random,
    log: () => undefined,
  });
  try {
    expect(await gateway.missing()).toEqual([]);
    await use(gateway.url, async () => {
      await clock.advance(60_000);
      return mock.messages();
    });
  } finally {
    const stopped = gateway.stop();
    await clock.advance(5_000);
    await stopped;
    showMessages(mock.messages());
    rmSync(folder, { recursive: true });
  }
}
