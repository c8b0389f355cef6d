import { duckType } from '../../storage/types.ts';
import { datePart } from '../date-parts.ts';
import { unsupported } from '../refusal.ts';
import { raise } from '../raise.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { arrayConstant, literalInteger } from '../constants.ts';
import { argument, type Builder, type Call, type Catalogue, infix, same } from './catalogue.ts';

/** No DuckDB list is longer. */
const MAX_LENGTH = 2 ** 31;

/** Element by position from `first`; outside the array it fails, or is NULL for the SAFE_ forms. */
const element = (first: 0 | 1, safe: boolean): Builder => (call) => {
  const type = duckType(call.node.type);
  const literal = literalInteger(call.node.argumentList[1] ?? { kind: '' });
  if (safe && literal !== null) return literal < first || literal > MAX_LENGTH ? `NULL::${type}` : `list_extract(${argument(call, 0)}, ${literal + 1 - first})`;
  return call.once(call.args, (array, position) => {
    const index = first === 0 ? `${position} + 1` : position;
    const outside = `${position} < ${first} OR ${position} >= len(${array}) + ${first}`;
    const otherwise = safe ? `NULL::${type}` : raise(`'Array index ' || (${position})::VARCHAR || ' is out of bounds'`, type);
    return `CASE WHEN ${outside} THEN ${otherwise} ELSE list_extract(${array}, ${index}) END`;
  });
};

const elementType = (call: Call): SqlType => {
  const type = call.node.type;
  return type.kind === 'ARRAY' ? type.element : type;
};

const STEPS: Readonly<Record<string, readonly [string, number]>> = { DAY: ['to_days', 1], WEEK: ['to_days', 7], MONTH: ['to_months', 1], QUARTER: ['to_months', 3], YEAR: ['to_months', 12] };

export const ARRAYS: Catalogue = {
  FN_MAKE_ARRAY: (call) => (call.args.length === 0 ? arrayConstant([], call.node.type) : `[${call.args.join(', ')}]::${duckType(elementType(call))}[]`),
  FN_ARRAY_LENGTH: same('len'),
  FN_ARRAY_CONCAT: infix('||'),
  FN_ARRAY_CONCAT_OP: infix('||'),
  FN_ARRAY_REVERSE: same('list_reverse'),
  FN_ARRAY_AT_OFFSET: element(0, false),
  FN_ARRAY_AT_ORDINAL: element(1, false),
  FN_SAFE_ARRAY_AT_OFFSET: element(0, true),
  FN_SAFE_ARRAY_AT_ORDINAL: element(1, true),
  FN_ARRAY_TO_STRING: (call) => {
    if (call.args.length === 2) return call.once(call.args, (array, by) => `CASE WHEN ${array} IS NULL OR ${by} IS NULL THEN NULL ELSE coalesce(array_to_string(list_filter(${array}, lambda x: x IS NOT NULL), ${by}), '') END`);
    return call.once(call.args, (array, by, missing) => `CASE WHEN ${array} IS NULL OR ${by} IS NULL OR ${missing} IS NULL THEN NULL ELSE coalesce(array_to_string(list_transform(${array}, lambda x: coalesce(x, ${missing})), ${by}), '') END`);
  },
  FN_GENERATE_ARRAY_INT64: (call) => {
    const step = call.args[2] ?? '1::BIGINT';
    return call.once([argument(call, 0), argument(call, 1), step], (from, to, by) => `CASE WHEN ${by} = 0 THEN ${raise(`'Sequence step cannot be 0.'`, 'BIGINT[]')} ELSE generate_series(${from}, ${to}, ${by}) END`);
  },
  FN_GENERATE_DATE_ARRAY: (call) => {
    const [from, to] = [argument(call, 0), argument(call, 1)];
    const count = call.args[2] ?? '1::BIGINT';
    const part = call.args.length > 3 ? datePart(call.node.argumentList[3]) : 'DAY';
    const [unit, times] = STEPS[part] ?? [];
    if (unit === undefined || times === undefined) throw unsupported(`GENERATE_DATE_ARRAY by ${part}`);
    const step = `${unit}((${count} * ${times})::INTEGER)`;
    return `CASE WHEN ${count} = 0 THEN ${raise(`'Sequence step cannot be 0.'`, 'DATE[]')} ELSE generate_series(${from}::TIMESTAMP, ${to}::TIMESTAMP, ${step})::DATE[] END`;
  },
};
