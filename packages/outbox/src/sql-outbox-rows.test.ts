import { textsOf } from "@dingpipe/core";
import { storeEntry } from "@dingpipe/fixtures";
import { describe, expect, it } from "vitest";
import { memoryDatabase } from "../test/sqlite.ts";
import { createOutbox } from "./outbox.ts";
import type { Sql } from "./schema.ts";
import { createSqlOutboxRows } from "./sql-outbox-rows.ts";

const CANARY = "words of a commit";
const delivered = { kind: "delivered", outcome: { class: "delivered", reason: "delivered" } } as const;
const refused = { kind: "refused", outcome: { class: "rejected", reason: "unsafe_text" } } as const;

function outboxOver(sql: Sql, robot = "ops") {
  const uuid = () => crypto.randomUUID();
  return createOutbox(createSqlOutboxRows(sql, robot), { robot, keywords: [], texts: textsOf("en"), uuid });
}

function secretive(key: string) {
  const message = { msgtype: "markdown", markdown: { title: key, text: CANARY } } as const;
  return storeEntry(key, { message, digest: { topic: key, group: "passed", line: CANARY } });
}

const dump = (sql: Sql) =>
  ["robots", "deliveries", "batches"].map((table) => JSON.stringify(sql.all(`SELECT * FROM ${table}`))).join("\n");

describe("createSqlOutboxRows", () => {
  it.for([1, 19])("keeps no word of %i messages that were delivered", async (count) => {
    const sql = memoryDatabase();
    const outbox = outboxOver(sql);
    for (let index = 0; index < count; index += 1) await outbox.put(secretive(`e${index}`), 0);
    expect(dump(sql)).toContain(CANARY);
    const claim = await outbox.claim(0);
    if (claim.kind !== "batch") throw new RangeError("no batch");
    await outbox.settle(claim.uuid, delivered, 0);
    expect(dump(sql)).not.toContain(CANARY);
  });

  it("keeps none of one that was superseded, dropped or sent without what was refused", async () => {
    const sql = memoryDatabase();
    const outbox = outboxOver(sql);
    await outbox.put({ ...secretive("start"), replaceable: "run" }, 0);
    await outbox.put(storeEntry("end", { replaces: "run" }), 0);
    await outbox.put(secretive("dropped"), 0);
    expect(await outbox.drop("ops-3", 0)).toBe(true);
    expect(dump(sql)).not.toContain(CANARY);
  });

  it("keeps that of a parked one until it is dropped", async () => {
    const sql = memoryDatabase();
    const outbox = outboxOver(sql);
    await outbox.put(secretive("a"), 0);
    const claim = await outbox.claim(0);
    if (claim.kind !== "batch") throw new RangeError("no batch");
    await outbox.settle(claim.uuid, refused, 0);
    expect(dump(sql)).toContain(CANARY);
    expect(await outbox.drop("ops-1", 0)).toBe(true);
    expect(dump(sql)).not.toContain(CANARY);
    expect((await outbox.status(0)).accounts).toMatchObject({ accepted: 1, parked: 1 });
  });

  it("takes nothing of another robot's in the same database", async () => {
    const sql = memoryDatabase();
    const [ops, dev] = [outboxOver(sql), outboxOver(sql, "dev")];
    await ops.put(storeEntry("a"), 0);
    await dev.put(storeEntry("a"), 0);
    expect((await ops.claim(0)).kind).toBe("batch");
    expect(await dev.parkAll("robot_removed", 0)).toBe(1);
    expect(await dev.get("dev-1")).toBeUndefined();
    expect(await dev.drop("dev-1", 0)).toBe(false);
    expect((await ops.list({ limit: 10 })).map(({ status }) => status)).toEqual(["waiting"]);
    expect((await dev.list({ limit: 10 })).map(({ status }) => status)).toEqual(["parked"]);
    await dev.claim(8 * 86_400_000);
    expect((await ops.status(0)).accounts).toMatchObject({ accepted: 1, waiting: 1 });
  });

  it("undoes a call whose transaction fails", async () => {
    const sql = memoryDatabase();
    const outbox = outboxOver(sql);
    await outbox.put(storeEntry("a"), 0);
    const before = dump(sql);
    const breaking: Sql = {
      ...sql,
      all(query, ...values) {
        if (query.startsWith("INSERT INTO robots")) throw new RangeError("the disk is full");
        return sql.all(query, ...values);
      },
    };
    await expect(outboxOver(breaking).claim(0)).rejects.toThrow("the disk is full");
    await expect(outboxOver(breaking).put(storeEntry("b"), 0)).rejects.toThrow("the disk is full");
    expect(dump(sql)).toBe(before);
  });

  it("looks for what it may forget some times a day, however much is settled", async () => {
    const MINUTE = 60_000;
    const DAY = 86_400_000;
    let purges = 0;
    const sql = memoryDatabase();
    const outbox = outboxOver({
      ...sql,
      all(query, ...values) {
        if (query.startsWith("DELETE FROM deliveries")) purges += 1;
        return sql.all(query, ...values);
      },
    });
    const deliver = async (key: string, now: number) => {
      await outbox.put(storeEntry(key), now);
      const claim = await outbox.claim(now);
      if (claim.kind === "batch") await outbox.settle(claim.uuid, delivered, now);
    };
    for (let minute = 0; minute < 600; minute += 1) await deliver(`a${minute}`, minute * MINUTE);
    for (let minute = 0; minute < 1_440; minute += 1) await deliver(`b${minute}`, 7 * DAY + minute * MINUTE);
    expect(purges).toBeLessThanOrEqual(4);
    expect((await outbox.list({ limit: 1, before: "ops-601" })).length).toBe(0);
    expect((await outbox.status(0)).accounts).toMatchObject({ accepted: 2_040, delivered: 2_040 });
  });

  it("goes on where another process left off", async () => {
    const sql = memoryDatabase();
    await outboxOver(sql).put(storeEntry("a"), 0);
    const first = await outboxOver(sql).claim(0);
    const second = await outboxOver(sql).claim(1);
    expect(second).toMatchObject({ ...first, attempt: 2 });
  });
});
