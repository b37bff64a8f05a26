import type { WaitingRow } from "./selection.ts";

/** What waited for too long, and when the next will have. */
export interface Expiry {
  /** Of those that are in no batch. */
  readonly ids: readonly number[];
  /** The open batch is over: its youngest entry is too old, too. */
  readonly batch: boolean;
  /** When something else is; `Infinity`: never. */
  readonly nextAt: number;
}

/**
 * Says what waited for more than `afterMs`. A batch is one thing: it is too old when all of it is, for nobody knows yet whether the
 * group has it.
 *
 * @param frozen - The entries of the open batch.
 */
export function expiryOf(
  waiting: readonly WaitingRow[],
  frozen: readonly number[],
  now: number,
  afterMs: number,
): Expiry {
  const inBatch = new Set(frozen);
  const isOld = ({ queuedAt }: WaitingRow) => now - queuedAt > afterMs;
  const alone = waiting.filter(({ id }) => !inBatch.has(id));
  const youngest = waiting.reduce((at, { id, queuedAt }) => (inBatch.has(id) ? Math.max(at, queuedAt) : at), -Infinity);
  const isBatchOld = Number.isFinite(youngest) && now - youngest > afterMs;
  const ends = [
    ...alone.filter((row) => !isOld(row)).map(({ queuedAt }) => queuedAt),
    ...(Number.isFinite(youngest) && !isBatchOld ? [youngest] : []),
  ].map((queuedAt) => queuedAt + afterMs + 1);
  return {
    ids: alone.filter(isOld).map(({ id }) => id),
    batch: isBatchOld,
    nextAt: ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
  };
}
