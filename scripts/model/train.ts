import type { Config } from '../../api/config.ts';
import { readAliases } from '../../api/model/aliases.ts';
import type { ModelManifest, ScoreScale, Thresholds } from '../../api/model/manifest.ts';
import type { ObjectStore } from '../../api/object-store.ts';
import type { BigQuery } from '../../api/warehouse.ts';
import { buildArtifact } from './build-artifact.ts';
import { currentCommit } from './commit.ts';
import { examplesTable, exportExamples, removeOldExports } from './export-examples.ts';
import { metricsOf } from './model-metrics.ts';
import type { TrainingParameters } from './parameters.ts';
import { featuresFor, sourceOf } from './policy.ts';
import { addChallenger, promote } from './promote.ts';
import { readExamples } from './read-examples.ts';
import { rowCount } from './training-set.ts';
import { compactTime, writeArtifact } from './write-artifact.ts';

export interface TrainRequest {
  readonly warehouse: BigQuery;
  readonly store: ObjectStore;
  readonly config: Pick<Config, 'bucket'>;
  /** Hears what is being done, often: a line to be rewritten. */
  readonly report: (text: string) => void;
  /** Makes the model the champion even if there is one. */
  readonly promote?: boolean;
  readonly policy?: ModelManifest['policy'];
  readonly seed?: number;
  readonly parameters?: Partial<TrainingParameters>;
  readonly thresholds?: Partial<Thresholds>;
  readonly scoreScale?: ScoreScale;
  readonly now?: () => Date;
}

export interface TrainedModel {
  readonly version: string;
  readonly manifest: ModelManifest;
  readonly role: 'champion' | 'challenger';
  /** The main figure in a few words. */
  readonly summary: string;
}

/**
 * Exports the training examples, trains on them, writes the artifact and names it: champion if there was none or
 * `promote` is set, else challenger.
 * @throws TrainingDataError, ParityError, XgboostError; nothing is promoted then
 */
export async function trainModel(request: TrainRequest): Promise<TrainedModel> {
  const { warehouse, store, config, report, policy = 'permitted', now = () => new Date() } = request;
  const createdAt = now();
  const snapshot = compactTime(createdAt);
  const features = featuresFor(policy);
  report('exporting the training examples');
  const folder = await exportExamples({ warehouse, bucket: config.bucket, snapshot, features });
  const set = await readExamples(store, folder, features);
  report(`${rowCount(set)} examples with ${features.length} features`);
  const artifact = await buildArtifact(set, {
    ...request,
    policy,
    training: { table: examplesTable(warehouse), snapshot },
    commit: await currentCommit(),
    createdAt,
    sourceOf,
  });
  report('writing the artifact');
  await writeArtifact(store, config.bucket, artifact);
  const { manifest } = artifact;
  const { champion } = await readAliases(store, config.bucket);
  const role = request.promote === true || champion === null ? 'champion' : 'challenger';
  await (role === 'champion' ? promote : addChallenger)(store, config.bucket, manifest.version);
  // A version begins with its snapshot.
  const serving = champion?.split('-')[0] ?? snapshot;
  await removeOldExports(store, config.bucket, [snapshot, serving], createdAt);
  return { version: manifest.version, manifest, role, summary: summaryOf(manifest) };
}

const CHANCE = 0.5;

function summaryOf(manifest: ModelManifest): string {
  const metrics = metricsOf(manifest);
  if (metrics === null) return '';
  const { value, low, high } = metrics.crossValidation.auc;
  const warning = low <= CHANCE ? ', which may be no better than chance' : '';
  return `cross-validated AUC ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})${warning}, ${metrics.rounds} trees, ${manifest.features.length} features`;
}
