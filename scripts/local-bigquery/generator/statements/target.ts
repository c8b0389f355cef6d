import type { ColumnRef, Expr, ResolvedColumn, TableScan, UpdateItem } from '../../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { ElementRule, Relation } from '../../statement.ts';
import { duckType, quoteName, structKey } from '../../storage/types.ts';
import { typeText } from '../../wire/schema.ts';
import { expression } from '../expressions/expressions.ts';
import type { Generation, Scope } from '../generation.ts';
import { namable } from '../text/macros.ts';
import { raise } from '../text/raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text/text.ts';
import { defaultValue } from './defaults.ts';
import { stored } from './stored.ts';

/** The table that a DML statement changes. */
export function writable(node: { readonly tableScan: TableScan; readonly assertRowsModified?: unknown; readonly returning?: unknown }, generation: Generation): Relation {
  if (node.assertRowsModified != null) throw unsupported('ASSERT_ROWS_MODIFIED');
  if (node.returning != null) throw unsupported('THEN RETURN');
  const relation = generation.relation(node.tableScan.table);
  if (relation.kind !== 'table') {
    const { projectId, datasetId, tableId } = relation.ref;
    throw new BigQueryError('invalidQuery', `${projectId}:${datasetId}.${tableId} is not allowed for this operation because it is currently a VIEW.`, 'query');
  }
  if (relation.readOnly === true) {
    const { projectId, datasetId, tableId } = relation.ref;
    throw new BigQueryError('invalidQuery', `${projectId}:${datasetId}.${tableId} is not allowed for this operation because it is currently a SNAPSHOT.`, 'query');
  }
  return relation;
}

/** A column that SET changes, with its new value for a scope. */
export interface Assignment {
  readonly column: string;
  value(scope: Scope, generation: Generation): string;
}

/** SET items by column: those of several fields of one column are one new struct. */
export function assignments(items: readonly UpdateItem[], relation: Relation): Assignment[] {
  const columns = new Map<number, Change>();
  for (const { target, setValue, arrayUpdateList, deleteList, updateList, insertList } of items) {
    const nested = [arrayUpdateList, deleteList, updateList, insertList].some((list) => list.length > 0);
    if (nested || setValue === null) throw new BigQueryError('invalidQuery', 'UPDATE of elements of an array is not supported by the local BigQuery: set the whole array.', 'query');
    const { column, path } = fieldPath(target);
    let change = entry(columns, column.column.id, column);
    for (const field of path) change = entry(change.fields, field, column);
    change.value = setValue.value;
  }
  return [...columns.values()].map((change) => ({
    column: quoteName(change.column.column.name),
    value: (scope, generation) => {
      if (change.value !== null) return valueOrDefault(change.value, change.column.column, relation, scope, generation);
      const rule = relation.elementRules?.get(change.column.column.name.toLowerCase()) ?? null;
      return changedStruct(change, change.column.type, rule, expression(change.column, scope, generation), scope, generation);
    },
  }));
}

/** What becomes of a column or field: a new value, or new values of some of its fields by their index. */
interface Change {
  readonly column: ColumnRef;
  value: Expr | null;
  readonly fields: Map<number, Change>;
}

function entry(changes: Map<number, Change>, key: number, column: ColumnRef): Change {
  const change = changes.get(key) ?? { column, value: null, fields: new Map<number, Change>() };
  changes.set(key, change);
  return change;
}

function fieldPath(target: Expr): { readonly column: ColumnRef; readonly path: readonly number[] } {
  if (target.kind === 'ColumnRef') return { column: target, path: [] };
  if (target.kind !== 'GetStructField') throw unsupported('UPDATE of something other than a column or a field');
  const { column, path } = fieldPath(target.expr);
  return { column, path: [...path, target.fieldIdx] };
}

/** @param old the struct as it is */
function changedStruct({ fields }: Change, type: SqlType, rule: ElementRule | null, old: string, scope: Scope, generation: Generation): string {
  if (type.kind !== 'STRUCT') throw new Error('A field of something that is no STRUCT is set.');
  const parts = type.fields.map((field, index) => {
    const key = structKey(field.name, index, type.fields);
    const part = `struct_extract(${old}, ${stringConstant(key)})`;
    const next = fields.get(index);
    if (next === undefined) return `${quoteName(key)} := ${part}`;
    const inner = rule?.fields[index] ?? null;
    if (next.value === null) return `${quoteName(key)} := ${changedStruct(next, field.type, inner, part, scope, generation)}`;
    const value = next.value.kind === 'DMLDefault' ? `NULL::${duckType(field.type)}` : expression(next.value, scope, generation);
    return `${quoteName(key)} := ${namable(stored(value, field.name, field.type, generation, { rule: inner }))}`;
  });
  const missing = raise(stringConstant(`Cannot set field of NULL ${typeText(type)}`), duckType(type));
  return `CASE WHEN ${old} IS NULL THEN ${missing} ELSE struct_pack(${parts.join(', ')}) END`;
}

export function valueOrDefault(node: Expr, { name, type }: ResolvedColumn, relation: Relation, scope: Scope, generation: Generation): string {
  return stored(node.kind === 'DMLDefault' ? defaultValue(name, relation, generation) : expression(node, scope, generation), name, type, generation, { decimal: relation.decimals?.get(name.toLowerCase()), rule: relation.elementRules?.get(name.toLowerCase()) });
}

export const MANY_SOURCES = raise(`'UPDATE/MERGE must match at most one source row for each target row'`, 'INTEGER');

/** Rows are told apart by DuckDB's rowid, which a column of that name hides. */
export function refuseRowId({ columns }: Relation, what: string): void {
  if (columns.some(({ name }) => name.toLowerCase() === 'rowid')) throw unsupported(`${what} on a table with a column named rowid`);
}
