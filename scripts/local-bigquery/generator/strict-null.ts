import type { Expr, FunctionCall } from '../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { duckType } from '../storage/types.ts';
import { isNullLiteral } from './constants.ts';

/** Operators and functions that are NULL where an argument is, but compute all arguments first, with their errors. */
const STRICT = /^FN_(?:ADD|SUBTRACT|MULTIPLY|DIV|DIVIDE|IEEE_DIVIDE|MOD|BITWISE_\w+|EQUAL|NOT_EQUAL|LESS|LESS_OR_EQUAL|GREATER|GREATER_OR_EQUAL|POW|LOGARITHM|ATAN2|ROUND_WITH_\w+|TRUNC_WITH_\w+|SAFE_\w+)(?:_[A-Z0-9]+)?$/;

/**
 * DuckDB takes a call with a constant NULL for NULL, without computing the other arguments. Where one of those may fail,
 * the NULL is written so that DuckDB does not see it.
 */
export function hideNulls(node: FunctionCall, args: readonly string[]): readonly string[] {
  if (!STRICT.test(node.signature) || !node.argumentList.some(isNull) || !node.argumentList.some(mayFail)) return args;
  return args.map((text, index) => {
    const argument = node.argumentList[index];
    return argument !== undefined && isNull(argument) && (argument.type as { kind: string }).kind !== 'ENUM' ? `(CASE WHEN random() > 2 THEN NULL::${duckType(argument.type as SqlType)} END)` : text;
  });
}

function isNull(node: Expr): boolean {
  return node.kind === 'Cast' ? isNull(node.expr) : isNullLiteral(node);
}

function mayFail(node: Expr): boolean {
  return node.kind === 'FunctionCall' || node.kind === 'SubqueryExpr' || (node.kind === 'Cast' && !isNull(node) && node.expr.kind !== 'Literal');
}
