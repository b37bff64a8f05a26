import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import type { DoorSecrets } from "../signature.ts";
import { texts } from "./argocd.texts.ts";
import { argocd } from "./argocd.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

interface Body {
  context: unknown;
  app: {
    metadata: Record<string, unknown>;
    spec: Record<string, unknown>;
    status: { health: unknown; sync: Record<string, unknown>; operationState?: Record<string, unknown> };
  };
}

describe("an application", () => {
  it("that was synced is a deployment: what, where, from where, by whom", async () => {
    const [event] = await readSample("argocd/application.succeeded");
    expect(event).toMatchObject({
      kind: "deployment",
      time: "2026-11-20T08:20:41.000Z",
      source: { provider: "argocd", instance: "argocd.example.com", event: "application", action: "Succeeded" },
      state: "success",
      statusRaw: "Succeeded",
      service: { name: "shop", url: "https://argocd.example.com/applications/argocd/shop" },
      environment: { name: "in-cluster/shop-staging" },
      repository: { fullName: "acme/deploy", url: "https://git.example.com/acme/deploy" },
      ref: { branch: "main" },
      commit: { sha: "7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203" },
      actor: { username: "lisi" },
      url: "https://argocd.example.com/applications/argocd/shop?operation=true",
    });
    expect(event).not.toHaveProperty("reason");
  });

  it.for([
    ["Running", "Healthy", "running"],
    ["Terminating", "Healthy", "running"],
    ["Succeeded", "Healthy", "success"],
    ["Succeeded", undefined, "success"],
    ["Succeeded", "Progressing", "running"],
    ["Succeeded", "Missing", "unknown"],
    ["Succeeded", "Unknown", "unknown"],
    ["Succeeded", "Suspended", "waiting"],
    ["Succeeded", "Degraded", "unstable"],
    ["Failed", "Degraded", "failure"],
    ["Error", "Healthy", "error"],
    ["Levitating", "Healthy", "unknown"],
    [undefined, "Degraded", "unstable"],
  ] as const)("whose sync is %s and whose health is %s is %s", async ([phase, status, state]) => {
    const [event] = await readSample("argocd/application.succeeded", (body: Body) => {
      body.app.status.health = { status };
      body.app.status.operationState = { ...body.app.status.operationState, phase };
      return body;
    });
    expect(event).toMatchObject({ state });
  });

  it("that failed says why", async () => {
    const [event] = await readSample("argocd/application.failed");
    expect(event).toMatchObject({ state: "failure", reason: expect.stringContaining("failed to apply") });
  });

  it("that became unhealthy names its resources and the time, and nobody who did it", async () => {
    const [event] = await readSample("argocd/application.degraded");
    expect(event).toMatchObject({
      state: "unstable",
      time: "2026-11-20T08:26:03.000Z",
      statusRaw: "Degraded",
      reason: 'Deployment/shop-web: Deployment "shop-web" exceeded its progress deadline',
    });
    expect(event).not.toHaveProperty("actor");
  });

  it("that can't be compared any more is an error, whatever its last sync was", async () => {
    const [event] = await readSample("argocd/application.comparison-error");
    expect(event).toMatchObject({
      state: "error",
      statusRaw: "ComparisonError",
      time: "2026-11-20T08:31:10.000Z",
      reason: expect.stringContaining("app path does not exist"),
    });
    expect(event).not.toHaveProperty("actor");
  });

  it("of several sources says the chart's version and Git's commit, and none of the values", async () => {
    const [event] = await readSample("argocd/application.sources");
    expect(event).toMatchObject({
      service: { name: "team-shop/shop-prod" },
      environment: { name: "prod-shanghai/shop" },
      revision: "1.8.2",
      repository: { fullName: "acme/deploy" },
      commit: { shortSha: "7d1c0b8" },
    });
    expect(event).not.toHaveProperty("ref");
    expect(event).not.toHaveProperty("actor");
    expect(JSON.stringify(event)).not.toContain("fake-");
  });

  it.for([
    ["main", { branch: "main" }],
    ["v1.8.2", { tag: "v1.8.2" }],
    ["refs/tags/shop-1", { tag: "shop-1" }],
    ["HEAD", undefined],
    ["7d1c0b8e52f94a6d8b3e0f1a2c4d5e6f70819203", undefined],
  ] as const)("that follows %s says so", async ([targetRevision, ref]) => {
    const [event] = await readSample("argocd/application.succeeded", (body: Body) => {
      body.app.spec["source"] = { repoURL: "https://git.example.com/acme/deploy", targetRevision };
      return body;
    });
    if (ref === undefined) expect(event).not.toHaveProperty("ref");
    else expect(event).toMatchObject({ ref });
  });

  it("whose repository's address holds a password never hands it on", async () => {
    expect(JSON.stringify(await readSample("argocd/application.hostile"))).not.toContain("fake-");
  });

  it("has no link where Argo CD has no address", async () => {
    const [event] = await readSample("argocd/application.succeeded", (body: Body) => ({ ...body, context: {} }));
    expect(event).not.toHaveProperty("url");
    expect(event?.source).not.toHaveProperty("instance");
  });

  it("that was never synced is nothing to tell", async () => {
    expect(await receiveSample("argocd/application.created")).toMatchObject({ verdict: "ignored", reason: "empty" });
  });

  it("that is being deleted is nothing to tell", async () => {
    const received = await receiveSample("argocd/application.deleted");
    expect(received).toMatchObject({ verdict: "ignored", reason: "action", detail: "deleted" });
  });

  it.for([
    ["app.metadata.name", (body: Body) => ({ ...body, app: { ...body.app, metadata: {} } })],
    ["app.spec.destination", (body: Body) => ({ ...body, app: { ...body.app, spec: {} } })],
  ] as const)("without %s is refused", async ([detail, change]) => {
    const received = await receiveSample("argocd/application.succeeded", change);
    expect(received).toMatchObject({ verdict: "refused", reason: "payload_invalid", detail });
  });
});

describe("the template of the setup", () => {
  it.for(["zh-CN", "en"] as const)("stands whole in the text for %s", (locale) => {
    expect(texts.setup[locale]).toContain(
      '"context": {{ toJson .context }}, "app": {{ toJson .app }}}\n  trigger.on-deployed: |',
    );
    expect(texts.setup[locale]).not.toContain("\t");
  });
});

describe("a door for Argo CD", () => {
  const post = async (door: DoorSecrets, authorization?: string) => {
    const { headers, bytes } = payloadOf("argocd/application.succeeded");
    headers.delete("authorization");
    if (authorization !== undefined) headers.set("authorization", authorization);
    const request = new Request("https://gateway.example/hooks/x", { method: "POST", headers, body: bytes });
    const received = await receive(argocd, request, { door, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received.verdict;
  };

  it("takes the bearer's token of its header", async () => {
    expect(await post({ bearer: ["fake-token"] }, "Bearer fake-token")).toBe("events");
    expect(await post({ bearer: ["fake-token"] }, "Bearer fake-token2")).toBe("bearer_wrong");
    expect(await post({ bearer: ["fake-token"] })).toBe("bearer_wrong");
  });

  it("takes the password of its basicAuth", async () => {
    // printf 'argocd:fake-password' | openssl base64
    expect(await post({ password: ["fake-password"] }, "Basic YXJnb2NkOmZha2UtcGFzc3dvcmQ=")).toBe("events");
    expect(await post({ password: ["other"] }, "Basic YXJnb2NkOmZha2UtcGFzc3dvcmQ=")).toBe("password_wrong");
  });
});
