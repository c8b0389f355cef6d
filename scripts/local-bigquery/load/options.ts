import { BigQueryError } from '../errors.ts';
import type { Partitioning, TableRef } from '../statement.ts';
import { parsePartitioning, parseClustering } from '../wire/partitioning.ts';
import { parseSchema, isRecord, type FieldSchema } from '../wire/schema.ts';
import { readTableRef } from '../wire/references.ts';

export type SourceFormat = 'CSV' | 'NEWLINE_DELIMITED_JSON' | 'PARQUET';

export interface CsvOptions {
  readonly delimiter: string;
  readonly skipLeadingRows: number;
  readonly nullMarkers: readonly string[];
  /** Empty for none. */
  readonly quote: string;
  readonly allowQuotedNewlines: boolean;
  readonly allowJaggedRows: boolean;
}

export interface LoadOptions {
  readonly destination: TableRef;
  readonly sourceUris: readonly string[];
  readonly format: SourceFormat;
  /** null: that of the table, or detected */
  readonly fields: readonly FieldSchema[] | null;
  readonly autodetect: boolean;
  readonly writeDisposition: 'WRITE_TRUNCATE' | 'WRITE_APPEND' | 'WRITE_EMPTY';
  readonly mayCreate: boolean;
  readonly maxBadRecords: number;
  readonly ignoreUnknownValues: boolean;
  readonly csv: CsvOptions;
  readonly partitioning: Partitioning | null;
  readonly clustering: readonly string[];
  readonly description: string | null;
}

const FORMATS: Readonly<Record<string, SourceFormat>> = { CSV: 'CSV', NEWLINE_DELIMITED_JSON: 'NEWLINE_DELIMITED_JSON', JSON: 'NEWLINE_DELIMITED_JSON', PARQUET: 'PARQUET' };
const KNOWN = new Set([
  'destinationTable', 'sourceUris', 'sourceFormat', 'schema', 'schemaInline', 'schemaInlineFormat', 'autodetect', 'writeDisposition', 'createDisposition', 'maxBadRecords',
  'ignoreUnknownValues', 'fieldDelimiter', 'skipLeadingRows', 'nullMarker', 'nullMarkers', 'quote', 'allowQuotedNewlines', 'allowJaggedRows', 'encoding',
  'timePartitioning', 'rangePartitioning', 'clustering', 'destinationTableProperties', 'labels', 'parquetOptions', 'location', 'createDisposition', 'preserveAsciiControlCharacters',
]);

/** Reads `configuration.load`. @throws BigQueryError naming the member that is wrong or not supported */
export function readLoadOptions(load: Readonly<Record<string, unknown>>, projectId: string): LoadOptions {
  for (const [name, value] of Object.entries(load)) {
    const empty = value === undefined || value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);
    if (!KNOWN.has(name) && !empty) throw new BigQueryError('notImplemented', `The local BigQuery does not support configuration.load.${name}.`, name);
  }
  const formatName = textOf(load, 'sourceFormat') ?? 'CSV';
  const format = FORMATS[formatName.toUpperCase()];
  if (format === undefined) throw new BigQueryError('notImplemented', `The local BigQuery does not load ${formatName}: use CSV, NEWLINE_DELIMITED_JSON or PARQUET.`, 'sourceFormat');
  const encoding = textOf(load, 'encoding') ?? 'UTF-8';
  if (!/^utf-?8$/i.test(encoding)) throw new BigQueryError('notImplemented', `The local BigQuery does not read the encoding ${encoding}: use UTF-8.`, 'encoding');
  const fields = load['schema'] === undefined ? [] : parseSchema(load['schema']);
  const properties = isRecord(load['destinationTableProperties']) ? load['destinationTableProperties'] : {};
  const uris: readonly unknown[] = Array.isArray(load['sourceUris']) ? load['sourceUris'] : [];
  return {
    destination: readTableRef(load['destinationTable'], projectId, 'destinationTable'),
    sourceUris: uris.map(String),
    format,
    fields: fields.length === 0 ? null : fields,
    autodetect: load['autodetect'] === true,
    writeDisposition: oneOf(load, 'writeDisposition', ['WRITE_APPEND', 'WRITE_TRUNCATE', 'WRITE_EMPTY'] as const),
    mayCreate: oneOf(load, 'createDisposition', ['CREATE_IF_NEEDED', 'CREATE_NEVER'] as const) === 'CREATE_IF_NEEDED',
    maxBadRecords: integerOf(load, 'maxBadRecords'),
    ignoreUnknownValues: load['ignoreUnknownValues'] === true,
    csv: readCsv(load),
    partitioning: parsePartitioning(load),
    clustering: parseClustering(load),
    description: typeof properties['description'] === 'string' ? properties['description'] : null,
  };
}

function readCsv(load: Readonly<Record<string, unknown>>): CsvOptions {
  const delimiter = textOf(load, 'fieldDelimiter') ?? ',';
  const quote = textOf(load, 'quote') ?? '"';
  if (quote.length > 1) throw new BigQueryError('invalid', 'quote must be one character.', 'quote');
  const character = delimiter === '\\t' || delimiter.toLowerCase() === 'tab' ? '\t' : delimiter;
  if (character.length !== 1) throw new BigQueryError('invalid', 'fieldDelimiter must be one character.', 'fieldDelimiter');
  const markers = Array.isArray(load['nullMarkers']) ? load['nullMarkers'].map(String) : [];
  return {
    delimiter: character,
    skipLeadingRows: integerOf(load, 'skipLeadingRows'),
    nullMarkers: markers.length > 0 ? markers : [textOf(load, 'nullMarker') ?? ''],
    quote,
    allowQuotedNewlines: load['allowQuotedNewlines'] === true,
    allowJaggedRows: load['allowJaggedRows'] === true,
  };
}

export function textOf(object: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = object[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new BigQueryError('invalid', `${name} must be a string.`, name);
}

/** A whole number from 0, as a number or as the text that BigQuery's JSON has for 64-bit integers. */
export function integerOf(object: Readonly<Record<string, unknown>>, name: string): number {
  const value = object[name];
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) throw new BigQueryError('invalid', `${name} must be a whole number from 0.`, name);
  return number;
}

/** One of the values; the first is the default. */
export function oneOf<T extends string>(object: Readonly<Record<string, unknown>>, name: string, values: readonly [T, ...T[]]): T {
  const value = textOf(object, name);
  if (value === null || value === '') return values[0];
  const found = values.find((candidate) => candidate === value.toUpperCase());
  if (found === undefined) throw new BigQueryError('invalid', `${name} must be one of ${values.join(', ')}.`, name);
  return found;
}
