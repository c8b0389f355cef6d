import { BIGNUMERIC, decimalText, divideRounded, fromBlob, isWithin, magnitude, NUMERIC, parseDecimal, rescale, toBlob, type DecimalKind } from '../../../values/decimal.ts';
import type { FunctionType, FunctionValue, ScalarFunction } from '../../../storage/scalar-functions.ts';
import { doubleToUnits, unitsToDouble } from './decimal-doubles.ts';
import { failure, overflow } from './decimal-errors.ts';
import { cbrt, exp, ln, log, log10, pow, sqrt } from './decimal-maths.ts';
import { parseLenient } from './parse-decimal.ts';
import { messageDouble } from '../../../values/double-text.ts';

/** What GoogleSQL shows for a call: operators between the operands, functions around them. */
const between = (operator: string) => (a: string, b: string): string => `${a} ${operator} ${b}`;
const around = (name: string) => (...args: string[]): string => `${name}(${args.join(', ')})`;

type Binary = (a: bigint, b: bigint, kind: DecimalKind) => bigint;
type Unary = (a: bigint, kind: DecimalKind) => bigint;

const checked = (compute: Binary, shown: (a: string, b: string) => string): Binary => (a, b, kind) => {
  const units = compute(a, b, kind);
  if (isWithin(units, kind)) return units;
  throw overflow(kind, shown(decimalText(a, kind), decimalText(b, kind)));
};

const divisor = (shown: (a: string, b: string) => string, compute: Binary): Binary => (a, b, kind) => {
  if (b === 0n) throw failure(`division by zero: ${shown(decimalText(a, kind), decimalText(b, kind))}`);
  return checked(compute, shown)(a, b, kind);
};

const checkedOne = (name: string, compute: Unary): Unary => (a, kind) => {
  const units = compute(a, kind);
  if (isWithin(units, kind)) return units;
  throw overflow(kind, around(name)(decimalText(a, kind)));
};

const ceil: Unary = (a, { one }) => (a > 0n ? ((a + one - 1n) / one) * one : (a / one) * one);
const floor: Unary = (a, kind) => -ceil(-a, kind);

const BINARY: Readonly<Record<string, Binary>> = {
  add: checked((a, b) => a + b, between('+')),
  subtract: checked((a, b) => a - b, between('-')),
  multiply: checked((a, b, { one }) => divideRounded(a * b, one), between('*')),
  divide: divisor(between('/'), (a, b, { one }) => divideRounded(a * one, b)),
  div: divisor(around('DIV'), (a, b, { one }) => (a / b) * one),
  mod: divisor(around('MOD'), (a, b) => a % b),
  log,
  pow,
};

const UNARY: Readonly<Record<string, Unary>> = {
  negate: (a, kind) => {
    if (isWithin(-a, kind)) return -a;
    throw overflow(kind, `-(${decimalText(a, kind)})`);
  },
  abs: (a, kind) => {
    if (isWithin(magnitude(a), kind)) return magnitude(a);
    throw failure(`Floating point overflow in function: ABS(${decimalText(a, kind)})`);
  },
  sign: (a, { one }) => (a > 0n ? one : a < 0n ? -one : 0n),
  ceil: checkedOne('CEIL', ceil),
  floor: checkedOne('FLOOR', floor),
  sqrt,
  cbrt,
  exp,
  ln,
  log10,
};

type Rounding = 'away' | 'even' | 'trunc';

/** To so many digits (negative: tens, hundreds, …). */
function toDigits(a: bigint, digits: bigint, kind: DecimalKind, rounding: Rounding): bigint {
  if (digits >= BigInt(kind.scale)) return a;
  const drop = BigInt(kind.scale) - digits;
  if (drop > 100n) return 0n;
  const step = 10n ** drop;
  const units = divided(a, step, rounding) * step;
  if (isWithin(units, kind)) return units;
  throw overflow(kind, `ROUND(${decimalText(a, kind)}, ${digits})`);
}

