import { sample } from "@dingpipe/fixtures/node";
import { describe, expect, it } from "vitest";
import { changed, expectHarmless, hostile, read, titles } from "../../test/recipe.ts";
import { tellGateway } from "../../test/recipe-gateway.ts";

interface Policy {
  readonly enabled: boolean;
  readonly event_types: readonly string[];
  readonly targets: readonly {
    readonly address: string;
    readonly auth_header: string;
    readonly payload_format: string;
  }[];
}

const { enabled, event_types, targets } = JSON.parse(read(import.meta.url, "webhook.json")) as Policy;
const [target] = targets;
const config = read(import.meta.url, "dingpipe.yaml");

const tell = (body: unknown) =>
  tellGateway(config, { HARBOR_HOOK_TOKEN: "TOKEN" }, new URL(target?.address ?? "").pathname, body, {
    "content-type": target?.payload_format === "CloudEvents" ? "application/cloudevents+json" : "application/json",
    authorization: target?.auth_header ?? "",
  });

describe("Harbor's webhook", () => {
  it.for([
    ["PUSH_ARTIFACT", "push-artifact.cloudevent", "acme/shop"],
    ["SCANNING_FAILED", "scanning-failed.cloudevent", "失败"],
    ["DELETE_ARTIFACT", "delete-artifact.cloudevent", "acme/shop"],
    ["QUOTA_WARNING", "quota-warning.cloudevent", "acme"],
  ] as const)("tells of %s", async ([event, name, title]) => {
    expect(enabled ? event_types : []).toContain(event);
    expect(titles(await tell(sample(`harbor/${name}`)))).toEqual([expect.stringContaining(title)]);
  });

  it("shows what is hostile as text", async () => {
    const values = {
      "data.resources.0.tag": hostile.branch,
      "data.resources.1.tag": hostile.title,
      "data.repository.name": hostile.title,
      "data.repository.repo_full_name": `acme/${hostile.title}`,
      operator: hostile.person,
    };
    expectHarmless(await tell(changed("harbor/push-artifact.cloudevent", values)));
  });
});
