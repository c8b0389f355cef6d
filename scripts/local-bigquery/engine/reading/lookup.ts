import { BigQueryError } from '../../errors.ts';
import type { Compile, KnownFunction, KnownModel, Relation, TableRef } from '../../statement.ts';
import { datasetKey, datasetNotFound, tableKey, tableName, type CatalogState, type Shape } from '../../storage/catalog.ts';
import { quoteName } from '../../storage/types.ts';
import { elementRule } from '../../wire/element-rules.ts';
import { FunctionLookup } from '../definitions/functions.ts';
import { informationSchema, tablesView, type Scope } from './information-schema.ts';
import { findModel } from '../definitions/models.ts';
import { TEMP_DATASET, type Session } from '../sessions/session.ts';
import { isWildcard, wildcardRelation, wildcardTables } from './wildcard.ts';

/** BigQuery's limit. */
const MAX_VIEW_DEPTH = 16;

/** The tables and views that a statement was compiled against, by key; null for none. */
export type Dependencies = Map<string, Shape | null>;

/** The columns that a statement reads, by table. */
export type Scans = Map<string, { readonly ref: TableRef; readonly columns: Set<string> }>;

/** A view as a statement reads it, and what that came from. */
interface CompiledView {
  readonly relation: Relation;
  readonly dependencies: Dependencies;
  readonly scans: Scans;
  /** Views inside it, one in the other, itself among them. */
  readonly levels: number;
}

/** Views by their shapes, for statements to come. */
export type CompiledViews = WeakMap<Shape, CompiledView>;

export interface Names {
  readonly projectId: string;
  readonly datasetId: string | null;
}

/** Splits a path as written in SQL into project, dataset and table. */
export function resolvePath(path: readonly string[], names: Names): TableRef {
  const parts = path.join('.').split('.');
  const tableId = parts.at(-1) ?? '';
  const datasetId = parts.at(-2) ?? names.datasetId;
  const projectId = parts.length > 2 ? parts.slice(0, -2).join('.') : names.projectId;
  if (datasetId === null) {
    throw new BigQueryError('invalidQuery', `Table "${tableId}" must be qualified with a dataset (e.g. dataset.table).`, 'query');
  }
  return { projectId, datasetId, tableId };
}

/** Finds what a statement reads, in one state of the metadata, and notes what it depends on. */
export class Lookup {
  readonly dependencies: Dependencies = new Map();
  readonly scans: Scans = new Map();
  private readonly functionLookup: FunctionLookup;
  /** Whether the answer would differ in another session, or depends on more than shapes. */
  isPrivate = false;
  private levels = 0;

  constructor(
    private readonly session: Session,
    private readonly compile: Compile,
    private readonly views: CompiledViews,
    private readonly state: CatalogState = session.state,
  ) {
    this.functionLookup = new FunctionLookup(session);
  }

  readonly noteScan = (ref: TableRef, columns: Iterable<string>): void => {
    const key = tableKey(ref);
    const known = this.scans.get(key) ?? { ref, columns: new Set<string>() };
    for (const column of columns) known.columns.add(column);
    this.scans.set(key, known);
  };

  async find(path: readonly string[], names: Names, depth = 0): Promise<Relation | null> {
    const parts = path.join('.').split('.');
    const temporary = depth === 0 ? this.temporary(parts) : null;
    if (temporary) return temporary;
    const special = this.special(parts, names);
    if (special) return special;
    const ref = resolvePath(path, names);
    if (isWildcard(ref)) return this.wildcard(ref);
    const table = this.state.tables.get(tableKey(ref));
    this.dependencies.set(tableKey(ref), table?.shape ?? null);
    if (table === undefined) {
      const dataset = this.state.datasets.get(datasetKey(ref));
      if (dataset === undefined) throw datasetNotFound(ref, this.session.options.location);
      // The job runs where the dataset is; one that runs elsewhere does not see it.
      this.session.options.place?.enter(dataset);
      return null;
    }
    const { shape } = table;
    if (shape.kind === 'table' && shape.physical === null) throw new BigQueryError('invalidQuery', `Table ${tableName(ref)} does not have a schema.`, 'query');
    if (shape.physical !== null) {
      const relation = stored(shape, shape.physical, table.extra?.variant === 'snapshot');
      // A view's reader may filter what the view does not.
      const isFiltered = depth === 0 && table.partitioning !== null && table.info['requirePartitionFilter'] === true;
      return isFiltered ? { ...relation, partitionFilter: table.partitioning.column } : relation;
    }
    return this.view(shape, depth);
  }

  /** @param temporary whether the session's own functions count, too */
  functions(text: string, projectId: string, temporary: boolean): KnownFunction[] {
    const found = this.functionLookup.in(text, projectId, temporary);
    if (found.length > 0) this.isPrivate = true;
    return found;
  }

  model(path: readonly string[], names: Names): Promise<KnownModel | null> {
    this.isPrivate = true;
    return findModel(this.session, resolvePath(path, names));
  }

  private wildcard(ref: TableRef): Relation {
    if (!this.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref, this.session.options.location);
    // Another table may match by the next time.
    this.isPrivate = true;
    const tables = wildcardTables(ref, this.state);
    for (const { shape } of tables) this.dependencies.set(tableKey(shape.ref), shape);
    return wildcardRelation(ref, tables);
  }

