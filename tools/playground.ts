// `npm start`: a mock of DingTalk and a gateway on Node wired together, to be tried with the lines that it prints.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createMockDingTalk } from "@dingpipe/fixtures";
import { sample, startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { startGateway, textLine } from "../apps/edge/src/node.ts";
import { configOf } from "./bundle-worker.ts";

const TOKEN = "playground-token-of-the-mock";
const secrets: Readonly<Record<string, string>> = {
  DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
  GITHUB_WEBHOOK_SECRET: "playground-hook-secret",
  CI_TOKEN: "playground-api-token",
};

const inner = createMockDingTalk({ clock: systemClock, robots: { [TOKEN]: { name: "ops" } } });
const dingtalk = await startMockDingTalk({
  mock: {
    ...inner,
    respond: async (request, ip) => {
      const seen = inner.messages().length;
      const response = await inner.respond(request, ip);
      for (const { title, text } of inner.messages().slice(seen))
        process.stdout.write(`✓ 群里看到 / the group sees: ${title || text}\n`);
      return response;
    },
  },
});
const folder = mkdtempSync(join(tmpdir(), "dingpipe-playground-"));
const gateway = await startGateway({
  config: await configOf({
    robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", endpoint: dingtalk.url } },
    rules: [{ on: ["finished", "firing", "resolved"], kinds: ["pipeline", "deployment", "alert"] }],
    sources: {
      github: { type: "github", secret: "${GITHUB_WEBHOOK_SECRET}" },
      alerts: { type: "alertmanager", insecure: true },
    },
    access: [{ name: "ci", token: "${CI_TOKEN}", may: ["send", "read", "admin"] }],
  }),
  data: folder,
  port: 8787,
  host: "127.0.0.1",
  trustProxy: false,
  resolve: (name) => secrets[name],
  fetch,
  now: Date.now,
  wait: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  random: Math.random,
  log: (line) => {
    if (line.level !== "info") process.stderr.write(`${textLine(line, Date.now())}\n`);
  },
});

const hook = JSON.stringify(sample("github/workflow_run.failure"));
const alert = JSON.stringify(sample("alertmanager/alert.firing"));
writeFileSync(join(folder, "github.json"), hook);
writeFileSync(join(folder, "alert.json"), alert);
const signature = createHmac("sha256", secrets["GITHUB_WEBHOOK_SECRET"] ?? "")
  .update(hook)
  .digest("hex");
process.stdout.write(`网关 / gateway: ${gateway.url}   钉钉模拟服务 / mock: ${dingtalk.url}/_mock

curl ${gateway.url}/hooks/github -H 'x-github-event: workflow_run' -H 'content-type: application/json' \\
  -H 'x-hub-signature-256: sha256=${signature}' --data-binary @${join(folder, "github.json")}
curl ${gateway.url}/hooks/alerts -H 'content-type: application/json' --data-binary @${join(folder, "alert.json")}
curl ${gateway.url}/v1/messages -H 'authorization: Bearer ${secrets["CI_TOKEN"]}' -H 'content-type: application/json' \\
  -d '{"robot":"ops","message":{"msgtype":"text","text":{"content":"hello"}}}'
curl ${gateway.url}/v1/deliveries -H 'authorization: Bearer ${secrets["CI_TOKEN"]}'

Ctrl-C
`);
process.once("SIGINT", () => {
  void gateway.stop().then(async () => {
    await dingtalk.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
