/** What waits, without its message. */
export interface WaitingRow {
  readonly id: number;
  readonly lane: string;
  readonly urgent: boolean;
  /** A digest may tell of it. */
  readonly mergeable: boolean;
  /** A later part of a message: the one before it is before it in its lane, or has left. */
  readonly continues: boolean;
  /** Unix milliseconds: since when it waits. */
  readonly queuedAt: number;
}

/** What leaves next: one by itself, or a digest of as many of these as fit, in this order. */
export interface Selection {
  readonly digest: boolean;
  readonly ids: readonly number[];
}

/**
 * Chooses what leaves next. One by one while slots are free; where more waits than slots are free, all that may be merged becomes a
 * digest. A lane keeps its order; a lane that holds a failure goes before the others.
 *
 * @param waiting - In the order in which it was put, at least one.
 */
export function select(waiting: readonly WaitingRow[], freeSlots: number): Selection {
  const lanes = lanesOf(waiting);
  const first = lanes[0]?.[0];
  if (first === undefined) return { digest: false, ids: [] };
  const prefixes = waiting.length > freeSlots ? lanes.map(mergeablePrefix) : [];
  const merged = prefixes[0]?.length === 0 ? [] : prefixes.flat();
  return merged.length > 1 ? { digest: true, ids: merged.map(({ id }) => id) } : { digest: false, ids: [first.id] };
}

function lanesOf(waiting: readonly WaitingRow[]): readonly (readonly WaitingRow[])[] {
  const lanes = new Map<string, WaitingRow[]>();
  for (const row of waiting) {
    const lane = lanes.get(row.lane);
    if (lane === undefined) lanes.set(row.lane, [row]);
    else lane.push(row);
  }
  const all = [...lanes.values()];
  const isUrgent = (lane: readonly WaitingRow[]) => lane.some(({ urgent }) => urgent);
  return [...all.filter(isUrgent), ...all.filter((lane) => !isUrgent(lane))];
}

function mergeablePrefix(lane: readonly WaitingRow[]): readonly WaitingRow[] {
  // Of a message whose first part was seen the others are seen, too.
  const end = lane.findIndex(({ mergeable, continues }, index) => !mergeable || (continues && index === 0));
  return end === -1 ? lane : lane.slice(0, end);
}
