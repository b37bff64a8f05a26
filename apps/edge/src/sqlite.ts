import { DatabaseSync, type StatementSync } from "node:sqlite";
import { migrate, type Sql, type SqlRow } from "@dingpipe/outbox";

/** A database in a file; a second process that opens it is refused. */
export interface SqliteFile {
  /** What its transactions write is seen at once, and on disk when `durable` says so. */
  readonly sql: Sql;
  /**
   * Resolves when all that was written so far is on disk (`synchronous=FULL`). Nothing that depends on it may leave the process before.
   * Rejects where it could not be written: then it is gone, as after a crash. `canWait`: others are about to write, and one commit for all
   * is cheaper.
   */
  durable(options?: { readonly canWait: boolean }): Promise<void>;
  /** The names that have rows: robots, intakes. */
  robots(): readonly string[];
  intakes(): readonly string[];
  close(): void;
}

const MAX_STATEMENTS = 100;
// What nobody waits for is written after so long.
const LONGEST_OPEN_MS = 10;

/**
 * Opens the file, or `:memory:`, and brings it to the newest version. Transactions of one turn of the event loop share a commit, for a
 * commit waits for the disk; `onLost` is told where one failed. What is forgotten is overwritten (`secure_delete`).
 */
export function openSqlite(path: string, onLost: (error: unknown) => void = () => undefined): SqliteFile {
  const database = new DatabaseSync(path);
  database.exec(
    `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 0;
    PRAGMA secure_delete = ON;`,
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

  /** What shares a commit. */
  let group: Group | undefined;
  /** What was lost in this turn: who wrote into it before may not have asked yet. */
  let lastLost: Group | undefined;

  function openGroup(): Group {
    database.exec("BEGIN IMMEDIATE");
    const opened = createGroup();
    setTimeout(commit, LONGEST_OPEN_MS, opened);
    return opened;
  }

  function commit(opened: Group): void {
    if (group !== opened) return;
    group = undefined;
    try {
      database.exec("COMMIT");
      opened.resolve();
    } catch (error) {
      lose(opened, error);
    }
  }

  function lose(lost: Group, error: unknown): void {
    if (database.isTransaction) database.exec("ROLLBACK");
    lost.reject(error);
    onLost(error);
  }

  let isInside = false;
  const sql: Sql = {
    all,
    transaction(run) {
      if (isInside) return run();
      group ??= openGroup();
      database.exec("SAVEPOINT one");
      isInside = true;
      try {
        const result = run();
        database.exec("RELEASE one");
        return result;
      } catch (error) {
        // Of a full disk, SQLite itself has rolled back all.
        if (database.isTransaction) database.exec("ROLLBACK TO one; RELEASE one");
        else {
          lose(group, error);
          lastLost = group;
          setImmediate(() => {
            lastLost = undefined;
          });
          group = undefined;
        }
        throw error;
      } finally {
        isInside = false;
      }
    },
  };
  migrate(sql);
  const names = (query: string) => all(query).map((row) => String(row["name"]));
  return {
    sql,
    async durable({ canWait } = { canWait: false }) {
      await lastLost?.committed;
      if (group === undefined) return;
      if (!canWait && !group.isDue) {
        setImmediate(commit, group);
        group.isDue = true;
      }
      await group.committed;
    },
    robots: () => names(`SELECT robot AS name FROM robots`),
    intakes: () => names(`SELECT intake AS name FROM intakes`),
    close() {
      if (group !== undefined) commit(group);
      database.close();
    },
  };
}

interface Group {
  readonly committed: Promise<void>;
  isDue: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

function createGroup(): Group {
  let settle: Pick<Group, "resolve" | "reject"> | undefined;
  const committed = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Nobody may be waiting.
  committed.catch(() => undefined);
  return { committed, isDue: false, resolve: () => settle?.resolve(), reject: (error) => settle?.reject(error) };
}
