import { BigQueryError } from '../errors.ts';
import type { Session } from '../engine/sessions/session.ts';
import { quoteName, quoteText } from '../storage/types.ts';
import type { FieldSchema } from '../wire/schema.ts';
import { isGzip } from './gzip.ts';
import type { SourceFile } from './gs-uri.ts';
import { jsonLines } from './json/json.ts';
import { detectJson } from './json/detect-json.ts';
import type { LoadOptions } from './options.ts';
import { parquetFields } from './parquet.ts';

/** BigQuery looks at up to 500 rows of one file. */
const SAMPLE_ROWS = 500;

interface Detected {
  readonly type: string;
  /** Begins the name of a column that has none. */
  readonly prefix: string;
}

const TEXT: Detected = { type: 'STRING', prefix: 'string' };
const CSV_TYPES: Readonly<Record<string, Detected>> = {
  BIGINT: { type: 'INTEGER', prefix: 'int64' },
  DOUBLE: { type: 'FLOAT', prefix: 'double' },
  BOOLEAN: { type: 'BOOLEAN', prefix: 'bool' },
  DATE: { type: 'DATE', prefix: 'date' },
  TIMESTAMP: { type: 'TIMESTAMP', prefix: 'timestamp' },
  TIME: { type: 'TIME', prefix: 'time' },
  'TIMESTAMP WITH TIME ZONE': { type: 'TIMESTAMP', prefix: 'timestamp' },
};

/** https://cloud.google.com/bigquery/docs/schema-detect#date_and_time_values */
const TIME = '\\d{1,2}:\\d{1,2}:\\d{1,2}(\\.\\d{1,6})?';

/** The schema that the first file suggests. */
export async function detectFields(session: Session, options: LoadOptions, files: readonly SourceFile[]): Promise<FieldSchema[]> {
  const file = firstOf(files);
  switch (options.format) {
    case 'PARQUET':
      return parquetFields(session, file, options);
    case 'NEWLINE_DELIMITED_JSON': {
      const sample: string[] = [];
      for await (const { text } of jsonLines(file.path, session.signal)) {
        sample.push(text);
        if (sample.length >= SAMPLE_ROWS) break;
      }
      return detectJson(sample);
    }
    case 'CSV': {
      const skipped = options.csv.skipLeadingRows;
      // The last of the rows that lead a file names its columns only if it can be nothing else.
      const header = skipped > 0 && (await isHeader(session, options, file, skipped - 1));
      const columns = await sniff(session, options, file, header, header ? skipped - 1 : skipped);
      // Of no rows the engine sees one column: a row before them says how many there are.
      if (skipped > 0 && !header && columns.length === 1) {
        const last = await sniff(session, options, file, true, skipped - 1);
        if (last.length > 1) return uniqueNames(last.map(({ name }) => columnName(name))).map((name) => ({ name, type: TEXT.type, mode: 'NULLABLE' }));
      }
      const names = header ? uniqueNames(columns.map(({ name }) => columnName(name))) : [];
      return columns.map(({ type }, index) => {
        const detected = CSV_TYPES[type] ?? TEXT;
        return { name: names[index] ?? `${detected.prefix}_field_${index}`, type: detected.type, mode: 'NULLABLE' };
      });
    }
  }
}

/** What a load of a CSV reads when it does not say how many rows lead it: names, if the first row can be nothing else. */
export async function withHeader(session: Session, options: LoadOptions, files: readonly SourceFile[]): Promise<LoadOptions> {
  if (options.format !== 'CSV' || !options.autodetect || options.hasHeader !== null) return options;
  const hasHeader = await isHeader(session, options, firstOf(files), 0);
  return { ...options, hasHeader, csv: { ...options.csv, skipLeadingRows: hasHeader ? 1 : 0 } };
}

/** Whether a row is other than those after it. @param row from 0 */
async function isHeader(session: Session, options: LoadOptions, file: SourceFile, row: number): Promise<boolean> {
  const [all, rest] = [await sniff(session, options, file, false, row), await sniff(session, options, file, false, row + 1)];
  return rest.some(({ type }, index) => type !== 'VARCHAR' && all[index]?.type === 'VARCHAR');
}

function firstOf(files: readonly SourceFile[]): SourceFile {
  const [file] = files;
  if (file === undefined) throw new BigQueryError('invalid', 'There is no file to detect a schema from.', 'sourceUris');
  return file;
}

interface Sniffed {
  readonly name: string;
  readonly type: string;
}

async function sniff(session: Session, { csv }: LoadOptions, file: SourceFile, header: boolean, skip: number): Promise<Sniffed[]> {
  const nulls = csv.nullMarkers.map(quoteText).join(', ');
  const gzip = (await isGzip(file.path)) ? 'gzip' : 'none';
  const read = (types: string): string =>
    `read_csv(${quoteText(file.path)}, header = ${header}, skip = ${skip}, nullstr = [${nulls}], sample_size = ${SAMPLE_ROWS},
      compression = '${gzip}', delim = ${quoteText(csv.delimiter)}, quote = ${quoteText(csv.quote)}, null_padding = ${csv.allowJaggedRows}, ${types})`;
  const rows = await session.connection.rows(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${read(`auto_type_candidates = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR']`)})`);
  const columns = rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
  const texts = columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name);
  if (texts.length === 0) return columns;
  // The engine takes more for a TIME than BigQuery does.
  const tests = texts.map((name) => `coalesce(bool_and(regexp_full_match(${quoteName(name)}, ${quoteText(TIME)})), false)`);
  const [times = []] = await session.connection.rows(`SELECT ${tests.join(', ')} FROM (SELECT * FROM ${read('all_varchar = true')} LIMIT ${SAMPLE_ROWS})`);
  return columns.map((column) => (times[texts.indexOf(column.name)] === true ? { ...column, type: 'TIME' } : column));
}

function columnName(name: string): string {
  const cleaned = name.trim().replace(/[^\p{L}\p{N}_]/gu, '_');
  return /^\p{N}/u.test(cleaned) ? `_${cleaned}` : cleaned;
}

function uniqueNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 1; seen.has(unique.toLowerCase()); count += 1) unique = `${name}_${count}`;
    seen.add(unique.toLowerCase());
    return unique;
  });
}
