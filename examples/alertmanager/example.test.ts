import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { changed, expectHarmless, hostile, read, titles, yamlOf } from "../../test/recipe.ts";
import { type Told, tellGateway } from "../../test/recipe-gateway.ts";

interface Receiver {
  readonly name: string;
  readonly webhook_configs: readonly {
    readonly url: string;
    readonly send_resolved?: boolean;
    readonly http_config: { readonly authorization: { readonly type: string; readonly credentials_file: string } };
  }[];
}
interface Alertmanager {
  readonly route: { readonly receiver: string };
  readonly receivers: readonly Receiver[];
}

const { route, receivers } = yamlOf<Alertmanager>(read(import.meta.url, "alertmanager.yml"));
const [webhook] = receivers.find(({ name }) => name === route.receiver)?.webhook_configs ?? [];
const config = read(import.meta.url, "dingpipe.yaml");

const files: Readonly<Record<string, string>> = { "/etc/alertmanager/dingpipe-token": "token" };

/** Posts as Alertmanager does with this configuration, or does not: it tells of what is over only where it is told to. */
async function tell(body: unknown): Promise<Told> {
  const { status } = body as { readonly status: string };
  if (status === "resolved" && webhook?.send_resolved === false) return { messages: [] };
  const { type, credentials_file: file = "" } = webhook?.http_config.authorization ?? {};
  return tellGateway(config, { ALERTS_HOOK_TOKEN: "token" }, new URL(webhook?.url ?? "").pathname, body, {
    authorization: `${type} ${files[file]}`,
  });
}

describe("Alertmanager's receiver", () => {
  it.for([
    ["firing", "接口延迟过高"],
    ["resolved", "恢复"],
  ] as const)("tells of alerts that are %s", async ([name, title]) => {
    expect(titles(await tell(sample(`alertmanager/alert.${name}`)))).toEqual([expect.stringContaining(title)]);
  });

  it("shows what is hostile as text", async () => {
    const values = {
      "groupLabels.alertname": hostile.title,
      "commonLabels.alertname": hostile.title,
      "commonLabels.pod": hostile.branch,
      "commonAnnotations.summary": hostile.message,
      "alerts.0.labels.alertname": hostile.title,
      "alerts.0.labels.pod": hostile.branch,
      "alerts.0.annotations.summary": hostile.message,
      "alerts.0.annotations.description": hostile.message,
    };
    expectHarmless(await tell(changed("alertmanager/alert.firing", values)));
  });
});
