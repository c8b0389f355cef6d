import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BigQueryError } from '../errors.ts';
import type { Folders } from '../engine/folders.ts';
import type { Session } from '../engine/session.ts';
import { placeTable, sameName, touch } from '../engine/tables.ts';
import { checkTableId, datasetKey, datasetNotFound, tableKey, tableName, tableNotFound, type Table } from '../storage/catalog.ts';
import { fieldType, typeText, type FieldSchema } from '../wire/schema.ts';
import { checkCsv } from './csv-check.ts';
import { csvQuery } from './csv.ts';
import { detectFields } from './detect.ts';
import { checkGzip, isGzip } from './gzip.ts';
import type { SourceFile } from './gs-uri.ts';
import { insertJson } from './insert-json.ts';
import { LoadError } from './load-error.ts';
import type { CsvOptions, LoadOptions } from './options.ts';
import { parquetQuery } from './parquet.ts';

export interface LoadResult {
  readonly outputRows: number;
  readonly inputFiles: number;
  readonly inputBytes: number;
  readonly badRecords: number;
}

/** Loads files into a table, all rows or none; until the end readers see the table as it was. */
export async function load(session: Session, options: LoadOptions, files: readonly SourceFile[], folders: Folders): Promise<LoadResult> {
  checkTableId(options.destination.tableId);
  let inputBytes = 0;
  for (const { uri, path } of files) {
    const info = await stat(path).catch(() => null);
    if (info?.isFile() !== true) throw new BigQueryError('notFound', `Not found: URI ${uri}`, uri);
    inputBytes += info.size;
  }
  let filled: Filled;
  try {
    filled = await place(session, options, files);
  } catch (error) {
    if (!(error instanceof UnreadableCsv)) throw error;
    filled = await loadClean(session, options, files, folders, error);
  }
  return { outputRows: filled.rows, inputFiles: files.length, inputBytes, badRecords: filled.badRecords };
}

