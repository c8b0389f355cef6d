import type { Expr, FunctionCall } from '../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { duckType } from '../storage/types.ts';
import { isNullLiteral } from './constants.ts';

/** Operators and functions that are NULL where an argument is, but compute all arguments first, with their errors. */
const STRICT = /^FN_(?:ADD|SUBTRACT|MULTIPLY|DIV|DIVIDE|IEEE_DIVIDE|MOD|BITWISE_\w+|EQUAL|NOT_EQUAL|LESS|LESS_OR_EQUAL|GREATER|GREATER_OR_EQUAL|POW|LOGARITHM|ATAN2|ROUND_WITH_\w+|TRUNC_WITH_\w+|SAFE_\w+)(?:_[A-Z0-9]+)?$/;

/**
 * DuckDB takes a call with a constant NULL for NULL, without computing the other arguments. Where one of those may fail,
 * a constant that is or may be NULL is written so that DuckDB does not see it.
 */
export function hideNulls(node: FunctionCall, args: readonly string[]): readonly string[] {
  return STRICT.test(node.signature) ? hideConstantNulls(node.argumentList, args) : args;
}

/** The same for operands that one expression reads, each by its text. */
export function hideConstantNulls(operands: readonly Expr[], texts: readonly string[]): readonly string[] {
  if (!operands.some(mayFail) || !operands.some(mayBeConstantNull)) return texts;
  return texts.map((text, index) => {
    const argument = operands[index];
    if (argument === undefined || !mayBeConstantNull(argument)) return text;
    return `(CASE WHEN random() > 2 THEN NULL::${duckType(argument.type as SqlType)} ELSE ${text} END)`;
  });
}

/** Whether an expression reads no column and may be NULL. */
function mayBeConstantNull(node: Expr): boolean {
  return (node.type as { kind: string }).kind !== 'ENUM' && isConstant(node) && !isNeverNull(node);
}

function isConstant(node: Expr): boolean {
  switch (node.kind) {
    case 'Literal':
    case 'Parameter':
    case 'Constant':
      return true;
    case 'Cast':
      return isConstant(node.expr);
    case 'FunctionCall':
      return node.argumentList.every(isConstant);
    default:
      return false;
  }
}

/** As far as its form tells. */
function isNeverNull(node: Expr): boolean {
  if (node.kind === 'Literal') return !isNullLiteral(node);
  if (node.kind === 'Cast') return !node.returnNullOnError && isNeverNull(node.expr);
  return node.kind === 'FunctionCall' && node.errorMode === 'DEFAULT_ERROR_MODE' && STRICT.test(node.signature) && !node.signature.startsWith('FN_SAFE') && node.argumentList.every(isNeverNull);
}

function mayFail(node: Expr): boolean {
  return node.kind === 'FunctionCall' || node.kind === 'SubqueryExpr' || (node.kind === 'Cast' && node.expr.kind !== 'Literal');
}
