import type { Event, FailedTask } from "@dingpipe/core";
import type { IntakeRows, LastState } from "./intake-rows.ts";
import type { Sql, SqlRow } from "./schema.ts";

/** The rows of an intake in a database that `migrate` prepared; several intakes may share it. */
export function createSqlIntakeRows(sql: Sql, intake: string): IntakeRows {
  return {
    transaction: (run) => sql.transaction(run),
    isAnySeen: (keys, now) =>
      sql.all(
        `SELECT 1 FROM seen WHERE intake = ? AND key IN (SELECT value FROM json_each(?)) AND until > ? LIMIT 1`,
        ...[intake, JSON.stringify(keys), now],
      ).length > 0,
    remember(keys) {
      sql.all(
        `INSERT INTO seen SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) WHERE true ON CONFLICT DO UPDATE SET until = excluded.until`,
        ...[intake, JSON.stringify([...keys])],
      );
    },
    add({ event, receivedAt }) {
      sql.all(
        `INSERT INTO arrivals (intake, received_at, event) VALUES (?, ?, ?)`,
        ...[intake, receivedAt, JSON.stringify(event)],
      );
    },
    waiting(limit) {
      const rows = sql.all(
        `SELECT id, received_at, event FROM arrivals WHERE intake = ? ORDER BY id LIMIT ?`,
        ...[intake, limit],
      );
      return rows.map((row) => ({
        id: Number(row["id"]),
        receivedAt: Number(row["received_at"]),
        event: parsed<Event>(row["event"]),
      }));
    },
    countWaiting() {
      const [row] = sql.all(`SELECT count(*) AS count FROM arrivals WHERE intake = ?`, intake);
      return Number(row?.["count"] ?? 0);
    },
    remove(id) {
      sql.all(`DELETE FROM arrivals WHERE id = ?`, id);
    },
    lastState(key) {
      const [row] = sql.all(`SELECT value FROM states WHERE intake = ? AND key = ?`, intake, key);
      return row === undefined ? undefined : parsed<LastState>(row["value"]);
    },
    saveLastState(key, state, now) {
      sql.all(
        `INSERT INTO states VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at`,
        ...[intake, key, JSON.stringify(state), now],
      );
    },
    gather(run, task, failed, until) {
      sql.all(
        `INSERT INTO gathered VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value, until = excluded.until`,
        ...[intake, run, task, JSON.stringify(failed ?? null), until],
      );
    },
    gathered(run) {
      const rows = sql.all(`SELECT value FROM gathered WHERE intake = ? AND run = ? ORDER BY task`, intake, run);
      return rows.flatMap((row) => parsed<FailedTask | null>(row["value"]) ?? []);
    },
    forgetRun(run) {
      sql.all(`DELETE FROM gathered WHERE intake = ? AND run = ?`, intake, run);
    },
    accounts() {
      const [row] = sql.all(`SELECT received, planned, ignored FROM intakes WHERE intake = ?`, intake);
      const { received = 0, planned = 0, ignored = 0 } = row ?? {};
      return { received: Number(received), planned: Number(planned), ignored: Number(ignored) };
    },
    count({ received = 0, planned = 0, ignored = 0 }) {
      sql.all(
        `INSERT INTO intakes VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET received = received + excluded.received,
        planned = planned + excluded.planned, ignored = ignored + excluded.ignored`,
        ...[intake, received, planned, ignored],
      );
    },
    purge(now, statesBefore) {
      sql.all(`DELETE FROM seen WHERE intake = ? AND until <= ?`, intake, now);
      sql.all(`DELETE FROM gathered WHERE intake = ? AND until <= ?`, intake, now);
      sql.all(`DELETE FROM states WHERE intake = ? AND at <= ?`, intake, statesBefore);
    },
  };
}

function parsed<Value>(json: SqlRow[string] | undefined): Value {
  return JSON.parse(typeof json === "string" ? json : "null") as Value;
}
