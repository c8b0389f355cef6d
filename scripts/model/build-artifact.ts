import type { Artifact } from '../../api/model/artifact.ts';
import type { ModelManifest, ScoreScale, Thresholds } from '../../api/model/manifest.ts';
import { openOnnxSession } from '../../api/model/onnx-session.ts';
import { DEFAULT_SCORE_SCALE } from '../../api/model/score-scale.ts';
import { printTreeEnsemble, type TreeEnsemble } from '../../api/model/tree-ensemble.ts';
import { readBoosterTrees } from './booster-trees.ts';
import { calibrate, crossCalibrate } from './calibrate.ts';
import { crossValidate, growBooster, type CrossValidation } from './cross-validate.ts';
import { chooseBands, chooseThresholds, sharesByBand, sharesByDecision } from './decision-policy.ts';
import { estimate, measure } from './metrics.ts';
import type { ModelMetrics } from './model-metrics.ts';
import { exportOnnx } from './onnx-export.ts';
import { parametersFor, type TrainingParameters } from './parameters.ts';
import { printReport } from './report.ts';
import { countDefaults, holdoutRows, requireBothClasses, rowCount, rowsWhere, takeRows, trainingRows, type TrainingSet } from './training-set.ts';
import { predictAll, verifyArtifact, type Parity } from './verify-artifact.ts';
import { assembleArtifact } from './write-artifact.ts';
import { DMatrix } from './xgboost.ts';

export interface BuildOptions {
  readonly policy: ModelManifest['policy'];
  readonly training: Pick<ModelManifest['training'], 'table' | 'snapshot'>;
  readonly commit: string | null;
  readonly createdAt: Date;
  /** Names what is being done, for whoever watches. */
  readonly report: (text: string) => void;
  readonly sourceOf: (feature: string) => string;
  readonly seed?: number;
  readonly parameters?: Partial<TrainingParameters>;
  readonly thresholds?: Partial<Thresholds>;
  readonly scoreScale?: ScoreScale;
}

/** A model grown on all training rows, checked against XGBoost itself. */
interface Grown {
  readonly onnx: Buffer;
  readonly ensemble: TreeEnsemble;
  readonly gain: Float64Array;
  readonly parity: Parity;
  /** Probabilities of the holdout rows, by the graph. */
  readonly held: Float64Array;
}

/**
 * Trains, calibrates, measures and verifies a model: all of an artifact but its place.
 * @throws TrainingDataError for rows that nothing can be learnt from, ParityError when the export is not the model
 */
export async function buildArtifact(set: TrainingSet, options: BuildOptions): Promise<Artifact> {
  const train = takeRows(set, trainingRows(set));
  requireBothClasses(train);
  const parameters = { ...parametersFor(rowCount(train), options.seed), ...options.parameters };
  const crossValidation = await crossValidate(train, parameters, (round, logLoss) => {
    options.report(`cross-validation, ${round} trees, log-loss ${logLoss.toFixed(5)}`);
  });
  const grown = await grow(set, train, crossValidation, parameters, options);
  return describe(set, train, crossValidation, grown, parameters, options);
}

async function grow(set: TrainingSet, train: TrainingSet, { rounds, margins }: CrossValidation, parameters: TrainingParameters, { report }: BuildOptions): Promise<Grown> {
  const matrix = DMatrix.fromRows(train.values, train.features.length);
  try {
    const booster = await growBooster(train, matrix, parameters, rounds, (round) => {
      report(`all training rows, tree ${round} of ${rounds}`);
    });
    try {
      const { gain, ...trees } = readBoosterTrees(booster.toJson());
      const ensemble: TreeEnsemble = { ...trees, calibration: calibrate(margins, train.labels) };
      const onnx = exportOnnx(ensemble, train.features);
      const session = await openOnnxSession(onnx, 'The new model.onnx');
      try {
        report('comparing the graph with XGBoost');
        const parity = await verifyArtifact(booster, ensemble, session, set.values);
        const held = await predictAll(session, takeRows(set, holdoutRows(set)).values);
        return { onnx, ensemble, gain, parity, held };
      } finally {
        await session.close();
      }
    } finally {
      booster.free();
    }
  } finally {
    matrix.free();
  }
}

function describe(set: TrainingSet, train: TrainingSet, crossValidation: CrossValidation, grown: Grown, parameters: TrainingParameters, options: BuildOptions): Artifact {
  const { policy, commit, createdAt, sourceOf } = options;
  const { labels } = train;
  const probabilities = crossCalibrate(crossValidation.margins, labels, train.folds);
  const defaults = countDefaults(labels);
  const thresholds = chooseThresholds(defaults / labels.length, options.thresholds);
  const scoreScale = options.scoreScale ?? DEFAULT_SCORE_SCALE;
  const bands = chooseBands(thresholds, scoreScale);
  const scheme = { thresholds, scoreScale, bands };
  const heldLabels = takeRows(set, holdoutRows(set)).labels;
  const crossValidated = estimate(probabilities, labels, parameters.seed);
  const labelled = estimate(Float64Array.from([...probabilities, ...grown.held]), Uint8Array.from([...labels, ...heldLabels]), parameters.seed);
  if (crossValidated === null || labelled === null) throw new TypeError('Both outcomes were there a moment ago.');
  const metrics: ModelMetrics = {
    crossValidation: crossValidated,
    foldAuc: foldAucs(train, probabilities),
    holdout: estimate(grown.held, heldLabels, parameters.seed),
    holdoutRows: heldLabels.length,
    labelled,
    rounds: crossValidation.rounds,
    parameters,
    bands: sharesByBand(probabilities, labels, scheme),
    decisions: sharesByDecision(probabilities, labels, scheme),
    parity: grown.parity,
  };
  const training = { ...options.training, rows: rowCount(train), defaults };
  const manifest = { features: train.features, policy, ...scheme, training, commit };
  const report = printReport({
    manifest: { ...manifest, createdAt: createdAt.toISOString() },
    metrics,
    probabilities,
    labels,
    curve: crossValidation.curve,
    gain: grown.gain,
    sourceOf,
  });
  const files = { 'model.onnx': grown.onnx, 'trees.json': Buffer.from(printTreeEnsemble(grown.ensemble)), 'report.html': Buffer.from(report) };
  return assembleArtifact({ ...manifest, metrics: { ...metrics } }, createdAt, files);
}

function foldAucs(train: TrainingSet, probabilities: Float64Array): (number | null)[] {
  return [...new Set(train.folds)].sort().map((fold) => {
    const rows = rowsWhere(train, (row) => train.folds[row] === fold);
    const metrics = measure(
      Float64Array.from(rows, (row) => probabilities[row] ?? Number.NaN),
      Uint8Array.from(rows, (row) => train.labels[row] ?? 0),
    );
    return metrics?.auc ?? null;
  });
}
