/** The middle of numbers; of two middle ones, their mean. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The number below which that share of the numbers lies, interpolated; `share` from 0 to 1. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** A ratio of medians and its 95 % interval. */
export interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The ratio of two medians, with the interval that 2,000 resamplings of the rounds give (the bootstrap). A round's two times
 * were measured one after the other, so that they stay together.
 */
export function ratioOfMedians(times: readonly number[], base: readonly number[], random: () => number): Ratio {
  const ratios = Array.from({ length: 2_000 }, () => {
    const rounds = times.map(() => Math.floor(random() * times.length));
    return (
      median(rounds.map((round) => times[round] ?? Number.NaN)) /
      median(rounds.map((round) => base[round] ?? Number.NaN))
    );
  });
  return { ratio: median(times) / median(base), low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) };
}
