import type { SqlType } from '../../../googlesql/types.ts';
import { tableKey, type Table } from '../../storage/catalog.ts';
import { quoteName, structKey } from '../../storage/types.ts';
import type { Scans } from './lookup.ts';
import type { Read } from './table-rows.ts';

/** More rows than this are measured by a sample of this many. */
const SAMPLE_ROWS = 10_000;
/** https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#data_type_sizes; a NULL has none. */
const FIXED_BYTES: Readonly<Record<string, number>> = { BOOL: 1, INT64: 8, FLOAT64: 8, NUMERIC: 16, BIGNUMERIC: 32, DATE: 8, TIME: 8, DATETIME: 8, TIMESTAMP: 8, INTERVAL: 16 };
const TEXT_OVERHEAD = 2;

export interface Size {
  readonly rows: number;
  readonly bytes: number;
  /** By column name in lower case. */
  readonly columns: ReadonlyMap<string, number>;
}

/** Rows and logical bytes of tables, measured when asked for and kept until the rows change. */
export class Sizes {
  private readonly known = new Map<string, { readonly physical: string; readonly modified: number; readonly size: Size }>();

  constructor(private readonly read: Read) {}

  /** @param read lends the connection that measures @returns null for what stores no rows, or is gone */
  async of({ shape, modified }: Table, read = this.read): Promise<Size | null> {
    const { physical, columns } = shape;
    if (physical === null) return null;
    const key = tableKey(shape.ref);
    const known = this.known.get(key);
    if (known?.physical === physical && known.modified === modified) return known.size;
    const size = await read(async (connection) => {
      const sums = columns.map(({ name, type }) => sumOfBytes(quoteName(name), type));
      const [measured = []] = await connection.rows(`SELECT (SELECT count(*) FROM ${physical}), ${sums.join(', ')} FROM (SELECT * FROM ${physical} LIMIT ${SAMPLE_ROWS})`);
      const [rows = 0, ...sample] = measured.map(Number);
      const scale = rows / Math.max(1, Math.min(rows, SAMPLE_ROWS));
      const byColumn = new Map(columns.map(({ name }, index) => [name.toLowerCase(), Math.round((sample[index] ?? 0) * scale)]));
      return { rows, bytes: [...byColumn.values()].reduce((sum, bytes) => sum + bytes, 0), columns: byColumn };
    }).catch(() => null);
    if (size !== null) this.known.set(key, { physical, modified, size });
    return size;
  }

  /** Bytes of the columns that a statement reads. */
  async ofScans(scans: Scans, tables: ReadonlyMap<string, Table>, read = this.read): Promise<number> {
    let bytes = 0;
    for (const [key, { columns }] of scans) {
      const table = columns.size === 0 ? undefined : tables.get(key);
      const size = table === undefined ? null : await this.of(table, read);
      for (const column of columns) bytes += size?.columns.get(column.toLowerCase()) ?? 0;
    }
    return bytes;
  }

  forget(tables: ReadonlyMap<string, Table>): void {
    for (const key of this.known.keys()) if (!tables.has(key)) this.known.delete(key);
  }
}

function sumOfBytes(column: string, type: SqlType): string {
  const fixed = FIXED_BYTES[type.kind];
  return fixed === undefined ? `coalesce(sum(${bytesOf(column, type)}), 0)::DOUBLE` : `${fixed} * count(${column})`;
}

/** A DuckDB expression for the logical bytes of a value; NULL or 0 for a NULL. */
export function bytesOf(value: string, type: SqlType, depth = 0): string {
  switch (type.kind) {
    case 'STRING':
    case 'JSON':
      return `strlen(${value}::VARCHAR) + ${TEXT_OVERHEAD}`;
    case 'BYTES':
      return `octet_length(${value}) + ${TEXT_OVERHEAD}`;
    case 'ARRAY':
      return `list_sum(list_transform(${value}, lambda x${depth}: coalesce(${bytesOf(`x${depth}`, type.element, depth + 1)}, 0)))`;
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => `coalesce(${bytesOf(`struct_extract(${value}, '${structKey(field.name, index, type.fields).replaceAll("'", "''")}')`, field.type, depth)}, 0)`);
      return fields.length === 0 ? '0' : `(${fields.join(' + ')})`;
    }
    default:
      return `CASE WHEN ${value} IS NULL THEN 0 ELSE ${FIXED_BYTES[type.kind] ?? 8} END`;
  }
}
