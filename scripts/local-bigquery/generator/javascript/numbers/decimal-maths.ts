import { decimalText, divideRounded, isWithin, magnitude, rescale, type DecimalKind } from '../../../values/decimal.ts';
import { failure, overflow } from './decimal-errors.ts';

/** Digits that logarithms and powers are computed with: more than twice what BIGNUMERIC shows. */
const DIGITS = 130;
const ONE = 10n ** BigInt(DIGITS);

const times = (a: bigint, b: bigint): bigint => divideRounded(a * b, ONE);
const over = (a: bigint, b: bigint): bigint => divideRounded(a * ONE, b);

/** 2·artanh(z) by its series, for small |z|. */
function twiceArtanh(z: bigint): bigint {
  const square = times(z, z);
  let sum = 0n;
  for (let power = z, n = 1n; power !== 0n; power = times(power, square), n += 2n) sum += divideRounded(power, n);
  return 2n * sum;
}

const LN2 = twiceArtanh(over(1n, 3n));

/** ln of a positive number, all in 10^-DIGITS. */
function naturalLogarithm(x: bigint): bigint {
  let halvings = 0n;
  let m = x;
  // Bits of m above those of ONE, so that m ends near one.
  const shift = BigInt(x.toString(2).length - ONE.toString(2).length);
  m = shift >= 0n ? divideRounded(m, 1n << shift) : m << -shift;
  halvings += shift;
  if (2n * m > 3n * ONE) {
    m = divideRounded(m, 2n);
    halvings += 1n;
  }
  return twiceArtanh(over(m - ONE, m + ONE)) + halvings * LN2;
}

/** Beyond e^±1000 nothing fits, or nothing is left. */
const MAX_EXPONENT = 1000n * ONE;

/** e^x; null where it is beyond every type. */
function exponential(x: bigint): bigint | null {
  if (x > MAX_EXPONENT) return null;
  if (x < -MAX_EXPONENT) return 0n;
  const doublings = divideRounded(x, LN2);
  const rest = x - doublings * LN2;
  let sum = 0n;
  for (let term = ONE, n = 1n; term !== 0n; term = divideRounded(times(term, rest), n), n += 1n) sum += term;
  return doublings >= 0n ? sum << doublings : divideRounded(sum, 1n << -doublings);
}

const wide = (units: bigint, kind: DecimalKind): bigint => rescale(units, kind.scale, DIGITS);

function fitted(value: bigint | null, kind: DecimalKind, call: string): bigint {
  const units = value === null ? null : rescale(value, DIGITS, kind.scale);
  if (units === null || !isWithin(units, kind)) throw overflow(kind, call);
  return units;
}

export function exp(a: bigint, kind: DecimalKind): bigint {
  return fitted(exponential(wide(a, kind)), kind, `EXP(${decimalText(a, kind)})`);
}

export function ln(a: bigint, kind: DecimalKind, name = 'LN'): bigint {
  if (a <= 0n) throw failure(`${name} is undefined for zero or negative value: ${name}(${decimalText(a, kind)})`);
  return rescale(naturalLogarithm(wide(a, kind)), DIGITS, kind.scale);
}

export function log10(a: bigint, kind: DecimalKind): bigint {
  if (a <= 0n) throw failure(`LOG10 is undefined for zero or negative value: LOG10(${decimalText(a, kind)})`);
  return quotientOfLogarithms(a, 10n * kind.one, kind);
}

export function log(a: bigint, base: bigint, kind: DecimalKind): bigint {
  const call = `LOG(${decimalText(a, kind)}, ${decimalText(base, kind)})`;
  if (a <= 0n || base <= 0n || base === kind.one) throw failure(`LOG is undefined for zero or negative value, or when base equals 1: ${call}`);
  const units = quotientOfLogarithms(a, base, kind);
  if (!isWithin(units, kind)) throw overflow(kind, call);
  return units;
}

function quotientOfLogarithms(a: bigint, base: bigint, kind: DecimalKind): bigint {
  return divideRounded(naturalLogarithm(wide(a, kind)) * kind.one, naturalLogarithm(wide(base, kind)));
}

/** Whole exponents up to this are taken by multiplication, which leaves ties of the rounding exact. */
const MAX_WHOLE = 512n;

export function pow(a: bigint, b: bigint, kind: DecimalKind): bigint {
  const call = `POW(${decimalText(a, kind)}, ${decimalText(b, kind)})`;
  if (b === 0n) return kind.one;
  const isWhole = b % kind.one === 0n;
  if (a === 0n) {
    if (b < 0n) throw failure(`division by zero: ${call}`);
    return 0n;
  }
  if (a < 0n && !isWhole) throw failure(`Negative ${kind.name} value cannot be raised to a fractional power: ${call}`);
  const exponent = b / kind.one;
  const isNegative = a < 0n && exponent % 2n !== 0n;
  const size = magnitude(a);
  if (size === kind.one) return isNegative ? -size : size;
  const found = isWhole && magnitude(exponent) <= MAX_WHOLE ? wholePower(size, exponent, kind) : powerByLogarithm(size, b, kind);
  if (found === null) throw overflow(kind, call);
  const units = isNegative ? -found : found;
  if (!isWithin(units, kind)) throw overflow(kind, call);
  return units;
}

function wholePower(size: bigint, exponent: bigint, kind: DecimalKind): bigint {
  const [above, below] = [size ** magnitude(exponent), kind.one ** magnitude(exponent)];
  return exponent > 0n ? divideRounded(above * kind.one, below) : divideRounded(below * kind.one, above);
}

function powerByLogarithm(size: bigint, b: bigint, kind: DecimalKind): bigint | null {
  const power = exponential(divideRounded(naturalLogarithm(wide(size, kind)) * b, kind.one));
  return power === null ? null : rescale(power, DIGITS, kind.scale);
}

export function sqrt(a: bigint, kind: DecimalKind): bigint {
  if (a < 0n) throw failure(`SQRT is undefined for negative value: SQRT(${decimalText(a, kind)})`);
  const square = a * kind.one;
  const root = wholeRoot(square, 2n);
  return square - root * root > root ? root + 1n : root;
}

export function cbrt(a: bigint, kind: DecimalKind): bigint {
  const cube = magnitude(a) * kind.one * kind.one;
  const root = wholeRoot(cube, 3n);
  const rounded = (2n * root + 1n) ** 3n <= 8n * cube ? root + 1n : root;
  return a < 0n ? -rounded : rounded;
}

/** The whole part of the n-th root, by Newton's method from above. */
function wholeRoot(value: bigint, n: bigint): bigint {
  if (value === 0n) return 0n;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / Number(n)));
  for (;;) {
    const next = ((n - 1n) * root + value / root ** (n - 1n)) / n;
    if (next >= root) return root;
    root = next;
  }
}
