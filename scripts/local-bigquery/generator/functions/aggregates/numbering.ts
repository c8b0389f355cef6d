import type { Expr } from '../../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../../errors.ts';
import { isNullLiteral, literalInteger } from '../../expressions/constants.ts';
import { raise } from '../../text/raise.ts';
import { arg, same, type AggregateBuilder, type AggregateCall, type Aggregates } from './aggregate-call.ts';

const invalid = (message: string): BigQueryError => new BigQueryError('invalidQuery', message, 'query');

/** A constant whole number of at least `least`; a parameter is looked at when the statement runs. */
function wholeNumber(call: AggregateCall, index: number, least: 0 | 1, isNull: string, isLess: string): string {
  const node = call.node.argumentList[index];
  if (node === undefined) return '';
  if (isNullLiteral(node)) throw invalid(isNull);
  const literal = literalInteger(node);
  if (literal !== null && literal < least) throw invalid(isLess);
  if (literal !== null) return arg(call, index);
  return `CASE WHEN ${arg(call, index)} IS NULL THEN ${raise(`'${isNull}'`, 'BIGINT')} WHEN ${arg(call, index)} < ${least} THEN ${raise(`'${isLess}'`, 'BIGINT')} ELSE ${arg(call, index)} END`;
}

function isConstant(node: Expr): boolean {
  return node.kind === 'Literal' || node.kind === 'Parameter' || node.kind === 'Constant' || (node.kind === 'Cast' && isConstant(node.expr)) || (node.kind === 'FunctionCall' && node.argumentList.every(isConstant));
}

const shifted = (name: 'LAG' | 'LEAD'): AggregateBuilder => (call) => {
  const otherwise = call.node.argumentList[2];
  if (otherwise !== undefined && !isConstant(otherwise)) throw invalid(`The third argument (the default expression) to ${name} must be constant`);
  const offset = wholeNumber(call, 1, 0, `Argument 2 to ${name} must be non-NULL`, `The offset to the function ${name} must not be negative`);
  return call.apply(name.toLowerCase(), call.args.map((text, index) => (index === 1 ? offset : text)));
};

const valueAt = (name: string): AggregateBuilder => (call) => {
  const nulls = call.node.nullHandlingModifier === 'IGNORE_NULLS' ? ' IGNORE NULLS' : '';
  const place = wholeNumber(call, 1, 1, 'Argument 2 to NTH_VALUE must be non-NULL', 'Argument 2 to NTH_VALUE must be at least 1');
  return call.apply(name, [[arg(call, 0), place].filter((text) => text !== '').join(', ') + nulls]);
};

/** Functions that exist only over a window. */
export const NUMBERING: Aggregates = {
  FN_ROW_NUMBER: same('row_number'),
  FN_RANK: same('rank'),
  FN_DENSE_RANK: same('dense_rank'),
  FN_PERCENT_RANK: same('percent_rank'),
  FN_CUME_DIST: same('cume_dist'),
  FN_NTILE: (call) => call.apply('ntile', [wholeNumber(call, 0, 1, 'The argument to NTILE must be non-NULL', 'The argument to NTILE must be at least 1')]),
  FN_LAG: shifted('LAG'),
  FN_LEAD: shifted('LEAD'),
  FN_FIRST_VALUE: valueAt('first_value'),
  FN_LAST_VALUE: valueAt('last_value'),
  FN_NTH_VALUE: valueAt('nth_value'),
};
