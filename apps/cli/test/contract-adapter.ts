import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Adapter, Attempt } from "@dingpipe/fixtures";
import { startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { fastClock, runCli, workFolder } from "./run-cli.ts";

interface JsonReport {
  readonly deliveries?: readonly {
    readonly robot: string;
    readonly class: string;
    readonly reason: string;
    readonly errcode: number | null;
  }[];
}

const MORE = ["--json", "--verbose", "--fail-on", "any"];

/** The built program, as a process of its own. */
export const cliAdapter: Adapter = {
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
  const attempts = attemptsIn(stdout.trim() === "" ? "{}" : stdout);
  return { attempts, output: [stdout, stderr, stateFile(cwd)].join("\n") };
}

/** What a report of `--json` says of each message that was tried. */
export function attemptsIn(json: string): readonly Attempt[] {
  const { deliveries = [] } = JSON.parse(json) as JsonReport;
  return deliveries
    .filter((delivery) => delivery.class !== "not_tried")
    .map((delivery) => ({
      robot: delivery.robot,
      outcome: delivery.class,
      reason: delivery.reason,
      ...(delivery.errcode === null ? {} : { errcode: delivery.errcode }),
    }));
}

function stateFile(cwd: string): string {
  try {
    return readFileSync(join(cwd, "state.json"), "utf8");
  } catch {
    return "";
  }
}
