// The threats of a gateway's API and of what it keeps, each with its test; SECURITY.md has them in a table.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textsOf } from "@dingpipe/core";
import { createOutbox, createSqlOutboxRows } from "@dingpipe/outbox";
import { afterEach, describe, expect, it } from "vitest";
import { API_TOKEN, HOOK_SECRET, openStage, TOKEN, workflowRun } from "../test/stage.ts";
import { openSqlite } from "./sqlite.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dingpipe-"));
  folders.push(folder);
  return folder;
}

describe("the operator's side", () => {
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

describe("a message of one's own", () => {
  it.for([
    { name: "above 80,000 bytes", text: "x\n\n".repeat(30_000) },
    { name: "that costs a parser the square of its length", text: "[".repeat(500_000) },
    { name: "that can't be split", text: ">".repeat(50_000) },
  ])("is refused where it is one $name, and nothing is put", async ({ text }) => {
    const stage = await openStage();
    const response = await stage.api("POST", "/v1/messages", {
      robot: "ops",
      message: { msgtype: "markdown", markdown: { title: "x", text } },
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "message_too_large" } });
    expect((await stage.backends.outbox("ops").status(stage.clock.now())).accounts.accepted).toBe(0);
  });
});

describe("a robot with another's token", () => {
  it("makes the gateway not ready, and is named", async () => {
    const robots = { ops: { webhook: "${DINGTALK_WEBHOOK}" }, dev: { webhook: "${DEV_WEBHOOK}" } };
    const rules = [{ on: ["failed"], robots: ["ops"] }];
    const stage = await openStage({ robots, rules }, { env: { DEV_WEBHOOK: TOKEN } });
    const response = await stage.app.request("/readyz");
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ ready: false, missing: [], doubled: ["dev"] });
  });
});

describe("a robot whose webhook is none", () => {
  it("makes the gateway not ready, and is named with the reason", async () => {
    const robots = { ops: { webhook: "${DINGTALK_WEBHOOK}" }, dev: { webhook: "${DEV_WEBHOOK}" } };
    const rules = [{ on: ["failed"], robots: ["ops"] }];
    const env = { DEV_WEBHOOK: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x" };
    const stage = await openStage({ robots, rules }, { env });
    const response = await stage.app.request("/readyz");
    expect(response.status).toBe(503);
    const unusable = [{ robot: "dev", reason: "host_not_allowed" }];
    expect(await response.json()).toMatchObject({ ready: false, missing: [], doubled: [], unusable });
  });
});

describe("a parked delivery that is sent again", () => {
  const refuse = { fault: "errcode", errcode: 460_101, errmsg: "too large" } as const;

  it("takes nothing back from a counter", async () => {
    const stage = await openStage();
    stage.mock.faults.push(refuse);
    await stage.api("POST", "/v1/messages", { robot: "ops", message: { msgtype: "text", text: { content: "x" } } });
    await stage.clock.advance(1_000);
    const counters = async () => {
      const text = await (await stage.api("GET", "/metrics")).text();
      expect(text).toContain("# TYPE dingpipe_deliveries_parked gauge");
      const names = [...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = ""]) => name);
      return text.split("\n").filter((line) => names.some((name) => line.startsWith(`${name}{`)));
    };
    const values = (lines: readonly string[]) => lines.map((line) => Number(line.split(" ").at(-1)));
    const before = values(await counters());
    expect((await stage.api("POST", "/v1/deliveries/ops-1/retry")).status).toBe(200);
    const after = values(await counters());
    expect(after.filter((value, index) => value < (before[index] ?? 0))).toEqual([]);
  });

  it("is told what is in the way by the name of the field that says it", async () => {
    const stage = await openStage();
    await stage.api("POST", "/v1/messages", { robot: "ops", message: { msgtype: "text", text: { content: "x" } } });
    await stage.clock.advance(1_000);
    const refused = (await (await stage.api("POST", "/v1/deliveries/ops-1/retry")).json()) as {
      error: { message: string };
    };
    const [, field = ""] = /`(\w+)`/.exec(refused.error.message) ?? [];
    expect(Object.keys((await (await stage.api("GET", "/v1/deliveries/ops-1")).json()) as object)).toContain(field);
  });
});

describe("a page of deliveries", () => {
  it.for(["nonsense", "dev-1", "ops-x"])("is refused behind an id that is none of the robot's: %s", async (before) => {
    const stage = await openStage();
    expect((await stage.api("GET", `/v1/deliveries?robot=ops&before=${before}`)).status).toBe(400);
    expect((await stage.api("GET", "/v1/deliveries?robot=ops&before=ops-1")).status).toBe(200);
  });
});

describe("the robots of others", () => {
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

describe("data at rest", () => {
  it("leaves nothing of a payload in the tables once it is told", async () => {
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

  it("is overwritten once it is told, so that the closed file does not have it either", async () => {
    const canary = randomBytes(12).toString("hex");
    const path = join(newFolder(), "x.sqlite");
    const file = openSqlite(path);
    const settings = { robot: "ops", keywords: [], texts: textsOf("en"), uuid: () => crypto.randomUUID() };
    const outbox = createOutbox(createSqlOutboxRows(file.sql, "ops"), settings);
    for (let index = 0; index < 100; index += 1) {
      const message = { msgtype: "text", text: { content: canary.repeat(100) } } as const;
      const origin = { title: "x", receivedAt: 0 };
      await outbox.put({ key: String(index), lane: "x", urgent: false, message, origin }, index * 60_000);
      const claim = await outbox.claim(index * 60_000);
      if (claim.kind !== "batch") throw new RangeError("no batch");
      const outcome = { class: "delivered", reason: "delivered" } as const;
      await outbox.settle(claim.uuid, { kind: "delivered", outcome }, index * 60_000);
    }
    file.close();
    expect(readFileSync(path, "latin1")).not.toContain(canary);
  });

  it("holds no token, secret or signature", async () => {
    const stage = await openStage({}, { store: "sqlite" });
    stage.mock.faults.push({ fault: "cut_after" });
    await stage.github(workflowRun());
    await stage.clock.advance(20);
    for (const secret of [TOKEN, HOOK_SECRET, API_TOKEN]) expect(stage.dump()).not.toContain(secret);
  });

  it("opens the file once", () => {
    const path = join(newFolder(), "x.sqlite");
    const first = openSqlite(path);
    expect(() => openSqlite(path)).toThrow(/locked/);
    first.close();
  });
});
