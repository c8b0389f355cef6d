import { BigQueryError } from '../errors.ts';
import type { Session } from '../engine/session.ts';
import { quoteText } from '../storage/types.ts';
import type { FieldSchema } from '../wire/schema.ts';
import { isGzip } from './gzip.ts';
import type { SourceFile } from './gs-uri.ts';
import { jsonLines } from './json.ts';
import { detectJson } from './detect-json.ts';
import type { LoadOptions } from './options.ts';
import { parquetFields } from './parquet.ts';

/** BigQuery looks at up to 500 rows of one file. */
const SAMPLE_ROWS = 500;

const CSV_TYPES: Readonly<Record<string, string>> = {
  BIGINT: 'INTEGER',
  DOUBLE: 'FLOAT',
  BOOLEAN: 'BOOLEAN',
  DATE: 'DATE',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP',
  VARCHAR: 'STRING',
};

/** The schema that the first file suggests. */
export async function detectFields(session: Session, options: LoadOptions, files: readonly SourceFile[]): Promise<FieldSchema[]> {
  const [file] = files;
  if (file === undefined) throw new BigQueryError('invalid', 'There is no file to detect a schema from.', 'sourceUris');
  switch (options.format) {
    case 'PARQUET':
      return parquetFields(session, file);
    case 'NEWLINE_DELIMITED_JSON': {
      const sample: string[] = [];
      for await (const { text } of jsonLines(file.path, session.signal)) {
        sample.push(text);
        if (sample.length >= SAMPLE_ROWS) break;
      }
      return detectJson(sample);
    }
    case 'CSV': {
      const header = options.csv.skipLeadingRows > 0;
      const skip = Math.max(0, options.csv.skipLeadingRows - 1);
      const rows = await session.connection.rows(
        `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_csv(${quoteText(file.path)}, header = ${header}, skip = ${skip},
          compression = '${(await isGzip(file.path)) ? 'gzip' : 'none'}', delim = ${quoteText(options.csv.delimiter)}, quote = ${quoteText(options.csv.quote)}, auto_type_candidates = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP', 'VARCHAR']))`,
      );
      return rows.map(([name, type], index) => ({
        name: header ? columnName(String(name)) : `string_field_${index}`,
        type: CSV_TYPES[String(type)] ?? 'STRING',
        mode: 'NULLABLE',
      }));
    }
  }
}

function columnName(name: string): string {
  const cleaned = name.trim().replace(/[^\p{L}\p{N}_]/gu, '_');
  return /^\p{N}/u.test(cleaned) ? `_${cleaned}` : cleaned;
}
