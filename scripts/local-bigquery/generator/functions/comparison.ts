import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { isNullLiteral } from '../constants.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { structKey } from '../../storage/types.ts';
import { mayBeNaN } from '../nan.ts';
import { unsupported } from '../refusal.ts';
import { argument, type Builder, type Call, type Catalogue, infix, text } from './catalogue.ts';

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
    return call.once([a, b], (x, y) => `(${x} = ${y} AND ${x} + ${y} <= ${INFINITY})`);
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

/** Arrays and structs that could hold NaN would compare differently. */
function refuseNested(call: Call): void {
  if (call.node.argumentList.some(({ type }) => (type.kind === 'ARRAY' || type.kind === 'STRUCT') && holdsFloat(type))) {
    throw unsupported('Comparing ARRAY or STRUCT values that hold FLOAT64');
  }
  if (call.node.argumentList.some(({ type }) => type.kind === 'STRUCT' || type.kind === 'ARRAY')) {
    throw unsupported('Comparing ARRAY or STRUCT values');
  }
}

function holdsFloat(type: Expr['type']): boolean {
  if (type.kind === 'ARRAY') return holdsFloat(type.element);
  if (type.kind === 'STRUCT') return type.fields.some((field) => holdsFloat(field.type));
  return type.kind === 'FLOAT64';
}

/** Structs are equal where all their fields are; an unknown field leaves it open unless another differs. */
function structEqual(a: string, b: string, type: SqlType & { kind: 'STRUCT' }): string {
  const fields = type.fields.map((field, index) => {
    const key = structKey(field.name, index).replaceAll("'", "''");
    const [x, y] = [`struct_extract(${a}, '${key}')`, `struct_extract(${b}, '${key}')`];
    if (field.type.kind === 'STRUCT') return structEqual(x, y, field.type);
    if (field.type.kind === 'ARRAY' || field.type.kind === 'FLOAT64') throw unsupported(`Comparing STRUCT values that hold ${field.type.kind}`);
    return `${x} = ${y}`;
  });
  return `(${fields.join(' AND ')})`;
}

function equalStructs(call: Call): string | null {
  const [a, b] = call.node.argumentList.map(({ type }) => type);
  if (a?.kind !== 'STRUCT' || b?.kind !== 'STRUCT') return null;
  // Positions, not names, pair the fields: both sides have been given the same names here, or are refused.
  if (JSON.stringify(a) !== JSON.stringify(b)) throw unsupported('Comparing STRUCT values of different types');
  return call.once(call.args, (x, y) => structEqual(x, y, a));
}

const comparison = (operator: '=' | '<' | '<=' | '>' | '>='): Builder => (call) => {
  refuseNested(call);
  return compare(operator, call);
};

export const COMPARISON: Catalogue = {
  FN_EQUAL: (call) => equalStructs(call) ?? comparison('=')(call),
  FN_NOT_EQUAL: (call) => {
    const equal = equalStructs(call);
    if (equal !== null) return `(NOT ${equal})`;
    refuseNested(call);
    return nan(call, 0) && nan(call, 1) ? `(NOT ${compare('=', call)})` : `(${argument(call, 0)} <> ${argument(call, 1)})`;
  },
  FN_LESS: comparison('<'),
  FN_LESS_OR_EQUAL: comparison('<='),
  FN_GREATER: comparison('>'),
  FN_GREATER_OR_EQUAL: comparison('>='),
  FN_BETWEEN: (call) => {
    refuseNested(call);
    if (![0, 1, 2].some((index) => nan(call, index))) return `(${argument(call, 0)} BETWEEN ${argument(call, 1)} AND ${argument(call, 2)})`;
    return `(${compare('>=', call, 0, 1)} AND ${compare('<=', call, 0, 2)})`;
  },
  FN_IN: (call) => {
    refuseNested(call);
    if (!nan(call, 0)) return `(${argument(call, 0)} IN (${call.args.slice(1).join(', ')}))`;
    if (!call.node.argumentList.some((_, index) => index > 0 && nan(call, index))) return `(${argument(call, 0)} IN (${call.args.slice(1).join(', ')}))`;
    return `(${call.args.slice(1).map((_, index) => compare('=', call, 0, index + 1)).join(' OR ')})`;
  },
  FN_IN_ARRAY: (call) => {
    refuseNested({ ...call, node: { ...call.node, argumentList: call.node.argumentList.slice(0, 1) } });
    if (nan(call, 0)) throw unsupported('FLOAT64 IN UNNEST(…)');
    // An empty or NULL array holds nothing; a NULL among its elements leaves the answer open.
    return call.once(call.args, (value, array) =>
      `CASE WHEN coalesce(len(${array}), 0) = 0 THEN FALSE WHEN list_contains(${array}, ${value}) THEN TRUE WHEN ${value} IS NULL OR len(${array}) > list_count(${array}) THEN NULL ELSE FALSE END`);
  },
  FN_IS_NULL: text((a) => `(${a} IS NULL)`),
  FN_IS_TRUE: text((a) => `(${a} IS TRUE)`),
  FN_IS_FALSE: text((a) => `(${a} IS FALSE)`),
  FN_AND: infix('AND'),
  FN_OR: infix('OR'),
  FN_NOT: text((a) => `(NOT ${a})`),
  FN_DISTINCT: text((a, b) => `(${a} IS DISTINCT FROM ${b})`),
  FN_NOT_DISTINCT: text((a, b) => `(${a} IS NOT DISTINCT FROM ${b})`),
};
