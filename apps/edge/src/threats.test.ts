// The threats of a gateway, each with its test. Numbers are those of the list in ARCHITECTURE.md.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { API_TOKEN, HOOK_SECRET, openStage, type Stage, TOKEN, workflowRun } from "../test/stage.ts";
import { openSqlite } from "./sqlite.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const post = (stage: Stage, path: string, body: string | ReadableStream, headers: Record<string, string> = {}) =>
  stage.app.request(path, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-github-event": "workflow_run", ...headers },
    duplex: "half",
  } as RequestInit);

describe("threat 1, forgery", () => {
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

describe("threat 2, replay", () => {
  it("takes a captured delivery once, under whatever id it comes again", async () => {
    const stage = await openStage();
    expect((await stage.github(workflowRun(), { id: "one" })).status).toBe(202);
    expect(await (await stage.github(workflowRun(), { id: "two" })).json()).toMatchObject({ status: "duplicate" });
    await stage.clock.advance(23 * 3_600_000);
    expect(await (await stage.github(workflowRun(), { id: "three" })).json()).toMatchObject({ status: "duplicate" });
    expect(stage.mock.messages()).toHaveLength(1);
  });
});

describe("threat 3, timing", () => {
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

describe("threat 4, malformed signatures", () => {
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
      }),
      { numRuns: 500 },
    );
  });
});

