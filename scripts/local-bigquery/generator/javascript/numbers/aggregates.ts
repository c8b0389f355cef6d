import { BIGNUMERIC, divideRounded, fromBlob, NUMERIC, toBlob, type DecimalKind } from '../../../values/decimal.ts';
import type { FunctionType, FunctionValue, ScalarFunction } from '../../../storage/scalar-functions.ts';
import { doubleToBits, LEAST_DOUBLE } from './decimal-doubles.ts';
import { failure } from './decimal-errors.ts';
import { spread, toDouble, together, type Spread, type Together } from './exact-statistics.ts';

type Doubles = readonly (number | null)[];
const SPREADS: readonly Spread[] = ['var_pop', 'var_samp', 'stddev_pop', 'stddev_samp'];
const TOGETHER: readonly Together[] = ['corr', 'covar_pop', 'covar_samp'];

const known = <T extends number | bigint | Uint8Array>(items: readonly (T | null)[]): T[] => items.filter((item): item is T => item !== null);
const isAllFinite = (values: readonly number[]): boolean => values.every(Number.isFinite);
const total = (values: readonly number[]): bigint => values.reduce((sum, value) => sum + doubleToBits(value), 0n);

function sum(items: Doubles): number | null {
  const values = known(items);
  if (values.length === 0) return null;
  if (!isAllFinite(values)) return values.filter((value) => !Number.isFinite(value)).reduce((a, b) => a + b);
  const result = toDouble({ numerator: total(values), denominator: LEAST_DOUBLE });
  if (!Number.isFinite(result)) throw failure('double overflow');
  return result;
}

function average(items: Doubles): number | null {
  const values = known(items);
  if (values.length < 2) return values[0] ?? null;
  if (values.some(Number.isNaN) || (values.includes(Infinity) && values.includes(-Infinity))) return NaN;
  if (!isAllFinite(values)) throw failure('AVG over infinities is not supported by the local BigQuery');
  return toDouble({ numerator: total(values), denominator: LEAST_DOUBLE * BigInt(values.length) });
}

function doubleSpread(name: Spread, items: Doubles): number | null {
  const values = known(items);
  if (isAllFinite(values)) return spread(name, values.map(doubleToBits), LEAST_DOUBLE);
  return name.endsWith('pop') || values.length > 1 ? NaN : null;
}

function doublesTogether(name: Together, xs: readonly number[], ys: readonly number[]): number | null {
  if (isAllFinite(xs) && isAllFinite(ys)) return together(name, xs.map(doubleToBits), ys.map(doubleToBits), LEAST_DOUBLE);
  return name === 'covar_pop' || xs.length > 1 ? NaN : null;
}

/** NULL first, then NaN, then the numbers; between NULL and a number, the number counts. */
function percentile(items: Doubles, fraction: number, respectNulls: boolean): number | null {
  const rank = (value: number | null): number => (value === null ? 0 : Number.isNaN(value) ? 1 : 2);
  const sorted = (respectNulls ? [...items] : known(items)).sort((a, b) => rank(a) - rank(b) || ((a ?? 0) < (b ?? 0) ? -1 : 1));
  if (sorted.length === 0) return null;
  const place = doubleToBits(fraction) * BigInt(sorted.length - 1);
  const [below, weight] = [Number(place / LEAST_DOUBLE), place % LEAST_DOUBLE];
  const [low, high] = [sorted[below] ?? null, sorted[Math.min(below + 1, sorted.length - 1)] ?? null];
  if (weight === 0n || high === null) return low;
  return low === null ? high : between(low, high, weight);
}

/** @param weight of the upper value, as a whole number of the least double */
function between(low: number, high: number, weight: bigint): number {
  // Infinities, NaN and zeros of either sign do as in any sum.
  if (!Number.isFinite(low) || !Number.isFinite(high) || (low === 0 && high === 0)) return low + high;
  return toDouble({ numerator: doubleToBits(low) * (LEAST_DOUBLE - weight) + doubleToBits(high) * weight, denominator: LEAST_DOUBLE * LEAST_DOUBLE });
}

/** The number of the row that a fraction of so many rows reaches, by the exact value of the double. */
function rowOf(fraction: number, count: bigint): bigint {
  const place = doubleToBits(fraction) * count;
  return (place + LEAST_DOUBLE - 1n) / LEAST_DOUBLE;
}

