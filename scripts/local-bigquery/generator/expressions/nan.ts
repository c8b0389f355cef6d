import type { Expr } from '../../../googlesql/resolved-nodes.ts';

/** Functions of FLOAT64 that give no NaN unless an argument is NaN: what they refuse, they refuse with an error. */
const KEEP_NUMBERS = new Set(['FN_ABS_DOUBLE', 'FN_CEIL_DOUBLE', 'FN_FLOOR_DOUBLE', 'FN_SIGN_DOUBLE', 'FN_UNARY_MINUS_DOUBLE', 'FN_COALESCE', 'FN_IFNULL', 'FN_GREATEST', 'FN_LEAST']);

/** Whether a FLOAT64 expression could be NaN, as far as its form tells; false for every other type. */
export function mayBeNaN(expr: Expr): boolean {
  if (expr.type.kind !== 'FLOAT64') return false;
  switch (expr.kind) {
    case 'Literal':
      return Number.isNaN(expr.value.value?.['double_value']);
    case 'Cast':
      return expr.expr.type.kind === 'STRING' || mayBeNaN(expr.expr);
    case 'FunctionCall':
      if (KEEP_NUMBERS.has(expr.signature)) return expr.argumentList.some(mayBeNaN);
      if (expr.signature === 'FN_IF') return expr.argumentList.slice(1).some(mayBeNaN);
      return expr.signature !== 'FN_RAND';
    default:
      return true;
  }
}
