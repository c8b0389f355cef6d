import { BigQueryError } from '../errors.ts';
import type { AlterAction, CreateMode, Partitioning, TableRef } from '../statement.ts';
import {
  checkTableId,
  datasetKey,
  datasetNotFound,
  makeShape,
  tableKey,
  tableName,
  tableNotFound,
  type Described,
  type Shape,
  type Table,
} from '../storage/catalog.ts';
import type { Changes } from '../storage/catalog-store.ts';
import { deleteTable, touchTable, writeTable } from '../storage/metadata.ts';
import { duckType, quoteName } from '../storage/types.ts';
import { fieldType, fromDefinition, type FieldSchema } from '../wire/schema.ts';
import { mergeOptions } from './options.ts';
import type { DdlOperation } from './outcome.ts';
import type { Session } from './session.ts';

export interface NewTable {
  readonly ref: TableRef;
  readonly fields: readonly FieldSchema[];
  readonly partitioning: Partitioning | null;
  readonly clustering: readonly string[];
  readonly info: Described;
  /** Fills the new table, before anybody sees it. @param physical its quoted DuckDB name */
  readonly fill: ((physical: string) => Promise<void>) | null;
}

/** Makes a table or replaces one; the old rows go in the same transaction in which the new ones come. */
export async function createTable(session: Session, table: NewTable, mode: CreateMode): Promise<DdlOperation> {
  checkTableId(table.ref.tableId);
  return session.write([tableKey(table.ref)], async (changes) => {
    const existing = existingForCreate(session, table.ref, mode);
    if (existing !== null && mode === 'ifNotExists') return 'SKIP';
    if (existing?.shape.kind === 'view') throw wrongKind(table.ref, 'VIEW');
    await placeTable(session, changes, table, existing);
    return existing === null ? 'CREATE' : 'REPLACE';
  });
}

/** The part of `createTable` inside its transaction. */
export async function placeTable(session: Session, changes: Changes, table: NewTable, existing: Table | null): Promise<Table> {
  const { connection, store } = session;
  const physical = store.catalog.newPhysical(table.ref);
  await connection.run(`CREATE TABLE ${physical} (${columnList(table.fields)})`);
  await table.fill?.(physical);
  if (existing?.shape.physical != null) await connection.run(`DROP TABLE ${existing.shape.physical}`);
  const now = store.now();
  const made: Table = {
    shape: makeShape({ ref: table.ref, kind: 'table', fields: table.fields, physical, viewQuery: null }),
    partitioning: table.partitioning,
    clustering: table.clustering,
    info: table.info,
    created: now,
    modified: now,
  };
  await writeTable(connection, made);
  changes.tables.set(tableKey(table.ref), made);
  return made;
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
}

