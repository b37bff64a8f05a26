import type { Adapter, ScenarioInput } from "@dingpipe/fixtures";
import { startMockDingTalk, systemClock } from "@dingpipe/fixtures/node";
import { attemptsIn } from "../../cli/test/contract-adapter.ts";
import { runStep, type Step } from "./fake-runner.ts";
import { fastClock } from "./samples.ts";

/** The bundled action, as a step of a runner. An event comes to it as to `dingpipe notify`, by a variable. */
export const actionAdapter: Adapter = {
  name: "action",
  takes: ["event", "environment"],
  clock: systemClock,
  async open(mock) {
    const server = await startMockDingTalk({ mock });
    return { endpoint: server.url, close: server.close };
  },
  async deliver(input, { secrets, endpoint = "" }) {
    const { env, files, status } = stepOf(input);
    const { raw, outputs, summary } = await runStep({
      with: { status, "fail-on": "any" },
      env: { DINGTALK_ENDPOINT: endpoint, DINGPIPE_JSON: "true", RUNNER_DEBUG: "1", ...secrets, ...env },
      files,
      nodeArgs: fastClock,
    });
    const attempts = attemptsIn(/^\{.*\}$/ms.exec(raw)?.[0] ?? "{}");
    // What the runner is told to hide stands in the commands that tell it.
    const log = raw.replace(/^::add-mask::.*$/gm, "");
    return { attempts, output: [log, JSON.stringify(outputs), summary].join("\n") };
  },
};

function stepOf(input: ScenarioInput): Required<Pick<Step, "env" | "files">> & { readonly status: string } {
  switch (input.kind) {
    case "event":
      return {
        status: "",
        env: { DINGPIPE_EVENT: "event.json", DINGPIPE_STATE_FILE: "state.json" },
        files: { "dingpipe.json": JSON.stringify(input.config), "event.json": JSON.stringify(input.event) },
      };
    case "environment": {
      const { status = "", ...options } = optionsOf(input.args);
      const variables = Object.entries(options).map(([name, value]) => [
        `DINGPIPE_${name.toUpperCase().replaceAll("-", "_")}`,
        value,
      ]);
      return {
        status,
        env: { ...input.env, ...Object.fromEntries(variables) },
        files: input.config === undefined ? {} : { "dingpipe.json": JSON.stringify(input.config) },
      };
    }
    default:
      throw new RangeError(`the action takes no ${input.kind}`);
  }
}

/** The options of a command line, each with its value; an option without one is `true`. */
function optionsOf(args: readonly string[]): Readonly<Record<string, string>> {
  const options: Record<string, string> = {};
  for (const [index, word] of args.entries()) {
    if (!word.startsWith("--")) continue;
    const next = args[index + 1];
    options[word.slice(2)] = next === undefined || next.startsWith("--") ? "true" : next;
  }
  return options;
}