/** One try, in one transaction. */
async function place(session: Session, options: LoadOptions, files: readonly SourceFile[]): Promise<Filled> {
  const ref = options.destination;
  return session.write([tableKey(ref)], async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
    const existing = session.table(ref);
    if (existing?.shape.kind === 'view') throw new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a VIEW.`);
    if (existing === null && !options.mayCreate) throw tableNotFound(ref);
    if (options.writeDisposition === 'WRITE_EMPTY' && existing !== null && (await rowCount(session, existing)) > 0) {
      throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
    }
    const fields = await chooseFields(session, options, files, existing);
    let filled: Filled = { rows: 0, badRecords: 0 };
    const fill = async (physical: string): Promise<void> => {
      filled = await fillTable(session, options, files, fields, physical);
    };
    if (existing?.shape.physical != null && options.writeDisposition === 'WRITE_APPEND') {
      await fill(existing.shape.physical);
      await touch(session, changes, existing);
    } else {
      const partitioning = options.partitioning ?? existing?.partitioning ?? null;
      const clustering = options.clustering.length > 0 ? options.clustering : (existing?.clustering ?? []);
      const info = { ...existing?.info, ...(options.description === null ? {} : { description: options.description }) };
      await placeTable(session, changes, { ref, fields, partitioning, clustering, info, fill }, existing);
    }
    return filled;
  });
}

interface Filled {
  readonly rows: number;
  readonly badRecords: number;
}

async function rowCount(session: Session, { shape }: Table): Promise<number> {
  const [row] = await session.connection.rows(`SELECT count(*) FROM ${shape.physical ?? ''}`);
  return Number(row?.[0] ?? 0);
}

async function chooseFields(session: Session, options: LoadOptions, files: readonly SourceFile[], existing: Table | null): Promise<readonly FieldSchema[]> {
  const known = existing !== null && options.writeDisposition === 'WRITE_APPEND' ? existing.shape.fields : null;
  if (options.fields !== null) {
    if (known !== null) checkSame(options.fields, known, options);
    return known ?? options.fields;
  }
  if (known !== null) return known;
  if (existing !== null && !options.autodetect && options.format !== 'PARQUET') return existing.shape.fields;
  if (!options.autodetect && options.format !== 'PARQUET') {
    throw new BigQueryError('invalid', `No schema specified on job or table ${tableName(options.destination)}: give one or set autodetect.`, 'schema');
  }
  return detectFields(session, options, files);
}

function checkSame(given: readonly FieldSchema[], known: readonly FieldSchema[], { destination }: LoadOptions): void {
  for (const [index, field] of given.entries()) {
    const other = known[index];
    const mismatch = (what: string): BigQueryError =>
      new BigQueryError('invalid', `Provided Schema does not match Table ${tableName(destination)}. ${what}`, 'schema');
    if (other === undefined || !sameName(other.name, field.name)) throw mismatch(`Cannot add fields (field: ${field.name})`);
    const [type, otherType] = [typeText(fieldType(field)), typeText(fieldType(other))];
    if (type !== otherType) throw mismatch(`Field ${field.name} has changed type from ${otherType} to ${type}`);
  }
  if (given.length < known.length) {
    throw new BigQueryError('invalid', `Provided Schema does not match Table ${tableName(destination)}. Field ${known[given.length]?.name ?? ''} is missing in new schema`, 'schema');
  }
}

async function fillTable(
  session: Session,
  options: LoadOptions,
  files: readonly SourceFile[],
  fields: readonly FieldSchema[],
  physical: string,
): Promise<Filled> {
  switch (options.format) {
    case 'CSV':
      return { rows: await fillCsv(session, files, fields, options.csv, physical), badRecords: 0 };
    case 'NEWLINE_DELIMITED_JSON':
      return insertJson(session, options, files, fields, physical);
    case 'PARQUET': {
      const query = await parquetQuery(session, files, fields);
      return { rows: await session.connection.run(`INSERT INTO ${physical} ${query}`), badRecords: 0 };
    }
  }
}

/** The engine's own reader; a truncated gzip file looks to it like a shorter one, so that is checked beside it. */
async function fillCsv(session: Session, files: readonly SourceFile[], fields: readonly FieldSchema[], csv: CsvOptions, physical: string): Promise<number> {
  if (files.length === 0) return 0;
  const stop = new AbortController();
  const signal = AbortSignal.any([session.signal, stop.signal]);
  const known = await Promise.all(files.map(async (file) => ({ ...file, gzip: await isGzip(file.path) })));
  const compressed = known.filter(({ gzip }) => gzip);
  const whole = Promise.all(compressed.map((file) => checkGzip(file, signal)));
  whole.catch(() => undefined);
  try {
    const rows = await session.connection.run(`INSERT INTO ${physical} ${csvQuery(known, fields, csv)}`);
    await whole;
    return rows;
  } catch (error) {
    session.signal.throwIfAborted();
    throw error instanceof BigQueryError && error.reason === 'backendError' ? error : new UnreadableCsv(fields, compressed, error);
  } finally {
    stop.abort();
  }
}

/** The engine refused a file, for a reason that the slow reader can tell better. */
class UnreadableCsv extends Error {
  override readonly name = 'UnreadableCsv';
  constructor(
    readonly fields: readonly FieldSchema[],
    readonly compressed: readonly SourceFile[],
    cause: unknown,
  ) {
    super('The engine could not read the CSV files.', { cause });
  }
}

/** Says why files cannot be loaded; or, if few enough records are bad, loads the good ones. */
async function loadClean(session: Session, options: LoadOptions, files: readonly SourceFile[], folders: Folders, refusal: UnreadableCsv): Promise<Filled> {
  const clean = join(folders.uploads, `${randomUUID()}.csv`);
  try {
    for (const file of refusal.compressed) await checkGzip(file, session.signal);
    const { maxBadRecords, ignoreUnknownValues, csv } = options;
    const { bad, errors } = await checkCsv(files, refusal.fields, { ...csv, ignoreUnknownValues }, clean, maxBadRecords, session.signal);
    const [first] = errors;
    if (first !== undefined && bad > maxBadRecords) {
      const records = errors.map(({ uri, message }) => new BigQueryError('invalid', `Error while reading data, error message: ${message} File: ${uri}`, uri));
      throw new LoadError(`Error while reading data, error message: ${first.message} File: ${first.uri}`, records, first.uri, { cause: refusal });
    }
    const cleaned = { ...options, csv: { ...csv, skipLeadingRows: 0, allowQuotedNewlines: true, allowJaggedRows: false } };
    const [file] = files;
    const { rows } = await place(session, cleaned, [{ uri: file?.uri ?? '', path: clean }]);
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
