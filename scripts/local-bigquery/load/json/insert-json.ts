import { BigQueryError } from '../../errors.ts';
import type { Compiler } from '../../engine/compiler.ts';
import { DefaultValues } from '../../engine/definitions/default-values.ts';
import type { Session } from '../../engine/sessions/session.ts';
import { bindType } from '../../storage/binds.ts';
import type { DuckDBValue } from '../../storage/duckdb.ts';
import { unquoted } from '../../storage/types.ts';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import type { SourceFile } from '../gs-uri.ts';
import { jsonLines, jsonRow, type JsonRules } from './json.ts';
import { parseExact } from './json-text.ts';
import { LoadError } from '../load-error.ts';
import type { LoadOptions } from '../options.ts';

const BATCH_ROWS = 2048;

/** Loads newline-delimited JSON row by row: its rules (unknown fields, numbers as text) are not the engine's. */
export async function insertJson(
  session: Session,
  options: LoadOptions,
  files: readonly SourceFile[],
  fields: readonly FieldSchema[],
  physical: string,
  compiler: Compiler,
): Promise<{ rows: number; badRecords: number }> {
  const errors: BigQueryError[] = [];
  const defaults = new DefaultValues(session, compiler, fields);
  const rules: JsonRules = { ignoreUnknown: options.ignoreUnknownValues, source: 'file', defaultOf: (name) => defaults.take(name) };
  async function* batches(): AsyncGenerator<DuckDBValue[][]> {
    let rows: DuckDBValue[][] = [];
    await defaults.prepare(BATCH_ROWS);
    for (const { uri, path } of files) {
      for await (const { line, text } of jsonLines(path, session.signal)) {
        try {
          rows.push(jsonRow(parse(text), fields, rules));
        } catch (error) {
          if (!(error instanceof BigQueryError)) throw error;
          errors.push(new BigQueryError('invalid', `Error while reading data, error message: JSON parsing error in row at line_number: ${line}: ${error.message} File: ${uri}`, uri, { cause: error }));
          if (errors.length > options.maxBadRecords) throw new LoadError(errors[0]?.message ?? '', errors.slice(0, 5), uri);
        }
        if (rows.length >= BATCH_ROWS) {
          yield rows;
          rows = [];
          await defaults.prepare(BATCH_ROWS);
        }
      }
    }
    yield rows;
  }
  const types = fields.map((field) => bindType(fieldType(field)));
  const rows = await session.connection.append(unquoted(physical), types, batches());
  return { rows, badRecords: errors.length };
}

function parse(text: string): unknown {
  try {
    return parseExact(text);
  } catch (error) {
    throw new BigQueryError('invalid', 'Parser terminated before end of string.', null, { cause: error });
  }
}
