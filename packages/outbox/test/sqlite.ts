import { DatabaseSync } from "node:sqlite";
import { migrate, type Sql, type SqlRow } from "../src/schema.ts";

/** An empty database in memory. */
export function memoryDatabase(): Sql {
  const database = new DatabaseSync(":memory:");
  let isOpen = false;
  const sql: Sql = {
    all: (query, ...values) => database.prepare(query).all(...values) as readonly SqlRow[],
    transaction(run) {
      if (isOpen) return run();
      isOpen = true;
      database.exec("BEGIN");
      try {
        const result = run();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      } finally {
        isOpen = false;
      }
    },
  };
  migrate(sql);
  return sql;
}
