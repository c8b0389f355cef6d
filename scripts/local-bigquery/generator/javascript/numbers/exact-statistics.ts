/** A fraction of whole numbers. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const bits = (value: bigint): number => (value === 0n ? 0 : value.toString(16).length * 4);

/** More bits than a double has, so that what is cut off below them only says whether there was something. */
const KEPT_BITS = 128;

/** The double nearest to a fraction: an infinity beyond the range. */
export function toDouble({ numerator, denominator }: Ratio): number {
  if (numerator === 0n) return 0;
  const isNegative = numerator < 0n !== denominator < 0n;
  const [above, below] = [magnitude(numerator), magnitude(denominator)];
  const shift = KEPT_BITS - (bits(above) - bits(below));
  const [dividend, divisor] = shift >= 0 ? [above << BigInt(shift), below] : [above, below << BigInt(-shift)];
  const quotient = dividend / divisor;
  // One more bit stands for all that follow.
  const kept = (quotient << 1n) | (dividend % divisor === 0n ? 0n : 1n);
  const size = scaled(kept, -shift - 1);
  return isNegative ? -size : size;
}

const MANTISSA_BITS = 53;
/** The least double is 2^-1074. */
const LEAST_POWER = -1074;

/** value · 2^power, rounded half to even. */
function scaled(value: bigint, power: number): number {
  const length = value.toString(2).length;
  const drop = Math.max(length - MANTISSA_BITS, LEAST_POWER - power);
  const mantissa = Number(drop > 0 ? dropBits(value, drop) : value);
  const left = power + Math.max(0, drop);
  // In two steps, since 2^left may itself be beyond the range.
  return mantissa * 2 ** Math.trunc(left / 2) * 2 ** (left - Math.trunc(left / 2));
}

/** Drops bits, rounding half to even. */
function dropBits(value: bigint, drop: number): bigint {
  const unit = 1n << BigInt(drop);
  const [whole, rest] = [value / unit, value % unit];
  const isUp = 2n * rest > unit || (2n * rest === unit && (whole & 1n) === 1n);
  return isUp ? whole + 1n : whole;
}

const squareRoot = (ratio: Ratio): number => {
  // Halved often enough, even the square of the greatest double is within range.
  const HALVINGS = 1100n;
  const root = Math.sqrt(toDouble(ratio));
  return Number.isFinite(root) ? root : Math.sqrt(toDouble({ ...ratio, denominator: ratio.denominator << (2n * HALVINGS) })) * 2 ** 550 * 2 ** 550;
};

interface Moments {
  readonly count: bigint;
  /** n·Σxy − Σx·Σy */
  readonly xy: bigint;
  readonly xx: bigint;
  readonly yy: bigint;
}

function moments(xs: readonly bigint[], ys: readonly bigint[]): Moments {
  let [x, y, xy, xx, yy] = [0n, 0n, 0n, 0n, 0n];
  xs.forEach((a, index) => {
    const b = ys[index] ?? 0n;
    x += a;
    y += b;
    xy += a * b;
    xx += a * a;
    yy += b * b;
  });
  const count = BigInt(xs.length);
  return { count, xy: count * xy - x * y, xx: count * xx - x * x, yy: count * yy - y * y };
}

export type Spread = 'var_pop' | 'var_samp' | 'stddev_pop' | 'stddev_samp';
export type Together = 'corr' | 'covar_pop' | 'covar_samp';

/** Statistics of whole numbers of `1 / one`, rounded at the last step only. @returns null for too few values */
export function spread(name: Spread, values: readonly bigint[], one: bigint): number | null {
  const { count, xx } = moments(values, values);
  const divisor = name.endsWith('pop') ? count : count - 1n;
  if (divisor < 1n) return null;
  const variance = { numerator: xx, denominator: count * divisor * one * one };
  return name.startsWith('var') ? toDouble(variance) : squareRoot(variance);
}

export function together(name: Together, xs: readonly bigint[], ys: readonly bigint[], one: bigint): number | null {
  const { count, xy, xx, yy } = moments(xs, ys);
  if (count < (name === 'covar_pop' ? 1n : 2n)) return null;
  if (name === 'corr') {
    if (xx === 0n || yy === 0n) return NaN;
    const size = squareRoot({ numerator: xy * xy, denominator: xx * yy });
    return xy < 0n ? -size : size;
  }
  return toDouble({ numerator: xy, denominator: count * (name === 'covar_pop' ? count : count - 1n) * one * one });
}
