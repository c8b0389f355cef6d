import type { Cast, Expr } from '../../../googlesql/resolved-nodes.ts';
import { once } from './expressions.ts';
import type { Generation } from '../generation.ts';
import { isSimple } from '../text/text.ts';

type Target = 'DATE' | 'TIME' | 'DATETIME' | 'TIMESTAMP';

const isTarget = (kind: string): kind is Target => ['DATE', 'TIME', 'DATETIME', 'TIMESTAMP'].includes(kind);

const TO_MICROS: Readonly<Record<Target, (value: string) => string>> = {
  DATE: (value) => `epoch_us(${value}::TIMESTAMP)`,
  TIME: (value) => `epoch_us(${value})`,
  DATETIME: (value) => `epoch_us(${value})`,
  TIMESTAMP: (value) => `epoch_us(${value})`,
};
const FROM_MICROS: Readonly<Record<Target, (micros: string) => string>> = {
  DATE: (micros) => `make_timestamp(${micros})::DATE`,
  TIME: (micros) => `gsql_to_time(${micros})`,
  DATETIME: (micros) => `make_timestamp(${micros})`,
  TIMESTAMP: (micros) => `make_timestamptz(${micros})`,
};

/** CAST(… FORMAT …) between strings and dates or times; null where neither side is one. @param write the text of an operand */
export function formattedDateCast(node: Cast, value: string, write: (operand: Expr) => string, generation: Generation): string | null {
  const [from, to] = [node.expr.type.kind, node.type.kind];
  if (node.format === null) return null;
  const format = write(node.format);
  const zone = node.timeZone === null ? `'UTC'` : write(node.timeZone);
  if (from === 'STRING' && isTarget(to)) {
    return FROM_MICROS[to](`gsql_${node.returnNullOnError ? 'safe_' : ''}read_cast_format('${to}', ${format}, ${value}, ${zone}, epoch_us(now()))`);
  }
  if (to !== 'STRING' || !isTarget(from)) return null;
  return once([value, format, zone], (operand, by, at) => {
    const micros = TO_MICROS[from](operand);
    const written = from === 'TIMESTAMP' ? `gsql_write_zoned_cast_format(${by}, ${micros}, ${at})` : `gsql_write_cast_format('${from}', ${by}, ${micros})`;
    return node.returnNullOnError ? `TRY(${written})` : written;
  }, generation, isSimple);
}
