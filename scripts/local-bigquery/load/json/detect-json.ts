import { BigQueryError } from '../../errors.ts';
import { isRecord, type FieldSchema } from '../../wire/schema.ts';
import { numberText, parseNumbers } from './json-text.ts';

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const DATE = /^\d{4}-\d{1,2}-\d{1,2}$/;
const TIME = /^\d{1,2}:\d{1,2}:\d{1,2}(\.\d{1,6})?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,6})?)?( ?(Z|UTC|[+-]\d{1,2}(:\d{2})?))?$/;

/** A schema that all of some JSON lines fit. */
export function detectJson(lines: readonly string[]): FieldSchema[] {
  const rows = lines.map((line) => {
    const row = parseNumbers(line);
    if (!isRecord(row)) throw new BigQueryError('invalid', 'A row must be a JSON object.');
    return row;
  });
  return fieldsOf(rows);
}

function fieldsOf(rows: readonly Readonly<Record<string, unknown>>[]): FieldSchema[] {
  // Names in other case are the same column.
  const found = new Map<string, { readonly name: string; readonly values: unknown[] }>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const field = found.get(name.toLowerCase()) ?? { name, values: [] };
      found.set(name.toLowerCase(), field);
      if (value !== null) field.values.push(value);
    }
  }
  return [...found.values()].map(({ name, values }) => fieldOf(name, values));
}

function fieldOf(name: string, values: readonly unknown[]): FieldSchema {
  if (values.length > 0 && values.every(Array.isArray)) {
    const items: readonly unknown[] = values.flat();
    if (items.some(Array.isArray)) throw new BigQueryError('invalid', `Nested arrays not allowed. Field: ${name}`, name);
    return { ...fieldOf(name, items), mode: 'REPEATED' };
  }
  if (values.length > 0 && values.every(isRecord)) return { name, type: 'RECORD', mode: 'NULLABLE', fields: fieldsOf(values) };
  return { name, type: scalarOf(values), mode: 'NULLABLE' };
}

/** What has no value at all is a text. */
function scalarOf(values: readonly unknown[]): string {
  const numbers = values.map(numberText);
  const all = (test: (value: unknown, index: number) => boolean): boolean => values.length > 0 && values.every(test);
  const isText = (pattern: RegExp) => (value: unknown, index: number): boolean => numbers[index] === null && typeof value === 'string' && pattern.test(value);
  if (all((value) => typeof value === 'boolean')) return 'BOOLEAN';
  if (all((_, index) => isInteger(numbers[index] ?? ''))) return 'INTEGER';
  if (all((_, index) => numbers[index] !== null)) return 'FLOAT';
  if (all(isText(DATE))) return 'DATE';
  if (all(isText(TIME))) return 'TIME';
  if (all(isText(TIMESTAMP))) return 'TIMESTAMP';
  return 'STRING';
}

function isInteger(text: string): boolean {
  return /^-?\d+$/.test(text) && BigInt(text) >= INT64.min && BigInt(text) <= INT64.max;
}
