import type { Partitioning, TableRef } from '../statement.ts';
import { fieldType, typeText, type FieldSchema } from '../wire/schema.ts';
import { bindText } from './binds.ts';
import { datasetKey, makeShape, routineKey, tableKey, type Dataset, type DatasetRef, type Described, type FunctionDetails, type Model, type Routine, type RoutineType, type Table, type TableExtra } from './catalog.ts';
import type { Connection } from './connection.ts';
import type { Bind, DuckDBValue } from './duckdb.ts';
import { loadModels, MODEL_LAYOUT } from './model-metadata.ts';

/** Version of the layout below; a file of another version is refused rather than misread. */
const LAYOUT = '1';

/** Metadata lies beside the data, so that one transaction writes both; `data` holds the tables themselves. */
const LAYOUT_SQL = [
  'CREATE SCHEMA IF NOT EXISTS data',
  'CREATE SCHEMA IF NOT EXISTS meta',
  'CREATE TABLE IF NOT EXISTS meta.layout (version VARCHAR NOT NULL)',
  `CREATE TABLE IF NOT EXISTS meta.datasets (
    project VARCHAR NOT NULL, dataset VARCHAR NOT NULL, location VARCHAR NOT NULL, info VARCHAR NOT NULL,
    created BIGINT NOT NULL, modified BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS meta.tables (
    project VARCHAR NOT NULL, dataset VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, physical VARCHAR,
    view_query VARCHAR, fields VARCHAR NOT NULL, partitioning VARCHAR, clustering VARCHAR NOT NULL, info VARCHAR NOT NULL,
    columns STRUCT(name VARCHAR, data_type VARCHAR, is_nullable VARCHAR, description VARCHAR, is_partitioning VARCHAR, clustering_position BIGINT)[] NOT NULL,
    created BIGINT NOT NULL, modified BIGINT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS meta.routines (
    project VARCHAR NOT NULL, dataset VARCHAR NOT NULL, name VARCHAR NOT NULL, definition VARCHAR NOT NULL,
    created BIGINT NOT NULL, modified BIGINT NOT NULL)`,
  'ALTER TABLE meta.tables ADD COLUMN IF NOT EXISTS extra VARCHAR',
  `ALTER TABLE meta.routines ADD COLUMN IF NOT EXISTS type VARCHAR DEFAULT 'PROCEDURE'`,
  `ALTER TABLE meta.routines ADD COLUMN IF NOT EXISTS details VARCHAR DEFAULT 'null'`,
  `ALTER TABLE meta.routines ADD COLUMN IF NOT EXISTS info VARCHAR DEFAULT '{}'`,
  ...MODEL_LAYOUT,
];

export async function layOut(connection: Connection): Promise<void> {
  await connection.transaction(async () => {
    for (const statement of LAYOUT_SQL) await connection.run(statement);
    const [version] = await connection.rows('SELECT version FROM meta.layout');
    if (version === undefined) await connection.run(`INSERT INTO meta.layout VALUES ('${LAYOUT}')`);
    else if (version[0] !== LAYOUT) {
      throw new Error(`The warehouse file has layout ${String(version[0])}, this program reads ${LAYOUT}. Move the file away; npm start builds a new one.`);
    }
  });
}

export interface Loaded {
  readonly datasets: Map<string, Dataset>;
  readonly tables: Map<string, Table>;
  readonly routines: Map<string, Routine>;
  readonly models: Map<string, Model>;
}

export async function loadMetadata(connection: Connection): Promise<Loaded> {
  const datasets = new Map<string, Dataset>();
  for (const [project, dataset, location, info, created, modified] of await connection.rows('SELECT project, dataset, location, info, created, modified FROM meta.datasets')) {
    const ref = { projectId: String(project), datasetId: String(dataset) };
    datasets.set(datasetKey(ref), { ref, location: String(location), info: json(info) as Described, created: Number(created), modified: Number(modified) });
  }
  const tables = new Map<string, Table>();
  for (const row of await connection.rows('SELECT project, dataset, name, kind, physical, view_query, fields, partitioning, clustering, info, created, modified, extra FROM meta.tables')) {
    const table = readTable(row);
    tables.set(tableKey(table.shape.ref), table);
  }
  const routines = new Map<string, Routine>();
  for (const [project, dataset, name, definition, created, modified, type, details, info] of await connection.rows('SELECT project, dataset, name, definition, created, modified, type, details, info FROM meta.routines')) {
    const ref = { projectId: String(project), datasetId: String(dataset), routineId: String(name) };
    routines.set(routineKey(ref), {
      ref,
      type: String(type) as RoutineType,
      definition: String(definition),
      details: json(details) as FunctionDetails | null,
      info: json(info) as Described,
      created: Number(created),
      modified: Number(modified),
    });
  }
  return { datasets, tables, routines, models: await loadModels(connection) };
}

