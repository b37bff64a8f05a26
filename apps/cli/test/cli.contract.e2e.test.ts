import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Adapter,
  type Attempt,
  isHeldTo,
  runScenario,
  type Scenario,
  type ScenarioVerdict,
  scenarios,
} from "@dingpipe/fixtures";
import { startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { beforeAll, describe, expect, it } from "vitest";
import { fastClock, runCli, workFolder } from "./run-cli.ts";

interface JsonReport {
  readonly deliveries?: readonly {
    readonly robot: string;
    readonly class: string;
    readonly reason: string;
    readonly errcode: number | null;
  }[];
}

const SIDE_BY_SIDE = 8;
const MORE = ["--json", "--verbose", "--fail-on", "any"];

const adapter: Adapter = {
  name: "cli",
  takes: ["event", "message", "environment", "webhook"],
  clock: systemClock,
  async open(mock) {
    const server = await startMockDingTalk({ mock });
    return { endpoint: server.url, close: server.close };
  },
  async deliver(input, { secrets, endpoint = "" }) {
    const folder = workFolder();
    const files = (parts: Readonly<Record<string, unknown>>) =>
      workFolder(Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, JSON.stringify(value)])));
    const env = { ...secrets, DINGTALK_ENDPOINT: endpoint };
    switch (input.kind) {
      case "event": {
        const cwd = files({ "dingpipe.json": input.config, "event.json": input.event });
        return run(["notify", "--event", "event.json", "--state-file", "state.json", ...MORE], cwd, env);
      }
      case "message": {
        const cwd = files({ "dingpipe.json": { robots: { ops: input.robot } }, "message.json": input.message });
        return run(["send", "--file", "message.json", ...MORE], cwd, env);
      }
      case "environment": {
        const cwd = input.config === undefined ? folder : files({ "dingpipe.json": input.config });
        return run(["notify", ...input.args, ...MORE], cwd, { ...env, ...input.env });
      }
      case "webhook": {
        const cwd = files({ "dingpipe.json": input.config, "body.json": input.body });
        const headers = Object.entries(input.headers).flatMap(([name, value]) => ["--header", `${name}=${value}`]);
        return run(["notify", "--event", "body.json", "--source", input.source, ...headers, ...MORE], cwd, env);
      }
      default:
        return input satisfies never;
    }
  },
};

async function run(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const { stdout, stderr } = await runCli(args, { cwd, env, nodeArgs: fastClock });
  const { deliveries = [] } = (stdout.trim() === "" ? {} : JSON.parse(stdout)) as JsonReport;
  const attempts = deliveries
    .filter((delivery) => delivery.class !== "not_tried")
    .map(
      (delivery): Attempt => ({
        robot: delivery.robot,
        outcome: delivery.class,
        reason: delivery.reason,
        ...(delivery.errcode === null ? {} : { errcode: delivery.errcode }),
      }),
    );
  return { attempts, output: [stdout, stderr, stateFile(cwd)].join("\n") };
}

function stateFile(cwd: string): string {
  try {
    return readFileSync(join(cwd, "state.json"), "utf8");
  } catch {
    return "";
  }
}

const held = scenarios.filter((scenario) => isHeldTo(adapter, scenario));
const verdicts = new Map<string, ScenarioVerdict>();
const waiters = new Map<string, (verdict: ScenarioVerdict) => void>();

// A process waits for most of its life, above all where it tries again: those start first, and some run side by side.
beforeAll(() => {
  const waiting = held.toSorted((one, other) => faultsOf(other) - faultsOf(one));
  const work = async () => {
    for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
      const verdict = await runScenario(scenario, adapter);
      verdicts.set(scenario.name, verdict);
      waiters.get(scenario.name)?.(verdict);
    }
  };
  for (let worker = 0; worker < SIDE_BY_SIDE; worker += 1) void work();
});

function faultsOf({ mock }: Scenario): number {
  return mock.faults?.length ?? 0;
}

describe("the contract, through a spawned process", () => {
  it.for(held)("$name", { timeout: 600_000 }, async ({ name }) => {
    const verdict = verdicts.get(name) ?? (await new Promise<ScenarioVerdict>((resolve) => waiters.set(name, resolve)));
    expect(verdict.problems).toEqual([]);
  });

  it("holds at least 45 scenarios", () => {
    expect(held.length).toBeGreaterThanOrEqual(45);
  });
});
