import { BigQueryError } from '../../errors.ts';
import type { CreateMode, Partitioning, RelationKind, TableRef } from '../../statement.ts';
import {
  checkTableId,
  datasetKey,
  datasetNotFound,
  makeShape,
  tableKey,
  tableName,
  tableNotFound,
  relationKind,
  type Described,
  type Shape,
  type Table,
  type TableExtra,
} from '../../storage/catalog.ts';
import type { Changes } from '../../storage/catalog-store.ts';
import { deleteTable, touchTable, writeTable } from '../../storage/metadata.ts';
import { duckType, quoteName, quoteText } from '../../storage/types.ts';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import type { DdlOperation } from '../outcome.ts';
import type { Session } from '../sessions/session.ts';

export { sameName } from '../sessions/names.ts';

const DAY_MS = 86_400_000;

export interface NewTable {
  readonly ref: TableRef;
  readonly fields: readonly FieldSchema[];
  readonly partitioning: Partitioning | null;
  readonly clustering: readonly string[];
  readonly info: Described;
  readonly extra?: TableExtra;
  /** Fills the new table, before anybody sees it. @param physical its quoted DuckDB name */
  readonly fill: ((physical: string) => Promise<void>) | null;
}

/** Makes a table or replaces one; the old rows go in the same transaction in which the new ones come. */
export async function createTable(session: Session, table: NewTable, mode: CreateMode): Promise<DdlOperation> {
  checkTableId(table.ref.tableId);
  return session.write([tableKey(table.ref)], async (changes) => {
    const existing = existingForCreate(session, table.ref, mode);
    if (existing !== null && mode === 'ifNotExists') return 'SKIP';
    if (existing !== null && relationKind(existing) !== 'TABLE') throw wrongKind(table.ref, relationKind(existing));
    if (existing !== null) checkSameSpec(table, existing);
    await placeTable(session, changes, table, existing);
    return existing === null ? 'CREATE' : 'REPLACE';
  });
}

/** The part of `createTable` inside its transaction. */
export async function placeTable(session: Session, changes: Changes, table: NewTable, existing: Table | null): Promise<Table> {
  const { connection, store } = session;
  // A table without columns stores nothing until it gets some.
  const physical = table.fields.length === 0 ? null : store.catalog.newPhysical(table.ref);
  if (physical !== null) {
    await connection.run(`CREATE TABLE ${physical} (${columnList(table.fields)})`);
    await table.fill?.(physical);
  }
  if (existing?.shape.physical != null) await connection.run(`DROP TABLE ${existing.shape.physical}`);
  const now = store.now();
  const made: Table = {
    shape: makeShape({ ref: table.ref, kind: 'table', fields: table.fields, physical, viewQuery: null }),
    partitioning: table.partitioning,
    clustering: table.clustering,
    info: withExpiration(session, table.ref, table.info, table.partitioning, now),
    ...(table.extra === undefined ? {} : { extra: table.extra }),
    created: now,
    modified: now,
  };
  await writeTable(connection, made);
  changes.tables.set(tableKey(table.ref), made);
  return made;
}

/** A table is not replaced by one that is laid out otherwise. */
function checkSameSpec(table: Pick<NewTable, 'partitioning' | 'clustering'>, existing: Pick<NewTable, 'partitioning' | 'clustering'>): void {
  const [next, now] = [partitioningSpec(table), partitioningSpec(existing)];
  if (next.toLowerCase() === now.toLowerCase()) return;
  throw new BigQueryError('invalidQuery', `Cannot replace a table with a different partitioning spec. Instead, DROP the table, and then recreate it. New partitioning spec is ${next} and existing spec is ${now}`, 'query');
}

function partitioningSpec({ partitioning, clustering }: Pick<NewTable, 'partitioning' | 'clustering'>): string {
  const { kind, unit, column, start, end, interval } = partitioning ?? {};
  const partitions = kind === undefined ? 'none' : kind === 'time' ? `interval(type:${(unit ?? 'DAY').toLowerCase()},field:${column ?? ''})` : `range(field:${column ?? ''},start:${start ?? ''},end:${end ?? ''},interval:${interval ?? ''})`;
  return clustering.length === 0 ? partitions : `${partitions} clustering(${clustering.join(',')})`;
}

/** A table or view without an expiration of its own has its dataset's: a partitioned table that of the partitions, if there is one. */
function withExpiration(session: Session, ref: TableRef, info: Described, partitioning: Partitioning | null, now: number): Described {
  const defaults = session.state.datasets.get(datasetKey(ref))?.info ?? {};
  const [table, partitions] = [Number(defaults['defaultTableExpirationMs'] ?? 0), Number(defaults['defaultPartitionExpirationMs'] ?? 0)];
  if (partitioning?.kind === 'time' && partitions > 0) return { partitionExpirationDays: partitions / DAY_MS, ...info };
  return table === 0 || info['expirationTime'] !== undefined ? info : { ...info, expirationTime: String(now + table) };
}

/** A temporary table, which only the session sees. */
export async function createTemporaryTable(session: Session, table: Omit<NewTable, 'partitioning' | 'clustering' | 'info'>, mode: CreateMode): Promise<DdlOperation> {
  const existing = session.temporaryTable(table.ref.tableId);
  if (existing !== null && mode === 'ifNotExists') return 'SKIP';
  if (existing !== null && mode === 'create') throw new BigQueryError('duplicate', `Already Exists: Table ${table.ref.tableId}`);
  const physical = session.store.catalog.newPhysical(table.ref, true);
  await session.connection.run(`CREATE TEMP TABLE ${physical} (${columnList(table.fields)})`);
  await table.fill?.(physical);
  if (existing?.physical != null) await session.connection.run(`DROP TABLE ${existing.physical}`);
  session.addTemporary(makeShape({ ref: table.ref, kind: 'table', fields: table.fields, physical, viewQuery: null }));
  return existing === null ? 'CREATE' : 'REPLACE';
}

