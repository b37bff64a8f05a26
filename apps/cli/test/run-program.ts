import { createClock, createMockDingTalk, type MockDingTalk, type RobotSettings } from "@dingpipe/fixtures";
import { createProgram } from "../src/program.ts";
import { createTestContext, type TestOptions } from "./test-context.ts";

/** The token of the only robot that the mock knows. */
export const token = "0a1b2c3d".repeat(8);
export const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${token}`;

export interface ProgramRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly mock: MockDingTalk;
  readonly files: Readonly<Record<string, string>>;
}

export interface ProgramSetup extends TestOptions {
  readonly robot?: RobotSettings;
}

/** A file in the folder of the run. */
export const configFile = (text: string) => ({ "/repo/dingpipe.yaml": text });
export const oneRobot = "robots: { ops: { webhook: '${DINGTALK_WEBHOOK}' } }\n";

/** Runs the program in this process, with a mock of DingTalk in place of the network and a clock that moves by itself. */
export async function runProgram(args: readonly string[], setup: ProgramSetup = {}): Promise<ProgramRun> {
  const clock = createClock(undefined, { autoAdvance: true });
  const mock = createMockDingTalk({ clock, robots: { [token]: setup.robot ?? {} } });
  const test = createTestContext({
    clock,
    fetch: mock.fetch,
    ...setup,
    env: { DINGTALK_WEBHOOK: webhook, ...setup.env },
  });
  const exitCode = await createProgram(test.context).run(args);
  return { exitCode, stdout: test.stdout(), stderr: test.stderr(), mock, files: test.files.texts };
}
