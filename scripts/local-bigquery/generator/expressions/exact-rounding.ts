const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1075n;

/** A finite double as an exact fraction with a power of two below. */
function fraction(value: number): { readonly numerator: bigint; readonly denominator: bigint } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = (raw >> MANTISSA_BITS) & 0x7ffn;
  const mantissa = (raw & ((1n << MANTISSA_BITS) - 1n)) | (exponent === 0n ? 0n : 1n << MANTISSA_BITS);
  const power = (exponent === 0n ? 1n : exponent) - EXPONENT_BIAS;
  return power >= 0n ? { numerator: mantissa << power, denominator: 1n } : { numerator: mantissa, denominator: 1n << -power };
}

/** Digits beyond these change no double. */
const MAX_DIGITS = 400;
/** To fewer digits everything is 0, what is not finite too. */
const MIN_DIGITS = -308;

/** A double to so many decimal digits (negative: tens, hundreds, …), by its exact value. */
export function toDigits(value: number, digits: bigint, mode: 'round' | 'trunc'): number {
  if (digits < MIN_DIGITS) return 0;
  if (!Number.isFinite(value) || value === 0 || digits > MAX_DIGITS) return value;
  const { numerator, denominator } = fraction(Math.abs(value));
  const [scaleUp, scaleDown] = digits >= 0n ? [10n ** digits, 1n] : [1n, 10n ** -digits];
  const [dividend, divisor] = [numerator * scaleUp, denominator * scaleDown];
  const units = mode === 'round' ? (2n * dividend + divisor) / (2n * divisor) : dividend / divisor;
  const magnitude = Number(`${units}e${-digits}`);
  return value < 0 ? -magnitude : magnitude;
}
