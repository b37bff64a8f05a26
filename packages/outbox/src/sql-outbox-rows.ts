import type { AttemptRecord, DeliveryStatus } from "./delivery-log.ts";
import type { Entry } from "./entry.ts";
import type { RobotState } from "./robot-state.ts";
import type { BatchRow, DeliveryRow, MessageRow, OutboxRows } from "./rows.ts";
import type { Sql, SqlRow } from "./schema.ts";
import type { ParkedReason } from "./store.ts";

const ROW = `id, status, reason, lane, accepted_at, settled_at, batch, origin, message IS NOT NULL AS has_message`;

/** The rows of a robot in a database that `migrate` prepared; several robots may share it. */
export function createSqlOutboxRows(sql: Sql, robot: string): OutboxRows {
  return {
    transaction: (run) => sql.transaction(run),
    state() {
      const [row] = sql.all(`SELECT state FROM robots WHERE robot = ?`, robot);
      return row === undefined ? undefined : (JSON.parse(text(row["state"])) as RobotState);
    },
    saveState(state) {
      sql.all(
        `INSERT INTO robots VALUES (?, ?) ON CONFLICT DO UPDATE SET state = excluded.state`,
        robot,
        JSON.stringify(state),
      );
    },
    insert(entry, now) {
      const { key, lane, urgent, replaceable = null, message, digest, origin } = entry;
      const [row] = sql.all(
        `INSERT INTO deliveries
          (robot, key, status, position, lane, urgent, mergeable, replaceable, message, digest, origin, accepted_at, queued_at)
        VALUES (?, ?, 'waiting', ${NEXT_POSITION}, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (robot, key) DO NOTHING RETURNING id`,
        ...[robot, key, robot, lane, urgent ? 1 : 0, digest === undefined ? 0 : 1, replaceable],
        ...[
          JSON.stringify(message),
          digest === undefined ? null : JSON.stringify(digest),
          JSON.stringify(origin),
          now,
          now,
        ],
      );
      return row === undefined ? undefined : Number(row["id"]);
    },
    isKnown: (key) => sql.all(`SELECT 1 FROM deliveries WHERE robot = ? AND key = ?`, robot, key).length > 0,
    waiting(limit) {
      const rows = sql.all(
        `SELECT id, lane, urgent, mergeable, queued_at, coalesce(origin ->> '$.part', 1) > 1 AS continues FROM deliveries
        WHERE robot = ? AND status = 'waiting' ORDER BY position LIMIT ?`,
        ...[robot, limit],
      );
      return rows.map((row) => ({
        id: Number(row["id"]),
        lane: text(row["lane"]),
        urgent: row["urgent"] === 1,
        mergeable: row["mergeable"] === 1,
        continues: row["continues"] === 1,
        queuedAt: Number(row["queued_at"]),
      }));
    },
    countWaiting() {
      const [row] = sql.all(`SELECT count(*) AS count FROM deliveries WHERE robot = ? AND status = 'waiting'`, robot);
      return Number(row?.["count"] ?? 0);
    },
    replaceable(key) {
      const rows = sql.all(
        `SELECT id FROM deliveries WHERE robot = ? AND status = 'waiting' AND replaceable = ?`,
        ...[robot, key],
      );
      return rows.map((row) => Number(row["id"]));
    },
    read(id) {
      const [row] = sql.all(`SELECT ${ROW} FROM deliveries WHERE robot = ? AND id = ?`, robot, id);
      return row === undefined ? undefined : deliveryRow(row);
    },
    messages(ids) {
      const rows = sql.all(
        `SELECT id, message, digest FROM deliveries WHERE message IS NOT NULL AND ${IN_IDS}`,
        JSON.stringify(ids),
      );
      const found = new Map(rows.map((row) => [Number(row["id"]), messageRow(row)]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    settle(ids, { status, reason = null, at, batch = null }) {
      const kept = status === "parked" ? "" : `, message = NULL, digest = NULL`;
      sql.all(
        `UPDATE deliveries SET status = ?, reason = ?, settled_at = ?, batch = ?${kept} WHERE ${IN_IDS}`,
        ...[status, reason, at, batch, JSON.stringify(ids)],
      );
    },
    requeue(id, now) {
      sql.all(
        `UPDATE deliveries SET status = 'waiting', reason = NULL, settled_at = NULL, batch = NULL, mergeable = 0,
          queued_at = ?, position = ${NEXT_POSITION} WHERE id = ?`,
        ...[now, robot, id],
      );
    },
    setAlone(ids) {
      sql.all(`UPDATE deliveries SET mergeable = 0 WHERE ${IN_IDS}`, JSON.stringify(ids));
    },
    forget(id) {
      sql.all(`UPDATE deliveries SET message = NULL, digest = NULL WHERE id = ?`, id);
    },
    list({ status, beforeId = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = sql.all(
        `SELECT ${ROW} FROM deliveries WHERE robot = ? AND id < ? AND (? IS NULL OR status = ?) ORDER BY id DESC LIMIT ?`,
        ...[robot, beforeId, status ?? null, status ?? null, limit],
      );
      return rows.map(deliveryRow);
    },
    openBatches() {
      const rows = sql.all(`SELECT * FROM batches WHERE robot = ? AND settled_at IS NULL`, robot);
      return rows.map(batchRow).sort((a, b) => a.createdAt - b.createdAt);
    },
    batch(uuid) {
      const [row] = sql.all(`SELECT * FROM batches WHERE uuid = ?`, uuid);
      return row === undefined ? undefined : batchRow(row);
    },
    saveBatch(batch) {
      sql.all(
        `INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
          body = excluded.body, not_before = excluded.not_before, attempts = excluded.attempts, tries = excluded.tries,
          settled_at = excluded.settled_at`,
        ...[batch.uuid, robot, JSON.stringify(batch.ids), batch.body, batch.notBefore, JSON.stringify(batch.attempts)],
        ...[batch.tries, batch.createdAt, batch.settledAt ?? null],
      );
    },
    purge(before) {
      sql.all(`DELETE FROM deliveries WHERE robot = ? AND settled_at <= ?`, robot, before);
      sql.all(`DELETE FROM batches WHERE robot = ? AND settled_at <= ?`, robot, before);
      const [row] = sql.all(`SELECT min(settled_at) AS oldest FROM deliveries WHERE robot = ?`, robot);
      return row?.["oldest"] == null ? undefined : Number(row["oldest"]);
    },
  };
}

// A Durable Object takes 100 values a query, so lists go in as JSON.
const IN_IDS = `id IN (SELECT value FROM json_each(?))`;
const NEXT_POSITION = `(SELECT coalesce(max(position), 0) + 1 FROM deliveries WHERE robot = ? AND status = 'waiting')`;

function deliveryRow(row: SqlRow): DeliveryRow {
  return {
    id: Number(row["id"]),
    status: text(row["status"]) as DeliveryStatus,
    lane: text(row["lane"]),
    acceptedAt: Number(row["accepted_at"]),
    origin: JSON.parse(text(row["origin"])) as Entry["origin"],
    hasMessage: row["has_message"] === 1,
    ...(row["reason"] === null ? {} : { reason: text(row["reason"]) as ParkedReason }),
    ...(row["settled_at"] === null ? {} : { settledAt: Number(row["settled_at"]) }),
    ...(row["batch"] === null ? {} : { batch: text(row["batch"]) }),
  };
}

function messageRow(row: SqlRow): MessageRow {
  const digest =
    row["digest"] === null ? {} : { digest: JSON.parse(text(row["digest"])) as NonNullable<Entry["digest"]> };
  return { id: Number(row["id"]), message: JSON.parse(text(row["message"])) as Entry["message"], ...digest };
}

function batchRow(row: SqlRow): BatchRow {
  return {
    uuid: text(row["uuid"]),
    ids: JSON.parse(text(row["ids"])) as readonly number[],
    body: text(row["body"]),
    notBefore: Number(row["not_before"]),
    attempts: JSON.parse(text(row["attempts"])) as readonly AttemptRecord[],
    tries: Number(row["tries"]),
    createdAt: Number(row["created_at"]),
    ...(row["settled_at"] === null ? {} : { settledAt: Number(row["settled_at"]) }),
  };
}

function text(value: SqlRow[string] | undefined): string {
  return typeof value === "string" ? value : "";
}
