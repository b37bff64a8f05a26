import { createClock, createMockDingTalk, type MockDingTalk } from "@dingpipe/fixtures";
import { parseConfig } from "./config/parse-config.ts";
import type { PipelineEventInput } from "./event.ts";
import { createNotifier, type Notifier } from "./notifier.ts";
import { createPipelineEvent } from "./pipeline-event.ts";

export const values: Readonly<Record<string, string>> = {
  OPS: "token-of-the-ops-robot",
  OPS_SECRET: "SEC-of-ops",
  WEB: "token-of-the-web-robot",
  MOBILE: "13900000000",
};

export const robots = { ops: { webhook: "${OPS}", secret: "${OPS_SECRET}" }, web: { webhook: "${WEB}" } };

export const run = (more: Partial<PipelineEventInput> = {}) =>
  createPipelineEvent({
    time: "2026-11-24T10:00:00Z",
    source: { provider: "gitee-go", via: "env" },
    pipeline: { id: "full-test", name: "全流程测试" },
    run: { number: "6" },
    task: { name: "lint" },
    ref: { branch: "main" },
    commit: {
      sha: "9f8e7d6c5b",
      shortSha: "9f8e7d6",
      title: "修复登录超时",
      author: { email: "zhouning@example.com" },
    },
    actor: { username: "zhouning" },
    state: "failure",
    ...more,
  });

interface Bench {
  readonly notifier: Notifier;
  readonly mock: MockDingTalk;
  readonly now: () => number;
}

/** A notifier whose robots stand in a mock, and its clock. */
export async function bench(
  config: object,
  resolve = (name: string): string | undefined => values[name],
): Promise<Bench> {
  const clock = createClock(undefined, { autoAdvance: true });
  const mock = createMockDingTalk({
    clock,
    robots: {
      "token-of-the-ops-robot": { secret: "SEC-of-ops", group: "ops" },
      "token-of-the-web-robot": { group: "web" },
    },
  });
  const parsed = await parseConfig(config);
  const { now, wait } = clock;
  return {
    mock,
    now,
    notifier: await createNotifier(parsed, { resolve, fetch: mock.fetch, now, wait, random: () => 0.5 }),
  };
}