function divided(a: bigint, step: bigint, rounding: Rounding): bigint {
  if (rounding === 'trunc') return a / step;
  const away = divideRounded(a, step);
  const isTie = 2n * magnitude(a % step) === step;
  return rounding === 'even' && isTie && away % 2n !== 0n ? a / step : away;
}

function fromDouble(value: number, kind: DecimalKind): bigint {
  if (!Number.isFinite(value)) throw failure(`Illegal conversion of non-finite floating point number to ${kind.label}: ${messageDouble(value)}`);
  const units = doubleToUnits(value, kind.scale);
  if (isWithin(units, kind)) return units;
  throw failure(`${kind.label} out of range: ${messageDouble(value)}`);
}

function fromText(text: string, kind: DecimalKind): bigint {
  const units = parseDecimal(text, kind);
  if (units === null) throw failure(`Invalid ${kind.name} value: ${text}`);
  return units;
}

const [INT64_MIN, INT64_MAX] = [-(2n ** 63n), 2n ** 63n - 1n];

function toInteger(units: bigint, kind: DecimalKind): bigint {
  const value = divideRounded(units, kind.one);
  if (value < INT64_MIN || value > INT64_MAX) throw failure(`int64 out of range: ${decimalText(units, kind)}`);
  return value;
}

/** Whether a value keeps to a declared precision and scale, rounded to the scale first. */
function toPrecision(units: bigint, precision: bigint, scale: bigint, kind: DecimalKind): bigint {
  const step = 10n ** (BigInt(kind.scale) - scale);
  const rounded = divideRounded(units, step) * step;
  const limit = 10n ** precision * step;
  if (magnitude(rounded) < limit && isWithin(rounded, kind)) return rounded;
  const shown = decimalText(limit - step, kind);
  const type = scale === 0n ? `${kind.name}(${precision})` : `${kind.name}(${precision}, ${scale})`;
  throw failure(`${type} has precision ${precision} and scale ${scale} but got a value that is not in range of [-${shown}, ${shown}]`);
}

/** BigQuery makes no longer arrays. */
const MAX_ELEMENTS = 1_048_575;

function series(from: bigint, to: bigint, by: bigint): bigint[] {
  if (by === 0n) throw failure('Sequence step cannot be 0.');
  const steps = (to - from) / by;
  if ((to - from) * by < 0n) return [];
  if (steps >= BigInt(MAX_ELEMENTS)) throw failure(`Cannot generate arrays with more than ${MAX_ELEMENTS} elements.`);
  return Array.from({ length: Number(steps) + 1 }, (_, index) => from + BigInt(index) * by);
}

/** Units of a NUMERIC, the bytes of a BIGNUMERIC. */
type Stored = bigint | Uint8Array;

interface Codec {
  readonly prefix: string;
  readonly kind: DecimalKind;
  readonly type: FunctionType;
  readonly list: FunctionType;
  readonly read: (value: Stored) => bigint;
  readonly write: (units: bigint) => FunctionValue;
}

const NUMERICS: Codec = { prefix: 'gsql_numeric', kind: NUMERIC, type: 'DECIMAL(38,9)', list: 'DECIMAL(38,9)[]', read: (value) => value as bigint, write: (units) => units };
const BIGNUMERICS: Codec = { prefix: 'gsql_bignumeric', kind: BIGNUMERIC, type: 'BLOB', list: 'BLOB[]', read: (value) => fromBlob(value as Uint8Array), write: (units) => toBlob(units) };

