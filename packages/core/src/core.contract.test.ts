import { type Adapter, type AdapterContext, type Attempt, isHeldTo, runScenario, scenarios } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import type { RobotConfig } from "./config/config.ts";
import { parseConfig } from "./config/parse-config.ts";
import { describeError } from "./locales/describe.ts";
import { createNotifier, type DeliveryResult } from "./notifier.ts";
import { parseEvent } from "./parse-event.ts";
import { parseMessage } from "./parse-message.ts";
import { createRobot } from "./robot.ts";

/** The library as an in-house tool calls it. */
const adapter: Adapter = {
  name: "core",
  takes: ["event", "message"],
  async deliver(input, context) {
    switch (input.kind) {
      case "event": {
        const notifier = await createNotifier(await parseConfig(input.config), {
          resolve: (name) => context.secrets[name],
          ...outsideOf(context),
        });
        const { plan, results } = await notifier.notify(parseEvent(input.event), { hasStore: true });
        return { attempts: results.map(attemptOf), output: [...results.map(shown), shown(plan)].join("\n") };
      }
      case "message": {
        const { webhook = "", secret, ...settings } = input.robot as Partial<RobotConfig>;
        const robot = createRobot({
          ...settings,
          webhook: resolved(webhook, context),
          ...(secret === undefined ? {} : { secret: resolved(secret, context) }),
          ...outsideOf(context),
        });
        const outcome = await robot.send(parseMessage(input.message));
        const { class: outcomeClass, reason, errcode } = outcome;
        return {
          attempts: [{ robot: "ops", outcome: outcomeClass, reason, ...(errcode === undefined ? {} : { errcode }) }],
          output: shown(outcome),
        };
      }
      default:
        throw new RangeError(`core takes no ${input.kind}`);
    }
  },
};

describe("core holds the contract", () => {
  const held = scenarios.filter((scenario) => isHeldTo(adapter, scenario));

  it("is held to every scenario of an event or a message", () => {
    expect(held.length).toBeGreaterThanOrEqual(45);
    expect(held).toEqual(scenarios.filter(({ input }) => input.kind === "event" || input.kind === "message"));
  });

  it.for(held)("$name", async (scenario) => {
    expect((await runScenario(scenario, adapter)).problems).toEqual([]);
  });
});

function outsideOf({ fetch, clock: { now, wait } }: AdapterContext) {
  return { fetch, now, wait, random: () => 0.5 };
}

function resolved(reference: string, { secrets }: AdapterContext): string {
  return reference.replace(/^\$\{(\w+)\}$/, (_, name: string) => secrets[name] ?? "");
}

function attemptOf(result: DeliveryResult): Attempt {
  const { robot } = result.delivery;
  if ("error" in result) return { robot, outcome: "rejected", reason: result.error.code };
  const { class: outcome, reason, errcode } = result.outcome;
  return { robot, outcome, reason, ...(errcode === undefined ? {} : { errcode }) };
}

/** All that a program could print of a value. */
function shown(value: object): string {
  const error = "error" in value && value.error instanceof Error ? value.error : undefined;
  const texts =
    error === undefined ? [] : [String(error.stack), String(error.cause), describeError(error as never, "en")];
  return [JSON.stringify(value), ...texts].join("\n");
}
