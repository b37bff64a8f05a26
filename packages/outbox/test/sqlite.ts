import { DatabaseSync, type StatementSync } from "node:sqlite";
import { migrate, type Sql, type SqlRow } from "../src/schema.ts";

/** An empty database in memory, prepared for outboxes and intakes. */
export function memoryDatabase(): Sql {
  const sql = emptyDatabase();
  migrate(sql);
  return sql;
}

/** A database in memory without a table. */
export function emptyDatabase(): Sql {
  const database = new DatabaseSync(":memory:");
  const statements = new Map<string, StatementSync>();
  const prepared = (query: string) => {
    const statement = statements.get(query) ?? database.prepare(query);
    statements.set(query, statement);
    return statement;
  };
  let isOpen = false;
  return {
    all: (query, ...values) => prepared(query).all(...values) as readonly SqlRow[],
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
}
