import { BigQueryError } from '../errors.ts';
import { isRecord, type FieldSchema } from '../wire/schema.ts';

/** A schema that all of some JSON lines fit. */
export function detectJson(lines: readonly string[]): FieldSchema[] {
  const rows = lines.map((line) => {
    const row: unknown = JSON.parse(line);
    if (!isRecord(row)) throw new BigQueryError('invalid', 'A row must be a JSON object.');
    return row;
  });
  return fieldsOf(rows);
}

function fieldsOf(rows: readonly Readonly<Record<string, unknown>>[]): FieldSchema[] {
  const values = new Map<string, unknown[]>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (value === null) continue;
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return [...values].map(([name, list]) => fieldOf(name, list));
}

function fieldOf(name: string, values: readonly unknown[]): FieldSchema {
  if (values.every(Array.isArray)) return { ...fieldOf(name, values.flat()), mode: 'REPEATED' };
  if (values.length > 0 && values.every(isRecord)) return { name, type: 'RECORD', mode: 'NULLABLE', fields: fieldsOf(values) };
  return { name, type: scalarOf(values), mode: 'NULLABLE' };
}

function scalarOf(values: readonly unknown[]): string {
  const all = (test: (value: unknown) => boolean): boolean => values.length > 0 && values.every(test);
  if (all((value) => typeof value === 'boolean')) return 'BOOLEAN';
  if (all((value) => Number.isSafeInteger(value))) return 'INTEGER';
  if (all((value) => typeof value === 'number')) return 'FLOAT';
  if (all((value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value))) return 'DATE';
  if (all((value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z| UTC)?$/.test(value))) return 'TIMESTAMP';
  return 'STRING';
}
