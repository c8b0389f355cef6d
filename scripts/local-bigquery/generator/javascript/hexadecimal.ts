import type { ScalarFunction } from '../../storage/scalar-functions.ts';

const HEXADECIMAL = /^\s*([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?\s*$/i;
/** The exponent of the least FLOAT64 above zero, 2^-1074. */
const LEAST = -1074;

/** The FLOAT64 of a hexadecimal text as C writes it, `0x1.8p3`; halves go to the even neighbour, what is too great is infinite. */
function hexadecimalToDouble(text: string): number {
  const [, sign, whole, fraction = '', power] = HEXADECIMAL.exec(text) ?? [];
  if (whole === undefined) throw new Error(`No hexadecimal number: ${text}`);
  const value = scaled(BigInt(`0x0${whole}${fraction}`), Number(power ?? 0) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}

/** mantissa · 2^exponent, rounded once. */
function scaled(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  if (exponent + bits > 1024) return Infinity;
  if (exponent + bits < LEAST) return 0;
  // 53 bits are kept, fewer where the number is subnormal.
  const dropped = Math.max(bits - 53, LEAST - exponent, 0);
  const kept = mantissa >> BigInt(dropped);
  const rest = mantissa - (kept << BigInt(dropped));
  const half = dropped === 0 ? 1n : 1n << BigInt(dropped - 1);
  const rounded = rest > half || (rest === half && dropped > 0 && (kept & 1n) === 1n) ? kept + 1n : kept;
  // In two steps: a factor of 2^-1074 alone may lie beyond what a power can be.
  const shift = exponent + dropped;
  const first = Math.max(Math.min(shift, 900), -900);
  return Number(rounded) * 2 ** first * 2 ** (shift - first);
}

export const HEXADECIMAL_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_hexadecimal_to_double', parameters: ['VARCHAR'], returns: 'DOUBLE', call: hexadecimalToDouble },
];
