import type { SqlType } from '../../../googlesql/types.ts';
import { duckType } from '../../storage/types.ts';
import { groupingKey } from '../scans/grouping-keys.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { raise } from '../text/raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text/text.ts';
import { argument, type Call, type Catalogue } from './catalogue.ts';

/** BigQuery makes no longer arrays. */
const MAX_ELEMENTS = 1_048_575;
const ZERO_STEP = `'Sequence step cannot be 0.'`;
const TOO_LONG = stringConstant(`Cannot generate arrays with more than ${MAX_ELEMENTS} elements.`);

/** start, start + step, … by a function that computes the whole array at once. */
function computed(name: string, one: string, call: Call): string {
  return `${name}(${argument(call, 0)}, ${argument(call, 1)}, ${call.args[2] ?? one})`;
}

/** The element after which the array of bounds stops rising, and the count of bounds that are not above the point. */
function rangeBucket(call: Call): string {
  const [point, bounds] = call.node.argumentList;
  const type = bounds?.type as SqlType | undefined;
  if (type?.kind !== 'ARRAY' || point === undefined) throw unsupported('RANGE_BUCKET of this type');
  const isFloat = type.element.kind === 'FLOAT64';
  const args = type.element.kind === 'INTERVAL' ? call.args.map((text, index) => groupingKey(text, index === 0 ? { kind: 'INTERVAL' } : type)) : call.args;
  return call.once(args, (value, list) => {
    const wrong = (what: string, test: string): string => {
      const position = `list_position(list_transform(${list}, lambda e: ${test}), TRUE)`;
      return ` WHEN ${position} > 0 THEN ${raise(`'Elements in input array to RANGE_BUCKET cannot be ${what}. ${what === 'null' ? 'Null' : what} element found at position ' || ${position}::VARCHAR`, 'BIGINT')}`;
    };
    const falls = isFloat ? `isnan(list_extract(${list}, i + 1)) OR e > list_extract(${list}, i + 1)` : `e > list_extract(${list}, i + 1)`;
    const disorder = `list_position(list_transform(${list}, lambda e, i: i < len(${list}) AND (list_extract(${list}, i + 1) IS NULL OR ${falls})), TRUE)`;
    const message = `'Elements in input array to RANGE_BUCKET must be in ascending order. Nonconforming elements found at position ' || ${disorder}::VARCHAR || ' and ' || (${disorder} + 1)::VARCHAR`;
    const unknown = mayBeNaN(point) ? `${value} IS NULL OR isnan(${value})` : `${value} IS NULL`;
    return `CASE WHEN ${unknown} OR ${list} IS NULL THEN NULL::BIGINT WHEN ${disorder} > 0 THEN ${raise(message, 'BIGINT')}${wrong('null', 'e IS NULL')}${isFloat ? wrong('NaN', 'isnan(e)') : ''} ELSE len(list_filter(${list}, lambda e: e <= ${value})) END`;
  });
}

/** Arrays of numbers in even steps, and the place of a value among sorted ones. */
export const SEQUENCES: Catalogue = {
  FN_GENERATE_ARRAY_INT64: (call) =>
    call.once([argument(call, 0), argument(call, 1), call.args[2] ?? '1::BIGINT'], (from, to, by) =>
      `CASE WHEN ${by} = 0 AND ${from} IS NOT NULL AND ${to} IS NOT NULL THEN ${raise(ZERO_STEP, 'BIGINT[]')} WHEN (${to}::HUGEINT - ${from}::HUGEINT) // nullif(${by}, 0)::HUGEINT >= ${MAX_ELEMENTS} THEN ${raise(TOO_LONG, 'BIGINT[]')} ELSE generate_series(${from}, ${to}, ${by}) END`),
  FN_GENERATE_ARRAY_DOUBLE: (call) => computed('gsql_double_series', '1e0', call),
  FN_GENERATE_ARRAY_NUMERIC: (call) => computed('gsql_numeric_series', `1::${duckType({ kind: 'NUMERIC' })}`, call),
  FN_GENERATE_ARRAY_BIGNUMERIC: (call) => computed('gsql_bignumeric_series', 'gsql_int64_to_bignumeric(1::BIGINT)', call),
  FN_RANGE_BUCKET: rangeBucket,
};
