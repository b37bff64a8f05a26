// node notify.ts "$?": tells how the nightly job ended, by its exit code.
import { createNotifier, createPipelineEvent, parseConfig } from "@dingpipe/core";

const config = await parseConfig({
  robots: { ops: { webhook: "${DINGTALK_WEBHOOK}", secret: "${DINGTALK_SECRET}" } },
  rules: [{}],
});
const notifier = await createNotifier(config, {
  resolve: (name) => process.env[name],
  fetch,
  now: Date.now,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
});
const states = { "0": "success", "143": "canceled" } as const;
const { results } = await notifier.notify(
  createPipelineEvent({
    time: new Date().toISOString(),
    source: { provider: "nightly", via: "manual" },
    pipeline: { name: "nightly" },
    ref: { branch: process.env["NIGHTLY_BRANCH"] ?? "main" },
    state: states[process.argv[2] as keyof typeof states] ?? "failure",
  }),
);
for (const result of results) console.log("outcome" in result ? result.outcome.class : result.error.code);
