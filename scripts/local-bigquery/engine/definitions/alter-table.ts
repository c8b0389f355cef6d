import { BigQueryError } from '../../errors.ts';
import type { AlterAction, RelationKind, TableRef } from '../../statement.ts';
import { checkTableId, makeShape, relationKind, tableKey, tableName, tableNotFound, type Table } from '../../storage/catalog.ts';
import type { Changes } from '../../storage/catalog-store.ts';
import { deleteTable } from '../../storage/metadata.ts';
import { duckType, quoteName } from '../../storage/types.ts';
import { checkFieldNames, fieldType, fromDefinition, type FieldSchema } from '../../wire/schema.ts';
import { alterConstraints } from './constraints.ts';
import { checkLayoutOptions } from './layout.ts';
import { mergeOptions, resolveOptions } from './options.ts';
import type { DdlOperation } from '../outcome.ts';
import { TEMP_DATASET, type Session } from '../sessions/session.ts';
import { wider, widened } from './set-data-type.ts';
import { columnList, replaceTable, sameName, wrongKind } from './tables.ts';

export async function alterTable(session: Session, ref: TableRef, what: RelationKind, ifExists: boolean, actions: readonly AlterAction[]): Promise<DdlOperation> {
  const renamed = actions.find((action) => action.kind === 'renameTo');
  const target = renamed === undefined ? ref : { ...ref, tableId: renamed.tableId };
  return session.write([tableKey(ref), tableKey(target)], async (changes) => {
    const existing = session.table(ref);
    if (existing === null) {
      if (ifExists) return 'SKIP';
      throw tableNotFound(ref);
    }
    const kind = relationKind(existing);
    if (what !== kind && !(what === 'TABLE' && kind === 'SNAPSHOT TABLE')) throw wrongKind(ref, kind);
    if (renamed !== undefined && actions.length > 1) throw invalid('RENAME TO stands alone in an ALTER TABLE.');
    let table = existing;
    for (const action of actions) table = action.kind === 'renameTo' ? await rename(session, changes, table, target) : await alter(session, table, action);
    await replaceTable(session, changes, table);
    return 'ALTER';
  });
}

async function rename(session: Session, changes: Changes, table: Table, target: TableRef): Promise<Table> {
  const { ref } = table.shape;
  if (table.shape.kind === 'view') throw wrongKind(ref, relationKind(table));
  checkTableId(target.tableId);
  if (session.table(target) !== null) throw new BigQueryError('duplicate', `Already Exists: Table ${tableName(target)}`);
  await deleteTable(session.connection, ref);
  changes.tables.set(tableKey(ref), null);
  return { ...table, shape: makeShape({ ...table.shape, ref: target }) };
}

/** Does one action, of a temporary table too: it neither reads nor writes metadata. */
export async function alter(session: Session, table: Table, action: Exclude<AlterAction, { kind: 'renameTo' }>): Promise<Table> {
  const { fields } = table.shape;
  switch (action.kind) {
    case 'setOptions': {
      const info = mergeOptions(table.info, await resolveOptions(action.options, session), relationKind(table));
      if (relationKind(table) === 'TABLE') checkLayoutOptions(table.partitioning, info);
      // A new shape, since compiled statements depend on whether a filter is required.
      return { ...table, info, shape: makeShape(table.shape) };
    }
    case 'addColumn': {
      const { column } = action;
      if (position(fields, column.name) >= 0) {
        if (action.ifNotExists) return table;
        throw invalid(`Column already exists: ${column.name}`);
      }
      const field = fromDefinition(column);
      checkFieldNames([field]);
      if (column.required) throw invalid(`Column ${column.name} cannot be added as NOT NULL: added columns must be nullable.`);
      if (field.defaultValueExpression !== undefined) throw invalid(`Column ${column.name} cannot be added with a DEFAULT: add it, then ALTER COLUMN ${column.name} SET DEFAULT.`);
      const grown = [...fields, field];
      // The engine cannot add a column with a condition, nor one that has a value in the rows that are there: an empty array.
      const isArray = field.mode === 'REPEATED';
      if (isArray || columnList([field]).includes('CHECK')) return rebuild(session, table, grown, [...fields.map(({ name }) => quoteName(name)), isArray ? '[]' : 'NULL']);
      await physically(session, table, `ADD COLUMN ${quoteName(column.name)} ${duckType(column.type)}`);
      return withFields(table, grown);
    }
    case 'dropColumn': {
      const at = position(fields, action.name);
      if (at < 0 && action.ifExists) return table;
      const field = fieldAt(table, action.name);
      guardColumn(table, field.name, 'dropped');
      if (fields.length === 1) throw invalid('The last column of a table cannot be dropped.');
      await physically(session, table, `DROP COLUMN ${quoteName(field.name)}`);
      return withFields(table, fields.filter((_, index) => index !== at));
    }
    case 'renameColumn': {
      const at = position(fields, action.from);
      if (at < 0 && action.ifExists) return table;
      const field = fieldAt(table, action.from);
      if (position(fields, action.to) >= 0 && !sameName(action.from, action.to)) throw invalid(`Column already exists: ${action.to}`);
      guardColumn(table, field.name, 'renamed');
      checkFieldNames([{ name: action.to }]);
      await physically(session, table, `RENAME COLUMN ${quoteName(field.name)} TO ${quoteName(action.to)}`);
      return withFields(table, fields.map((other, index) => (index === at ? { ...other, name: action.to } : other)));
    }
    case 'addPrimaryKey':
    case 'addForeignKey':
    case 'dropPrimaryKey':
    case 'dropConstraint':
      return alterConstraints(table, action);
    default:
      if (position(fields, action.name) < 0 && action.ifExists) return table;
      return alterColumn(session, table, fieldAt(table, action.name), action);
  }
}

