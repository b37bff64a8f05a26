import { describe, expect, it } from "vitest";
import { receive } from "../receive.ts";
import { harbor } from "./harbor.ts";
import { payloadOf, readSample, receiveSample, sampleTime } from "./read-sample.fixture.ts";

const digest = "sha256:9b2f5c7d1e3a4b6c8d0e2f4a6b8c0d2e4f6a8b0c2d4e6f8091a3b5c7d9e1f305";

interface Body {
  event_data?: Record<string, unknown>;
  data?: Record<string, unknown>;
  [field: string]: unknown;
}

const withData = (change: Record<string, unknown>) => (body: Body) =>
  body.data === undefined
    ? { ...body, event_data: { ...body.event_data, ...change } }
    : { ...body, data: { ...body.data, ...change } };

describe("an artifact", () => {
  it("that was pushed says which, with what digest, and by whom", async () => {
    expect(await readSample("harbor/push-artifact.default")).toMatchObject([
      {
        kind: "artifact",
        action: "pushed",
        time: "2026-11-20T08:29:58.000Z",
        source: { provider: "harbor", via: "webhook", event: "PUSH_ARTIFACT", instance: "harbor.example.com" },
        name: "harbor.example.com/acme/shop",
        tag: "1.8.2",
        digest,
        repository: { fullName: "acme/shop" },
        actor: { username: "robot$acme+ci" },
      },
    ]);
  });

  it("of a CloudEvent has its delivery's id, its page, and all its tags at once", async () => {
    expect(await readSample("harbor/push-artifact.cloudevent")).toMatchObject([
      {
        source: {
          via: "cloudevent",
          event: "harbor.artifact.pushed",
          deliveryId: expect.stringMatching(/^\/projects\/7\/webhook\/policies\/3 7e1d/),
        },
        tag: "1.8.2, latest",
        url: `https://harbor.example.com/harbor/projects/7/repositories/shop/artifacts-tab/artifacts/${digest}`,
      },
    ]);
  });

  it("without a tag has none, and whom nobody made has no actor", async () => {
    const [event] = await readSample("harbor/push-artifact.untagged");
    expect(event).toMatchObject({ name: "harbor.example.com/acme/shop", digest });
    for (const field of ["tag", "actor"]) expect(event).not.toHaveProperty(field);
  });

  it("that was deleted has no page any more", async () => {
    const [event] = await readSample("harbor/delete-artifact.cloudevent");
    expect(event).toMatchObject({ action: "deleted", tag: "1.7.0", actor: { username: "lisi" } });
    expect(event).not.toHaveProperty("url");
  });

  it.for([
    ["harbor.example.com:8443/acme/team/shop:1.8", "harbor.example.com:8443/acme/team/shop", "harbor.example.com:8443"],
    ["localhost/acme/shop@sha256:ab", "localhost/acme/shop", "localhost"],
    ["acme/shop:1.8", "acme/shop", undefined],
    [undefined, "acme/shop", undefined],
  ] as const)("at %s is called %s", async ([resource_url, name, instance]) => {
    const resources = [{ digest, tag: "1.8", resource_url }];
    const [event] = await readSample("harbor/push-artifact.default", withData({ resources }));
    expect(event).toMatchObject({ name });
    expect(event?.source.instance).toBe(instance);
  });

  it("is one of several, where their digests differ", async () => {
    const resources = ["a", "b"].map((tag) => ({
      digest: `sha256:${tag}`,
      tag,
      resource_url: `harbor.example.com/acme/shop:${tag}`,
    }));
    const events = await readSample("harbor/push-artifact.default", withData({ resources }));
    expect(events).toMatchObject([{ tag: "a" }, { tag: "b" }]);
  });
});

describe("a scan", () => {
  it("says how many vulnerabilities there are, the worst first", async () => {
    const [event] = await readSample("harbor/scanning-completed.vulnerable");
    expect(event).toMatchObject({
      kind: "artifact",
      action: "scanned",
      tag: "1.8.2",
      url: expect.stringContaining("/projects/7/"),
    });
    expect(event?.kind === "artifact" && Object.entries(event.vulnerabilities ?? {})).toEqual([
      ["Critical", 1],
      ["High", 4],
      ["Medium", 4],
      ["Low", 8],
    ]);
  });

  it("that found nothing says so", async () => {
    expect(await readSample("harbor/scanning-completed.clean")).toMatchObject([{ vulnerabilities: { Total: 0 } }]);
  });

  it("without a summary says no number", async () => {
    const [event] = await readSample(
      "harbor/scanning-completed.clean",
      withData({ resources: [{ digest, tag: "1" }] }),
    );
    expect(event).toMatchObject({ action: "scanned" });
    expect(event).not.toHaveProperty("vulnerabilities");
  });

  it("that failed or was stopped has a state", async () => {
    expect(await readSample("harbor/scanning-failed.cloudevent")).toMatchObject([
      {
        kind: "pipeline",
        state: "failure",
        statusRaw: "harbor.scan.failed",
        pipeline: { name: "scan harbor.example.com/acme/shop" },
        ref: { tag: "1.8.2" },
        durationMs: 12_000,
      },
    ]);
    expect(await readSample("harbor/scanning-stopped.default")).toMatchObject([
      { kind: "pipeline", state: "canceled", statusRaw: "SCANNING_STOPPED", actor: { username: "wangwu" } },
    ]);
  });

  it("for an SBOM is ignored", async () => {
    expect(await receiveSample("harbor/scanning-completed.sbom")).toMatchObject({ reason: "action", detail: "sbom" });
  });
});