export async function createView(session: Session, view: NewView, mode: CreateMode): Promise<DdlOperation> {
  checkTableId(view.ref.tableId);
  return session.write([tableKey(view.ref)], async (changes) => {
    const existing = existingForCreate(session, view.ref, mode);
    if (existing !== null && mode === 'ifNotExists') return 'SKIP';
    if (existing?.shape.kind === 'table') throw wrongKind(view.ref, 'TABLE');
    const now = session.store.now();
    const made: Table = {
      shape: makeShape({ ref: view.ref, kind: 'view', fields: view.fields, physical: null, viewQuery: view.query }),
      partitioning: null,
      clustering: [],
      info: view.info,
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

function wrongKind(ref: TableRef, kind: 'TABLE' | 'VIEW'): BigQueryError {
  return new BigQueryError('invalid', `${tableName(ref)} is not allowed for this operation because it is currently a ${kind}.`);
}

/** @param what null for either, as the REST API's delete */
export async function dropTable(session: Session, ref: TableRef, what: 'TABLE' | 'VIEW' | null, ifExists: boolean): Promise<DdlOperation> {
  return session.write([tableKey(ref)], async (changes) => {
    const existing = session.table(ref);
    if (existing === null) {
      if (ifExists) return 'SKIP';
      throw session.state.datasets.has(datasetKey(ref)) ? tableNotFound(ref) : datasetNotFound(ref);
    }
    const kind = existing.shape.kind === 'view' ? 'VIEW' : 'TABLE';
    if (what !== null && what !== kind) throw wrongKind(ref, kind);
    await removeTable(session, changes, existing.shape);
    return 'DROP';
  });
}

export async function removeTable(session: Session, changes: Changes, { ref, physical }: Shape): Promise<void> {
  if (physical !== null) await session.connection.run(`DROP TABLE ${physical}`);
  await deleteTable(session.connection, ref);
  changes.tables.set(tableKey(ref), null);
}

/** Notes that rows of a table changed. */
export async function touch(session: Session, changes: Changes, table: Table): Promise<void> {
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

export async function alterTable(session: Session, ref: TableRef, what: 'TABLE' | 'VIEW', ifExists: boolean, actions: readonly AlterAction[]): Promise<DdlOperation> {
  return session.write([tableKey(ref)], async (changes) => {
    const existing = session.table(ref);
    if (existing === null) {
      if (ifExists) return 'SKIP';
      throw tableNotFound(ref);
    }
    const kind = existing.shape.kind === 'view' ? 'VIEW' : 'TABLE';
    if (what !== kind) throw wrongKind(ref, kind);
    let table = existing;
    for (const action of actions) table = await alter(session, table, action);
    await replaceTable(session, changes, table);
    return 'ALTER';
  });
}

async function alter(session: Session, table: Table, action: AlterAction): Promise<Table> {
  const { shape } = table;
  const withFields = (fields: readonly FieldSchema[]): Table => ({ ...table, shape: makeShape({ ...shape, fields }) });
  const position = (name: string): number => shape.fields.findIndex((field) => sameName(field.name, name));
  const alterPhysical = (clause: string): Promise<number> => session.connection.run(`ALTER TABLE ${shape.physical ?? ''} ${clause}`);
  switch (action.kind) {
    case 'setOptions':
      return { ...table, info: mergeOptions(table.info, action.options) };
    case 'addColumn': {
      const { column } = action;
      if (position(column.name) >= 0) {
        if (action.ifNotExists) return table;
        throw new BigQueryError('invalidQuery', `Column already exists: ${column.name}`, 'query');
      }
      if (column.required) throw new BigQueryError('invalidQuery', `Column ${column.name} cannot be added as NOT NULL: added columns must be nullable.`, 'query');
      await alterPhysical(`ADD COLUMN ${quoteName(column.name)} ${duckType(column.type)}`);
      return withFields([...shape.fields, fromDefinition(column)]);
    }
    case 'dropColumn': {
      const at = position(action.name);
      if (at < 0) {
        if (action.ifExists) return table;
        throw new BigQueryError('invalidQuery', `Column not found: ${action.name}`, 'query');
      }
      guardColumn(table, action.name, 'dropped');
      if (shape.fields.length === 1) throw new BigQueryError('invalidQuery', 'The last column of a table cannot be dropped.', 'query');
      await alterPhysical(`DROP COLUMN ${quoteName(shape.fields[at]?.name ?? '')}`);
      return withFields(shape.fields.filter((_, index) => index !== at));
    }
    case 'renameColumn': {
      const at = position(action.from);
      if (at < 0) throw new BigQueryError('invalidQuery', `Column not found: ${action.from}`, 'query');
      if (position(action.to) >= 0 && !sameName(action.from, action.to)) throw new BigQueryError('invalidQuery', `Column already exists: ${action.to}`, 'query');
      guardColumn(table, action.from, 'renamed');
      await alterPhysical(`RENAME COLUMN ${quoteName(shape.fields[at]?.name ?? '')} TO ${quoteName(action.to)}`);
      return withFields(shape.fields.map((field, index) => (index === at ? { ...field, name: action.to } : field)));
    }
    case 'setColumnOptions': {
      const at = position(action.name);
      if (at < 0) throw new BigQueryError('invalidQuery', `Column not found: ${action.name}`, 'query');
      const { description, ...others } = action.options;
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) throw new BigQueryError('invalidQuery', `The column option ${unknown} is not supported by the local BigQuery.`, 'query');
      return withFields(shape.fields.map((field, index) => (index === at ? { ...field, ...(typeof description === 'string' ? { description } : {}) } : field)));
    }
  }
}

function guardColumn(table: Table, name: string, verb: string): void {
  const role = table.partitioning !== null && sameName(table.partitioning.column, name) ? 'partitioning' : table.clustering.some((column) => sameName(column, name)) ? 'clustering' : null;
  if (role !== null) throw new BigQueryError('invalidQuery', `Column ${name} cannot be ${verb}: it is a ${role} column.`, 'query');
}

export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function columnList(fields: readonly FieldSchema[]): string {
  if (fields.length === 0) throw new BigQueryError('notImplemented', 'The local BigQuery cannot store a table without columns: give it a schema.', 'schema');
  return fields.map((field) => `${quoteName(field.name)} ${duckType(fieldType(field))}${field.mode === 'REQUIRED' ? ' NOT NULL' : ''}`).join(', ');
}
