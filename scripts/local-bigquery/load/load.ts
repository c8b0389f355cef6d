import { stat } from 'node:fs/promises';
import { BigQueryError } from '../errors.ts';
import type { Compiler } from '../engine/compiler.ts';
import type { Engine } from '../engine/engine.ts';
import { checkLayout, checkSamePartitioning } from '../engine/definitions/layout.ts';
import type { Session } from '../engine/sessions/session.ts';
import { updateSchema } from '../engine/definitions/schema-update.ts';
import { placeTable, replaceTable, sameName, touch, wrongKind } from '../engine/definitions/tables.ts';
import { checkTableId, datasetKey, datasetNotFound, relationKind, tableKey, tableName, tableNotFound, type Table } from '../storage/catalog.ts';
import type { Changes } from '../storage/catalog-store.ts';
import { quoteName } from '../storage/types.ts';
import type { FieldSchema } from '../wire/schema.ts';
import { loadClean, type Filled } from './clean.ts';
import { detectFields, withHeader } from './detect.ts';
import { fillCsv, OddNumbers, UnreadableCsv, type LoadTarget } from './csv/fill-csv.ts';
import type { SourceFile } from './gs-uri.ts';
import { insertJson } from './json/insert-json.ts';
import type { LoadOptions } from './options.ts';
import { parquetQuery } from './parquet.ts';
import { withUtf8 } from './transcode.ts';

export interface LoadResult {
  readonly outputRows: number;
  readonly inputFiles: number;
  readonly inputBytes: number;
  readonly badRecords: number;
}

/** Loads files into a table, all rows or none; until the end readers see the table as it was. */
export async function load(session: Session, given: LoadOptions, sources: readonly SourceFile[], { folders, compiler }: Pick<Engine, 'folders' | 'compiler'>): Promise<LoadResult> {
  checkTableId(given.destination.tableId);
  let inputBytes = 0;
  for (const { uri, path } of sources) {
    const info = await stat(path).catch(() => null);
    if (info?.isFile() !== true) throw new BigQueryError('notFound', `Not found: URI ${uri}`, uri);
    inputBytes += info.size;
  }
  const filled = await withUtf8(sources, given.format === 'PARQUET' ? 'UTF-8' : given.encoding, folders, session.signal, async (files) => {
    const options = await withHeader(session, given, files);
    try {
      return await place(session, options, files, { strict: false, compiler }).catch((error: unknown) => {
        if (!(error instanceof OddNumbers)) throw error;
        return place(session, options, files, { strict: true, compiler });
      });
    } catch (error) {
      if (!(error instanceof UnreadableCsv)) throw error;
      return loadClean(session, options, files, folders, error, (cleaned, file) => place(session, cleaned, [file], { strict: true, compiler }));
    }
  });
  return { outputRows: filled.rows, inputFiles: sources.length, inputBytes, badRecords: filled.badRecords };
}

/** One try, in one transaction. */
async function place(session: Session, options: LoadOptions, files: readonly SourceFile[], how: Reading): Promise<Filled> {
  const ref = options.destination;
  const { location } = session.options;
  return session.write([tableKey(ref)], async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref, location);
    const existing = session.table(ref);
    if (existing !== null && relationKind(existing) !== 'TABLE') throw wrongKind(ref, relationKind(existing));
    if (existing === null && !options.mayCreate) throw tableNotFound(ref, location);
    if (options.writeDisposition === 'WRITE_EMPTY' && existing !== null && (await rowCount(session, existing)) > 0) {
      throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
    }
    if (existing?.shape.physical != null) checkSamePartitioning(existing, options.partitioning);
    if (existing?.shape.physical != null && options.writeDisposition !== 'WRITE_TRUNCATE') return append(session, changes, options, files, existing, how);
    const fields = await chooseFields(session, options, files, existing);
    let filled: Filled = { rows: 0, badRecords: 0 };
    const fill = async (physical: string): Promise<void> => {
      filled = await fillTable(session, options, files, { read: fields, all: fields }, { physical, isEmpty: true }, how);
    };
    const partitioning = options.partitioning ?? existing?.partitioning ?? null;
    const clustering = options.clustering.length > 0 ? options.clustering : (existing?.clustering ?? []);
    checkLayout(fields, partitioning, clustering);
    const info = { ...existing?.info, ...options.info };
    await placeTable(session, changes, { ref, fields, partitioning, clustering, info, fill }, existing);
    return filled;
  });
}

/** Adds rows to a table, whose schema the load may change as far as its options allow. */
async function append(session: Session, changes: Changes, options: LoadOptions, files: readonly SourceFile[], existing: Table, how: Reading): Promise<Filled> {
  const known = existing.shape.fields;
  const knownOr = (field: FieldSchema): FieldSchema => known.find(({ name }) => sameName(name, field.name)) ?? field;
  let read = known;
  let updated = existing;
  if (options.fields !== null) {
    updated = await updateSchema(session, existing, options.fields, options.updates);
    const { fields } = updated.shape;
    read = options.fields.map((field) => fields.find(({ name }) => sameName(name, field.name)) ?? field);
  } else if (options.format === 'PARQUET' || (options.autodetect && options.updates.allowFieldAddition)) {
    read = (await detectFields(session, options, files)).map(knownOr);
    const all = [...known, ...read.filter((field) => !known.includes(field))];
    updated = await updateSchema(session, existing, all, options.updates);
  }
  const filled = await fillTable(session, options, files, { read, all: updated.shape.fields }, { physical: updated.shape.physical ?? '', isEmpty: false }, how);
  if (updated === existing) await touch(session, changes, existing);
  else await replaceTable(session, changes, updated);
  return filled;
}

async function rowCount(session: Session, { shape }: Table): Promise<number> {
  if (shape.physical === null) return 0;
  const [row] = await session.connection.rows(`SELECT count(*) FROM ${shape.physical}`);
  return Number(row?.[0] ?? 0);
}

/** The columns of a table that is made or replaced. */
async function chooseFields(session: Session, options: LoadOptions, files: readonly SourceFile[], existing: Table | null): Promise<readonly FieldSchema[]> {
  if (options.fields !== null) return options.fields;
  const detects = options.autodetect || options.format === 'PARQUET';
  if (existing !== null && existing.shape.fields.length > 0 && !detects) return existing.shape.fields;
  if (!detects) throw new BigQueryError('invalid', `No schema specified on job or table ${tableName(options.destination)}: give one or set autodetect.`, 'schema');
  return detectFields(session, options, files);
}

/** How files are read: see NumberReading for `strict`. */
interface Reading {
  readonly strict: boolean;
  readonly compiler: Compiler;
}

/** The columns that files hold, in their order, and those of the table, in its. */
interface Columns {
  readonly read: readonly FieldSchema[];
  readonly all: readonly FieldSchema[];
}

async function fillTable(session: Session, options: LoadOptions, files: readonly SourceFile[], { read, all }: Columns, { physical, isEmpty }: LoadTarget, { strict, compiler }: Reading): Promise<Filled> {
  switch (options.format) {
    case 'CSV':
      return { rows: await fillCsv(session, files, read, options, { physical, isEmpty }, strict), badRecords: 0 };
    case 'NEWLINE_DELIMITED_JSON':
      return insertJson(session, options, files, all, physical, compiler);
    case 'PARQUET': {
      const target = `${physical} (${read.map(({ name }) => quoteName(name)).join(', ')})`;
      const query = await parquetQuery(session, files, read, options);
      return { rows: await session.connection.run(`INSERT INTO ${target} ${query}`), badRecords: 0 };
    }
  }
}
