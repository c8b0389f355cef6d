import type { Column, SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import { BIGNUMERIC, decimalText, fromBlob } from '../values/decimal.ts';
import { structKey } from '../storage/types.ts';
import { DuckDBBlobValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBIntervalValue, DuckDBListValue, DuckDBStructValue, DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBTimeValue, type DuckDBDataChunk, type DuckDBValue } from '../storage/duckdb.ts';
import { dateText, datetimeText, floatText, intervalText, timeText, timestampText, type TimestampFormat } from './text.ts';

/** A cell as the REST API sends it: text, a list of cells, or a row; TIMESTAMP stays microseconds until it is sent. */
export type Cell = string | null | { readonly micros: string } | { readonly items: readonly Cell[] } | { readonly fields: readonly Cell[] };

export type CellReader = (value: DuckDBValue) => Cell;

/** What a cell looks like in JSON. */
export type WireValue = string | null | { v: WireValue }[] | { f: { v: WireValue }[] };

/** How to read each column of a result; the generator's types and the engine's must agree, or it is our fault. */
export function cellReaders(columns: readonly Column[]): CellReader[] {
  return columns.map(({ name, type }) => {
    refuseSameFields(type, name);
    const read = cellReader(type);
    return (value) => {
      try {
        return read(value);
      } catch (error) {
        if (error instanceof NullElementError) throw new BigQueryError('invalidQuery', `Array cannot have a null element; error in writing field ${name}`, 'query', { cause: error });
        throw new BigQueryError('internalError', `Column ${name} came from the engine in another type than ${type.kind}.`, 'query', { cause: error });
      }
    };
  });
}

/** A result, unlike a query, has no struct with two fields of one name. */
function refuseSameFields(type: SqlType, path: string): void {
  if (type.kind === 'ARRAY') refuseSameFields(type.element, path);
  if (type.kind !== 'STRUCT') return;
  const named = type.fields.flatMap(({ name }) => (name === '' ? [] : [name.toLowerCase()]));
  const same = named.find((name, index) => named.indexOf(name) < index);
  if (same !== undefined) throw new BigQueryError('invalidQuery', `Duplicate column names in the result are not supported. Found duplicate(s): ${path}.${same}`, 'query');
  for (const { name, type: fieldType } of type.fields) refuseSameFields(fieldType, `${path}.${name}`);
}

/** Arrays may hold NULL inside a query, and may not in what it puts out. */
class NullElementError extends Error {}

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
      return (value) => (typeof value === 'boolean' ? String(value) : wrongType());
    case 'INT64':
      return (value) => (typeof value === 'bigint' || Number.isInteger(value) ? String(value) : wrongType());
    case 'FLOAT64':
      return (value) => (typeof value === 'number' ? floatText(value) : wrongType());
    case 'BIGNUMERIC':
      return (value) => (value instanceof DuckDBBlobValue ? decimalText(fromBlob(value.bytes), BIGNUMERIC) : wrongType());
    case 'NUMERIC':
      return (value) => (value instanceof DuckDBDecimalValue ? numericText(value) : wrongType());
    case 'STRING':
    case 'JSON':
      return (value) => (typeof value === 'string' ? value : wrongType());
    case 'BYTES':
      return (value) => (value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : wrongType());
    case 'DATE':
      return (value) => (value instanceof DuckDBDateValue ? dateText(value.days) : wrongType());
    case 'TIME':
      return (value) => (value instanceof DuckDBTimeValue ? timeText(value.micros) : wrongType());
    case 'DATETIME':
      return (value) => (value instanceof DuckDBTimestampValue ? datetimeText(value.micros) : wrongType());
    case 'TIMESTAMP':
      return (value) => (value instanceof DuckDBTimestampTZValue ? { micros: value.micros.toString() } : wrongType());
    case 'INTERVAL':
      return (value) => (value instanceof DuckDBIntervalValue ? intervalText(value) : wrongType());
    case 'ARRAY': {
      const read = cellReader(type.element);
      const element: CellReader = (value) => {
        if (value === null) throw new NullElementError('An array of a result holds NULL.');
        return read(value);
      };
      return (value) => (value instanceof DuckDBListValue ? { items: value.items.map(element) } : wrongType());
    }
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => ({ key: structKey(field.name, index, type.fields), read: cellReader(field.type) }));
      return (value) => {
        if (!(value instanceof DuckDBStructValue)) return wrongType();
        const { entries } = value;
        return { fields: fields.map(({ key, read }) => (key in entries ? read(entries[key] ?? null) : wrongType())) };
      };
    }
  }
}

function wrongType(): never {
  throw new TypeError('The engine answered a value of another type.');
}

/** Exact decimal text without trailing zeros, as BigQuery prints NUMERIC. */
function numericText({ value: digits, scale }: DuckDBDecimalValue): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = scale === 0 ? '' : text.slice(-scale).replace(/0+$/, '');
  const whole = scale === 0 ? text : text.slice(0, -scale);
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function toWire(cell: Cell, timestamps: TimestampFormat): WireValue {
  if (cell === null || typeof cell === 'string') return cell;
  if ('micros' in cell) return timestampText(BigInt(cell.micros), timestamps);
  if ('items' in cell) return cell.items.map((item) => ({ v: toWire(item, timestamps) }));
  return { f: cell.fields.map((field) => ({ v: toWire(field, timestamps) })) };
}

export function wireRow(row: readonly Cell[], timestamps: TimestampFormat): { f: { v: WireValue }[] } {
  return { f: row.map((cell) => ({ v: toWire(cell, timestamps) })) };
}