function readTable([project, dataset, name, kind, physical, viewQuery, fields, partitioning, clustering, info, created, modified, extra]: DuckDBValue[]): Table {
  return {
    shape: makeShape({
      ref: { projectId: String(project), datasetId: String(dataset), tableId: String(name) },
      kind: kind === 'view' ? 'view' : 'table',
      fields: json(fields) as FieldSchema[],
      physical: typeof physical === 'string' ? physical : null,
      viewQuery: typeof viewQuery === 'string' ? viewQuery : null,
    }),
    partitioning: typeof partitioning === 'string' ? (json(partitioning) as Partitioning) : null,
    clustering: json(clustering) as string[],
    info: json(info) as Described,
    ...(typeof extra === 'string' ? { extra: json(extra) as TableExtra } : {}),
    created: Number(created),
    modified: Number(modified),
  };
}

export async function writeDataset(connection: Connection, dataset: Dataset): Promise<void> {
  await deleteDataset(connection, dataset.ref);
  const { ref, location, info, created, modified } = dataset;
  await connection.run('INSERT INTO meta.datasets VALUES ($1, $2, $3, $4, $5, $6)', [
    ...texts(ref.projectId, ref.datasetId, location, JSON.stringify(info)),
    integer(created),
    integer(modified),
  ]);
}

export async function deleteDataset(connection: Connection, { projectId, datasetId }: DatasetRef): Promise<void> {
  await connection.run('DELETE FROM meta.datasets WHERE project = $1 AND dataset = $2', texts(projectId, datasetId));
}

export async function writeTable(connection: Connection, table: Table): Promise<void> {
  const { shape, partitioning, clustering, info, extra, created, modified } = table;
  const { ref } = shape;
  await deleteTable(connection, ref);
  const columns = shape.fields.map((field) => ({
    fields: [
      field.name,
      typeText(fieldType(field)),
      field.mode === 'REQUIRED' ? 'NO' : 'YES',
      field.description ?? null,
      partitioning?.column === field.name ? 'YES' : 'NO',
      clustering.includes(field.name) ? String(clustering.indexOf(field.name) + 1) : null,
    ],
  }));
  await connection.run('INSERT INTO meta.tables VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)', [
    ...texts(ref.projectId, ref.datasetId, ref.tableId, shape.kind, shape.physical, shape.viewQuery, JSON.stringify(shape.fields)),
    ...texts(partitioning === null ? null : JSON.stringify(partitioning), JSON.stringify(clustering), JSON.stringify(info)),
    bindText(COLUMN_LIST, { items: columns }),
    integer(created),
    integer(modified),
    ...texts(extra === undefined ? null : JSON.stringify(extra)),
  ]);
}

const TEXT = { kind: 'STRING' } as const;
const COLUMN_LIST = {
  kind: 'ARRAY',
  element: {
    kind: 'STRUCT',
    fields: [
      ...['name', 'data_type', 'is_nullable', 'description', 'is_partitioning'].map((name) => ({ name, type: TEXT })),
      { name: 'clustering_position', type: { kind: 'INT64' } },
    ],
  },
} as const;

export async function deleteTable(connection: Connection, { projectId, datasetId, tableId }: TableRef): Promise<void> {
  await connection.run('DELETE FROM meta.tables WHERE project = $1 AND dataset = $2 AND name = $3', texts(projectId, datasetId, tableId));
}

/** Drops a table as it was made then, and nothing that has taken its name since. */
export async function discardTable(connection: Connection, { shape, created }: Table): Promise<void> {
  const { projectId, datasetId, tableId } = shape.ref;
  await connection.transaction(async () => {
    if (shape.physical !== null) await connection.run(`DROP TABLE IF EXISTS ${shape.physical}`);
    await connection.run('DELETE FROM meta.tables WHERE project = $1 AND dataset = $2 AND name = $3 AND created = $4', [...texts(projectId, datasetId, tableId), integer(created)]);
  });
}

export async function touchTable(connection: Connection, { projectId, datasetId, tableId }: TableRef, modified: number): Promise<void> {
  await connection.run('UPDATE meta.tables SET modified = $4 WHERE project = $1 AND dataset = $2 AND name = $3', [...texts(projectId, datasetId, tableId), integer(modified)]);
}

export async function writeRoutine(connection: Connection, { ref, type, definition, details, info, created, modified }: Routine): Promise<void> {
  await deleteRoutine(connection, ref);
  await connection.run('INSERT INTO meta.routines (project, dataset, name, definition, type, details, info, created, modified) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    ...texts(ref.projectId, ref.datasetId, ref.routineId, definition, type, JSON.stringify(details), JSON.stringify(info)),
    integer(created),
    integer(modified),
  ]);
}

export async function deleteRoutine(connection: Connection, { projectId, datasetId, routineId }: Routine['ref']): Promise<void> {
  await connection.run('DELETE FROM meta.routines WHERE project = $1 AND dataset = $2 AND name = $3', texts(projectId, datasetId, routineId));
}

function texts(...values: readonly (string | null)[]): Bind[] {
  return values.map((value) => bindText(TEXT, value));
}

function integer(value: number): Bind {
  return bindText({ kind: 'INT64' }, String(value));
}

function json(value: DuckDBValue | undefined): unknown {
  return JSON.parse(String(value));
}
