import type { DuckDBBlobValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBIntervalValue, DuckDBListValue, DuckDBStructValue, DuckDBTimeValue, DuckDBTimestampValue } from '@duckdb/node-api';
import type { Column, SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { structKey } from '../storage/types.ts';
import type { DuckDBDataChunk, DuckDBValue } from '../storage/duckdb.ts';
import { dateText, datetimeText, floatText, intervalText, timeText, timestampText, type TimestampFormat } from './text.ts';

/** A cell as the REST API sends it: text, a list of cells, or a row; TIMESTAMP stays microseconds until it is sent. */
export type Cell = string | null | { readonly micros: string } | { readonly items: readonly Cell[] } | { readonly fields: readonly Cell[] };

export type CellReader = (value: DuckDBValue) => Cell;

/** What a cell looks like in JSON. */
export type WireValue = string | null | { v: WireValue }[] | { f: { v: WireValue }[] };

/** How to read each column of a result; the generator's types and the engine's must agree, or it is our fault. */
export function cellReaders(columns: readonly Column[]): CellReader[] {
  return columns.map(({ name, type }) => {
    const read = cellReader(type);
    return (value) => {
      try {
        return read(value);
      } catch (error) {
        throw new BigQueryError('internalError', `Column ${name} came from the engine in another type than ${type.kind}.`, 'query', { cause: error });
      }
    };
  });
}

/** Rows of a chunk, appended to `rows`. */
export function readChunk(chunk: DuckDBDataChunk, readers: readonly CellReader[], rows: Cell[][]): void {
  const vectors = readers.map((_, column) => chunk.getColumnVector(column));
  for (let row = 0; row < chunk.rowCount; row += 1) {
    rows.push(readers.map((read, column) => read(vectors[column]?.getItem(row) ?? null)));
  }
}

function cellReader(type: SqlType): CellReader {
  const read = valueReader(type);
  // BigQuery answers a NULL array as an empty one.
  const empty: Cell = type.kind === 'ARRAY' ? { items: [] } : null;
  return (value) => (value === null ? empty : read(value));
}

function valueReader(type: SqlType): CellReader {
  switch (type.kind) {
    case 'BOOL':
      return (value) => (must(typeof value === 'boolean') && value ? 'true' : 'false');
    case 'INT64':
      return (value) => {
        must(typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)));
        return String(value as bigint);
      };
    case 'FLOAT64':
      return (value) => {
        must(typeof value === 'number');
        return floatText(value as number);
      };
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return (value) => numericText(value);
    case 'STRING':
    case 'JSON':
      return (value) => {
        must(typeof value === 'string');
        return value as string;
      };
    case 'BYTES':
      return (value) => Buffer.from((value as DuckDBBlobValue).bytes).toString('base64');
    case 'DATE':
      return (value) => dateText((value as DuckDBDateValue).days);
    case 'TIME':
      return (value) => timeText((value as DuckDBTimeValue).micros);
    case 'DATETIME':
      return (value) => datetimeText((value as DuckDBTimestampValue).micros);
    case 'TIMESTAMP':
      return (value) => ({ micros: (value as DuckDBTimestampValue).micros.toString() });
    case 'INTERVAL':
      return (value) => intervalText(value as DuckDBIntervalValue);
    case 'ARRAY': {
      const read = cellReader(type.element);
      return (value) => ({ items: (value as DuckDBListValue).items.map(read) });
    }
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => ({ key: structKey(field.name, index, type.fields), read: cellReader(field.type) }));
      return (value) => {
        const { entries } = value as DuckDBStructValue;
        const keys = Object.keys(entries);
        must(keys.length === fields.length && fields.every(({ key }) => key in entries));
        return { fields: fields.map(({ key, read }) => read(entries[key] ?? null)) };
      };
    }
  }
}

function must(condition: boolean): boolean {
  if (!condition) throw new TypeError('The engine answered a value of another type.');
  return true;
}

/** Exact decimal text without trailing zeros, as BigQuery prints NUMERIC. */
function numericText(value: DuckDBValue): string {
  if (typeof value === 'bigint') return value.toString();
  const { value: digits, scale } = value as DuckDBDecimalValue;
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : text.slice(-scale).replace(/0+$/, '');
  const whole = scale === 0 ? text : text.slice(0, -scale);
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

export function toWire(cell: Cell, timestamps: TimestampFormat): WireValue {
  if (cell === null || typeof cell === 'string') return cell;
  if ('micros' in cell) return timestampText(BigInt(cell.micros), timestamps);
  if ('items' in cell) return cell.items.map((item) => ({ v: toWire(item, timestamps) }));
  return { f: cell.fields.map((field) => ({ v: toWire(field, timestamps) })) };
}

export function wireRow(row: readonly Cell[], timestamps: TimestampFormat): { f: { v: WireValue }[] } {
  return { f: row.map((cell) => ({ v: toWire(cell, timestamps) })) };
}
