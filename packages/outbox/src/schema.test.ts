import { describe, expect, it } from "vitest";
import { emptyDatabase, memoryDatabase } from "../test/sqlite.ts";
import { migrate, type Sql } from "./schema.ts";

const dump = (sql: Sql) => sql.all(`SELECT type, name, sql FROM sqlite_schema ORDER BY name`);

describe("migrate", () => {
  it("prepares an empty database", () => {
    const sql = memoryDatabase();
    const tables = sql.all(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).map(({ name }) => name);
    expect(tables).toEqual([
      "arrivals",
      "batches",
      "deliveries",
      "gathered",
      "intakes",
      "robots",
      "schema_version",
      "seen",
      "sqlite_sequence",
      "states",
    ]);
    expect(sql.all(`SELECT version FROM schema_version`)).toEqual([{ version: 1 }]);
  });

  it("changes nothing a second time", () => {
    const sql = memoryDatabase();
    sql.all(`INSERT INTO robots VALUES ('ops', '{}')`);
    const before = dump(sql);
    migrate(sql);
    migrate(sql);
    expect(dump(sql)).toEqual(before);
    expect(sql.all(`SELECT robot FROM robots`)).toEqual([{ robot: "ops" }]);
    expect(sql.all(`SELECT version FROM schema_version`)).toEqual([{ version: 1 }]);
  });

  it("refuses what a newer version wrote, and leaves it as it is", () => {
    const sql = memoryDatabase();
    sql.all(`UPDATE schema_version SET version = 99`);
    const before = dump(sql);
    expect(() => migrate(sql)).toThrow("the database is of version 99; this is 1");
    expect(dump(sql)).toEqual(before);
    expect(sql.all(`SELECT version FROM schema_version`)).toEqual([{ version: 99 }]);
  });

  it("is done whole or not at all", () => {
    const sql = emptyDatabase();
    const breaking: Sql = {
      ...sql,
      all(query, ...values) {
        if (query.includes("CREATE TABLE states")) throw new RangeError("the disk is full");
        return sql.all(query, ...values);
      },
    };
    expect(() => migrate(breaking)).toThrow("the disk is full");
    expect(dump(sql)).toEqual([]);
    migrate(sql);
    expect(dump(sql)).toEqual(dump(memoryDatabase()));
  });

  it("lets the queries that run for each message use an index", () => {
    const sql = memoryDatabase();
    const plans = [
      `SELECT id FROM deliveries WHERE robot = 'ops' AND status = 'waiting' ORDER BY position LIMIT 1000`,
      `SELECT 1 FROM deliveries WHERE robot = 'ops' AND key = 'a'`,
      `SELECT * FROM batches WHERE robot = 'ops' AND settled_at IS NULL`,
      `SELECT 1 FROM seen WHERE intake = 'a' AND key IN ('b', 'c') AND until > 0 LIMIT 1`,
      `SELECT id FROM deliveries WHERE robot = 'ops' AND status = 'waiting' AND replaceable = 'run'`,
    ].map((query) => JSON.stringify(sql.all(`EXPLAIN QUERY PLAN ${query}`)));
    expect(plans.filter((plan) => /SCAN|TEMP B-TREE/.test(plan))).toEqual([]);
    // That of all that waits would be read for each message.
    expect(plans.at(-1)).toContain("deliveries_replaceable");
  });
});
