import type { ColumnRef, FunctionCall, SubqueryExpr } from './resolved-nodes.ts';

/** Whether a node of the resolved tree, or one below it, is such a one. */
export function holds(node: unknown, isSuch: (node: unknown) => boolean): boolean {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false;
  return isSuch(node) || Object.values(node).some((value) => holds(value, isSuch));
}

export const kindOf = (node: unknown): unknown => (typeof node === 'object' && node !== null ? (node as { kind?: unknown }).kind : undefined);
export const isCall = (node: unknown): node is FunctionCall => kindOf(node) === 'FunctionCall';
export const isColumn = (node: unknown): node is ColumnRef => kindOf(node) === 'ColumnRef';
export const isSubquery = (node: unknown): node is SubqueryExpr => kindOf(node) === 'SubqueryExpr';

const VOLATILE: ReadonlySet<string> = new Set(['FN_RAND', 'FN_GENERATE_UUID']);

/** A function whose every call gives another value. */
export const isVolatile = (node: unknown): boolean => isCall(node) && VOLATILE.has(node.signature);
