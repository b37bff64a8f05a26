import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type MockServer, startMockDingTalk } from "@dingpipe/fixtures/node";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleWorker, configOf, workerOptions } from "../../../tools/bundle-worker.ts";
import { API_TOKEN, baseConfig, HOOK_SECRET, TOKEN, workflowRun } from "./stage.ts";

let dingtalk: MockServer;
let worker: Miniflare;

beforeAll(async () => {
  dingtalk = await startMockDingTalk({ robots: { [TOKEN]: {} } });
  const config = await configOf({
    ...baseConfig,
    robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", endpoint: dingtalk.url } },
  });
  const script = await bundleWorker(config, { minify: true });
  process.stdout.write(`bundle ${script.length} gz ${gzipSync(script).length}\n`);
  worker = new Miniflare(
    workerOptions(script, {
      DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
      HOOK_SECRET,
      API_TOKEN,
    }),
  );
});

afterAll(async () => {
  await worker.dispose();
  await dingtalk.close();
});

describe("the Worker", () => {
  it("takes a signed webhook and tells the group", async () => {
    const body = JSON.stringify(workflowRun());
    const response = await worker.dispatchFetch("http://gateway.example/hooks/github", {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": "workflow_run",
        "x-github-delivery": "d1",
        "x-hub-signature-256": `sha256=${createHmac("sha256", HOOK_SECRET).update(body).digest("hex")}`,
      },
    });
    expect(await response.text()).toContain("accepted");
    expect(response.status).toBe(202);
    await expect.poll(() => dingtalk.mock.messages().length, { timeout: 10_000 }).toBe(1);
    expect(dingtalk.mock.messages()[0]?.title).toBe("❌ 失败 · ci · main");
    const story = await worker.dispatchFetch("http://gateway.example/v1/deliveries/ops-1", {
      headers: { authorization: `Bearer ${API_TOKEN}` },
    });
    expect(await story.json()).toMatchObject({
      status: "delivered",
      batch: { attempts: [{ outcome: { errcode: 0 } }] },
    });
  });
});
