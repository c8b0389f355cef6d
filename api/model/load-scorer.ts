import type { ObjectStore } from '../object-store.ts';
import { championVersion, readAliases } from './aliases.ts';
import { readArtifact, type Artifact } from './artifact.ts';
import { versionFolder } from './locations.ts';
import { ModelError } from './model-error.ts';
import { openOnnxSession } from './onnx-session.ts';
import type { Scorer } from './scorer.ts';
import { parseTreeEnsemble } from './tree-ensemble.ts';
import { createTreeShap } from './tree-shap.ts';

export type Alias = 'champion' | 'challenger';

/** Loads what an alias names; the challenger is the first of the challengers. @throws ModelError */
export async function loadScorer(store: ObjectStore, bucket: string, alias: Alias = 'champion'): Promise<Scorer> {
  if (alias === 'champion') return loadVersion(store, bucket, await championVersion(store, bucket));
  const [challenger] = (await readAliases(store, bucket)).challengers;
  if (challenger === undefined) throw new ModelError('absent', 'There is no challenger.');
  return loadVersion(store, bucket, challenger);
}

/** Reads a version, verifies it and makes it ready to score. @throws ModelError */
export async function loadVersion(store: ObjectStore, bucket: string, version: string): Promise<Scorer> {
  return openScorer(await readArtifact(store, bucket, version), versionFolder(bucket, version));
}

/** @param origin names the artifact in messages. @throws ModelError `invalid` if its parts do not fit together */
export async function openScorer({ manifest, files }: Artifact, origin: string): Promise<Scorer> {
  const width = manifest.features.length;
  const ensemble = parseTreeEnsemble(files['trees.json'].toString('utf8'), `${origin}/trees.json`);
  if (ensemble.featureCount !== width) throw mismatch(origin, 'trees.json', ensemble.featureCount, width);
  const session = await openOnnxSession(files['model.onnx'], `${origin}/model.onnx`);
  if (session.width !== width) {
    await session.close();
    throw mismatch(origin, 'model.onnx', session.width, width);
  }
  const shap = createTreeShap(ensemble);
  const { slope, intercept } = ensemble.calibration;
  const expected = intercept + slope * shap.baseline;
  return {
    manifest,
    async score(features) {
      if (features.length !== width) throw new RangeError(`${features.length} values were given to a model of ${width} features.`);
      const [probability = Number.NaN] = await session.run(features);
      const margins = new Float64Array(width);
      shap.explain(features, margins);
      const contributions = margins.map((margin) => slope * margin);
      const sum = contributions.reduce((total, contribution) => total + contribution, 0);
      return { probability, baseline: settle(probability, sum, expected, origin), contributions };
    },
    close: () => session.close(),
  };
}

/** Float32 in the graph, doubles here: the sums may part by this much, more where p itself has few digits left. */
const ROUNDING = 1e-4;
const FLOAT32_STEP = 2 ** -23;

/**
 * The baseline that makes baseline + Σ contributions equal logit(probability), so that the parts of an answer add up
 * in spite of the graph's float32. @throws ModelError when they part by more than rounding: other trees than the graph's
 */
function settle(probability: number, sum: number, expected: number, origin: string): number {
  const logit = Math.log(probability / (1 - probability));
  if (!Number.isFinite(logit)) return expected;
  const tolerance = ROUNDING + FLOAT32_STEP / (probability * (1 - probability));
  if (Math.abs(logit - sum - expected) < tolerance) return logit - sum;
  throw new ModelError('invalid', `${origin}: trees.json does not explain model.onnx (log-odds ${logit}, explained ${expected + sum}).`);
}

function mismatch(origin: string, file: string, found: number, expected: number): ModelError {
  return new ModelError('invalid', `${origin}/${file} takes ${found} features where the manifest names ${expected}.`);
}
