import { expect } from 'chai';
import { openScorer } from '../../api/model/load-scorer.ts';
import { buildArtifact, type BuildOptions } from '../../scripts/model/build-artifact.ts';
import { crossValidate } from '../../scripts/model/cross-validate.ts';
import { CopiedFold, SharedFold } from '../../scripts/model/folds.ts';
import { measure } from '../../scripts/model/metrics.ts';
import { metricsOf } from '../../scripts/model/model-metrics.ts';
import { parametersFor } from '../../scripts/model/parameters.ts';
import { takeRows, TrainingDataError, trainingRows, type TrainingSet } from '../../scripts/model/training-set.ts';
import { DMatrix } from '../../scripts/model/xgboost.ts';
import { toySet, TOY_OPTIONS } from './toy.ts';

const build = async (set: TrainingSet, options: Partial<BuildOptions> = {}) => {
  const artifact = await buildArtifact(set, { ...TOY_OPTIONS, ...options });
  const metrics = metricsOf(artifact.manifest);
  if (metrics === null) throw new Error('The manifest has no metrics.');
  return { ...artifact, metrics };
};

/** The toy's risk, as it was made: no model can rank better than by it. */
function bestAuc(set: TrainingSet): number {
  const width = set.features.length;
  const risk = Float64Array.from(set.labels, (_, row) => {
    const [debt = 0, income = 0, late = 0] = set.values.subarray(row * width, row * width + 3);
    return 1 / (1 + Math.exp(-(-3 + 3 * debt - 2 * (Number.isNaN(income) ? 0.5 : income) + (late > 1 ? 1.5 : 0))));
  });
  return measure(risk, set.labels)?.auc ?? Number.NaN;
}

