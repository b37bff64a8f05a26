import type { ScenarioInput } from "@dingpipe/fixtures";

export const API_TOKEN = "contract-api-token";

/** The configuration of a scenario with what a gateway needs beside it. */
export function gatewayConfig(input: ScenarioInput): object {
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

/** What a sender asks a gateway: path and request. */
export function gatewayRequest(input: ScenarioInput): [string, RequestInit] {
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
