import {
  type Adapter,
  type AdapterContext,
  type Attempt,
  isHeldTo,
  type Report,
  runScenario,
  type Scenario,
  type ScenarioInput,
  scenarios,
} from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { type OpenGateway, openGateway } from "./open-gateway.ts";

const API_TOKEN = "contract-api-token";

/** The gateway in this process. What it does by itself later, it does while it settles. */
function createAdapter(): Adapter {
  let gateway: OpenGateway | undefined;
  return {
    name: "gateway on Node",
    takes: ["event", "message", "webhook"],
    retries: false,
    async deliver(input, context) {
      gateway = await openGateway(configOf(input), { ...context, env: { ...context.secrets, API_TOKEN } });
      const response = await gateway.app.request(...requestOf(input));
      const answer = await response.text();
      await gateway.quiet();
      return reportOf(gateway, [String(response.status), answer]);
    },
    async settle() {
      if (gateway === undefined) throw new RangeError("nothing was delivered");
      await gateway.settle();
      return reportOf(gateway, []);
    },
  };
}

function configOf(input: ScenarioInput): object {
  const access = [{ name: "contract", token: "${API_TOKEN}", may: ["send", "read"] }];
  switch (input.kind) {
    case "event":
      return { ...input.config, access };
    case "message":
      return { robots: { ops: input.robot }, access };
    case "webhook":
      return { ...input.config, access, sources: { door: { type: input.source, insecure: true } } };
    default:
      throw new RangeError(`a gateway takes no ${input.kind}`);
  }
}

function requestOf(input: ScenarioInput): [string, RequestInit] {
  const headers = { "content-type": "application/json", authorization: `Bearer ${API_TOKEN}` };
  switch (input.kind) {
    case "event":
      return ["/v1/events", { method: "POST", headers, body: JSON.stringify(input.event) }];
    case "message":
      return [
        "/v1/messages",
        { method: "POST", headers, body: JSON.stringify({ robot: "ops", message: input.message }) },
      ];
    case "webhook":
      return [
        "/hooks/door",
        {
          method: "POST",
          headers: { "content-type": "application/json", ...input.headers },
          body: JSON.stringify(input.body),
        },
      ];
    default:
      throw new RangeError(`a gateway takes no ${input.kind}`);
  }
}

async function reportOf(gateway: OpenGateway, output: readonly string[]): Promise<Report> {
  return { attempts: await gateway.attempts(), output: [...output, ...gateway.output()].join("\n") };
}

const held = (adapter: Adapter): readonly Scenario[] => scenarios.filter((scenario) => isHeldTo(adapter, scenario));

describe("the gateway holds the contract", () => {
  it("is held to every scenario of an event, a message or a webhook", () => {
    expect(held(createAdapter()).length).toBeGreaterThanOrEqual(60);
  });

  it.for(held(createAdapter()))("$name", async (scenario) => {
    expect((await runScenario(scenario, createAdapter())).problems).toEqual([]);
  });
});

export type { AdapterContext, Attempt };
