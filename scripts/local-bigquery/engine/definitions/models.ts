import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BigQueryError } from '../../errors.ts';
import { expand } from '../../load/gs-uri.ts';
import type { CompiledStatement, KnownModel, TableRef } from '../../statement.ts';
import { checkTableId, datasetKey, datasetNotFound, modelKey, modelNotFound, type Described, type Model } from '../../storage/catalog.ts';
import { deleteModel, readGraph, writeModel } from '../../storage/model-metadata.ts';
import type { Folders } from '../folders.ts';
import { mergeOptions } from './options.ts';
import type { DdlOperation } from '../outcome.ts';
import type { Session } from '../sessions/session.ts';

type CreateModel = Extract<CompiledStatement, { kind: 'createModel' }>;

const refOf = ({ projectId, datasetId, tableId }: TableRef): Model['ref'] => ({ projectId, datasetId, modelId: tableId });

/** Imports an ONNX graph: a copy, as in BigQuery, so that the file may change or go. */
export async function createModel(session: Session, { ref: path, mode, options }: CreateModel, folders: Folders): Promise<DdlOperation> {
  const ref = refOf(path);
  const { model_type: type, model_path: uri, ...rest } = options;
  checkTableId(ref.modelId);
  if (typeof type !== 'string' || type.toUpperCase() !== 'ONNX') {
    throw new BigQueryError('invalidQuery', `CREATE MODEL with model_type ${JSON.stringify(type ?? null)} is not supported by the local BigQuery. Supported: OPTIONS (model_type = 'ONNX', model_path = 'gs://…')`, 'query');
  }
  if (typeof uri !== 'string') throw new BigQueryError('invalidQuery', `CREATE MODEL needs model_path: OPTIONS (model_type = 'ONNX', model_path = 'gs://…')`, 'query');
  const info = { ...mergeOptions({}, rest, 'MODEL'), modelType: 'ONNX', modelPath: uri };
  const existing = session.state.models.get(modelKey(ref));
  if (existing !== undefined && mode === 'ifNotExists') return 'SKIP';
  const onnx = await readModelFile(folders.gcs, uri);
  const graph = await session.store.onnx.describe(onnx, uri);
  return session.write([modelKey(ref)], async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) throw datasetNotFound(ref, session.options.location);
    const known = session.state.models.get(modelKey(ref));
    if (known !== undefined && mode === 'ifNotExists') return 'SKIP';
    if (known !== undefined && mode === 'create') throw new BigQueryError('duplicate', `Already Exists: Model ${ref.projectId}:${ref.datasetId}.${ref.modelId}`);
    const now = session.store.now();
    const model: Model = { ref, key: randomUUID(), ...graph, info, created: now, modified: now };
    if (known !== undefined) await deleteModel(session.connection, known);
    await writeModel(session.connection, model, onnx);
    changes.models.set(modelKey(ref), model);
    return known === undefined ? 'CREATE' : 'REPLACE';
  });
}

async function readModelFile(gcs: string, uri: string): Promise<Uint8Array> {
  const files = await expand(gcs, [uri]);
  const [file] = files;
  if (files.length !== 1 || file === undefined) throw new BigQueryError('invalidQuery', `${uri} names ${files.length} files: a model is one .onnx file.`, 'query');
  return readFile(file.path).catch((error: unknown) => {
    throw new BigQueryError('notFound', `Not found: URI ${uri}`, uri, { cause: error });
  });
}

export async function dropModel(session: Session, path: TableRef, ifExists: boolean): Promise<DdlOperation> {
  const ref = refOf(path);
  return session.write([modelKey(ref)], async (changes) => {
    const model = session.state.models.get(modelKey(ref));
    if (model === undefined) {
      if (ifExists) return 'SKIP';
      throw modelNotFound(ref);
    }
    await deleteModel(session.connection, model);
    changes.models.set(modelKey(ref), null);
    return 'DROP';
  });
}

export async function replaceModelInfo(session: Session, ref: Model['ref'], change: (model: Model) => Described): Promise<Model> {
  return session.write([modelKey(ref)], async (changes) => {
    const existing = session.state.models.get(modelKey(ref));
    if (existing === undefined) throw modelNotFound(ref);
    const model = { ...existing, info: change(existing), modified: session.store.now() };
    await writeModel(session.connection, model, null);
    changes.models.set(modelKey(ref), model);
    return model;
  });
}

/** The model, its graph in memory. */
export async function findModel(session: Session, path: TableRef): Promise<KnownModel | null> {
  const model = session.state.models.get(modelKey(refOf(path)));
  if (model === undefined) return null;
  const { onnx } = session.store;
  if (!onnx.has(model.key)) {
    const graph = await readGraph(session.connection, model.key);
    if (graph === null) return null;
    await onnx.load(model.key, graph);
  }
  return model;
}
