import { BigQueryError } from '../errors.ts';
import type { Partitioning, TableRef } from '../statement.ts';
import { flagOf, integerOf, oneOf, textOf } from '../wire/members.ts';
import { parseClustering, parsePartitioning, partitioningInfo } from '../wire/partitioning.ts';
import { parseSchema, isRecord, type FieldSchema } from '../wire/schema.ts';
import { readEncoding, type Encoding } from './transcode.ts';
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
  /** Where it is known. */
  readonly maxRecordBytes?: number;
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
  readonly updates: SchemaUpdateOptions;
  readonly encoding: Encoding;
  /** Whether a CSV whose schema is to be detected begins with names; null when that is to be detected, too. */
  readonly hasHeader: boolean | null;
  /** Whether lists of a Parquet file are arrays, rather than records of a repeated `list`. */
  readonly parquetLists: boolean;
  /** Members of the table that the load makes. */
  readonly info: Readonly<Record<string, unknown>>;
}

/** How an append may change the schema of its table. */
export interface SchemaUpdateOptions {
  readonly allowFieldAddition: boolean;
  readonly allowFieldRelaxation: boolean;
}

const FORMATS: Readonly<Record<string, SourceFormat>> = { CSV: 'CSV', NEWLINE_DELIMITED_JSON: 'NEWLINE_DELIMITED_JSON', JSON: 'NEWLINE_DELIMITED_JSON', PARQUET: 'PARQUET' };
const KNOWN = new Set([
  'destinationTable', 'sourceUris', 'sourceFormat', 'schema', 'autodetect', 'writeDisposition', 'createDisposition', 'maxBadRecords',
  'ignoreUnknownValues', 'fieldDelimiter', 'skipLeadingRows', 'nullMarker', 'nullMarkers', 'quote', 'allowQuotedNewlines', 'allowJaggedRows', 'encoding',
  'timePartitioning', 'rangePartitioning', 'clustering', 'schemaUpdateOptions', 'destinationTableProperties', 'labels', 'parquetOptions', 'location', 'createDisposition', 'preserveAsciiControlCharacters',
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
  const writeDisposition = oneOf(load, 'writeDisposition', ['WRITE_APPEND', 'WRITE_TRUNCATE', 'WRITE_EMPTY'] as const);
  const fields = load['schema'] === undefined ? [] : parseSchema(load['schema']);
  const properties = isRecord(load['destinationTableProperties']) ? load['destinationTableProperties'] : {};
  const uris: readonly unknown[] = Array.isArray(load['sourceUris']) ? load['sourceUris'] : [];
  return {
    destination: readTableRef(load['destinationTable'], projectId, 'destinationTable'),
    sourceUris: uris.map(String),
    format,
    fields: fields.length === 0 ? null : fields,
    autodetect: flagOf(load, 'autodetect'),
    writeDisposition,
    mayCreate: oneOf(load, 'createDisposition', ['CREATE_IF_NEEDED', 'CREATE_NEVER'] as const) === 'CREATE_IF_NEEDED',
    maxBadRecords: integerOf(load, 'maxBadRecords'),
    ignoreUnknownValues: flagOf(load, 'ignoreUnknownValues'),
    csv: readCsv(load),
    partitioning: parsePartitioning(load),
    clustering: parseClustering(load),
    updates: readSchemaUpdateOptions(load, writeDisposition),
    encoding: readEncoding(textOf(load, 'encoding')),
    hasHeader: load['skipLeadingRows'] == null ? null : integerOf(load, 'skipLeadingRows') > 0,
    parquetLists: readParquet(load),
    info: given({ ...properties, ...partitioningInfo(load) }, ['description', 'friendlyName', 'labels', 'expirationTime', 'partitionExpirationDays', 'requirePartitionFilter']),
  };
}

function given(properties: Readonly<Record<string, unknown>>, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.flatMap((name) => (properties[name] == null ? [] : [[name, properties[name]]])));
}

/** Reads `schemaUpdateOptions` of a load or a query. @param writeDisposition that of the job */
export function readSchemaUpdateOptions(config: Readonly<Record<string, unknown>>, writeDisposition: string): SchemaUpdateOptions {
  const given = config['schemaUpdateOptions'];
  const names = Array.isArray(given) ? given.map(String) : [];
  const unknown = names.find((name) => name !== 'ALLOW_FIELD_ADDITION' && name !== 'ALLOW_FIELD_RELAXATION');
  if (unknown !== undefined) throw new BigQueryError('invalid', `Invalid schema update option: ${unknown}.`, 'schemaUpdateOptions');
  if (names.length > 0 && writeDisposition !== 'WRITE_APPEND') {
    throw new BigQueryError('invalid', 'Schema update options should only be specified with WRITE_APPEND disposition, or with WRITE_TRUNCATE disposition on a table partition.', 'schemaUpdateOptions');
  }
  return { allowFieldAddition: names.includes('ALLOW_FIELD_ADDITION'), allowFieldRelaxation: names.includes('ALLOW_FIELD_RELAXATION') };
}

/** @returns whether lists are arrays */
function readParquet(load: Readonly<Record<string, unknown>>): boolean {
  const options = isRecord(load['parquetOptions']) ? load['parquetOptions'] : {};
  if (flagOf(options, 'enumAsString')) throw new BigQueryError('notImplemented', 'The local BigQuery does not support parquetOptions.enumAsString.', 'parquetOptions');
  const target = textOf(options, 'mapTargetType') ?? '';
  if (target !== '' && target !== 'MAP_TARGET_TYPE_UNSPECIFIED') throw new BigQueryError('notImplemented', `The local BigQuery does not support parquetOptions.mapTargetType ${target}.`, 'parquetOptions');
  return flagOf(options, 'enableListInference');
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
    allowQuotedNewlines: flagOf(load, 'allowQuotedNewlines'),
    allowJaggedRows: flagOf(load, 'allowJaggedRows'),
  };
}
