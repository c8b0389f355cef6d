/** A number that is not negative, exactly: `digits` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** What to do with a remainder of exactly one half. */
export type Ties = 'even' | 'away';

const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1075;

/** The exact value of a finite double, without its sign. */
export function ofDouble(value: number): Decimal {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const exponent = Number(raw >> MANTISSA_BITS);
  const mantissa = (raw & ((1n << MANTISSA_BITS) - 1n)) | (exponent === 0 ? 0n : 1n << MANTISSA_BITS);
  const power = Math.max(exponent, 1) - EXPONENT_BIAS;
  if (power >= 0) return { digits: mantissa << BigInt(power), scale: 0 };
  return { digits: mantissa * 5n ** BigInt(-power), scale: -power };
}

/** A decimal text without an exponent, its sign left out. */
export function ofText(text: string): Decimal {
  const [whole = '', fraction = ''] = text.replace(/^[-+]/, '').split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** The quotient by a power of ten, as a whole number. */
function divided(digits: bigint, power: number, ties: Ties): bigint {
  if (power <= 0) return digits * 10n ** BigInt(-power);
  const divisor = 10n ** BigInt(power);
  const [quotient, remainder] = [digits / divisor, 2n * (digits % divisor)];
  const isUp = remainder > divisor || (remainder === divisor && (ties === 'away' || quotient % 2n === 1n));
  return isUp ? quotient + 1n : quotient;
}

/** As C's %f. @param alternate whether the point stands even where nothing follows it */
export function fixed({ digits, scale }: Decimal, decimals: number, ties: Ties, alternate: boolean): string {
  const text = divided(digits, scale - decimals, ties).toString().padStart(decimals + 1, '0');
  return withPoint(text.slice(0, text.length - decimals), text.slice(text.length - decimals), alternate);
}

function withPoint(whole: string, fraction: string, alternate: boolean): string {
  return fraction === '' && !alternate ? whole : `${whole}.${fraction}`;
}

/** Significant digits, `count` of them, and the power of ten of the first. */
function rounded({ digits, scale }: Decimal, count: number, ties: Ties): { readonly text: string; readonly exponent: number } {
  if (digits === 0n) return { text: '0'.repeat(count), exponent: 0 };
  const length = digits.toString().length;
  const text = divided(digits, length - count, ties).toString();
  // 9.99 becomes 10.0: one digit more.
  const grown = text.length - count;
  return { text: text.slice(0, count), exponent: length - 1 - scale + grown };
}

function power(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** As C's %e. */
export function scientific(value: Decimal, decimals: number, ties: Ties, alternate: boolean): string {
  const { text, exponent } = rounded(value, decimals + 1, ties);
  return withPoint(text.slice(0, 1), text.slice(1), alternate) + power(exponent);
}

/** As C's %g: the shorter of both, without zeros at the end unless `alternate`. */
export function general(value: Decimal, significant: number, ties: Ties, alternate: boolean): string {
  const count = Math.max(1, significant);
  const { text, exponent } = rounded(value, count, ties);
  const isPlain = exponent >= -4 && exponent < count;
  const [mantissa = '', end = ''] = isPlain
    ? [fixed(value, count - 1 - exponent, ties, alternate)]
    : [withPoint(text.slice(0, 1), text.slice(1), alternate), power(exponent)];
  return (alternate || !mantissa.includes('.') ? mantissa : mantissa.replace(/\.?0+$/, '')) + end;
}
