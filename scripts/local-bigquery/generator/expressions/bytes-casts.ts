import type { Cast, Expr } from '../../../googlesql/resolved-nodes.ts';
import { literalString } from './constants.ts';
import { once } from './expressions.ts';
import type { Generation } from '../generation.ts';
import { unsupported } from '../refusal.ts';
import { isSimple } from '../text/text.ts';

const FUNCTIONS: Readonly<Record<string, string>> = { 'BYTES>STRING': 'gsql_bytes_to_string', 'STRING>BYTES': 'gsql_string_to_bytes' };

/** CAST between BYTES and STRING with a FORMAT (HEX, BASE64, …); null for other casts. */
export function formattedBytesCast(node: Cast, value: string, write: (operand: Expr) => string, generation: Generation): string | null {
  if (node.format === null || node.timeZone !== null) return null;
  const name = FUNCTIONS[`${node.expr.type.kind}>${node.type.kind}`];
  if (name === undefined) return null;
  const format = write(node.format);
  // What is refused only when a row is computed would be NULL under SAFE_CAST.
  if (node.returnNullOnError && !/^(?:HEX|BASE(?:2|8|16|64M?)|ASCII|UTF-?8)$/i.test(literalString(node.format) ?? '')) throw unsupported('SAFE_CAST between BYTES and STRING with this FORMAT');
  if (!node.returnNullOnError) return `${name}(${value}, ${format})`;
  return once([value, format], (bytes, by) => `TRY(${name}(${bytes}, ${by}))`, generation, isSimple);
}
