import type { Column, ScalarKind, SqlType } from '../../../../googlesql/types.ts';
import type { CatalogState, Dataset, Routine, Table } from '../../../storage/catalog.ts';

/** Which datasets a view of INFORMATION_SCHEMA shows: one, or all of a project, or those of a project in one location. */
export interface Scope {
  readonly projectId: string;
  readonly datasetId: string | null;
  readonly location: string | null;
}

/** A value of a row: timestamps as milliseconds since 1970, lists as arrays, structs as records. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [field: string]: Value };
export type Row = Readonly<Record<string, Value>>;

export interface View {
  readonly columns: readonly Column[];
  readonly rows: (state: CatalogState, scope: Scope) => readonly Row[];
}

export function columns(spec: Readonly<Record<string, ScalarKind | SqlType>>): Column[] {
  return Object.entries(spec).map(([name, type]) => ({ name, type: typeof type === 'string' ? { kind: type } : type }));
}

/** STRING columns of these names, in this order. */
export function strings(...names: readonly string[]): Readonly<Record<string, ScalarKind>> {
  return Object.fromEntries(names.map((name) => [name, 'STRING' as const]));
}

export const TABLE_NAMES = strings('table_catalog', 'table_schema', 'table_name');

export function tableNames({ shape }: Table): Row {
  const { projectId, datasetId, tableId } = shape.ref;
  return { table_catalog: projectId, table_schema: datasetId, table_name: tableId };
}

export function datasetsIn({ datasets }: CatalogState, { projectId, datasetId, location }: Scope): Dataset[] {
  return [...datasets.values()].filter(({ ref, location: place }) =>
    ref.projectId === projectId && (datasetId === null || ref.datasetId === datasetId) && (location === null || place.toLowerCase() === location.toLowerCase()));
}

export function tablesIn(state: CatalogState, scope: Scope): Table[] {
  return inside([...state.tables.values()], ({ shape }) => shape.ref, state, scope);
}

export function routinesIn(state: CatalogState, scope: Scope): Routine[] {
  return inside([...state.routines.values()], ({ ref }) => ref, state, scope);
}

function inside<T>(all: readonly T[], refOf: (item: T) => { readonly projectId: string; readonly datasetId: string }, state: CatalogState, scope: Scope): T[] {
  const datasets = new Set(datasetsIn(state, scope).map(({ ref }) => ref.datasetId));
  return all.filter((item) => refOf(item).projectId === scope.projectId && datasets.has(refOf(item).datasetId));
}
