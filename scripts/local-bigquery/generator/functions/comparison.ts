import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { isNullLiteral } from '../expressions/constants.ts';
import { groupingKey, holdsInterval } from '../scans/grouping-keys.ts';
import { mayBeNaN } from '../expressions/nan.ts';
import { unsupported } from '../refusal.ts';
import { isSimple } from '../text/text.ts';
import { argument, type Builder, type Call, type Catalogue, infix, text } from './catalogue.ts';
import { equal, equalFloats } from './equality.ts';
import { onceFirst } from './once-first.ts';

const INFINITY = `'Infinity'::DOUBLE`;

/**
 * In GoogleSQL every comparison with NaN is false (`!=` true); DuckDB has NaN equal to itself and above all numbers. The
 * forms keep NULL when either side is NULL, and keep a plain comparison of a column first, which scans can use.
 */
function compare(operator: '=' | '<' | '<=' | '>' | '>=', call: Call, left = 0, right = 1): string {
  const [a, b] = [argument(call, left), argument(call, right)];
  const [nanA, nanB] = [nan(call, left), nan(call, right)];
  if (!nanA && !nanB) return `(${a} ${operator} ${b})`;
  if (operator === '=') {
    if (!nanA || !nanB) return `(${a} = ${b})`;
    return call.once([a, b], equalFloats);
  }
  // The side that must be the greater one has to be no NaN; a NaN on the other side makes DuckDB say false by itself.
  const [low, high] = operator.startsWith('<') ? [a, b] : [b, a];
  const nanHigh = operator.startsWith('<') ? nanB : nanA;
  const sign = operator.endsWith('=') ? '<=' : '<';
  if (!nanHigh) return `(${a} ${operator} ${b})`;
  if (isValue(call.node.argumentList[operator.startsWith('<') ? left : right])) return call.once([low, high], (x, y) => `(${y} ${operator.endsWith('=') ? '>=' : '>'} ${x} AND ${y} <= ${INFINITY})`);
  return call.once([low, high], (x, y) => `(${x} ${sign} ${y} AND (${y} <= ${INFINITY} OR ${x} IS NULL))`);
}

/** A literal number: neither NULL nor NaN. */
function isValue(node: Expr | undefined): boolean {
  return node?.kind === 'Literal' && !isNullLiteral(node) && !mayBeNaN(node);
}

function nan(call: Call, index: number): boolean {
  const node = call.node.argumentList[index];
  return node !== undefined && mayBeNaN(node);
}

function isNested({ type }: Expr): boolean {
  return type.kind === 'ARRAY' || type.kind === 'STRUCT';
}

/** BigQuery has no order of these, and no equality of arrays: what comes here the analyzer should have refused. */
function refuseNested(call: Call): void {
  if (call.node.argumentList.some(isNested)) throw unsupported('Ordering ARRAY or STRUCT values');
}

/** Equality of two arguments that are structs, or may be NaN both. */
function equalArguments(call: Call, left: number, right: number): string {
  const [a, b] = [call.node.argumentList[left], call.node.argumentList[right]];
  if (a === undefined || b === undefined || a.type.kind === 'ENUM' || b.type.kind === 'ENUM') throw new Error(`${call.node.function} compares nothing.`);
  if (!isNested(a)) return compare('=', call, left, right);
  const types = [a.type, b.type] as const;
  return call.once([argument(call, left), argument(call, right)], (x, y) => equal(x, y, ...types));
}

