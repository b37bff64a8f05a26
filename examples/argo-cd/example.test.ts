import { readFileSync } from "node:fs";
import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { changed, expectHarmless, hostile, read, titles, yamlOf } from "../../test/recipe.ts";
import { tellGateway } from "../../test/recipe-gateway.ts";

interface Webhook {
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}
interface Template {
  readonly webhook: { readonly dingpipe: { readonly method: string; readonly body: string } };
}
interface Application {
  readonly timestamp: string;
  readonly context: unknown;
  readonly app: unknown;
}

const text = read(import.meta.url, "argocd-notifications-cm.yaml");
const config = read(import.meta.url, "dingpipe.yaml");
const { data } = yamlOf<{ readonly data: Readonly<Record<string, string>> }>(text);
const service = yamlOf<Webhook>(data["service.webhook.dingpipe"] ?? "");
const { body } = yamlOf<Template>(data["template.dingpipe"] ?? "").webhook.dingpipe;

/** What Argo CD makes of the template: the three values that it has, and nothing else. */
function rendered({ timestamp, context, app }: Application): string {
  const values: Readonly<Record<string, string>> = {
    '(call .time.Now).UTC.Format "2006-01-02T15:04:05Z07:00"': timestamp,
    "toJson .context": JSON.stringify(context),
    "toJson .app": JSON.stringify(app),
  };
  return body.replace(/\{\{ (.*?) \}\}/g, (_, expression: string) => {
    expect(values).toHaveProperty([expression]);
    return values[expression] ?? "";
  });
}

function tell(application: unknown) {
  const headers = service.headers.map(({ name, value }) => [name, value.replace("$dingpipe-token", "token")]);
  const { pathname } = new URL(service.url);
  const message = rendered(application as Application);
  return tellGateway(config, { ARGOCD_HOOK_TOKEN: "token" }, pathname, message, Object.fromEntries(headers));
}

describe("Argo CD's notifications", () => {
  it("are set up as the documentation of the source says", () => {
    const documentation = readFileSync(new URL("../../docs/sources.md", import.meta.url), "utf8");
    expect(documentation).toContain(text.slice(text.indexOf("apiVersion:")).trim());
  });

  it("name templates and triggers that there are", () => {
    const sent = Object.entries(data).filter(([name]) => name.startsWith("trigger."));
    expect(sent.every(([, trigger]) => trigger.includes("send: [dingpipe]"))).toBe(true);
    const [subscription] = yamlOf<readonly { readonly triggers: readonly string[] }[]>(data["subscriptions"] ?? "");
    expect(subscription?.triggers).toEqual(sent.map(([name]) => name.replace("trigger.", "")));
  });

  it.for([
    ["succeeded", "✅ 成功"],
    ["failed", "❌ 失败"],
    ["degraded", "⚠️ 不稳定"],
  ] as const)("tell of an application that is %s", async ([name, title]) => {
    expect(titles(await tell(sample(`argocd/application.${name}`)))).toEqual([expect.stringContaining(title)]);
  });

  it("show what is hostile as text", async () => {
    const values = {
      "app.metadata.name": hostile.title,
      "app.spec.source.targetRevision": hostile.branch,
      "app.status.operationState.message": hostile.message,
      "app.status.operationState.operation.initiatedBy.username": hostile.person,
    };
    expectHarmless(await tell(changed("argocd/application.failed", values)));
  });
});
