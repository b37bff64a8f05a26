// The threats of a gateway's doors, each with its test; SECURITY.md has them in a table.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { openStage, type Stage, workflowRun } from "../test/stage.ts";

const post = (stage: Stage, path: string, body: string | ReadableStream, headers: Record<string, string> = {}) =>
  stage.app.request(path, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-github-event": "workflow_run", ...headers },
    duplex: "half",
  } as RequestInit);

describe("forgery", () => {
  it("refuses what is not signed with the door's secret, and writes nothing down", async () => {
    const stage = await openStage();
    const accept = vi.spyOn(stage.backends, "accept");
    expect((await stage.github(workflowRun(), { secret: "another-secret" })).status).toBe(401);
    expect((await post(stage, "/hooks/github", "{}")).status).toBe(401);
    expect(accept).not.toHaveBeenCalled();
  });

  it("takes the old and the new secret while they are rotated", async () => {
    const sources = { github: { type: "github", secret: ["${HOOK_SECRET}", "${NEW_SECRET}"] } };
    const stage = await openStage({ sources }, { env: { NEW_SECRET: "the-next-secret" } });
    expect((await stage.github(workflowRun())).status).toBe(202);
    expect((await stage.github(workflowRun({ id: 2 }), { secret: "the-next-secret" })).status).toBe(202);
  });

  it("lets nobody in where a secret is missing", async () => {
    const stage = await openStage({}, { env: { HOOK_SECRET: undefined } });
    expect((await stage.github(workflowRun())).status).toBe(503);
    expect(await (await stage.app.request("/readyz")).json()).toMatchObject({
      ready: false,
      missing: [{ name: "HOOK_SECRET" }],
    });
  });
});

describe("replay", () => {
  it("takes a captured delivery once, under whatever id it comes again", async () => {
    const stage = await openStage();
    expect((await stage.github(workflowRun(), { id: "one" })).status).toBe(202);
    expect(await (await stage.github(workflowRun(), { id: "two" })).json()).toMatchObject({ status: "duplicate" });
    await stage.clock.advance(23 * 3_600_000);
    expect(await (await stage.github(workflowRun(), { id: "three" })).json()).toMatchObject({ status: "duplicate" });
    expect(stage.mock.messages()).toHaveLength(1);
  });
});

describe("timing", () => {
  it("compares no token and no secret with an operator", () => {
    const folder = fileURLToPath(new URL(".", import.meta.url));
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    );
    const compared = sources.flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .filter((line) =>
          /\b(?:token|secret|password|bearer)s?\b\s*[!=]={1,2}(?!=)(?!\s*(?:undefined|null|""))/i.test(line),
        ),
    );
    expect(compared).toEqual([]);
  });
});

describe("malformed signatures", () => {
  it("answers nothing but 400 and 401, whatever the header holds", async () => {
    const stage = await openStage();
    const header = fc.oneof(
      fc.string({ unit: fc.constantFrom(..."sha256=,; 0123456789abcdefxyz+/%") }),
      fc.string().map((text) => `sha256=${text.replace(/[^\x20-\x7e]/g, "")}`),
      fc.constantFrom(
        "",
        "sha256=",
        "sha256=zz",
        `sha256=${"0".repeat(64)}`,
        `sha1=${"0".repeat(40)}`,
        "sha256=a, sha256=b",
      ),
    );
    await fc.assert(
      fc.asyncProperty(header, async (value) => {
        const response = await post(stage, "/hooks/github", "{}", { "x-hub-signature-256": value });
        expect([400, 401]).toContain(response.status);
        expect(await response.json()).toMatchObject({ error: { code: "not_verified" } });
      }),
      { numRuns: 500 },
    );
  });
});

describe("destinations", () => {
  it("sends to the robot's own address alone, whatever a payload holds", async () => {
    const urls: string[] = [];
    const rules = [
      { on: ["failed"], title: "{{ event.pipeline.name }}", text: "${GITHUB_REF_NAME} {{ event.run.url }}" },
    ];
    const stage = await openStage(
      { rules },
      {
        fetch: (mock) => (url, request) => {
          urls.push(new URL(url).origin);
          return mock.fetch(url, request);
        },
      },
    );
    await stage.github(
      workflowRun({
        name: "https://evil.example/robot/send?access_token=x",
        html_url: "https://evil.example/",
        head_branch: "@evil.example",
      }),
    );
    await stage.clock.advance(1_000);
    expect(urls).toEqual(["https://oapi.dingtalk.com"]);
  });

  it("follows no redirect", async () => {
    const stage = await openStage();
    stage.mock.faults.push({ fault: "redirect", location: "https://evil.example/" });
    await stage.github(workflowRun());
    await stage.clock.advance(500);
    expect(await (await stage.api("GET", "/v1/deliveries/ops-1")).json()).toMatchObject({
      batch: { attempts: [{ outcome: { reason: "redirected" } }] },
    });
  });
});

