import type { GroupMessage, MockDingTalk, RobotSettings } from "@dingpipe/fixtures";
import { startMockDingTalk } from "@dingpipe/fixtures/node";

/** A group with one robot on a port, and the environment that leads there. */
export interface Group {
  readonly env: Readonly<Record<string, string>>;
  readonly mock: MockDingTalk;
  /** The only message that arrived; throws where there is another number. */
  message(): GroupMessage;
  close(): Promise<void>;
}

const TOKEN = "0a1b2c3d".repeat(8);

/** Starts a group whose robot has these settings. */
export async function startGroup(settings: RobotSettings = {}): Promise<Group> {
  const server = await startMockDingTalk({ robots: { [TOKEN]: settings } });
  return {
    mock: server.mock,
    env: {
      DINGTALK_ENDPOINT: server.url,
      DINGTALK_WEBHOOK: `https://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`,
      ...(typeof settings.secret === "string" ? { DINGTALK_SECRET: settings.secret } : {}),
    },
    message() {
      const [message, ...others] = server.mock.messages();
      if (message === undefined || others.length > 0) {
        throw new Error(`expected one message, got ${server.mock.messages().length}`);
      }
      return message;
    },
    close: server.close,
  };
}

/** Runs a test with a group of its own, which is closed in the end. */
export async function withGroup(settings: RobotSettings, test: (group: Group) => Promise<void>): Promise<void> {
  const group = await startGroup(settings);
  try {
    await test(group);
  } finally {
    await group.close();
  }
}
