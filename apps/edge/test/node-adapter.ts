import type { Adapter, Report } from "@dingpipe/fixtures";
import { API_TOKEN, gatewayConfig, gatewayRequest } from "./contract-input.ts";
import { type OpenGateway, openGateway } from "./open-gateway.ts";

/** The gateway in this process. What it does by itself later, it does while it settles. */
export function createNodeAdapter(): Adapter {
  let gateway: OpenGateway | undefined;
  return {
    name: "gateway on Node",
    takes: ["event", "message", "webhook"],
    retries: false,
    async deliver(input, context) {
      gateway = await openGateway(gatewayConfig(input), { ...context, env: { ...context.secrets, API_TOKEN } });
      const response = await gateway.app.request(...gatewayRequest(input));
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

async function reportOf(gateway: OpenGateway, output: readonly string[]): Promise<Report> {
  return { attempts: await gateway.attempts(), output: [...output, ...gateway.output()].join("\n") };
}
