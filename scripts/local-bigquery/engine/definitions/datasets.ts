import { BigQueryError } from '../../errors.ts';
import type { CreateMode, StatementOptions } from '../../statement.ts';
import { checkDatasetId, datasetKey, datasetName, datasetNotFound, modelKey, routineKey, tableKey, type Dataset, type DatasetRef, type Described } from '../../storage/catalog.ts';
import { deleteDataset, deleteRoutine, writeDataset } from '../../storage/metadata.ts';
import { deleteModel } from '../../storage/model-metadata.ts';
import { mergeOptions } from './options.ts';
import type { DdlOperation } from '../outcome.ts';
import type { Session } from '../sessions/session.ts';
import { removeTable } from './tables.ts';

export async function createDataset(session: Session, ref: DatasetRef, location: string, info: Described, mode: CreateMode): Promise<DdlOperation> {
  checkDatasetId(ref.datasetId);
  return session.write([datasetKey(ref)], async (changes) => {
    if (session.state.datasets.has(datasetKey(ref))) {
      if (mode === 'ifNotExists') return 'SKIP';
      throw new BigQueryError('duplicate', `Already Exists: Dataset ${datasetName(ref)}`);
    }
    const now = session.store.now();
    const dataset: Dataset = { ref, location, info, created: now, modified: now };
    await writeDataset(session.connection, dataset);
    changes.datasets.set(datasetKey(ref), dataset);
    return 'CREATE';
  });
}

export async function replaceDataset(session: Session, ref: DatasetRef, change: (dataset: Dataset) => Dataset): Promise<Dataset> {
  return session.write([datasetKey(ref)], async (changes) => {
    const existing = session.state.datasets.get(datasetKey(ref));
    if (existing === undefined) throw datasetNotFound(ref);
    const dataset = { ...change(existing), modified: session.store.now() };
    await writeDataset(session.connection, dataset);
    changes.datasets.set(datasetKey(ref), dataset);
    return dataset;
  });
}

export async function alterDataset(session: Session, ref: DatasetRef, ifExists: boolean, options: StatementOptions): Promise<DdlOperation> {
  if (ifExists && !session.state.datasets.has(datasetKey(ref))) return 'SKIP';
  if (options['location'] !== undefined) throw new BigQueryError('invalidQuery', 'The location of a dataset cannot be changed.', 'query');
  await replaceDataset(session, ref, (dataset) => ({ ...dataset, info: mergeOptions(dataset.info, options, 'SCHEMA') }));
  return 'ALTER';
}

export async function dropDataset(session: Session, ref: DatasetRef, ifExists: boolean, cascade: boolean): Promise<DdlOperation> {
  const inside = [...session.state.tables.values()].filter(({ shape }) => datasetKey(shape.ref) === datasetKey(ref));
  const locks = [datasetKey(ref), ...inside.map(({ shape }) => tableKey(shape.ref))];
  return session.write(locks, async (changes) => {
    if (!session.state.datasets.has(datasetKey(ref))) {
      if (ifExists) return 'SKIP';
      throw datasetNotFound(ref);
    }
    const { tables, routines, models } = session.state;
    const ownTables = [...tables.values()].filter(({ shape }) => datasetKey(shape.ref) === datasetKey(ref));
    const ownRoutines = [...routines.values()].filter((routine) => datasetKey(routine.ref) === datasetKey(ref));
    const ownModels = [...models.values()].filter((model) => datasetKey(model.ref) === datasetKey(ref));
    if (!cascade && ownTables.length + ownRoutines.length + ownModels.length > 0) {
      throw new BigQueryError('resourceInUse', `Dataset ${datasetName(ref)} is still in use`);
    }
    for (const { shape } of ownTables) await removeTable(session, changes, shape);
    for (const routine of ownRoutines) {
      await deleteRoutine(session.connection, routine.ref);
      changes.routines.set(routineKey(routine.ref), null);
    }
    for (const model of ownModels) {
      await deleteModel(session.connection, model);
      changes.models.set(modelKey(model.ref), null);
    }
    await deleteDataset(session.connection, ref);
    changes.datasets.set(datasetKey(ref), null);
    return 'DROP';
  });
}