  private temporary(parts: readonly string[]): Relation | null {
    const [name = ''] = parts.slice(-1);
    if (parts.length > 1 && parts.at(-2) !== TEMP_DATASET && parts.at(-2)?.toUpperCase() !== '_SESSION') return null;
    const shape = this.session.temporaryTable(name);
    if (shape?.physical == null) return null;
    this.isPrivate = true;
    return stored(shape, shape.physical, false);
  }

  private special(parts: readonly string[], names: Names): Relation | null {
    const at = parts.findIndex((part) => part.toUpperCase() === 'INFORMATION_SCHEMA');
    if (at < 0 && parts.at(-1) !== '__TABLES__') return null;
    this.isPrivate = true;
    if (at < 0) return tablesView(this.scope(parts.slice(0, -1), names), this.state);
    return informationSchema(parts.slice(at + 1).join('.'), this.scope(parts.slice(0, at), names), this.state, this.session.store.jobs);
  }

  private scope(parts: readonly string[], names: Names): Scope {
    const last = parts.at(-1);
    const location = last === undefined ? null : (/^region-(.*)$/i.exec(last)?.[1] ?? null);
    const projectId = parts.length > 1 ? parts.slice(0, -1).join('.') : names.projectId;
    if (location !== null) return { projectId, datasetId: null, location };
    if (parts.length === 1 && last === names.projectId && !this.state.datasets.has(datasetKey({ projectId: last, datasetId: last }))) return { projectId: last, datasetId: null, location: null };
    const datasetId = last ?? (names.datasetId === TEMP_DATASET ? null : names.datasetId);
    if (datasetId !== null && !this.state.datasets.has(datasetKey({ projectId, datasetId }))) throw datasetNotFound({ projectId, datasetId }, this.session.options.location);
    return { projectId, datasetId, location: null };
  }

  private async view(shape: Shape, depth: number): Promise<Relation> {
    const known = this.views.get(shape);
    const view = known !== undefined && isCurrent(known.dependencies, this.state) ? known : await this.compileView(shape, depth);
    if (depth + view.levels > MAX_VIEW_DEPTH) throw tooDeep(shape.ref);
    this.levels = Math.max(this.levels, view.levels);
    for (const [key, other] of view.dependencies) this.dependencies.set(key, other);
    for (const { ref, columns } of view.scans.values()) this.noteScan(ref, columns);
    return view.relation;
  }

  private async compileView(shape: Shape, depth: number): Promise<CompiledView> {
    if (depth >= MAX_VIEW_DEPTH) throw tooDeep(shape.ref);
    const names: Names = { projectId: shape.ref.projectId, datasetId: null };
    const inside = new Lookup(this.session, this.compile, this.views, this.state);
    const compiled = await this.compile(shape.viewQuery ?? '', {
      defaultProjectId: names.projectId,
      defaultDatasetId: null,
      parameters: [],
      variables: [],
      lookup: (path) => inside.find(path, names, depth + 1),
      onScan: inside.noteScan,
      functions: (text) => inside.functions(text, names.projectId, false),
      model: (path) => inside.model(path, names),
    });
    if (compiled.kind !== 'query') throw new BigQueryError('internalError', 'A view must be a query.');
    const columns = compiled.columns.map(({ name, type }, index) => ({
      name: shape.columns.length === compiled.columns.length ? (shape.columns[index]?.name ?? name) : name,
      type,
    }));
    const list = columns.map(({ name }) => quoteName(name)).join(', ');
    const relation: Relation = { ref: shape.ref, kind: 'view', columns, from: `(SELECT * FROM (${compiled.query.sql}) AS view_(${list}))` };
    const view = { relation, dependencies: inside.dependencies, scans: inside.scans, levels: inside.levels + 1 };
    if (inside.isPrivate) this.isPrivate = true;
    else this.views.set(shape, view);
    return view;
  }
}

/** Whether every table is still what it was when something was compiled against it. */
export function isCurrent(dependencies: Dependencies, { tables }: CatalogState): boolean {
  for (const [key, shape] of dependencies) {
    if ((tables.get(key)?.shape ?? null) !== shape) return false;
  }
  return true;
}

function tooDeep({ datasetId, tableId }: TableRef): BigQueryError {
  return new BigQueryError('invalidQuery', `The view ${datasetId}.${tableId} nests more than ${MAX_VIEW_DEPTH} views, or itself.`, 'query');
}

function stored({ ref, columns, fields }: Shape, from: string, readOnly: boolean): Relation {
  const defaults = new Map(fields.flatMap(({ name, defaultValueExpression: text }) => (text === undefined ? [] : [[name, text] as const])));
  const decimals = new Map(fields.flatMap(({ name, precision, scale = '0' }) => (precision === undefined ? [] : [[name.toLowerCase(), { precision: Number(precision), scale: Number(scale) }] as const])));
  const rules = new Map(fields.flatMap((field) => {
    const rule = elementRule(field);
    return rule === null ? [] : [[field.name.toLowerCase(), rule] as const];
  }));
  return { ref, kind: 'table', columns, from, ...(decimals.size === 0 ? {} : { decimals }), ...(rules.size === 0 ? {} : { elementRules: rules }), ...(defaults.size === 0 ? {} : { defaultExpressions: defaults }), ...(readOnly ? { readOnly } : {}) };
}