/** Whether an element of an array equals a value: an empty or NULL array holds nothing, NULL leaves the answer open. */
function inArray(call: Call): string {
  const [value, array] = call.node.argumentList;
  if (value === undefined || array?.type.kind !== 'ARRAY' || value.type.kind === 'ENUM') throw new Error('IN UNNEST has no array.');
  const types = [array.type.element, value.type] as const;
  // DuckDB's own finds NaN. (No lambda: in a sub-query it could not read the query around it.)
  const found = (x: string, list: string): string => (mayBeNaN(value) ? `NOT isnan(${x}) AND list_contains(${list}, ${x})` : `list_contains(${list}, ${x})`);
  return call.once(call.args, (x, list) => {
    // The value is computed, and may fail, where there is nothing to find it in, too.
    const absent = isSimple(x) ? 'FALSE' : `coalesce(${x} IS NULL AND NULL::BOOLEAN, FALSE)`;
    if (value.type.kind !== 'STRUCT') return `CASE WHEN coalesce(len(${list}), 0) = 0 THEN ${absent} WHEN ${found(x, list)} THEN TRUE WHEN ${x} IS NULL OR len(${list}) > list_count(${list}) THEN NULL ELSE FALSE END`;
    return call.once([`list_transform(${list}, lambda e: ${equal('e', x, ...types)})`], (equals) =>
      `CASE WHEN coalesce(len(${list}), 0) = 0 THEN ${absent} WHEN list_contains(${equals}, TRUE) THEN TRUE WHEN len(${equals}) > list_count(${equals}) THEN NULL ELSE FALSE END`);
  });
}

/** DuckDB compares intervals part by part where their signs differ; GoogleSQL by their length, with months of 30 days. */
function byLength(build: Builder): Builder {
  return (call) => {
    if (!call.node.argumentList.some(({ type }) => type.kind === 'INTERVAL')) return build(call);
    return call.once(call.args, (...values) => build({ ...call, args: values.map((value, index) => groupingKey(value, call.node.argumentList[index]?.type ?? { kind: 'INTERVAL' })) }), isSimple);
  };
}

const distinct = (operator: string): Builder => (call) => {
  const types = call.node.argumentList.map(({ type }) => type);
  if (!types.some(holdsInterval)) return `(${call.args.join(` ${operator} `)})`;
  return call.once(call.args, (...values) => `(${values.map((value, index) => groupingKey(value, types[index] ?? { kind: 'INTERVAL' })).join(` ${operator} `)})`, isSimple);
};

const comparison = (operator: '=' | '<' | '<=' | '>' | '>='): Builder => byLength((call) => {
  refuseNested(call);
  return compare(operator, call);
});

export const COMPARISON: Catalogue = {
  FN_EQUAL: byLength((call) => equalArguments(call, 0, 1)),
  FN_NOT_EQUAL: byLength((call) => {
    if (call.node.argumentList.some(isNested) || (nan(call, 0) && nan(call, 1))) return `(NOT ${equalArguments(call, 0, 1)})`;
    return `(${argument(call, 0)} <> ${argument(call, 1)})`;
  }),
  FN_LESS: comparison('<'),
  FN_LESS_OR_EQUAL: comparison('<='),
  FN_GREATER: comparison('>'),
  FN_GREATER_OR_EQUAL: comparison('>='),
  FN_BETWEEN: byLength((call) => {
    refuseNested(call);
    if (![0, 1, 2].some((index) => nan(call, index))) return `(${argument(call, 0)} BETWEEN ${argument(call, 1)} AND ${argument(call, 2)})`;
    return onceFirst(call, (...args) => `(${compare('>=', { ...call, args }, 0, 1)} AND ${compare('<=', { ...call, args }, 0, 2)})`);
  }),
  FN_IN: byLength((call) => {
    const others = call.args.slice(1);
    const isPlain = !call.node.argumentList.some(isNested) && !(nan(call, 0) && others.some((_, index) => nan(call, index + 1)));
    if (isPlain) return `(${argument(call, 0)} IN (${others.join(', ')}))`;
    return onceFirst(call, (...args) => `(${others.map((_, index) => equalArguments({ ...call, args }, 0, index + 1)).join(' OR ')})`);
  }),
  FN_IN_ARRAY: byLength(inArray),
  FN_IS_NULL: text((a) => `(${a} IS NULL)`),
  FN_IS_TRUE: text((a) => `(${a} IS TRUE)`),
  FN_IS_FALSE: text((a) => `(${a} IS FALSE)`),
  FN_AND: infix('AND'),
  FN_OR: infix('OR'),
  FN_NOT: text((a) => `(NOT ${a})`),
  FN_DISTINCT: distinct('IS DISTINCT FROM'),
  FN_NOT_DISTINCT: distinct('IS NOT DISTINCT FROM'),
};
