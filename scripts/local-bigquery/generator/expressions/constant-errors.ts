import type { Expr, FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { duckType } from '../../storage/types.ts';
import type { Generation } from '../generation.ts';
import { isConstant, mayFail } from './strict-null.ts';
import { VOLATILE } from '../text/text.ts';

/** Which arguments of a conditional expression are computed only where others ask for them. */
const BRANCHES: Readonly<Record<string, number>> = { FN_IF: 1, FN_CASE_NO_VALUE: 1, FN_CASE_WITH_VALUE: 2, FN_COALESCE: 1, FN_IFNULL: 1 };

/** Writes the arguments of a call: those of which GoogleSQL computes only some, as branches. */
export function writeArguments(node: FunctionCall, generation: Generation, write: (argument: Expr) => string): string[] {
  const first = BRANCHES[node.signature] ?? Infinity;
  return node.argumentList.map((argument, index) => {
    if ((argument.type as { kind: string }).kind === 'ENUM') return '';
    if (index < first) return hideError(argument, write(argument), generation);
    return generation.branch(() => (isCondition(node, index) ? hideError(argument, write(argument), generation) : write(argument)));
  });
}

/** Whether a branch decides upon others, so that a CASE looks at it. */
function isCondition({ signature, argumentList }: FunctionCall, index: number): boolean {
  const isLast = index === argumentList.length - 1;
  if (signature === 'FN_CASE_NO_VALUE') return index % 2 === 0 && !isLast;
  if (signature === 'FN_CASE_WITH_VALUE') return index % 2 === 1 && !isLast;
  return signature !== 'FN_IF' && !isLast;
}

/**
 * The optimizer computes the constant conditions of every CASE, those in branches never taken too, and fails where they fail.
 * A constant that could is hidden from it there, but only if it does: so that the others stay constants.
 */
export function hideError(node: Expr, text: string, generation: Generation): string {
  // TRY takes no subquery, and the optimizer computes none.
  if (!generation.isInBranch || !isFirstToFail(node) || VOLATILE.test(text) || /\bSELECT\b/.test(text)) return text;
  const type = duckType(node.type as SqlType);
  return `(CASE WHEN TRY((${text}) IS NULL) IS NULL THEN CASE WHEN random() > 2 THEN NULL::${type} ELSE ${text} END ELSE ${text} END)`;
}

/** A constant that may fail, made of none that may. */
function isFirstToFail(node: Expr): boolean {
  return isFailing(node) && !operandsOf(node).some(isFailing);
}

function isFailing(node: Expr): boolean {
  return mayFail(node) && isConstant(node);
}

function operandsOf(node: Expr): readonly Expr[] {
  if (node.kind === 'FunctionCall') return node.argumentList;
  return node.kind === 'Cast' ? [node.expr] : [];
}