type ColumnAction = Extract<AlterAction, { kind: 'setColumnOptions' | 'setDataType' | 'dropNotNull' | 'setDefault' }>;

async function alterColumn(session: Session, table: Table, field: FieldSchema, action: ColumnAction): Promise<Table> {
  const changed = (next: FieldSchema): FieldSchema[] => table.shape.fields.map((other) => (other === field ? next : other));
  switch (action.kind) {
    case 'setColumnOptions': {
      const { description, ...others } = action.options;
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) throw invalid(`The column option ${unknown} is not supported by the local BigQuery.`);
      if (typeof description !== 'string' && description !== null && description !== undefined) throw invalid('The option description must be of type STRING.');
      if (description === undefined) return table;
      return withFields(table, changed(description === null || description === '' ? without(field, 'description') : { ...field, description }));
    }
    case 'setDataType': {
      guardColumn(table, field.name, 'given another type');
      const next = widened(field, action);
      const list = table.shape.fields.map((other) => (other === field ? wider(quoteName(field.name), fieldType(field), action.type) : quoteName(other.name)));
      return rebuild(session, table, changed(next), list);
    }
    case 'dropNotNull':
      if (field.mode !== 'REQUIRED') throw invalid(`ALTER TABLE ALTER COLUMN DROP NOT NULL requires a column that is NOT NULL, but ${field.name} is not.`);
      await physically(session, table, `ALTER COLUMN ${quoteName(field.name)} DROP NOT NULL`);
      return withFields(table, changed({ ...field, mode: 'NULLABLE' }));
    case 'setDefault':
      return withFields(table, changed(action.expression === null ? without(field, 'defaultValueExpression') : { ...field, defaultValueExpression: action.expression }));
  }
}

function without(field: FieldSchema, member: 'description' | 'defaultValueExpression'): FieldSchema {
  return Object.fromEntries(Object.entries(field).filter(([name]) => name !== member)) as unknown as FieldSchema;
}

/** Writes all rows anew. @param list DuckDB expressions over the old columns, one for each of the new */
export async function rebuild(session: Session, table: Table, fields: readonly FieldSchema[], list: readonly string[]): Promise<Table> {
  const { connection, store } = session;
  const old = table.shape.physical ?? '';
  const temporary = table.shape.ref.datasetId === TEMP_DATASET;
  const physical = store.catalog.newPhysical(table.shape.ref, temporary);
  await connection.run(`CREATE ${temporary ? 'TEMP ' : ''}TABLE ${physical} (${columnList(fields)})`);
  await connection.run(`INSERT INTO ${physical} SELECT ${list.join(', ')} FROM ${old}`);
  await connection.run(`DROP TABLE ${old}`);
  return { ...table, shape: makeShape({ ...table.shape, fields, physical }) };
}

function withFields(table: Table, fields: readonly FieldSchema[]): Table {
  return { ...table, shape: makeShape({ ...table.shape, fields }) };
}

async function physically(session: Session, { shape }: Table, clause: string): Promise<void> {
  if (shape.physical === null) throw invalid(`${tableName(shape.ref)} has no columns of its own: change its query.`);
  await session.connection.run(`ALTER TABLE ${shape.physical} ${clause}`);
}

function position(fields: readonly FieldSchema[], name: string): number {
  return fields.findIndex((field) => sameName(field.name, name));
}

function fieldAt({ shape }: Table, name: string): FieldSchema {
  const field = shape.fields[position(shape.fields, name)];
  if (field === undefined) throw invalid(`Column not found: ${name}`);
  return field;
}

function guardColumn(table: Table, name: string, verb: string): void {
  const role = table.partitioning !== null && sameName(table.partitioning.column, name) ? 'partitioning' : table.clustering.some((column) => sameName(column, name)) ? 'clustering' : null;
  if (role !== null) throw invalid(`Column ${name} cannot be ${verb}: it is a ${role} column.`);
  const { primaryKey, foreignKeys } = table.extra?.constraints ?? { primaryKey: null, foreignKeys: [] };
  if (verb !== 'given another type' && [...(primaryKey ?? []), ...foreignKeys.flatMap(({ columns }) => columns)].some((column) => sameName(column, name))) {
    throw invalid(`Column ${name} cannot be ${verb}: it is part of a key.`);
  }
}

function invalid(message: string): BigQueryError {
  return new BigQueryError('invalidQuery', message, 'query');
}
