/**
 * Digits of a double as BigQuery's JSON writes them: by the algorithm Grisu2 (Florian Loitsch, "Printing Floating-Point
 * Numbers Quickly and Accurately with Integers", 2010), whose digits always read back as the same number and which one time
 * in a thousand are not the fewest or the nearest. Hence this port of the algorithm rather than JavaScript's own digits.
 */
interface Float {
  readonly f: bigint;
  readonly e: number;
}

const MASK_64 = (1n << 64n) - 1n;
const HIDDEN_BIT = 1n << 52n;
const BIAS = 1075;
/** The power of ten is chosen so that the scaled exponent lies within -60 and -32. */
const ALPHA = -60;
const FIRST_POWER = -300;
const POWER_STEP = 8;
const POWERS: readonly (Float & { readonly k: number })[] = Array.from({ length: 79 }, (_, index) => powerOfTen(FIRST_POWER + POWER_STEP * index));

/** 10^k with 64 significant bits, rounded to the nearest. */
function powerOfTen(k: number): Float & { readonly k: number } {
  const shift = 1200n;
  const scaled = k >= 0 ? 10n ** BigInt(k) << shift : (1n << (2n * shift)) / 10n ** BigInt(-k) >> 0n;
  const base = k >= 0 ? -Number(shift) : -2 * Number(shift);
  const excess = scaled.toString(2).length - 64;
  const rounded = (scaled >> BigInt(excess)) + ((scaled >> BigInt(excess - 1)) & 1n);
  return rounded > MASK_64 ? { f: rounded >> 1n, e: base + excess + 1, k } : { f: rounded, e: base + excess, k };
}

const view = new DataView(new ArrayBuffer(8));

function normalise({ f, e }: Float): Float {
  const shift = 64 - f.toString(2).length;
  return { f: f << BigInt(shift), e: e - shift };
}

/** The upper 64 bits of the product, rounded. */
function multiply(a: Float, b: Float): Float {
  return { f: (a.f * b.f + (1n << 63n)) >> 64n, e: a.e + b.e + 64 };
}

/** Digits d1d2… and exponent with value = d1d2…dn × 10^exponent, for a positive finite number. */
function digits(value: number): { readonly text: string; readonly exponent: number } {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & (HIDDEN_BIT - 1n);
  const exact: Float = biased === 0 ? { f: fraction, e: 1 - BIAS } : { f: fraction | HIDDEN_BIT, e: biased - BIAS };
  const upper = normalise({ f: 2n * exact.f + 1n, e: exact.e - 1 });
  // Below a power of two the next smaller number is only half as far away.
  const closer = fraction === 0n && biased > 1;
  const below: Float = closer ? { f: 4n * exact.f - 1n, e: exact.e - 2 } : { f: 2n * exact.f - 1n, e: exact.e - 1 };
  const lower: Float = { f: below.f << BigInt(below.e - upper.e), e: upper.e };
  const wanted = ALPHA - upper.e - 1;
  const k = Math.trunc((wanted * 78913) / 2 ** 18) + (wanted > 0 ? 1 : 0);
  const power = POWERS[Math.trunc((-FIRST_POWER + k + POWER_STEP - 1) / POWER_STEP)];
  if (power === undefined) throw new Error(`No power of ten for ${value}.`);
  const low = multiply(lower, power);
  const high = multiply(upper, power);
  return generate(low.f + 1n, multiply(normalise(exact), power).f, high.f - 1n, high.e, -power.k);
}

function generate(low: bigint, exact: bigint, high: bigint, e: number, exponentOfPower: number): { text: string; exponent: number } {
  const shift = BigInt(-e);
  const one = 1n << shift;
  let delta = high - low;
  let distance = high - exact;
  let whole = high >> shift;
  let rest = high & (one - 1n);
  let exponent = exponentOfPower;
  let text = '';
  let remaining = whole.toString().length;
  let ten = 10n ** BigInt(remaining - 1);
  while (remaining > 0) {
    text += (whole / ten).toString();
    whole %= ten;
    remaining -= 1;
    const left = (whole << shift) + rest;
    if (left <= delta) return { text: closest(text, distance, delta, left, ten << shift), exponent: exponent + remaining };
    ten /= 10n;
  }
  for (;;) {
    rest *= 10n;
    text += (rest >> shift).toString();
    rest &= one - 1n;
    exponent -= 1;
    delta *= 10n;
    distance *= 10n;
    if (rest <= delta) return { text: closest(text, distance, delta, rest, one), exponent };
  }
}

/** Lowers the last digit as long as that brings the text nearer to the number. */
function closest(text: string, distance: bigint, delta: bigint, start: bigint, unit: bigint): string {
  let rest = start;
  let last = Number(text.at(-1));
  while (rest < distance && delta - rest >= unit && (rest + unit < distance || distance - rest > rest + unit - distance)) {
    last -= 1;
    rest += unit;
  }
  return text.slice(0, -1) + String(last);
}

/** Up to this many digits before the point, and zeros after it, are written out. */
const MAX_WHOLE_DIGITS = 15;
const MIN_EXPONENT = -4;

/** A finite double as JSON text: always with a point or an exponent (`1.0`, `1e+300`). */
export function doubleText(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const sign = value < 0 ? '-' : '';
  const { text, exponent } = digits(Math.abs(value));
  const point = text.length + exponent;
  if (exponent >= 0 && point <= MAX_WHOLE_DIGITS) return `${sign}${text}${'0'.repeat(exponent)}.0`;
  if (point > 0 && point <= MAX_WHOLE_DIGITS) return `${sign}${text.slice(0, point)}.${text.slice(point)}`;
  if (point > MIN_EXPONENT && point <= 0) return `${sign}0.${'0'.repeat(-point)}${text}`;
  const power = point - 1;
  const mantissa = text.length === 1 ? text : `${text.slice(0, 1)}.${text.slice(1)}`;
  return `${sign}${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
