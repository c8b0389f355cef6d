import type { SqlType } from '../../googlesql/types.ts';
import type { Read } from '../engine/table-rows.ts';
import { tableKey, type Table } from '../storage/catalog.ts';
import { quoteName } from '../storage/types.ts';

/** More rows than this are measured by a sample of this many. */
const SAMPLE_ROWS = 100_000;
const FIXED_BYTES: Readonly<Record<string, number>> = { BOOL: 1, INT64: 8, FLOAT64: 8, NUMERIC: 16, BIGNUMERIC: 32, DATE: 8, TIME: 8, DATETIME: 8, TIMESTAMP: 8, INTERVAL: 16 };

/** Rows and logical bytes of tables, counted when asked for and kept until the rows change. */
export class Sizes {
  private readonly known = new Map<string, { readonly physical: string; readonly modified: number; readonly size: Readonly<Record<string, string>> }>();

  constructor(private readonly read: Read) {}

  async of({ shape, modified }: Table): Promise<Readonly<Record<string, string>>> {
    const { physical, columns } = shape;
    if (physical === null) return {};
    const key = tableKey(shape.ref);
    const known = this.known.get(key);
    if (known?.physical === physical && known.modified === modified) return known.size;
    const fixed = columns.reduce((sum, { type }) => sum + (FIXED_BYTES[type.kind] ?? 0), 0);
    const texts = columns.filter(({ type }) => FIXED_BYTES[type.kind] === undefined).map(({ name, type }) => `coalesce(sum(${bytesOf(quoteName(name), type)}), 0)`);
    const size = await this.read(async (connection) => {
      const [row] = await connection.rows(`SELECT count(*) FROM ${physical}`);
      const rows = Number(row?.[0] ?? 0);
      let perRow = fixed;
      if (texts.length > 0 && rows > 0) {
        const sampled = Math.min(rows, SAMPLE_ROWS);
        const [sample] = await connection.rows(`SELECT (${texts.join(' + ')})::DOUBLE FROM (SELECT * FROM ${physical} LIMIT ${sampled})`);
        perRow += Number(sample?.[0] ?? 0) / sampled;
      }
      const bytes = String(Math.round(perRow * rows));
      return { numRows: String(rows), numBytes: bytes, numTotalLogicalBytes: bytes, numActiveLogicalBytes: bytes, numLongTermBytes: '0', numLongTermLogicalBytes: '0' };
    }).catch(() => ({}));
    if ('numRows' in size) this.known.set(key, { physical, modified, size });
    return size;
  }
}

/** Texts count two bytes more than their UTF-8; arrays and structs are estimated by their text. */
function bytesOf(column: string, type: SqlType): string {
  if (type.kind === 'STRING' || type.kind === 'JSON') return `strlen(${column}::VARCHAR) + 2`;
  if (type.kind === 'BYTES') return `octet_length(${column}) + 2`;
  return `strlen(${column}::VARCHAR)`;
}
