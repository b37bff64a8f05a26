// The environments in which the steps of these tests run, and the group that they tell.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MockDingTalk, RobotSettings } from "@dingpipe/fixtures";
import { startMockDingTalk } from "@dingpipe/fixtures/node";

/** A robot of the mock, and the step that leads there. */
export interface Group {
  readonly mock: MockDingTalk;
  readonly with: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** A step whose waiting takes a twentieth of its time. */
export const fastClock = ["-r", fileURLToPath(new URL("../../cli/test/fast-clock.cjs", import.meta.url))];

const TOKEN = "0a1b2c3d".repeat(8);
export const WEBHOOK = `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`;

/** Runs a test with a group of its own, and a job of this environment. */
export async function withGroup(
  settings: RobotSettings,
  test: (group: Group) => Promise<void>,
  sample = "github-complete",
): Promise<void> {
  const server = await startMockDingTalk({ robots: { [TOKEN]: settings } });
  try {
    await test({
      mock: server.mock,
      with: { webhook: WEBHOOK, ...(typeof settings.secret === "string" ? { secret: settings.secret } : {}) },
      env: { ...environment(sample), DINGTALK_ENDPOINT: server.url },
    });
  } finally {
    await server.close();
  }
}

/** The variables of a sample of a CI's environment, without those of files that are not here. */
export function environment(sample: string): Readonly<Record<string, string>> {
  const path = new URL(`../../../packages/fixtures/samples/ci/${sample}.json`, import.meta.url);
  const variables = JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  const ofTheRunner = ["EVENT_PATH", "WORKSPACE"].flatMap((name) => [`GITHUB_${name}`, `FORGEJO_${name}`]);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !ofTheRunner.includes(name)));
}
