import { createClock, createMockDingTalk, type Fault, type RobotSettings } from "@dingpipe/fixtures";
import type { Message, TextMessage } from "../src/message.ts";
import type { Outcome } from "../src/outcome.ts";
import type { Fetch } from "../src/post.ts";
import { createRobot, type RobotOptions } from "../src/robot.ts";

export const TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
export const SECRET = "SECb90923e19e58b466481e9e7b7a5b4f108a4531abde590ad3967fb29f0eae5c68";
export const HELLO: TextMessage = { msgtype: "text", text: { content: "hello" } };
export const LIMITS = { messages: 2, windowMs: 60_000, muteMs: 600_000 };

/** A robot, the mock that it speaks to, and a clock that moves on whenever both only wait. */
export function stage(settings: RobotSettings = {}, options: Partial<RobotOptions> = {}, ...faults: readonly Fault[]) {
  const clock = createClock(undefined, { autoAdvance: true });
  const mock = createMockDingTalk({ clock, robots: { [TOKEN]: settings } });
  mock.faults.push(...faults);
  const sent: {
    readonly url: URL;
    readonly init: RequestInit;
    readonly json: Record<string, unknown>;
    readonly at: number;
  }[] = [];
  const post = options.fetch ?? mock.fetch;
  const start = clock.now();
  const fetch: Fetch = (url, init) => {
    const json = JSON.parse(new TextDecoder().decode(init.body as Uint8Array)) as Record<string, unknown>;
    sent.push({ url: new URL(url), init, json, at: clock.now() - start });
    return post(url, init);
  };
  const defaults = { webhook: TOKEN, now: clock.now, wait: clock.wait, random: () => 0.5 };
  const robot = createRobot({ ...defaults, ...options, fetch });
  const attempts: Outcome[] = [];
  return {
    clock,
    mock,
    robot,
    sent,
    attempts,
    send: (message: Message = HELLO) => robot.send(message, { onAttempt: (outcome) => attempts.push(outcome) }),
    elapsed: () => clock.now() - start,
    contents: () => mock.messages().map(({ text }) => text),
  };
}
