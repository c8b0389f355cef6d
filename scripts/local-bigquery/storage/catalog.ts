import { createHash } from 'node:crypto';
import type { Column, SqlType } from '../../googlesql/types.ts';
import { BigQueryError } from '../errors.ts';
import type { Partitioning, TableRef } from '../statement.ts';
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
  readonly created: number;
  readonly modified: number;
}

export type RoutineType = 'PROCEDURE' | 'SCALAR_FUNCTION' | 'AGGREGATE_FUNCTION' | 'TABLE_VALUED_FUNCTION';

/** What a function's definition does not say by itself. */
export interface FunctionDetails {
  /** `type` is null for ANY TYPE. */
  readonly parameters: readonly { readonly name: string; readonly type: SqlType | null }[];
  /** The declared type of the value, or of each row as a struct; null where the body says it. */
  readonly returns: SqlType | null;
}

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

/** An input or output of a model's graph. */
export interface ModelTensor {
  readonly name: string;
  readonly element: 'FLOAT64' | 'INT64' | 'BOOL';
  /** Values for one row; null for a single value, which is no array. */
  readonly width: number | null;
}

export interface Model {
  readonly ref: { readonly projectId: string; readonly datasetId: string; readonly modelId: string };
  /** Names the graph, which is kept beside the metadata: every CREATE MODEL makes a new one. */
  readonly key: string;
  readonly inputs: readonly ModelTensor[];
  readonly outputs: readonly ModelTensor[];
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

export function tableNotFound(ref: TableRef): BigQueryError {
  return new BigQueryError('notFound', `Not found: Table ${tableName(ref)} was not found in location US`);
}

export function datasetNotFound(ref: DatasetRef): BigQueryError {
  return new BigQueryError('notFound', `Not found: Dataset ${datasetName(ref)} was not found in location US`);
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