describe("a quota", () => {
  it("that is exceeded or nearly used up is an alert of its project", async () => {
    expect(await readSample("harbor/quota-exceed.default")).toMatchObject([
      {
        kind: "alert",
        status: "firing",
        name: "QUOTA_EXCEED acme",
        severity: "critical",
        groupKey: "quota/acme",
        alerts: [
          {
            labels: { project: "acme", repository: "shop" },
            annotations: { summary: expect.stringContaining("20.0 GiB") },
            startsAt: "2026-11-20T08:29:58.000Z",
          },
        ],
      },
    ]);
    expect(await readSample("harbor/quota-warning.cloudevent")).toMatchObject([
      { name: "QUOTA_WARNING acme", severity: "warning", groupKey: "quota/acme" },
    ]);
  });
});

describe("a job", () => {
  it("of a replication says from where to where, how it ended, and what failed", async () => {
    expect(await readSample("harbor/replication.failed")).toMatchObject([
      {
        kind: "pipeline",
        state: "failure",
        source: { instance: "harbor.example.com" },
        pipeline: { name: "replication harbor.example.com/acme → 上海机房/acme" },
        failedTasks: [{ name: "cart:2.0.0, 2.0.1", reason: "http error: code 507" }],
        artifacts: [{ name: "shop:1.8.1" }],
        trigger: { type: "schedule" },
        durationMs: 98_000,
      },
    ]);
    expect(await readSample("harbor/replication.success")).toMatchObject([
      { state: "success", artifacts: [{ name: "shop:1.8.2" }] },
    ]);
  });

  it.for([
    ["Success", "success"],
    ["Succeed", "success"],
    ["Failed", "failure"],
    ["Error", "failure"],
    ["Stopped", "canceled"],
    ["InProgress", "running"],
    ["Running", "running"],
    ["Pending", "queued"],
    ["Elsewhere", "unknown"],
  ] as const)("with the status %s is %s", async ([job_status, state]) => {
    const [event] = await readSample("harbor/replication.success", withData({ replication: { job_status } }));
    expect(event).toMatchObject({ state, statusRaw: job_status, pipeline: { name: "replication" } });
    if (state === "running") expect(event).not.toHaveProperty("finishedAt");
  });

  it("of a tag retention says of which project, how it ended, and what it kept", async () => {
    expect(await readSample("harbor/tag-retention.success")).toMatchObject([
      {
        state: "success",
        pipeline: { id: "4", name: "tag retention acme" },
        trigger: { type: "schedule" },
        params: { total: "12", retained: "10" },
      },
    ]);
    const [failed] = await readSample("harbor/tag-retention.fail");
    expect(failed).toMatchObject({ state: "failure", failedTasks: [{ name: "shop:1.0.0", reason: "immutable tag" }] });
    expect(failed).not.toHaveProperty("actor");
  });
});

describe("other notices", () => {
  it.for([
    ["pull-artifact.default", "PULL_ARTIFACT"],
    ["upload-chart.old", "UPLOAD_CHART"],
  ])("%s are ignored", async ([name, detail]) => {
    expect(await receiveSample(`harbor/${name}`)).toMatchObject({ verdict: "ignored", reason: "event", detail });
  });

  it("of a CloudEvent that nobody knows are ignored by its type", async () => {
    const received = await receiveSample("harbor/push-artifact.cloudevent", (body: Body) => ({
      ...body,
      type: "harbor.artifact.labeled",
    }));
    expect(received).toMatchObject({ reason: "event", detail: "harbor.artifact.labeled" });
  });

  it.for([
    ["type", "push-artifact.default", (body: Body) => ({ ...body, type: {} })],
    ["event_data.resources", "push-artifact.default", withData({ resources: [] })],
    ["data.resources", "push-artifact.cloudevent", withData({ resources: {} })],
    ["data.resources", "scanning-failed.cloudevent", withData({ resources: null })],
    ["event_data.repository.namespace", "quota-exceed.default", withData({ repository: {} })],
    ["occur_at", "quota-exceed.default", (body: Body) => ({ ...body, occur_at: "today" })],
    ["time", "quota-warning.cloudevent", (body: Body) => ({ ...body, time: undefined })],
    ["data.replication.job_status", "replication.failed", withData({ replication: {} })],
    ["event_data.retention.result", "tag-retention.success", withData({ retention: [] })],
  ] as const)("without %s, %s is refused", async ([detail, name, change]) => {
    expect(await receiveSample(`harbor/${name}`, change)).toMatchObject({
      verdict: "refused",
      reason: "payload_invalid",
      detail,
    });
  });
});

describe("a door for Harbor", () => {
  const post = async (authorization: string | undefined, door: object, pathToken?: string) => {
    const { headers, bytes } = payloadOf("harbor/push-artifact.default");
    if (authorization !== undefined) headers.set("authorization", authorization);
    const request = new Request("https://gateway.example/hooks/harbor", { method: "POST", headers, body: bytes });
    const received = await receive(harbor, request, { door, pathToken, now: sampleTime });
    return received.verdict === "refused" ? received.reason : received.verdict;
  };

  it.for([
    ["a bearer", "Bearer fake-bearer", { bearer: ["fake-bearer"] }, undefined, "events"],
    ["another bearer", "Bearer fake-other", { bearer: ["fake-bearer"] }, undefined, "bearer_wrong"],
    ["the token as its auth header", "fake-token", { token: ["fake-token"] }, undefined, "events"],
    ["another token", "fake-other", { token: ["fake-token"] }, undefined, "token_wrong"],
    ["the token in the path", undefined, { token: ["fake-token"] }, "fake-token", "events"],
    ["nothing", undefined, { token: ["fake-token"] }, undefined, "token_wrong"],
  ] as const)("with %s", async ([, authorization, door, pathToken, expected]) => {
    expect(await post(authorization, door, pathToken)).toBe(expected);
  });
});
