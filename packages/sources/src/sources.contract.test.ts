import { createNotifier, type DeliveryResult, describeError, parseConfig } from "@dingpipe/core";
import { type Adapter, type Attempt, isHeldTo, runScenario, scenarios } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { loadSource, sourceTypes } from "./catalog.ts";
import { readPayload } from "./receive.ts";

/** The two libraries as an in-house receiver puts them together. */
const adapter: Adapter = {
  name: "sources and core",
  takes: ["webhook"],
  async deliver(input, { secrets, fetch, clock: { now, wait } }) {
    if (input.kind !== "webhook") throw new RangeError(`sources take no ${input.kind}`);
    const source = await loadSource(input.source);
    if (source === undefined) throw new RangeError(`no source ${input.source}`);
    const received = readPayload(source, { headers: new Headers(input.headers), body: input.body, now: now() }, {});
    if (received.verdict === "refused") throw new RangeError(`refused: ${received.reason} ${received.detail ?? ""}`);
    if (received.verdict !== "events" || received.untold !== undefined) {
      return { attempts: [], output: JSON.stringify(received) };
    }
    const notifier = await createNotifier(await parseConfig(input.config, { sourceTypes }), {
      resolve: (name) => secrets[name],
      fetch,
      now,
      wait,
      random: () => 0.5,
    });
    const told = await Promise.all(received.events.map((event) => notifier.notify(event, { hasStore: true })));
    const results = told.flatMap((one) => one.results);
    return { attempts: results.map(attemptOf), output: [JSON.stringify(told), ...results.map(shown)].join("\n") };
  },
};

describe("sources and core hold the contract", () => {
  it.for(scenarios.filter((scenario) => isHeldTo(adapter, scenario)))("$name", async (scenario) => {
    expect((await runScenario(scenario, adapter)).problems).toEqual([]);
  });
});

function attemptOf(result: DeliveryResult): Attempt {
  const { robot } = result.delivery;
  if ("error" in result) return { robot, outcome: "rejected", reason: result.error.code };
  const { class: outcome, reason, errcode } = result.outcome;
  return { robot, outcome, reason, ...(errcode === undefined ? {} : { errcode }) };
}

function shown(result: DeliveryResult): string {
  return "error" in result ? [String(result.error.stack), describeError(result.error, "en")].join("\n") : "";
}
