import { DatabaseSync, type StatementSync } from "node:sqlite";
import { migrate, type Sql, type SqlRow } from "@dingpipe/outbox";

/** A database in a file; a second process that opens it is refused. */
export interface SqliteFile {
  readonly sql: Sql;
  /** The names that have rows: robots, intakes. */
  robots(): readonly string[];
  intakes(): readonly string[];
  close(): void;
}

const MAX_STATEMENTS = 100;

/**
 * Opens the file, or `:memory:`, and brings it to the newest version. What a transaction wrote is on disk when it returns
 * (`synchronous=FULL`).
 */
export function openSqlite(path: string): SqliteFile {
  const database = new DatabaseSync(path);
  database.exec(
    `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 0;`,
  );
  const statements = new Map<string, StatementSync>();

  function all(query: string, ...values: Parameters<Sql["all"]>[1][]): readonly SqlRow[] {
    let statement = statements.get(query);
    if (statement === undefined) {
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statement = database.prepare(query);
      statements.set(query, statement);
    }
    return statement.all(...values) as readonly SqlRow[];
  }

  let depth = 0;
  const sql: Sql = {
    all,
    transaction(run) {
      if (depth > 0) return run();
      database.exec("BEGIN IMMEDIATE");
      depth = 1;
      try {
        const result = run();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      } finally {
        depth = 0;
      }
    },
  };
  migrate(sql);
  const names = (query: string) => all(query).map((row) => String(row["name"]));
  return {
    sql,
    robots: () => names(`SELECT robot AS name FROM robots`),
    intakes: () => names(`SELECT intake AS name FROM intakes`),
    close: () => database.close(),
  };
}