function functions({ prefix, kind, type, list, read, write }: Codec): ScalarFunction[] {
  const values = (items: readonly (Stored | null)[]): bigint[] => items.flatMap((item) => (item === null ? [] : [read(item)]));
  const total = (items: readonly (Stored | null)[]): bigint => values(items).reduce((sum, units) => sum + units, 0n);
  return [
    ...Object.entries(BINARY).map(([name, compute]): ScalarFunction => ({ name: `${prefix}_${name}`, parameters: [type, type], returns: type, call: (a: Stored, b: Stored) => write(compute(read(a), read(b), kind)) })),
    ...Object.entries(UNARY).map(([name, compute]): ScalarFunction => ({ name: `${prefix}_${name}`, parameters: [type], returns: type, call: (a: Stored) => write(compute(read(a), kind)) })),
    ...(['away', 'even', 'trunc'] as const).map((rounding): ScalarFunction => ({ name: `${prefix}_round_${rounding}`, parameters: [type, 'BIGINT'], returns: type, call: (a: Stored, digits: bigint) => write(toDigits(read(a), digits, kind, rounding)) })),
    { name: `${prefix}_precision`, parameters: [type, 'BIGINT', 'BIGINT'], returns: type, call: (a: Stored, precision: bigint, scale: bigint) => write(toPrecision(read(a), precision, scale, kind)) },
    { name: `${prefix}_parse`, parameters: ['VARCHAR'], returns: type, call: (text: string) => write(parseLenient(text, kind)) },
    { name: `gsql_string_to_${kind.name.toLowerCase()}`, parameters: ['VARCHAR'], returns: type, call: (text: string) => write(fromText(text, kind)) },
    {
      name: `gsql_safe_string_to_${kind.name.toLowerCase()}`,
      parameters: ['VARCHAR'],
      returns: type,
      call: (text: string) => {
        const units = parseDecimal(text, kind);
        return units === null ? null : write(units);
      },
    },
    { name: `gsql_double_to_${kind.name.toLowerCase()}_exactly`, parameters: ['DOUBLE'], returns: type, call: (value: number) => write(fromDouble(value, kind)) },
    { name: `${prefix}_to_double_exactly`, parameters: [type], returns: 'DOUBLE', call: (a: Stored) => unitsToDouble(read(a), kind) },
    { name: `${prefix}_to_int64`, parameters: [type], returns: 'BIGINT', call: (a: Stored) => toInteger(read(a), kind) },
    { name: `${prefix}_text`, parameters: [type], returns: 'VARCHAR', call: (a: Stored) => decimalText(read(a), kind) },
    {
      name: `${prefix}_series`,
      parameters: [type, type, type],
      returns: list,
      call: (from: Stored, to: Stored, by: Stored) => series(read(from), read(to), read(by)).map(write),
    },
    {
      name: `${prefix}_sum`,
      parameters: [list],
      returns: type,
      call: (items: readonly (Stored | null)[]) => {
        const sum = total(items);
        if (!isWithin(sum, kind)) throw overflow(kind, 'SUM');
        return values(items).length === 0 ? null : write(sum);
      },
    },
    {
      name: `${prefix}_average`,
      parameters: [list],
      returns: type,
      call: (items: readonly (Stored | null)[]) => {
        const count = values(items).length;
        return count === 0 ? null : write(divideRounded(total(items), BigInt(count)));
      },
    },
  ];
}

/** NUMERIC and BIGNUMERIC, exact to the last digit. */
export const DECIMAL_FUNCTIONS: readonly ScalarFunction[] = [
  ...functions(NUMERICS),
  ...functions(BIGNUMERICS),
  { name: 'gsql_numeric_to_bignumeric', parameters: ['DECIMAL(38,9)'], returns: 'BLOB', call: (units: bigint) => toBlob(rescale(units, NUMERIC.scale, BIGNUMERIC.scale)) },
  { name: 'gsql_int64_to_bignumeric', parameters: ['BIGINT'], returns: 'BLOB', call: (value: bigint) => toBlob(value * BIGNUMERIC.one) },
  {
    name: 'gsql_bignumeric_to_numeric',
    parameters: ['BLOB'],
    returns: 'DECIMAL(38,9)',
    call: (blob: Uint8Array) => {
      const units = rescale(fromBlob(blob), BIGNUMERIC.scale, NUMERIC.scale);
      if (!isWithin(units, NUMERIC)) throw failure(`numeric out of range: ${decimalText(fromBlob(blob), BIGNUMERIC)}`);
      return units;
    },
  },
];
