import type { ScalarKind, SqlType, StructField } from '../../googlesql/types.ts';

/** Quotes a DuckDB identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a DuckDB string literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const SCALARS: Readonly<Record<ScalarKind, string>> = {
  BOOL: 'BOOLEAN',
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  // Units of 1e-38, see decimal.ts.
  BIGNUMERIC: 'BLOB',
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  DATE: 'DATE',
  TIME: 'TIME',
  DATETIME: 'TIMESTAMP',
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
  INTERVAL: 'INTERVAL',
  // The text that generator/json/write.ts makes of a value: DuckDB's own JSON type would keep any text.
  JSON: 'VARCHAR',
};

/** The DuckDB type that holds every value of a GoogleSQL type. @throws BigQueryError where DuckDB has none */
export function duckType(type: SqlType): string {
  switch (type.kind) {
    case 'ARRAY':
      return `${duckType(type.element)}[]`;
    case 'STRUCT':
      return `STRUCT(${type.fields.map((field, index) => `${quoteName(structKey(field.name, index, type.fields))} ${duckType(field.type)}`).join(', ')})`;
    default:
      return SCALARS[type.kind];
  }
}

/**
 * The name of a struct's field in DuckDB, which wants every field named, and no two alike whatever their case.
 * @param fields all fields of the struct
 */
export function structKey(name: string, index: number, fields: readonly StructField[] = []): string {
  const taken = fields.some((field, other) => other < index && field.name.toLowerCase() === name.toLowerCase());
  return name === '' || taken ? `_field_${index + 1}` : name;
}

/** The name inside `data."…"` or `temp."…"`. */
export function unquoted(physical: string): string {
  return physical.slice(physical.indexOf('"') + 1, -1).replaceAll('""', '"');
}
