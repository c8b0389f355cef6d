import type { Expr } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import { expression } from '../expressions/expressions.ts';
import { literalNumber } from '../expressions/float-arithmetic.ts';
import type { Generation, Scope } from '../generation.ts';
import { raise } from '../text/raise.ts';
import { stringConstant } from '../text/text.ts';

/** Of LIMIT and OFFSET. */
export const LIMIT_MESSAGES = { isNull: 'Limit requires non-null count and offset', isNegative: 'Limit requires non-negative count and offset' };

/** A number that a clause takes, LIMIT or a frame's offset. The analyzer has seen to literals; a parameter may be anything. */
export function checkedNumber(node: Expr, type: string, messages: { readonly isNull: string; readonly isNegative: string }, scope: Scope, generation: Generation): string {
  const number = expression(node, scope, generation);
  if (Number.isNaN(literalNumber(node))) throw new BigQueryError('invalidQuery', `${messages.isNegative}nan`, 'query');
  if (node.kind === 'Literal') return number;
  const negative = messages.isNegative.endsWith(' ') ? `${stringConstant(messages.isNegative)} || (${number})::VARCHAR` : stringConstant(messages.isNegative);
  return `(CASE WHEN ${number} IS NULL THEN ${raise(stringConstant(messages.isNull), type)} WHEN ${number} < 0${type === 'DOUBLE' ? ` OR isnan(${number})` : ''} THEN ${raise(negative, type)} ELSE ${number} END)`;
}
