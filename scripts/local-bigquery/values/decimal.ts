/** NUMERIC or BIGNUMERIC; values are whole numbers of 10^-scale. */
export interface DecimalKind {
  readonly name: 'NUMERIC' | 'BIGNUMERIC';
  /** As GoogleSQL's messages call the type. */
  readonly label: string;
  readonly scale: number;
  /** 1 in units. */
  readonly one: bigint;
  readonly min: bigint;
  readonly max: bigint;
}

export const NUMERIC: DecimalKind = { name: 'NUMERIC', label: 'numeric', scale: 9, one: 10n ** 9n, min: 1n - 10n ** 38n, max: 10n ** 38n - 1n };
export const BIGNUMERIC: DecimalKind = { name: 'BIGNUMERIC', label: 'BIGNUMERIC', scale: 38, one: 10n ** 38n, min: -(1n << 255n), max: (1n << 255n) - 1n };

export function isWithin(units: bigint, { min, max }: DecimalKind): boolean {
  return units >= min && units <= max;
}

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Quotient rounded half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const [a, b] = [magnitude(dividend), magnitude(divisor)];
  const quotient = (2n * a + b) / (2n * b);
  return dividend < 0n !== divisor < 0n ? -quotient : quotient;
}

/** Units of 10^-from as units of 10^-to, rounded half away from zero. */
export function rescale(units: bigint, from: number, to: number): bigint {
  return to >= from ? units * 10n ** BigInt(to - from) : divideRounded(units, 10n ** BigInt(from - to));
}

/** Exact decimal text without trailing zeros. */
export function decimalText(units: bigint, { scale }: Pick<DecimalKind, 'scale'>): string {
  const digits = magnitude(units).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

const DECIMAL = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/;
/** Exponents beyond these leave nothing, or nothing that fits. */
const MAX_EXPONENT = 100_000n;

/** The value of a decimal text, further digits rounded half away from zero; null if it is none or does not fit. */
export function parseDecimal(text: string, kind: DecimalKind): bigint | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return null;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return 0n;
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(kind.scale);
  if (power > MAX_EXPONENT) return null;
  const size = power >= 0n ? digits * 10n ** power : -power > MAX_EXPONENT + BigInt(whole.length + fraction.length) ? 0n : divideRounded(digits, 10n ** -power);
  const units = sign === '-' ? -size : size;
  return isWithin(units, kind) ? units : null;
}

const BLOB_BYTES = 32;
const SIGN = 1n << 255n;

/**
 * BIGNUMERIC as the engine keeps it: 32 bytes, big-endian two's complement of units with the sign bit flipped, so that the
 * order of the bytes is the order of the numbers, and equal bytes are equal numbers.
 */
export function toBlob(units: bigint): Uint8Array {
  return Buffer.from((units + SIGN).toString(16).padStart(2 * BLOB_BYTES, '0'), 'hex');
}

export function fromBlob(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`) - SIGN;
}
