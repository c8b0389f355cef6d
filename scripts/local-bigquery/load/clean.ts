import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BigQueryError } from '../errors.ts';
import type { Folders } from '../engine/folders.ts';
import type { Session } from '../engine/sessions/session.ts';
import { checkCsv } from './csv/csv-check.ts';
import { UnreadableCsv } from './csv/fill-csv.ts';
import { checkGzip } from './gzip.ts';
import type { SourceFile } from './gs-uri.ts';
import { LoadError } from './load-error.ts';
import type { LoadOptions } from './options.ts';

export interface Filled {
  readonly rows: number;
  readonly badRecords: number;
}

/** Says why files cannot be loaded; or, if few enough records are bad, loads the good ones by `again`. */
export async function loadClean(
  session: Session,
  options: LoadOptions,
  files: readonly SourceFile[],
  folders: Folders,
  refusal: UnreadableCsv,
  again: (options: LoadOptions, file: SourceFile) => Promise<Filled>,
): Promise<Filled> {
  const clean = join(folders.uploads, `${randomUUID()}.csv`);
  try {
    for (const file of refusal.compressed) await checkGzip(file, session.signal);
    const { maxBadRecords, ignoreUnknownValues, csv } = options;
    const { bad, errors, longest } = await checkCsv(files, refusal.fields, { ...csv, ignoreUnknownValues }, clean, maxBadRecords, session.signal);
    const [first] = errors;
    if (first !== undefined && bad > maxBadRecords) {
      const records = errors.map(({ uri, message }) => new BigQueryError('invalid', `Error while reading data, error message: ${message} File: ${uri}`, uri));
      throw new LoadError(`Error while reading data, error message: ${first.message} File: ${first.uri}`, records, first.uri, { cause: refusal });
    }
    const fields = options.writeDisposition === 'WRITE_APPEND' ? options.fields : refusal.fields;
    const cleaned = { ...options, fields, csv: { ...csv, skipLeadingRows: 0, allowQuotedNewlines: true, allowJaggedRows: false, maxRecordBytes: longest } };
    const [file] = files;
    const { rows } = await again(cleaned, { uri: file?.uri ?? '', path: clean });
    return { rows, badRecords: bad };
  } catch (error) {
    if (error instanceof UnreadableCsv) {
      throw new BigQueryError('invalid', `Error while reading data, error message: The CSV file cannot be read. File: ${files[0]?.uri ?? ''}`, files[0]?.uri ?? null, { cause: error });
    }
    throw error;
  } finally {
    await rm(clean, { force: true });
  }
}
