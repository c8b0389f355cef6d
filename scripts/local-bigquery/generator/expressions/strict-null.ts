import type { Expr, FunctionCall, Scan } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { duckType } from '../../storage/types.ts';
import { isNullLiteral } from './constants.ts';

/** Operators and functions that are NULL where an argument is, but compute all arguments first, with their errors. */
const STRICT = /^FN_(?:ADD|SUBTRACT|MULTIPLY|DIV|DIVIDE|IEEE_DIVIDE|MOD|BITWISE_\w+|EQUAL|NOT_EQUAL|LESS|LESS_OR_EQUAL|GREATER|GREATER_OR_EQUAL|POW|LOGARITHM|ATAN2|ROUND_WITH_\w+|TRUNC_WITH_\w+|SAFE_\w+)(?:_[A-Z0-9]+)?$/;

/** Functions that leave an argument uncomputed, or are not NULL where one is. */
const LAZY = /^FN_(?:IF|IFNULL|COALESCE|NULLIF|AND|OR|NOT|IS_\w+|CASE_\w+|MAKE_ARRAY|ERROR|FORMAT_\w+|TYPEOF|TO_JSON\w*|JSON_\w+|LIKE\w*|\w+_LIKE\w*|IN|IN_ARRAY|IN_SUBQUERY)$/;

/**
 * DuckDB takes a call with a constant NULL for NULL, without computing the other arguments. Where one of those may fail,
 * a constant that is or may be NULL is written so that DuckDB does not see it.
 */
export function hideNulls(node: FunctionCall, args: readonly string[]): readonly string[] {
  if (STRICT.test(node.signature)) return hideConstantNulls(node.argumentList, args);
  // Of other functions only what is NULL for certain: a pattern that DuckDB does not see is read anew for each row.
  return LAZY.test(node.signature) ? args : hideConstantNulls(node.argumentList, args, isNullLiteral);
}

/** The same for operands that one expression reads, each by its text. */
export function hideConstantNulls(operands: readonly Expr[], texts: readonly string[], isHidden: (operand: Expr) => boolean = () => true): readonly string[] {
  if (!operands.some(mayFail) || !operands.some(mayBeConstantNull)) return texts;
  return texts.map((text, index) => {
    const argument = operands[index];
    if (argument === undefined || !mayBeConstantNull(argument) || !isHidden(argument)) return text;
    return `(CASE WHEN random() > 2 THEN NULL::${duckType(argument.type as SqlType)} ELSE ${text} END)`;
  });
}

/**
 * DuckDB knows no type for what a constant NULL makes of many of its functions. A list of such values, cast to a type, reaches
 * a function of JavaScript as whatever its memory holds, and an overloaded function may be taken for another: so the result
 * is given its type.
 */
export function typedNull(node: Expr, operands: readonly Expr[], text: string): string {
  return operands.some(mayBeConstantNull) ? `(${text})::${duckType(node.type as SqlType)}` : text;
}

/** Whether an expression reads no column and may be NULL. */
function mayBeConstantNull(node: Expr): boolean {
  return (node.type as { kind: string }).kind !== 'ENUM' && isConstant(node) && !isNeverNull(node);
}

export function isConstant(node: Expr): boolean {
  switch (node.kind) {
    case 'Literal':
    case 'Parameter':
    case 'Constant':
      return true;
    case 'Cast':
    case 'GetStructField':
    case 'GetJsonField':
      return isConstant(node.expr);
    case 'FunctionCall':
      return node.argumentList.every(isConstant);
    case 'MakeStruct':
      return node.fieldList.every(isConstant);
    case 'SubqueryExpr':
      return node.parameterList.length === 0 && isRow(node.subquery);
    default:
      return false;
  }
}

/** A query without FROM, which may be written as a plain expression. */
export function isRow(node: Scan): boolean {
  return node.kind === 'SingleRowScan' || (node.kind === 'ProjectScan' && isRow(node.inputScan));
}

/** As far as its form tells. */
function isNeverNull(node: Expr): boolean {
  if (node.kind === 'Literal') return !isNullLiteral(node);
  if (node.kind === 'Cast') return !node.returnNullOnError && isNeverNull(node.expr);
  return node.kind === 'FunctionCall' && node.errorMode === 'DEFAULT_ERROR_MODE' && STRICT.test(node.signature) && !node.signature.startsWith('FN_SAFE') && node.argumentList.every(isNeverNull);
}

export function mayFail(node: Expr): boolean {
  return node.kind === 'FunctionCall' || node.kind === 'SubqueryExpr' || node.kind === 'Cast';
}
