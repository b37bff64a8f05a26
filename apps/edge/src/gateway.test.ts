import { describe, expect, it } from "vitest";
import { HOOK_SECRET, openStage, workflowRun } from "../test/stage.ts";

describe.each(["memory", "sqlite"] as const)("the gateway over %s", (store) => {
  it("takes a signed webhook and tells the group", async () => {
    const stage = await openStage({}, { store });
    const response = await stage.github(workflowRun());
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ status: "accepted" });
    await stage.clock.advance(1_000);
    expect(stage.mock.messages().map(({ title }) => title)).toEqual(["❌ 失败 · ci · main"]);
    const { deliveries } = (await (await stage.api("GET", "/v1/deliveries?robot=ops")).json()) as {
      deliveries: object[];
    };
    expect(deliveries).toMatchObject([
      { id: "ops-1", status: "delivered", origin: { door: "github", rule: "rule 1" } },
    ]);
    const story = await (await stage.api("GET", "/v1/deliveries/ops-1")).json();
    expect(story).toMatchObject({ batch: { entries: 1, attempts: [{ outcome: { class: "delivered", errcode: 0 } }] } });
  });

  it("says that a failed one is fixed, and keeps a repeat from being told twice", async () => {
    const stage = await openStage({}, { store });
    await stage.github(workflowRun(), { id: "a" });
    expect((await stage.github(workflowRun(), { id: "a" })).status).toBe(200);
    expect(await (await stage.github(workflowRun(), { id: "b" })).json()).toMatchObject({ status: "duplicate" });
    await stage.github(
      workflowRun({ id: 4243, run_number: 13, conclusion: "success", updated_at: "2026-11-20T08:10:00Z" }),
    );
    await stage.clock.advance(1_000);
    expect(stage.mock.messages().map(({ title }) => title)).toEqual(["❌ 失败 · ci · main", "✅ 已恢复 · ci · main"]);
  });

  it("tells of what has an id of its own, though its body was here before", async () => {
    const stage = await openStage(
      { sources: { events: { type: "cloudevents", bearer: "${HOOK_SECRET}" } } },
      { store },
    );
    const post = (cluster: string) =>
      stage.app.request("/hooks/events", {
        method: "POST",
        headers: {
          authorization: `Bearer ${HOOK_SECRET}`,
          "content-type": "application/json",
          "ce-specversion": "1.0",
          "ce-type": "dev.dingpipe.pipeline",
          "ce-source": cluster,
          "ce-id": "1",
        },
        body: JSON.stringify({ state: "failure", pipeline: { name: "deploy" } }),
      });
    expect([(await post("/east")).status, (await post("/west")).status, (await post("/west")).status]).toEqual([
      202, 202, 200,
    ]);
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()).toHaveLength(2);
  });

  it("takes a message of one's own once", async () => {
    const stage = await openStage({}, { store });
    const body = { robot: "ops", message: { msgtype: "text", text: { content: "部署窗口开始" } } };
    const key = { "idempotency-key": "k1" };
    expect((await stage.api("POST", "/v1/messages", body, key)).status).toBe(202);
    expect((await stage.api("POST", "/v1/messages", body, key)).status).toBe(200);
    await stage.clock.advance(1_000);
    expect(stage.mock.messages()).toMatchObject([{ text: "部署窗口开始" }]);
  });

  it("tells the keys of two tokens apart", async () => {
    const tokens = { A: "token-a-of-some-length", B: "token-b-of-some-length" };
    const access = [
      { name: "a", token: "${A}", may: ["send"] },
      { name: "a/b", token: "${B}", may: ["send"] },
    ];
    const stage = await openStage({ access }, { store, env: tokens });
    const body = { robot: "ops", message: { msgtype: "text", text: { content: "部署窗口开始" } } };
    const send = async (token: string, key: string) =>
      (await stage.api("POST", "/v1/messages", body, { authorization: `Bearer ${token}`, "idempotency-key": key }))
        .status;
    expect([await send(tokens.A, "b/c"), await send(tokens.B, "c")]).toEqual([202, 202]);
  });

  it.for([
    ["messages", { robot: "ops" }, "message"],
    ["messages", { robot: "ops", message: { msgtype: "text", text: {} } }, "message.text.content"],
    ["events", [], "event"],
    ["events", {}, "kind"],
  ] as const)("names what is wrong in the %s %j", async ([kind, body, field]) => {
    const stage = await openStage({}, { store });
    const response = await stage.api("POST", `/v1/${kind}`, body);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { detail: field } }]);
  });

  it("says 503 where what came in could not be written to disk, so that it is sent again", async () => {
    let isFull = true;
    const durable = async () => {
      if (isFull) throw new Error("database or disk is full");
    };
    const stage = await openStage({}, { durable });
    const refused = await stage.github(workflowRun());
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "60"]);
    expect(await refused.text()).not.toContain("disk is full");
    isFull = false;
    expect((await stage.github(workflowRun({ id: 2 }))).status).toBe(202);
  });
});
