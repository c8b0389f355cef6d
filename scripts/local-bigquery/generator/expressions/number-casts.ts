import type { Cast, Expr } from '../../../googlesql/resolved-nodes.ts';
import { literalString } from './constants.ts';
import { numberFormat } from '../javascript/formats/number-elements.ts';
import { unsupported } from '../refusal.ts';

/** CAST of a number to STRING with a FORMAT; null for other casts. @param text the number as CAST AS STRING writes it */
export function formattedNumberCast(node: Cast, value: string, text: () => string, write: (operand: Expr) => string): string | null {
  const { kind } = node.expr.type;
  if (node.format === null || node.timeZone !== null || node.type.kind !== 'STRING') return null;
  if (!['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC'].includes(kind)) return null;
  const literal = literalString(node.format);
  if (literal !== null && numberFormat(literal) === null) throw unsupported(`CAST of a number with FORMAT '${literal}' (supported are the elements 0 9 X , . $ C D G L V B FM EEEE S MI PR)`);
  // What is refused only when a row is computed would be NULL under SAFE_CAST.
  if (node.returnNullOnError && literal === null) throw unsupported('SAFE_CAST of a number with a FORMAT that is not a constant');
  return kind === 'FLOAT64' ? `gsql_format_double(${value}, ${write(node.format)})` : `gsql_format_decimal(${text()}, ${write(node.format)})`;
}
