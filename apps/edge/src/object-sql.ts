import type { Sql } from "@dingpipe/outbox";
import type { DurableObjectStorage } from "./durable-object.ts";

/** The SQLite of a Durable Object. Its writes are on disk before anything leaves the object. */
export function createObjectSql(storage: DurableObjectStorage): Sql {
  return {
    all: (query, ...values) => storage.sql.exec(query, ...values).toArray(),
    transaction: (run) => storage.transactionSync(run),
  };
}

/** The alarm of a Durable Object as a waker. */
export function createAlarm(storage: DurableObjectStorage) {
  return {
    at: (instant: number | undefined): Promise<void> =>
      instant === undefined ? storage.deleteAlarm() : storage.setAlarm(instant),
    /** Now, unless it rings by then anyway. */
    async now(instant: number): Promise<void> {
      const set = await storage.getAlarm();
      if (set === null || set > instant) await storage.setAlarm(instant);
    },
  };
}
