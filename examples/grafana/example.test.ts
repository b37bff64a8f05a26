import { createHmac } from "node:crypto";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { changed, expectHarmless, hostile, read, titles, yamlOf } from "../../test/recipe.ts";
import { type Told, tellGateway } from "../../test/recipe-gateway.ts";

interface Provisioning {
  readonly contactPoints: readonly {
    readonly receivers: readonly {
      readonly type: string;
      readonly disableResolveMessage?: boolean;
      readonly settings: {
        readonly url: string;
        readonly hmacConfig: { readonly secret: string; readonly header: string; readonly timestampHeader: string };
      };
    }[];
  }[];
}

const [point] = yamlOf<Provisioning>(read(import.meta.url, "contact-points.yaml")).contactPoints;
const receiver = point?.receivers.find(({ type }) => type === "webhook");
const settings = receiver?.settings;
const config = read(import.meta.url, "dingpipe.yaml");

/** Posts as Grafana does with these settings: signed together with the time, and of what is over only where it may. */
async function tell(payload: unknown): Promise<Told> {
  const { status } = payload as { readonly status: string };
  if (status === "resolved" && receiver?.disableResolveMessage === true) return { messages: [] };
  const secrets: Readonly<Record<string, string>> = { GRAFANA_HOOK_SECRET: "secret-of-the-hook" };
  const hmac = settings?.hmacConfig;
  const time = String(Math.floor(Date.now() / 1000));
  const body = JSON.stringify(payload);
  const secret = secrets[hmac?.secret.slice(1) ?? ""] ?? "";
  return tellGateway(config, secrets, new URL(settings?.url ?? "").pathname, body, {
    [hmac?.header ?? ""]: createHmac("sha256", secret).update(`${time}:${body}`).digest("hex"),
    [hmac?.timestampHeader ?? ""]: time,
  });
}

describe("Grafana's contact point", () => {
  it.for([
    ["firing", "CPU 使用率过高"],
    ["resolved", "恢复"],
  ] as const)("tells of alerts that are %s", async ([name, title]) => {
    expect(titles(await tell(sample(`grafana/alert.${name}`)))).toEqual([expect.stringContaining(title)]);
  });

  it("shows what is hostile as text", async () => {
    const values = {
      "groupLabels.alertname": hostile.title,
      "commonLabels.alertname": hostile.title,
      "commonAnnotations.summary": hostile.message,
      "alerts.0.labels.alertname": hostile.title,
      "alerts.0.labels.instance": hostile.branch,
      "alerts.0.annotations.summary": hostile.message,
    };
    expectHarmless(await tell(changed("grafana/alert.firing", values)));
  });
});
