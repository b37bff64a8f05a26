import type { DigestLine, Entry } from "./entry.ts";
import type { RobotState } from "./robot-state.ts";
import type { BatchRow, DeliveryRow, OutboxRows } from "./rows.ts";

interface MemoryRow extends Omit<DeliveryRow, "hasMessage"> {
  readonly key: string;
  readonly position: number;
  readonly urgent: boolean;
  readonly mergeable: boolean;
  readonly continues: boolean;
  readonly replaceable: string | undefined;
  readonly queuedAt: number;
  readonly message: Entry["message"] | undefined;
  readonly digest: DigestLine | undefined;
}

/** The rows of a robot in memory: for tests, and for tools that need no more. */
export function createMemoryOutboxRows(): OutboxRows {
  let robotState: RobotState | undefined;
  let lastId = 0;
  let rows = new Map<number, MemoryRow>();
  let batches = new Map<string, BatchRow>();
  const ids = new Map<string, number>();

  const waitingRows = () =>
    [...rows.values()].filter(({ status }) => status === "waiting").sort((a, b) => a.position - b.position);
  const nextPosition = () => (waitingRows().at(-1)?.position ?? 0) + 1;
  const change = (id: number, fields: Partial<MemoryRow>) => {
    const row = rows.get(id);
    if (row !== undefined) rows.set(id, { ...row, ...fields });
  };

  return {
    // Nothing below throws, so there is nothing to take back.
    transaction: (run) => run(),
    state: () => robotState,
    saveState(state) {
      robotState = state;
    },
    insert(entry, now) {
      const { key, lane, urgent, message, digest, replaceable, origin } = entry;
      if (ids.has(key)) return undefined;
      lastId += 1;
      ids.set(key, lastId);
      const times = { acceptedAt: now, queuedAt: now };
      const kind = { mergeable: digest !== undefined, continues: (origin.part ?? 1) > 1 };
      const row = { id: lastId, status: "waiting", position: nextPosition(), ...kind } as const;
      rows.set(lastId, { ...row, ...times, key, lane, urgent, message, digest, replaceable, origin });
      return lastId;
    },
    isKnown: (key) => ids.has(key),
    waiting: (limit) => waitingRows().slice(0, limit),
    countWaiting: () => waitingRows().length,
    replaceable: (key) => waitingRows().flatMap((row) => (row.replaceable === key ? row.id : [])),
    read: (id) => deliveryRow(rows.get(id)),
    messages: (wanted) =>
      wanted.flatMap((id) => {
        const { message, digest } = rows.get(id) ?? {};
        return message === undefined ? [] : [{ id, message, ...(digest === undefined ? {} : { digest }) }];
      }),
    settle(settled, { status, reason, at, batch }) {
      for (const id of settled) {
        change(id, {
          status,
          settledAt: at,
          ...(reason === undefined ? {} : { reason }),
          ...(batch === undefined ? {} : { batch }),
          ...(status === "parked" ? {} : { message: undefined, digest: undefined }),
        });
      }
    },
    requeue(id, now) {
      const row = rows.get(id);
      if (row === undefined) return;
      const { reason: _, settledAt: __, batch: ___, ...rest } = row;
      rows.set(id, { ...rest, status: "waiting", mergeable: false, queuedAt: now, position: nextPosition() });
    },
    setAlone(alone) {
      for (const id of alone) change(id, { mergeable: false });
    },
    forget: (id) => change(id, { message: undefined, digest: undefined }),
    list({ status, beforeId = Number.POSITIVE_INFINITY, limit }) {
      return [...rows.values()]
        .filter((row) => row.id < beforeId && (status === undefined || row.status === status))
        .sort((a, b) => b.id - a.id)
        .slice(0, limit)
        .flatMap((row) => deliveryRow(row) ?? []);
    },
    openBatches: () =>
      [...batches.values()]
        .filter(({ settledAt }) => settledAt === undefined)
        .sort((a, b) => a.createdAt - b.createdAt),
    batch: (uuid) => batches.get(uuid),
    saveBatch: (batch) => batches.set(batch.uuid, batch),
    purge(before) {
      const isKept = ({ settledAt }: { readonly settledAt?: number }) => settledAt === undefined || settledAt > before;
      for (const row of rows.values()) if (!isKept(row)) ids.delete(row.key);
      rows = new Map([...rows].filter(([, row]) => isKept(row)));
      batches = new Map([...batches].filter(([, batch]) => isKept(batch)));
      const settled = [...rows.values()].flatMap(({ settledAt }) => settledAt ?? []);
      return settled.length === 0 ? undefined : settled.reduce((a, b) => Math.min(a, b));
    },
  };
}

function deliveryRow(row: MemoryRow | undefined): DeliveryRow | undefined {
  if (row === undefined) return undefined;
  const { id, status, lane, acceptedAt, origin, reason, settledAt, batch, message } = row;
  return {
    ...{ id, status, lane, acceptedAt, origin, hasMessage: message !== undefined },
    ...(reason === undefined ? {} : { reason }),
    ...(settledAt === undefined ? {} : { settledAt }),
    ...(batch === undefined ? {} : { batch }),
  };
}
