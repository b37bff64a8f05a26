import { onWords } from "@dingpipe/core";
import { type Clock, createClock, createMockDingTalk, type MockDingTalk } from "@dingpipe/fixtures";
import { expect, onTestFinished } from "vitest";
import { ROBOT_TOKEN, type RunningGateway, runGateway } from "./run-gateway.ts";
import { post, type SentWebhook } from "./webhook-sender.ts";

export const doorSecrets = {
  GITHUB_SECRET: "It's a Secret to Everybody",
  GITEE_SECRET: "a-signing-key-of-gitee",
} as const;

// As long as a robot's minute, divided by what it may say in it: what is told one after the other is not merged.
const BETWEEN_MS = 5_000;
const POLL = { timeout: 20_000, interval: 5 };

/** A gateway that listens, with a door of GitHub and one of Gitee that tell all they hear; on a virtual clock, as is the mock. */
interface Doors {
  readonly gateway: RunningGateway;
  readonly mock: MockDingTalk;
  readonly clock: Clock;
  /** Sends it, and waits until all that it started is over. */
  deliver(door: "github" | "gitee", webhook: SentWebhook): Promise<{ readonly status: number; readonly said: unknown }>;
}

/** Opens them until the test is over. */
export async function openDoors({
  start = Date.UTC(2026, 10, 20, 8, 30),
  env = {},
}: {
  readonly start?: number;
  readonly env?: Readonly<Record<string, string>>;
} = {}): Promise<Doors> {
  const clock = createClock(start);
  const mock = createMockDingTalk({ clock, robots: { [ROBOT_TOKEN]: {} } });
  const gateway = await runGateway(
    {
      rules: [{ on: onWords }],
      sources: {
        github: { type: "github", secret: "${GITHUB_SECRET}" },
        gitee: { type: "gitee", secret: "${GITEE_SECRET}" },
      },
    },
    { clock, fetch: mock.fetch, env: { ...doorSecrets, ...env } },
  );
  onTestFinished(() => gateway.stop());
  const lines = (wanted: string) => gateway.lines.filter(({ event }) => event === wanted);
  return {
    gateway,
    mock,
    clock,
    async deliver(door, webhook) {
      const { status, answer } = await post(`${gateway.url}/hooks/${door}`, webhook);
      const told = lines("request")
        .filter(({ verdict, ignored }) => verdict === "accepted" && ignored === undefined)
        .reduce((sum, { events }) => sum + Number(events), 0);
      await expect.poll(() => lines("planned").length, POLL).toBe(told);
      const waiting = async () => {
        await clock.advance(BETWEEN_MS);
        return (await gateway.accounts())["waiting"];
      };
      await expect.poll(waiting, POLL).toBe(0);
      return { status, said: answer["reason"] ?? answer["status"] };
    },
  };
}

/** The account of a robot whose group got everything. */
export function allDelivered(accepted: number): object {
  return { accepted, delivered: accepted, superseded: 0, overflowed: 0, parked: 0, waiting: 0 };
}