interface Decimals {
  readonly prefix: string;
  readonly kind: DecimalKind;
  readonly type: FunctionType;
  readonly list: FunctionType;
  readonly read: (value: bigint | Uint8Array) => bigint;
  readonly write: (units: bigint) => FunctionValue;
}

const NUMERICS: Decimals = { prefix: 'gsql_numeric', kind: NUMERIC, type: 'DECIMAL(38,9)', list: 'DECIMAL(38,9)[]', read: (value) => value as bigint, write: (units) => units };
const BIGNUMERICS: Decimals = { prefix: 'gsql_bignumeric', kind: BIGNUMERIC, type: 'BLOB', list: 'BLOB[]', read: (value) => fromBlob(value as Uint8Array), write: toBlob };

type Stored = readonly (bigint | Uint8Array | null)[];

function decimalAggregates({ prefix, kind, type, list, read, write }: Decimals): ScalarFunction[] {
  return [
    ...SPREADS.map((name): ScalarFunction => ({ name: `${prefix}_${name}`, parameters: [list], returns: 'DOUBLE', call: (items: Stored) => spread(name, known(items).map(read), kind.one) })),
    ...TOGETHER.map((name): ScalarFunction => ({ name: `${prefix}_${name}`, parameters: [list, list], returns: 'DOUBLE', call: (xs: Stored, ys: Stored) => together(name, known(xs).map(read), known(ys).map(read), kind.one) })),
    {
      name: `${prefix}_percentile_cont`,
      parameters: [list, type, 'BOOLEAN'],
      returns: type,
      call: (items: Stored, fraction: bigint | Uint8Array, respectNulls: boolean) => {
        const found = decimalPercentile(items.map((item) => (item === null ? null : read(item))), read(fraction), respectNulls, kind);
        return found === null ? null : write(found);
      },
    },
  ];
}

function decimalPercentile(items: readonly (bigint | null)[], fraction: bigint, respectNulls: boolean, { one }: DecimalKind): bigint | null {
  if (fraction < 0n || fraction > one) throw failure('Argument 2 to PERCENTILE_CONT must be between 0 and 1');
  const sorted = (respectNulls ? [...items] : known(items)).sort((a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1));
  if (sorted.length === 0) return null;
  const place = fraction * BigInt(sorted.length - 1);
  const below = Number(place / one);
  const [low, high] = [sorted[below] ?? null, sorted[Math.min(below + 1, sorted.length - 1)] ?? null];
  const weight = place % one;
  if (weight === 0n || high === null) return low;
  if (low === null) return high;
  return divideRounded(low * (one - weight) + high * weight, one);
}

/** Aggregates of values that the engine has gathered into lists. */
export const AGGREGATE_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_double_sum', parameters: ['DOUBLE[]'], returns: 'DOUBLE', call: sum },
  { name: 'gsql_double_average', parameters: ['DOUBLE[]'], returns: 'DOUBLE', call: average },
  ...SPREADS.map((name): ScalarFunction => ({ name: `gsql_double_${name}`, parameters: ['DOUBLE[]'], returns: 'DOUBLE', call: (items: Doubles) => doubleSpread(name, items) })),
  ...TOGETHER.map((name): ScalarFunction => ({ name: `gsql_double_${name}`, parameters: ['DOUBLE[]', 'DOUBLE[]'], returns: 'DOUBLE', call: (xs: readonly number[], ys: readonly number[]) => doublesTogether(name, xs, ys) })),
  { name: 'gsql_percentile_cont', parameters: ['DOUBLE[]', 'DOUBLE', 'BOOLEAN'], returns: 'DOUBLE', call: percentile },
  { name: 'gsql_fraction_of', parameters: ['DOUBLE', 'BIGINT'], returns: 'BIGINT', call: rowOf },
  { name: 'gsql_join_bytes', parameters: ['BLOB[]', 'BLOB'], returns: 'BLOB', call: (items: readonly Uint8Array[], by: Uint8Array) => Buffer.concat(items.flatMap((item, index) => (index === 0 ? [item] : [by, item]))) },
  ...decimalAggregates(NUMERICS),
  ...decimalAggregates(BIGNUMERICS),
];
