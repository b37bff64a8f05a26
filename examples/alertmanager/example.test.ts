import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { changed, expectHarmless, hostile, read, titles, yamlOf } from "../../test/recipe.ts";
import { tellGateway } from "../../test/recipe-gateway.ts";

interface Receiver {
  readonly name: string;
  readonly webhook_configs: readonly {
    readonly url: string;
    readonly http_config: { readonly authorization: { readonly type: string } };
  }[];
}
interface Alertmanager {
  readonly route: { readonly receiver: string };
  readonly receivers: readonly Receiver[];
}

const { route, receivers } = yamlOf<Alertmanager>(read(import.meta.url, "alertmanager.yml"));
const [webhook] = receivers.find(({ name }) => name === route.receiver)?.webhook_configs ?? [];
const config = read(import.meta.url, "dingpipe.yaml");

const tell = (body: unknown) =>
  tellGateway(config, { ALERTS_HOOK_TOKEN: "token" }, new URL(webhook?.url ?? "").pathname, body, {
    authorization: `${webhook?.http_config.authorization.type} token`,
  });

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
