export type Numbers = readonly number[] | Float64Array;

export function known(values: Numbers): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value));
}

/** NaN of nothing. */
export function mean(values: Numbers): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export function deviation(values: Numbers): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** @param share from 0 to 1 */
export function quantile(values: Numbers, share: number): number {
  return quantiles(values, [share])[0] ?? NaN;
}

export function quantiles(values: Numbers, shares: readonly number[]): number[] {
  const sorted = known(values).sort();
  return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
}

/** Pearson's, over the pairs of which both are known. */
export function correlation(xs: Numbers, ys: Numbers): number {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < xs.length; row++) {
    const [a, b] = [xs[row] ?? NaN, ys[row] ?? NaN];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n++;
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return (n * xy - x * y) / Math.sqrt((n * xx - x * x) * (n * yy - y * y));
}

/** Times each key occurs. */
export function countBy(keys: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Row numbers by key, in the order in which the keys first occur. */
export function rowsBy(keys: Numbers): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] ?? NaN;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
