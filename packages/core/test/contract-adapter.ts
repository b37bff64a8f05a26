import type { Adapter, AdapterContext, Attempt } from "@dingpipe/fixtures";
import type { RobotConfig } from "../src/config/config.ts";
import { parseConfig } from "../src/config/parse-config.ts";
import { describeError } from "../src/locales/describe.ts";
import { createNotifier, type DeliveryResult } from "../src/notifier.ts";
import { parseEvent } from "../src/parse-event.ts";
import { parseMessage } from "../src/parse-message.ts";
import { createRobot } from "../src/robot.ts";

/** The library as an in-house tool calls it. */
export const coreAdapter: Adapter = {
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