describe("secrets in addresses", () => {
  it("logs the route and not the path, and no query", async () => {
    const token = "path-token-that-nobody-may-read";
    const sources = { pipeline: { type: "gitee-pipeline", token: "${PATH_TOKEN}" } };
    const stage = await openStage({ sources }, { env: { PATH_TOKEN: token } });
    await post(stage, `/hooks/pipeline/${token}?secret=query-secret`, "{}");
    await post(stage, `/hooks/pipeline/${token}x`, "{}");
    await stage.app.request(`/unknown/${token}`);
    const lines = JSON.stringify(stage.lines);
    expect(lines).toContain("/hooks/:name/:token");
    expect(lines).not.toContain(token);
    expect(lines).not.toContain("query-secret");
  });
});

describe("templates in payloads", () => {
  it("shows them as their own characters", async () => {
    const rules = [{ on: ["failed"], text: "{{ event.pipeline.name }}" }];
    const stage = await openStage({ rules });
    await stage.github(workflowRun({ name: "${HOOK_SECRET} {{ env.API_TOKEN }} {% include 'x' %}" }));
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()[0]?.text).toBe("${HOOK\\_SECRET} {{ env.API\\_TOKEN }} {% include 'x' %}");
  });
});

describe("mentions in payloads", () => {
  it("mentions nobody whom the configuration does not name", async () => {
    const stage = await openStage();
    await stage.github(workflowRun({ name: "@all @13900000000 @所有人", head_branch: "@all" }));
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()[0]?.mentions).toEqual({ mobiles: [], userIds: [], all: false });
    expect(stage.mock.messages()[0]?.text).not.toMatch(/@(?:all|13900000000|所有人)/);
  });
});

describe("bombs", () => {
  it("reads no more than 1 MiB, whatever the length is said to be", async () => {
    const stage = await openStage();
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    expect(
      (await post(stage, "/hooks/github", endless, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` })).status,
    ).toBe(413);
    expect(pulled).toBeLessThan(2_000_000);
    const said = await post(stage, "/hooks/github", "{}", { "content-length": "999999999" });
    expect([401, 413]).toContain(said.status);
    expect((await stage.api("POST", "/v1/events", { pad: "x".repeat(1_100_000) })).status).toBe(413);
  });

  it("takes nothing that is compressed", async () => {
    const stage = await openStage();
    expect((await post(stage, "/hooks/github", "{}", { "content-encoding": "gzip" })).status).toBe(415);
    const gzip = { "content-encoding": "gzip" };
    expect((await stage.api("POST", "/v1/events", {}, gzip)).status).toBe(415);
  });
});

describe("depth", () => {
  it("refuses deep JSON at a door and in the API", async () => {
    const stage = await openStage();
    const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    expect((await stage.github(deep)).status).toBe(400);
    expect((await stage.api("POST", "/v1/events", deep)).status).toBe(400);
    const message = `{"robot":"ops","message":{"msgtype":"text","text":{"content":"x"},"extra":${deep}}}`;
    expect((await stage.api("POST", "/v1/messages", message)).status).toBe(400);
  });
});

describe("headers", () => {
  it("takes no signature that is there twice", async () => {
    const stage = await openStage();
    const body = JSON.stringify(workflowRun());
    const right = await stage.github(workflowRun());
    expect(right.status).toBe(202);
    const twice = await stage.app.request("/hooks/github", {
      method: "POST",
      body,
      headers: [
        ["content-type", "application/json"],
        ["x-github-event", "workflow_run"],
        ["x-hub-signature-256", `sha256=${"0".repeat(64)}`],
        ["x-hub-signature-256", `sha256=${"0".repeat(64)}`],
      ],
    });
    expect([400, 401]).toContain(twice.status);
  });

  it("reflects no header of a request", async () => {
    const stage = await openStage();
    const response = await post(stage, "/hooks/nobody", "{}", { "x-request-id": "<script>", "x-evil": "<script>" });
    expect(JSON.stringify([...response.headers])).not.toContain("script");
    expect(await response.text()).not.toContain("script");
  });
});

describe("cost", () => {
  it("lets ten thousand forged requests reach no store, and refuses the next before it is verified", async () => {
    const stage = await openStage();
    const accept = vi.spyOn(stage.backends, "accept");
    const put = vi.spyOn(stage.backends, "put");
    const headers = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
    for (let index = 0; index < 10_000; index += 1) await post(stage, "/hooks/github", "{}", headers);
    expect(accept).not.toHaveBeenCalled();
    expect(put).not.toHaveBeenCalled();
    const verify = vi.spyOn(crypto.subtle, "verify");
    const refused = await stage.github(workflowRun());
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(verify).not.toHaveBeenCalled();
    await stage.clock.advance(60_000);
    expect((await stage.github(workflowRun())).status).toBe(202);
  });
});
