import { createHash } from 'node:crypto';
import type { Column } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { KnownFunction, Partitioning, RelationKind, TableConstraints, TableRef, TableVariant, Tensor } from '../statement.ts';
import { toColumns, type FieldSchema } from '../wire/schema.ts';

export interface DatasetRef {
  readonly projectId: string;
  readonly datasetId: string;
}

/** What a client may say of a dataset or table and gets back as it said it. */
export type Described = Readonly<Record<string, unknown>>;

export interface Dataset {
  readonly ref: DatasetRef;
  /** REST members a client may set: description, friendlyName, labels, access, … */
  readonly info: Described;
  readonly location: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly modified: number;
}

/** What compiled statements depend on: replaced as a whole by every change of columns, place or view text. */
export interface Shape {
  readonly ref: TableRef;
  readonly kind: 'table' | 'view';
  readonly fields: readonly FieldSchema[];
  readonly columns: readonly Column[];
  /** Quoted DuckDB name; null for a view. */
  readonly physical: string | null;
  /** GoogleSQL text; null for a table. */
  readonly viewQuery: string | null;
}

export interface Table {
  readonly shape: Shape;
  readonly partitioning: Partitioning | null;
  readonly clustering: readonly string[];
  readonly info: Described;
  readonly extra?: TableExtra;
  readonly created: number;
  readonly modified: number;
}

/** What most tables have not. */
export interface TableExtra {
  readonly variant?: TableVariant;
  /** The table that a snapshot or clone was made of, and when, in milliseconds since 1970. */
  readonly base?: { readonly ref: TableRef; readonly time: number };
  readonly constraints?: TableConstraints;
}

/** How DROP and ALTER name what a table is. */
export function relationKind({ shape, extra }: Table): RelationKind {
  if (shape.kind === 'view') return extra?.variant === 'materializedView' ? 'MATERIALIZED VIEW' : 'VIEW';
  return extra?.variant === 'snapshot' ? 'SNAPSHOT TABLE' : 'TABLE';
}

export type RoutineType = 'PROCEDURE' | 'SCALAR_FUNCTION' | 'AGGREGATE_FUNCTION' | 'TABLE_VALUED_FUNCTION';

/** What a function's body does not say by itself. */
export type FunctionDetails = Pick<KnownFunction, 'parameters' | 'returns'>;

export interface Routine {
  readonly ref: { readonly projectId: string; readonly datasetId: string; readonly routineId: string };
  readonly type: RoutineType;
  /** The whole CREATE PROCEDURE statement; of a function its expression or query. */
  readonly definition: string;
  /** null for procedures. */
  readonly details: FunctionDetails | null;
  readonly info: Described;
  readonly created: number;
  readonly modified: number;
}

export interface Model {
  readonly ref: { readonly projectId: string; readonly datasetId: string; readonly modelId: string };
  /** Names the graph, which is kept beside the metadata: every CREATE MODEL makes a new one. */
  readonly key: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly info: Described;
  readonly created: number;
  readonly modified: number;
}

export const ID = /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]{1,1024}$/u;
const DATASET_ID = /^\w{1,1024}$/;
const ROUTINE_ID = /^\w{1,256}$/;

export function datasetKey({ projectId, datasetId }: DatasetRef): string {
  return `${projectId}\0${datasetId}`;
}

export function tableKey({ projectId, datasetId, tableId }: TableRef): string {
  return `${projectId}\0${datasetId}\0${tableId}`;
}

export function routineKey({ projectId, datasetId, routineId }: Routine['ref']): string {
  return `${projectId}\0${datasetId}\0${routineId}`;
}

export function modelKey({ projectId, datasetId, modelId }: Model['ref']): string {
  return `${projectId}\0${datasetId}\0${modelId}`;
}

export function tableName({ projectId, datasetId, tableId }: TableRef): string {
  return `${projectId}:${datasetId}.${tableId}`;
}

export function datasetName({ projectId, datasetId }: DatasetRef): string {
  return `${projectId}:${datasetId}`;
}

export function checkDatasetId(id: string): void {
  if (!DATASET_ID.test(id)) {
    throw new BigQueryError('invalid', `Invalid dataset ID "${id}". Dataset IDs must be alphanumeric (plus underscores) and must be at most 1024 characters long.`);
  }
}

export function checkTableId(id: string): void {
  if (!ID.test(id)) {
    throw new BigQueryError('invalid', `Invalid table ID "${id}". Table IDs must be alphanumeric (plus underscores, dashes and spaces) and must be at most 1024 characters long.`);
  }
}

export function checkRoutineId(id: string): void {
  if (!ROUTINE_ID.test(id)) throw new BigQueryError('invalid', `Invalid routine ID "${id}".`);
}

/** @param location of the job; null outside of one, where BigQuery names none */
export function tableNotFound(ref: TableRef, location: string | null = 'US'): BigQueryError {
  return new BigQueryError('notFound', `Not found: Table ${tableName(ref)}${location === null ? '' : ` was not found in location ${location}`}`);
}

export function datasetNotFound(ref: DatasetRef, location: string | null = 'US'): BigQueryError {
  return new BigQueryError('notFound', `Not found: Dataset ${datasetName(ref)}${location === null ? '' : ` was not found in location ${location}`}`);
}

export function routineNotFound({ projectId, datasetId, routineId }: Routine['ref']): BigQueryError {
  return new BigQueryError('notFound', `Not found: Routine ${projectId}:${datasetId}.${routineId}`);
}

export function modelNotFound({ projectId, datasetId, modelId }: Model['ref']): BigQueryError {
  return new BigQueryError('notFound', `Not found: Model ${projectId}:${datasetId}.${modelId}`);
}

export function makeShape(shape: Omit<Shape, 'columns'>): Shape {
  return { ...shape, columns: toColumns(shape.fields) };
}

/** Changes with everything that a client can see of a resource. */
export function etag(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64').slice(0, 22);
}

/** Everything committed; readers take a snapshot, which nothing changes under them. */
export interface CatalogState {
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly tables: ReadonlyMap<string, Table>;
  readonly routines: ReadonlyMap<string, Routine>;
  readonly models: ReadonlyMap<string, Model>;
}
