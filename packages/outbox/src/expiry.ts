import type { BatchRow } from "./rows.ts";
import type { WaitingRow } from "./selection.ts";

/** What waited for too long, and when the next will have. */
export interface Expiry<Batch> {
  /** Of those that are in no batch. */
  readonly ids: readonly number[];
  /** The open batches that are over: their youngest entry is too old, too. */
  readonly batches: readonly Batch[];
  /** When something else is; `Infinity`: never. */
  readonly nextAt: number;
}

/**
 * Says what waited for more than `afterMs`. A batch is one thing: it is too old when all of it is, for nobody knows yet whether the
 * group has it.
 */
export function expiryOf<Batch extends Pick<BatchRow, "ids">>(
  waiting: readonly WaitingRow[],
  open: readonly Batch[],
  now: number,
  afterMs: number,
): Expiry<Batch> {
  const batchOf = new Map(open.flatMap((batch) => batch.ids.map((id) => [id, batch])));
  const isOld = ({ queuedAt }: Pick<WaitingRow, "queuedAt">) => now - queuedAt > afterMs;
  const isYoung = (one: Pick<WaitingRow, "queuedAt">) => !isOld(one);
  const alone = waiting.filter(({ id }) => !batchOf.has(id));
  const frozen = open.flatMap((batch) => {
    const own = waiting.filter(({ id }) => batchOf.get(id) === batch);
    return own.length === 0 ? [] : { batch, queuedAt: own.reduce((at, row) => Math.max(at, row.queuedAt), -Infinity) };
  });
  return {
    ids: alone.filter(isOld).map(({ id }) => id),
    batches: frozen.filter(isOld).map(({ batch }) => batch),
    nextAt: [...alone, ...frozen]
      .filter(isYoung)
      .reduce((first, { queuedAt }) => Math.min(first, queuedAt + afterMs + 1), Number.POSITIVE_INFINITY),
  };
}
