import type { Config } from '../../api/config.ts';
import { championVersion } from '../../api/model/aliases.ts';
import { readArtifact } from '../../api/model/artifact.ts';
import { versionFolder } from '../../api/model/locations.ts';
import type { ModelManifest } from '../../api/model/manifest.ts';
import { openOnnxSession } from '../../api/model/onnx-session.ts';
import type { ObjectStore } from '../../api/object-store.ts';
import type { BigQuery } from '../../api/warehouse.ts';
import { exportExamples } from './export-examples.ts';
import { estimate, type Estimates } from './metrics.ts';
import { readExamples } from './read-examples.ts';
import { holdoutRows, takeRows } from './training-set.ts';
import { predictAll } from './verify-artifact.ts';
import { compactTime } from './write-artifact.ts';

export interface EvaluateRequest {
  readonly warehouse: BigQuery;
  readonly store: ObjectStore;
  readonly config: Pick<Config, 'bucket'>;
  /** The champion if null. */
  readonly version: string | null;
  readonly seed?: number;
}

export interface Evaluation {
  readonly manifest: ModelManifest;
  readonly rows: number;
  /** null if the rows hold one outcome only */
  readonly holdout: Estimates | null;
}

/** Measures a stored model on the holdout rows that the warehouse has now. @throws ModelError, TrainingDataError */
export async function evaluateModel({ warehouse, store, config, version, seed = 1 }: EvaluateRequest): Promise<Evaluation> {
  const { bucket } = config;
  const chosen = version ?? (await championVersion(store, bucket));
  const { manifest, files } = await readArtifact(store, bucket, chosen);
  const snapshot = `${compactTime(new Date())}-evaluation`;
  const folder = await exportExamples({ warehouse, bucket, snapshot, features: manifest.features });
  const set = await readExamples(store, folder, manifest.features);
  const held = takeRows(set, holdoutRows(set));
  const session = await openOnnxSession(files['model.onnx'], `${versionFolder(bucket, chosen)}/model.onnx`);
  try {
    return { manifest, rows: held.labels.length, holdout: estimate(await predictAll(session, held.values), held.labels, seed) };
  } finally {
    await session.close();
    for (const uri of await store.list(folder)) await store.remove(uri);
  }
}
