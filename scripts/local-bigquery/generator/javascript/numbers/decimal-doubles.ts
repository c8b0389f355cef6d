import { divideRounded, type DecimalKind } from '../../../values/decimal.ts';

const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1075n;

/** The exact value of a finite double as units of 10^-scale, rounded half away from zero. */
export function doubleToUnits(value: number, scale: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const exponent = raw >> MANTISSA_BITS;
  const mantissa = (raw & ((1n << MANTISSA_BITS) - 1n)) | (exponent === 0n ? 0n : 1n << MANTISSA_BITS);
  const power = (exponent === 0n ? 1n : exponent) - EXPONENT_BIAS;
  const scaled = mantissa * 10n ** BigInt(scale);
  const units = power >= 0n ? scaled << power : divideRounded(scaled, 1n << -power);
  return value < 0 ? -units : units;
}

/** The double nearest to a decimal. */
export function unitsToDouble(units: bigint, { scale }: Pick<DecimalKind, 'scale'>): number {
  return Number(`${units}e-${scale}`);
}

/** 1 / the least positive double: every finite double is a whole number of that. */
export const LEAST_DOUBLE = 1n << 1074n;

/** A finite double as a whole number of the least one. */
export function doubleToBits(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(value));
  const raw = bits.getBigUint64(0);
  const exponent = raw >> MANTISSA_BITS;
  const mantissa = raw & ((1n << MANTISSA_BITS) - 1n);
  const units = exponent === 0n ? mantissa : (mantissa | (1n << MANTISSA_BITS)) << (exponent - 1n);
  return value < 0 ? -units : units;
}