describe("threat 5, destinations", () => {
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

describe("threat 6, secrets in addresses", () => {
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

describe("threat 7, templates in payloads", () => {
  it("shows them as their own characters", async () => {
    const rules = [{ on: ["failed"], text: "{{ event.pipeline.name }}" }];
    const stage = await openStage({ rules });
    await stage.github(workflowRun({ name: "${HOOK_SECRET} {{ env.API_TOKEN }} {% include 'x' %}" }));
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()[0]?.text).toBe("${HOOK\\_SECRET} {{ env.API\\_TOKEN }} {% include 'x' %}");
  });
});

describe("threat 9, mentions in payloads", () => {
  it("mentions nobody whom the configuration does not name", async () => {
    const stage = await openStage();
    await stage.github(workflowRun({ name: "@all @13900000000 @所有人", head_branch: "@all" }));
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()[0]?.mentions).toEqual({ mobiles: [], userIds: [], all: false });
    expect(stage.mock.messages()[0]?.text).not.toMatch(/@(?:all|13900000000|所有人)/);
  });
});

describe("threat 12, bombs", () => {
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

describe("threat 13, depth", () => {
  it("refuses deep JSON at a door and in the API", async () => {
    const stage = await openStage();
    const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    expect((await stage.github(deep)).status).toBe(400);
    expect((await stage.api("POST", "/v1/events", deep)).status).toBe(400);
    const message = `{"robot":"ops","message":{"msgtype":"text","text":{"content":"x"},"extra":${deep}}}`;
    expect((await stage.api("POST", "/v1/messages", message)).status).toBe(400);
  });
});

describe("threat 14, headers", () => {
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

describe("threat 18, the operator's side", () => {
  it("is off without access", async () => {
    const stage = await openStage({ access: [] });
    for (const path of ["/v1/robots", "/v1/deliveries", "/metrics"])
      expect((await stage.api("GET", path)).status).toBe(404);
    expect((await stage.api("POST", "/v1/events", {})).status).toBe(404);
  });

  it("lets a token do what it may, and no more", async () => {
    const access = [
      { name: "sender", token: "${API_TOKEN}", may: ["send"] },
      { name: "reader", token: "${READ_TOKEN}", may: ["read"] },
    ];
    const stage = await openStage({ access }, { env: { READ_TOKEN: "read-token" } });
    const asReader = { authorization: "Bearer read-token" };
    expect((await stage.api("GET", "/v1/robots")).status).toBe(403);
    expect((await stage.api("GET", "/v1/robots", undefined, asReader)).status).toBe(200);
    expect((await stage.api("POST", "/v1/robots/ops/resume", undefined, asReader)).status).toBe(403);
    expect((await stage.api("DELETE", "/v1/deliveries/ops-1", undefined, asReader)).status).toBe(403);
    expect((await stage.api("POST", "/v1/events", {}, asReader)).status).toBe(403);
    for (const authorization of ["", "Bearer", "Bearer wrong", `Basic ${API_TOKEN}`, `Bearer ${API_TOKEN}x`])
      expect((await stage.api("GET", "/v1/robots", undefined, { authorization })).status).toBe(401);
  });
});

describe("threat 19, cost", () => {
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

describe("threat 21, the robots of others", () => {
  const OTHER = "f".repeat(64);
  const config = {
    robots: { ops: { webhook: "${DINGTALK_WEBHOOK}" }, dev: { webhook: "${OTHER_WEBHOOK}" } },
    rules: [{ on: ["failed"], robots: ["ops", "dev"] }],
    access: [
      { name: "all", token: "${API_TOKEN}", may: ["send", "read", "admin"] },
      { name: "dev", token: "${DEV_TOKEN}", robots: ["dev"], may: ["send", "read", "admin"] },
    ],
  };
  const options = {
    robots: { [OTHER]: { name: "dev", group: "dev" } },
    env: { DEV_TOKEN: "dev-token", OTHER_WEBHOOK: OTHER },
  };
  const asDev = { authorization: "Bearer dev-token" };

  it("are not to be seen, sent to or changed", async () => {
    const stage = await openStage(config, options);
    await stage.github(workflowRun());
    await stage.clock.advance(1_000);
    const asked = await stage.api("GET", "/v1/robots", undefined, asDev);
    expect(await asked.json()).toMatchObject({ robots: [{ robot: "dev" }] });
    expect((await stage.api("GET", "/v1/deliveries?robot=ops", undefined, asDev)).status).toBe(403);
    expect((await stage.api("GET", "/v1/deliveries/ops-1", undefined, asDev)).status).toBe(403);
    expect((await stage.api("POST", "/v1/deliveries/ops-1/retry", undefined, asDev)).status).toBe(403);
    expect((await stage.api("POST", "/v1/robots/ops/resume", undefined, asDev)).status).toBe(403);
    const message = { robot: "ops", message: { msgtype: "text", text: { content: "x" } } };
    expect((await stage.api("POST", "/v1/messages", message, asDev)).status).toBe(403);
    const listed = (await (await stage.api("GET", "/v1/deliveries", undefined, asDev)).json()) as {
      deliveries: { robot: string }[];
    };
    expect(listed.deliveries.map(({ robot }) => robot)).toEqual(["dev"]);
    expect(await (await stage.api("GET", "/metrics", undefined, asDev)).text()).not.toContain("ops");
  });

  it("are not told of an event that a token hands in", async () => {
    const stage = await openStage(config, options);
    const event = {
      id: "e1",
      kind: "pipeline",
      time: "2026-11-20T08:00:00Z",
      source: { provider: "generic", via: "manual" },
      pipeline: { name: "x" },
      state: "failure",
    };
    expect((await stage.api("POST", "/v1/events", event, asDev)).status).toBe(202);
    await stage.clock.advance(1_000);
    expect(stage.mock.messages().map(({ group }) => group)).toEqual(["dev"]);
  });
});

describe("threat 22, data at rest", () => {
  it("leaves nothing of a payload in the file once it is told", async () => {
    const canary = `canary${randomBytes(12).toString("hex")}`;
    const stage = await openStage({}, { store: "sqlite" });
    await stage.github(
      workflowRun({
        head_commit: { id: "4f2d8c1b6a90e37d5c8b1f0a2e4d6c8b9a7f5e31", message: canary, author: { name: canary } },
      }),
    );
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()[0]?.text).toContain(canary);
    expect(stage.dump()).not.toContain(canary);
  });

  it("holds no token, secret or signature", async () => {
    const stage = await openStage({}, { store: "sqlite" });
    stage.mock.faults.push({ fault: "cut_after" });
    await stage.github(workflowRun());
    await stage.clock.advance(20);
    for (const secret of [TOKEN, HOOK_SECRET, API_TOKEN]) expect(stage.dump()).not.toContain(secret);
  });

  it("opens the file once", () => {
    const folder = mkdtempSync(join(tmpdir(), "dingpipe-"));
    folders.push(folder);
    const first = openSqlite(join(folder, "x.sqlite"));
    expect(() => openSqlite(join(folder, "x.sqlite"))).toThrow(/locked/);
    first.close();
  });
});
