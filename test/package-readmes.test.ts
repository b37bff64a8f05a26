// The examples of the packages' own READMEs, which npm shows, run as they stand.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createMockDingTalk } from "@dingpipe/fixtures";
import type { Outbox } from "@dingpipe/outbox";
import { expect, it, vi } from "vitest";

it("core's example sends", async () => {
  const token = "readme-of-core-token";
  const mock = createMockDingTalk({ robots: { [token]: { name: "ops" } } });
  vi.stubGlobal("fetch", mock.fetch);
  vi.stubEnv("DINGTALK_WEBHOOK", `https://oapi.dingtalk.com/robot/send?access_token=${token}`);
  vi.stubEnv("DINGTALK_SECRET", undefined);
  const { outcome } = await run("packages/core");
  expect(outcome).toMatchObject({ class: "delivered", reason: "delivered" });
  expect(mock.messages()).toMatchObject([{ text: "build 128 passed" }]);
});

it("outbox' example delivers", async () => {
  const token = "readme-of-outbox-token";
  const mock = createMockDingTalk({ robots: { [token]: { name: "ops" } } });
  vi.stubGlobal("fetch", mock.fetch);
  vi.stubEnv("DINGTALK_WEBHOOK", `https://oapi.dingtalk.com/robot/send?access_token=${token}`);
  const { outbox } = await run("packages/outbox");
  const { accounts } = await (outbox as Outbox).status(Date.now());
  expect(accounts).toMatchObject({ accepted: 1, delivered: 1 });
  expect(mock.messages()).toMatchObject([{ text: "build 128 failed" }]);
});

it("sources' example reads", async () => {
  const sample = new URL("../packages/fixtures/samples/ci/gitee-go-push.json", import.meta.url);
  const environment = Object.entries(JSON.parse(readFileSync(sample, "utf8")) as Record<string, string>);
  for (const [name, value] of environment) vi.stubEnv(name, value);
  const { reading, state } = await run("packages/sources");
  expect(reading).toMatchObject({ provider: "gitee-go", event: { state: "failure" }, isPullRequest: false });
  expect(state).toBe("success");
});

it("sources' second example receives a webhook, and refuses a forged one", async () => {
  vi.stubEnv("HOOK_SECRET", "hook-secret-of-readme");
  const { handle } = await run("packages/sources", 1);
  const body = '{"zen": "x", "hook_id": 1}';
  const send = async (secret: string) => {
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    const headers = { "x-github-event": "ping", "x-hub-signature-256": `sha256=${signature}` };
    const request = new Request("https://gateway.example/", { method: "POST", headers, body });
    return ((await (handle as (request: Request) => Promise<Response>)(request)) as Response).status;
  };
  expect(await send("hook-secret-of-readme")).toBe(202);
  expect(await send("another")).toBe(401);
});

/** What an example of a package's README exports. */
async function run(folder: string, index = 0): Promise<Record<string, unknown>> {
  const readme = readFileSync(new URL(`../${folder}/README.md`, import.meta.url), "utf8");
  const example = [...readme.matchAll(/```js\n([\s\S]*?)```/g)][index]?.[1] ?? "";
  const entryOf = (room: string) => JSON.stringify(new URL(`../packages/${room}/src/index.ts`, import.meta.url).href);
  const source = example.replace(/"@dingpipe\/(\w+)"/g, (_, room: string) => entryOf(room));
  return await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`);
}
