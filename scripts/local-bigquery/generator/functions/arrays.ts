import { duckType } from '../../storage/types.ts';
import { raise } from '../text/raise.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { arrayConstant, literalInteger } from '../expressions/constants.ts';
import { argument, type Builder, type Call, type Catalogue, chain, same } from './catalogue.ts';

/** No DuckDB list is longer. */
const MAX_LENGTH = 2 ** 31;

/** Element by position from `first`; outside the array it fails, or is NULL for the SAFE_ forms. */
const element = (first: 0 | 1, safe: boolean): Builder => (call) => {
  const type = duckType(call.node.type);
  const literal = literalInteger(call.node.argumentList[1] ?? { kind: '' });
  // DuckDB counts from 1, and finds NULL at 0.
  if (safe && literal !== null) return `list_extract(${argument(call, 0)}, ${literal < first || literal > MAX_LENGTH ? 0 : literal + 1 - first})::${type}`;
  return call.once(call.args, (array, position) => {
    const index = first === 0 ? `${position} + 1` : position;
    const outside = `${position} < ${first} OR ${position} >= len(${array}) + ${first}`;
    const otherwise = safe ? `NULL::${type}` : raise(`'Array index ' || (${position})::VARCHAR || ' is out of bounds'`, type);
    return `CASE WHEN ${array} IS NULL OR ${position} IS NULL THEN NULL::${type} WHEN ${outside} THEN ${otherwise} ELSE list_extract(${array}, ${index}) END`;
  });
};

const elementType = (call: Call): SqlType => {
  const type = call.node.type;
  return type.kind === 'ARRAY' ? type.element : type;
};

/** ARRAY_TO_STRING: NULL elements are left out, or written as the third argument. */
const joined = (empty: string): Builder => (call) => {
  const hasMissing = call.args.length > 2;
  return call.once(call.args, (array, by, missing) => {
    const kept = hasMissing ? `list_transform(${array}, lambda x: coalesce(x, ${missing}))` : `list_filter(${array}, lambda x: x IS NOT NULL)`;
    // DuckDB's own takes constant separators of strings only.
    const isConstant = by.startsWith("'") && empty === `''`;
    const text = isConstant ? `array_to_string(${kept}, ${by})` : `list_reduce(${kept}, lambda x, y: x || ${by} || y)`;
    const unknown = [array, by, ...(hasMissing ? [missing] : [])].map((value) => `${value} IS NULL`).join(' OR ');
    return `CASE WHEN ${unknown} THEN NULL WHEN len(${kept}) = 0 THEN ${empty} ELSE ${text} END`;
  });
};

/** ARRAY_FIRST and ARRAY_LAST: an empty array has none. */
const end = (name: 'FIRST' | 'LAST'): Builder => (call) => {
  const type = duckType(call.node.type);
  return call.once([argument(call, 0)], (array) =>
    `CASE WHEN len(${array}) = 0 THEN ${raise(`'ARRAY_${name} cannot get the ${name.toLowerCase()} element of an empty array'`, type)} ELSE list_extract(${array}, ${name === 'FIRST' ? 1 : -1}) END`);
};

/** ARRAY_SLICE: both ends belong to it, count from 0, or from the end where they are negative, and may lie outside. */
const slice: Builder = (call) =>
  call.once(call.args, (array, from, to) => {
    const position = (offset: string): string => `CASE WHEN ${offset} < 0 THEN ${offset} + len(${array}) ELSE ${offset} END`;
    return call.once([position(from), position(to)], (first, last) =>
      `CASE WHEN ${array} IS NULL OR ${from} IS NULL OR ${to} IS NULL THEN NULL WHEN ${last} < 0 OR ${first} >= len(${array}) OR ${first} > ${last} THEN []::${duckType(call.node.type)} ELSE list_slice(${array}, greatest(${first}, 0) + 1, least(${last}, len(${array}) - 1) + 1) END`);
  });

export const ARRAYS: Catalogue = {
  FN_MAKE_ARRAY: (call) => (call.args.length === 0 ? arrayConstant([], call.node.type) : `[${call.args.join(', ')}]::${duckType(elementType(call))}[]`),
  FN_ARRAY_LENGTH: same('len'),
  FN_ARRAY_CONCAT: chain('||'),
  FN_ARRAY_CONCAT_OP: chain('||'),
  FN_ARRAY_REVERSE: same('list_reverse'),
  FN_ARRAY_FIRST: end('FIRST'),
  FN_ARRAY_LAST: end('LAST'),
  FN_ARRAY_SLICE: slice,
  FN_ARRAY_AT_OFFSET: element(0, false),
  FN_ARRAY_AT_ORDINAL: element(1, false),
  FN_SAFE_ARRAY_AT_OFFSET: element(0, true),
  FN_SAFE_ARRAY_AT_ORDINAL: element(1, true),
  FN_ARRAY_TO_STRING: joined(`''`),
  FN_ARRAY_TO_BYTES: joined(`''::BLOB`),
};
