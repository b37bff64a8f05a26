/**
 * SQLite, as a Durable Object and `node:sqlite` have it: a query with its values, and a transaction. Both answer at once.
 */
export interface Sql {
  all(query: string, ...values: readonly SqlValue[]): readonly SqlRow[];
  transaction<Result>(run: () => Result): Result;
}

export type SqlValue = string | number | null;
export type SqlRow = Readonly<Record<string, SqlValue | ArrayBuffer | Uint8Array | bigint>>;

// One entry a version, in order. What was released is never edited: a change is a new entry.
const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE robots (robot TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE deliveries (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      robot TEXT NOT NULL,
      key TEXT NOT NULL,
      status TEXT NOT NULL,
      position INTEGER NOT NULL,
      lane TEXT NOT NULL,
      urgent INTEGER NOT NULL,
      mergeable INTEGER NOT NULL,
      replaceable TEXT,
      message TEXT,
      digest TEXT,
      origin TEXT NOT NULL,
      accepted_at INTEGER NOT NULL,
      queued_at INTEGER NOT NULL,
      settled_at INTEGER,
      reason TEXT,
      batch TEXT
    )`,
    `CREATE UNIQUE INDEX deliveries_key ON deliveries (robot, key)`,
    `CREATE INDEX deliveries_waiting ON deliveries (robot, position) WHERE status = 'waiting'`,
    `CREATE INDEX deliveries_replaceable ON deliveries (robot, replaceable) WHERE status = 'waiting' AND replaceable IS NOT NULL`,
    `CREATE TABLE batches (
      uuid TEXT PRIMARY KEY,
      robot TEXT NOT NULL,
      ids TEXT NOT NULL,
      body TEXT NOT NULL,
      not_before INTEGER NOT NULL,
      attempts TEXT NOT NULL,
      tries INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      settled_at INTEGER
    ) WITHOUT ROWID`,
    `CREATE INDEX batches_open ON batches (robot) WHERE settled_at IS NULL`,
    `CREATE TABLE arrivals (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      intake TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      event TEXT NOT NULL
    )`,
    `CREATE TABLE seen (intake TEXT NOT NULL, key TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (intake, key)) WITHOUT ROWID`,
    `CREATE TABLE states (intake TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (intake, key)) WITHOUT ROWID`,
    `CREATE TABLE gathered (intake TEXT NOT NULL, run TEXT NOT NULL, task TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (intake, run, task)) WITHOUT ROWID`,
    `CREATE TABLE intakes (intake TEXT PRIMARY KEY, received INTEGER NOT NULL, planned INTEGER NOT NULL, ignored INTEGER NOT NULL) WITHOUT ROWID`,
  ],
];

/** Brings a database, empty or of any earlier version, to the newest one. Throws where a newer version of dingpipe wrote it. */
export function migrate(sql: Sql): void {
  sql.transaction(() => {
    sql.all(`CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)`);
    const found = sql.all(`SELECT version FROM schema_version`)[0];
    const version = Number(found?.["version"] ?? 0);
    if (version > migrations.length)
      throw Object.assign(new RangeError(`the database is of version ${version}; this is ${migrations.length}`), {
        code: "DATABASE_NEWER",
      });
    for (const statements of migrations.slice(version)) for (const statement of statements) sql.all(statement);
    if (found === undefined) sql.all(`INSERT INTO schema_version VALUES (?)`, migrations.length);
    else if (version < migrations.length) sql.all(`UPDATE schema_version SET version = ?`, migrations.length);
  });
}