describe('training', () => {
  it('learns what there is to learn: close to the AUC of the true risk, cross-validated and on the holdout', async () => {
    const set = toySet(4000);
    const { metrics, manifest } = await build(set);
    const best = bestAuc(set);
    expect(metrics.crossValidation.auc.value).to.be.within(best - 0.03, best + 0.01);
    expect(metrics.holdout?.auc.value).to.be.within(best - 0.05, best + 0.05);
    expect(metrics.labelled.auc.value).to.be.within(best - 0.03, best + 0.01);
    expect(metrics.crossValidation.calibrationSlope.value).to.be.within(0.8, 1.2);
    expect(metrics.foldAuc).to.have.length(5);
    expect(manifest.training.rows + metrics.holdoutRows).to.equal(4000);
  });

  it('finds nothing in shuffled labels', async () => {
    const { metrics } = await build(toySet(4000, { shuffled: true }));
    expect(metrics.crossValidation.auc.value).to.be.within(0.46, 0.54);
    expect(metrics.crossValidation.logLoss.value).to.be.closeTo(-0.2 * Math.log(0.2) - 0.8 * Math.log(0.8), 0.03);
  });

  it('never shows a booster the fold that it is judged by', async () => {
    const set = takeRows(toySet(500), trainingRows(toySet(500)));
    const flipped = { ...set, labels: set.labels.map((label, row) => (set.folds[row] === 3 ? 1 - label : label)) };
    const parameters = { ...parametersFor(500), maxRounds: 5 };
    const [before, after] = [await crossValidate(set, parameters, () => undefined), await crossValidate(flipped, parameters, () => undefined)];
    const rounds = Math.min(before.rounds, after.rounds);
    expect(rounds).to.be.greaterThan(0);
    const own = (margins: Float32Array) => margins.filter((_, row) => set.folds[row] === 3);
    const one = await crossValidate(set, { ...parameters, maxRounds: 1 }, () => undefined);
    const other = await crossValidate(flipped, { ...parameters, maxRounds: 1 }, () => undefined);
    expect(own(other.margins)).to.deep.equal(own(one.margins));
    expect(other.margins).not.to.deep.equal(one.margins);
  });

  for (const Kind of [CopiedFold, SharedFold]) {
    it(`learns from all rows but those of its own fold (${Kind.name})`, () => {
      const set = takeRows(toySet(2000), trainingRows(toySet(2000)));
      const flipped = { ...set, labels: set.labels.map((label, row) => (set.folds[row] === 3 ? 1 - label : label)) };
      const all = DMatrix.fromRows(set.values, set.features.length);
      const grown = (examples: TrainingSet): Float32Array => {
        const fold = new Kind(all, examples, 3, { ...parametersFor(2000), learningRate: 0.3 });
        const margins = new Float32Array(examples.labels.length).fill(Number.NaN);
        for (let round = 0; round < 30; round += 1) fold.grow(round, margins);
        fold.free();
        return margins.filter((_, row) => set.folds[row] === 3);
      };
      const held = grown(set);
      expect(grown(flipped)).to.deep.equal(held);
      const own = set.labels.filter((_, row) => set.folds[row] === 3);
      expect(held).to.have.length(own.length);
      expect(measure(Float64Array.from(held, (margin) => 1 / (1 + Math.exp(-margin))), own)?.auc).to.be.greaterThan(0.65);
      all.free();
    });
  }

  it('stops at the number of trees that had the least held-out log-loss', async () => {
    const set = toySet(1500);
    const train = takeRows(set, trainingRows(set));
    const { rounds, curve, margins } = await crossValidate(train, { ...parametersFor(1500), learningRate: 0.5, patience: 5 }, () => undefined);
    expect(curve[rounds - 1]).to.equal(Math.min(...curve));
    expect(curve).to.have.length(rounds + 5);
    const probabilities = Float64Array.from(margins, (margin) => 1 / (1 + Math.exp(-margin)));
    expect(measure(probabilities, train.labels)?.logLoss).to.be.closeTo(curve[rounds - 1] ?? Number.NaN, 1e-6);
  });

  it('gives the same bytes for the same rows and seed, others for another seed', async () => {
    const set = toySet(800);
    const [one, same, other] = [await build(set), await build(set), await build(set, { seed: 2 })];
    expect(same.manifest).to.deep.equal(one.manifest);
    expect(other.manifest.files['model.onnx']).not.to.equal(one.manifest.files['model.onnx']);
  });

  it('does not let holdout rows touch the model', async () => {
    const set = toySet(800);
    const width = set.features.length;
    const values = set.values.map((value, at) => (set.holdout[Math.floor(at / width)] === 1 ? 0 : value));
    const labels = set.labels.map((label, row) => (set.holdout[row] === 1 ? 1 - label : label));
    const [one, other] = [await build(set), await build({ ...set, values, labels })];
    expect(other.manifest.files['model.onnx']).to.equal(one.manifest.files['model.onnx']);
    expect(other.manifest.thresholds).to.deep.equal(one.manifest.thresholds);
    expect(other.metrics.holdout).not.to.deep.equal(one.metrics.holdout);
  });

  it('writes a scorer whose baseline and contributions add up to the log-odds, for rows with and without values', async () => {
    const set = toySet(800);
    const scorer = await openScorer(await build(set), 'toy');
    try {
      const width = set.features.length;
      const rows = [...Array.from({ length: 100 }, (_, row) => set.values.slice(row * width, (row + 1) * width)), new Float32Array(width).fill(Number.NaN)];
      const baselines: number[] = [];
      for (const row of rows) {
        const { probability, baseline, contributions } = await scorer.score(row);
        const sum = contributions.reduce((total, contribution) => total + contribution, baseline);
        expect(sum).to.be.closeTo(Math.log(probability / (1 - probability)), 1e-9);
        expect(contributions[set.features.indexOf('never_known')]).to.equal(0);
        baselines.push(baseline);
      }
      expect(Math.max(...baselines) - Math.min(...baselines)).to.be.lessThan(1e-5);
    } finally {
      await scorer.close();
    }
  });

  it('takes thresholds that are asked for, and bands with them', async () => {
    const { manifest, metrics } = await build(toySet(800), { thresholds: { referFrom: 0.1, declineFrom: 0.4 } });
    expect(manifest.thresholds).to.deep.equal({ referFrom: 0.1, declineFrom: 0.4 });
    expect(metrics.decisions.map(({ applicants }) => applicants).reduce((sum, count) => sum + count, 0)).to.equal(manifest.training.rows);
    expect(metrics.bands.map(({ applicants }) => applicants).reduce((sum, count) => sum + count, 0)).to.equal(manifest.training.rows);
  });

  it('draws a report that names the figures and needs no network', async () => {
    const { files, metrics } = await build(toySet(800));
    const page = files['report.html'].toString('utf8');
    expect(page).to.include(metrics.crossValidation.auc.value.toFixed(4));
    expect(page).to.include('late_payments');
    expect(page).not.to.match(/<script|https?:\/\/|NaN|undefined/);
  });

  describe('refuses', () => {
    const refusal = async (set: TrainingSet, options: Partial<BuildOptions> = {}): Promise<string> => {
      const error: unknown = await build(set, options).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(TrainingDataError);
      return (error as Error).message;
    };

    it('no rows at all', async () => {
      expect(await refusal(toySet(0))).to.include('no training row');
    });

    it('rows that are all held out', async () => {
      const set = toySet(50);
      expect(await refusal({ ...set, holdout: set.holdout.fill(1) })).to.include('no training row');
    });

    it('one outcome only', async () => {
      const set = toySet(50);
      expect(await refusal({ ...set, labels: new Uint8Array(50) })).to.match(/All \d+ training rows repaid/);
      expect(await refusal({ ...set, labels: new Uint8Array(50).fill(1) })).to.match(/All \d+ training rows defaulted/);
    });

    it('one fold only, and a fold that holds all defaults', async () => {
      const set = toySet(200);
      expect(await refusal({ ...set, folds: new Uint8Array(200) })).to.include('at least two');
      const labels = set.labels.map((_, row) => (row % 5 === 1 ? 1 : 0));
      expect(await refusal({ ...set, labels })).to.include('Without fold 1');
    });

    it('thresholds that cross', async () => {
      expect(await refusal(toySet(200), { thresholds: { referFrom: 0.5, declineFrom: 0.4 } })).to.include('refer from');
    });
  });

  it('manages with few rows, an empty holdout and columns that are constant', async () => {
    const set = toySet(60);
    const { metrics, manifest } = await build({ ...set, holdout: new Uint8Array(60), values: set.values.map(() => 1) });
    expect(metrics.holdout).to.equal(null);
    expect(metrics.crossValidation.auc.value).to.be.within(0.2, 0.8);
    expect(manifest.training.rows).to.equal(60);
  });
});
