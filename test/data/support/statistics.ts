/** Values that are numbers. */
export function known(values: readonly number[]): number[] {
  return values.filter((value) => !Number.isNaN(value));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param share from 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** Pearson's, over the pairs of which both are known. */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const pairs = xs.flatMap((x, index) => {
    const y = ys[index] ?? NaN;
    return Number.isNaN(x) || Number.isNaN(y) ? [] : [[x, y] as const];
  });
  const mx = mean(pairs.map(([x]) => x));
  const my = mean(pairs.map(([, y]) => y));
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (const [x, y] of pairs) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Number of times each key occurs. */
export function countBy<K>(keys: readonly K[]): Map<K, number> {
  const counts = new Map<K, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
