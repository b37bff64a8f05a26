const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

// Timers of Node end at once beyond this many milliseconds.
const MAX_MS = 2 ** 31 - 1;

/** A duration as people write it: `90s`, `1h30m`, `500ms`, or seconds alone; milliseconds, or undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  if (/^\d{1,10}(?:\.\d{1,3})?$/.test(word)) return bounded(Number(word) * UNITS_MS.s);
  if (!/^(?:\d{1,10}(?:\.\d{1,3})?(?:ms|[smhd]))+$/.test(word)) return undefined;
  const parts = [...word.matchAll(/([\d.]+)(ms|[smhd])/g)];
  return bounded(
    parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS], 0),
  );
}

function bounded(ms: number): number | undefined {
  return ms <= MAX_MS ? Math.round(ms) : undefined;
}