export interface NewView {
  readonly ref: TableRef;
  readonly fields: readonly FieldSchema[];
  readonly query: string;
  readonly info: Described;
  readonly partitioning?: Partitioning | null;
  readonly clustering?: readonly string[];
  readonly extra?: TableExtra;
}

export async function createView(session: Session, view: NewView, mode: CreateMode): Promise<DdlOperation> {
  checkTableId(view.ref.tableId);
  return session.write([tableKey(view.ref)], async (changes) => {
    const existing = existingForCreate(session, view.ref, mode);
    if (existing !== null && mode === 'ifNotExists') return 'SKIP';
    const kind = view.extra?.variant === 'materializedView' ? 'MATERIALIZED VIEW' : 'VIEW';
    if (existing !== null && relationKind(existing) !== kind) throw wrongKind(view.ref, relationKind(existing));
    const now = session.store.now();
    const made: Table = {
      shape: makeShape({ ref: view.ref, kind: 'view', fields: view.fields, physical: null, viewQuery: view.query }),
      partitioning: view.partitioning ?? null,
      clustering: view.clustering ?? [],
      info: withExpiration(session, view.ref, view.info, null, now),
      ...(view.extra === undefined ? {} : { extra: view.extra }),
      created: now,
      modified: now,
    };
    await writeTable(session.connection, made);
    changes.tables.set(tableKey(view.ref), made);
    return existing === null ? 'CREATE' : 'REPLACE';
  });
}

function existingForCreate(session: Session, ref: TableRef, mode: CreateMode): Table | null {
  if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref);
  const existing = session.table(ref);
  if (existing !== null && mode === 'create') throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(ref)}`);
  return existing;
}

export function wrongKind(ref: TableRef, kind: RelationKind): BigQueryError {
  return new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a ${kind.replace(' TABLE', '')}.`);
}

/** @param what null for either, as the REST API's delete */
export async function dropTable(session: Session, ref: TableRef, what: RelationKind | null, ifExists: boolean): Promise<DdlOperation> {
  return session.write([tableKey(ref)], async (changes) => {
    const existing = session.table(ref);
    if (existing === null) {
      if (ifExists) return 'SKIP';
      throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
    }
    const kind = relationKind(existing);
    if (what !== null && what !== kind) throw wrongKind(ref, kind);
    await removeTable(session, changes, existing.shape);
    return 'DROP';
  });
}

/** DROP EXTERNAL TABLE: there are none here, so that a table of the name is of another kind. */
export function dropExternalTable(session: Session, ref: TableRef, ifExists: boolean): Promise<DdlOperation> {
  const existing = session.table(ref);
  if (existing !== null) throw wrongKind(ref, relationKind(existing));
  if (ifExists) return Promise.resolve('SKIP');
  throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
}

export async function removeTable(session: Session, changes: Changes, { ref, physical }: Shape): Promise<void> {
  if (physical !== null) await session.connection.run(`DROP TABLE ${physical}`);
  await deleteTable(session.connection, ref);
  changes.tables.set(tableKey(ref), null);
}

/** Notes that rows of a table changed. @throws BigQueryError for a snapshot, whose rows never change */
export async function touch(session: Session, changes: Changes, table: Table): Promise<void> {
  if (table.extra?.variant === 'snapshot') throw wrongKind(table.shape.ref, 'SNAPSHOT TABLE');
  const modified = session.store.now();
  await touchTable(session.connection, table.shape.ref, modified);
  changes.tables.set(tableKey(table.shape.ref), { ...table, modified });
}

/** Replaces what is known of a table or view, in its transaction. */
export async function replaceTable(session: Session, changes: Changes, table: Table): Promise<Table> {
  const replaced = { ...table, modified: session.store.now() };
  await writeTable(session.connection, replaced);
  changes.tables.set(tableKey(table.shape.ref), replaced);
  return replaced;
}

export function columnList(fields: readonly FieldSchema[]): string {
  if (fields.length === 0) throw new BigQueryError('notImplemented', 'The local BigQuery cannot store a table without columns: give it a schema.', 'schema');
  const columns = fields.map((field) => `${quoteName(field.name)} ${duckType(fieldType(field))}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`);
  return [...columns, ...fields.flatMap((field) => checks(field, quoteName(field.name), field.name))].join(', ');
}

/** Conditions for what the column's type alone does not hold: lengths, and fields of a struct that must not be NULL. */
function checks({ mode, maxLength, precision, scale = '0', type, fields }: FieldSchema, expression: string, path: string): string[] {
  if (mode === 'REPEATED') return [];
  const own = maxLength === undefined ? [] : [`CHECK (${type === 'BYTES' ? 'octet_length' : 'length'}(${expression}) <= ${Number(maxLength)} OR ${quoteText(path)} IS NULL)`];
  if (precision !== undefined) own.push(`CHECK ((${expression} = round(${expression}, ${Number(scale)}) AND abs(${expression}) < 1e${Number(precision) - Number(scale)}::DECIMAL(38, 9)) OR ${quoteText(path)} IS NULL)`);
  const inner = (fields ?? []).flatMap((field) => {
    const child = `struct_extract(${expression}, ${quoteText(field.name)})`;
    const required = field.mode === 'REQUIRED' ? [`CHECK (${expression} IS NULL OR ${child} IS NOT NULL OR ${quoteText(`${path}.${field.name}`)} IS NULL)`] : [];
    return [...required, ...checks(field, child, `${path}.${field.name}`)];
  });
  return [...own, ...inner];
}
