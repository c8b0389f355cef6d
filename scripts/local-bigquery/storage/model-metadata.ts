import { bindText } from './binds.ts';
import { modelKey, type Described, type Model } from './catalog.ts';
import type { Connection } from './connection.ts';
import { BLOB, DuckDBBlobValue, type Bind } from './duckdb.ts';

/** Graphs lie apart from what is read at every start. */
export const MODEL_LAYOUT: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS meta.models (
    project VARCHAR NOT NULL, dataset VARCHAR NOT NULL, name VARCHAR NOT NULL, key VARCHAR NOT NULL,
    tensors VARCHAR NOT NULL, info VARCHAR NOT NULL, created BIGINT NOT NULL, modified BIGINT NOT NULL)`,
  'CREATE TABLE IF NOT EXISTS meta.model_graphs (key VARCHAR NOT NULL, onnx BLOB NOT NULL)',
];

export async function loadModels(connection: Connection): Promise<Map<string, Model>> {
  const models = new Map<string, Model>();
  for (const [project, dataset, name, key, tensors, info, created, modified] of await connection.rows('SELECT project, dataset, name, key, tensors, info, created, modified FROM meta.models')) {
    const ref = { projectId: String(project), datasetId: String(dataset), modelId: String(name) };
    models.set(modelKey(ref), {
      ref,
      key: String(key),
      ...(JSON.parse(String(tensors)) as Pick<Model, 'inputs' | 'outputs'>),
      info: JSON.parse(String(info)) as Described,
      created: Number(created),
      modified: Number(modified),
    });
  }
  return models;
}

/** @param onnx the graph of a new model; null to keep the one that is there */
export async function writeModel(connection: Connection, model: Model, onnx: Uint8Array | null): Promise<void> {
  const { ref, key, inputs, outputs, info, created, modified } = model;
  await connection.run('DELETE FROM meta.models WHERE project = $1 AND dataset = $2 AND name = $3', texts(ref.projectId, ref.datasetId, ref.modelId));
  await connection.run('INSERT INTO meta.models VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
    ...texts(ref.projectId, ref.datasetId, ref.modelId, key, JSON.stringify({ inputs, outputs }), JSON.stringify(info)),
    integer(created),
    integer(modified),
  ]);
  if (onnx !== null) await connection.run('INSERT INTO meta.model_graphs VALUES ($1, $2)', [...texts(key), { value: new DuckDBBlobValue(onnx), type: BLOB }]);
}

export async function deleteModel(connection: Connection, { ref, key }: Model): Promise<void> {
  await connection.run('DELETE FROM meta.models WHERE project = $1 AND dataset = $2 AND name = $3', texts(ref.projectId, ref.datasetId, ref.modelId));
  await connection.run('DELETE FROM meta.model_graphs WHERE key = $1', texts(key));
}

/** @returns null if the model was dropped or replaced meanwhile */
export async function readGraph(connection: Connection, key: string): Promise<Uint8Array | null> {
  const [row] = await connection.rows('SELECT onnx FROM meta.model_graphs WHERE key = $1', texts(key));
  return row?.[0] instanceof DuckDBBlobValue ? row[0].bytes : null;
}

function texts(...values: readonly string[]): Bind[] {
  return values.map((value) => bindText({ kind: 'STRING' }, value));
}

function integer(value: number): Bind {
  return bindText({ kind: 'INT64' }, String(value));
}
