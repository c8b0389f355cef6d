import { expect } from 'chai';
import onnxProto from 'onnx-proto';
import { openOnnxSession, type OnnxSession } from '../../api/model/onnx-session.ts';
import type { TreeEnsemble } from '../../api/model/tree-ensemble.ts';
import { createTreeShap } from '../../api/model/tree-shap.ts';
import { readBoosterTrees } from '../../scripts/model/booster-trees.ts';
import { sigmoid } from '../../scripts/model/logistic.ts';
import { exportOnnx } from '../../scripts/model/onnx-export.ts';
import { ParityError, verifyArtifact } from '../../scripts/model/verify-artifact.ts';
import { Booster, DMatrix } from '../../scripts/model/xgboost.ts';
import { toySet } from './toy.ts';

const CALIBRATION = { slope: 0.8, intercept: -0.3 };

describe('the exported graph', () => {
  const set = toySet(3000);
  const width = set.features.length;
  let matrix: DMatrix;
  let booster: Booster;
  let ensemble: TreeEnsemble;
  let session: OnnxSession;

  before(async () => {
    matrix = DMatrix.fromRows(set.values, width);
    matrix.setLabels(Float32Array.from(set.labels));
    booster = new Booster([matrix], { objective: 'binary:logistic', tree_method: 'hist', base_score: 0.23, max_depth: 6, eta: 0.3, seed: 1, verbosity: 0 });
    for (let round = 0; round < 80; round += 1) booster.update(round, matrix);
    const { gain, ...trees } = readBoosterTrees(booster.toJson());
    expect(gain.length).to.equal(width);
    ensemble = { ...trees, calibration: CALIBRATION };
    session = await openOnnxSession(exportOnnx(ensemble, set.features), 'model.onnx');
  });

  after(async () => {
    await session.close();
    booster.free();
    matrix.free();
  });

  const margins = (values: Float32Array): Float32Array => {
    const rows = DMatrix.fromRows(values, width);
    try {
      return booster.margins(rows);
    } finally {
      rows.free();
    }
  };

  const expectParity = async (values: Float32Array): Promise<void> => {
    const found = await session.run(values);
    margins(values).forEach((margin, row) => {
      expect(found[row], `row ${row}`).to.be.closeTo(sigmoid(CALIBRATION.intercept + CALIBRATION.slope * margin), 1e-6);
    });
  };

  it('gives XGBoost’s probabilities, calibrated, on every training row', () => expectParity(set.values));

  it('agrees on values that are exactly a threshold, and on their neighbours', async () => {
    const rows: number[] = [];
    for (const tree of ensemble.trees.slice(0, 40)) {
      tree.feature.forEach((feature, node) => {
        if (feature < 0) return;
        const threshold = tree.threshold[node] ?? 0;
        const below = Math.fround(threshold - Math.abs(threshold) * 2 ** -24);
        for (const value of [threshold, below]) rows.push(...Array.from({ length: width }, (_, at) => (at === feature ? value : 0.5)));
      });
    }
    expect(rows.length / width).to.be.greaterThan(100);
    await expectParity(Float32Array.from(rows));
  });

  it('agrees on missing values and on ±1e30', async () => {
    const values = [Number.NaN, 1e30, -1e30, 0, -0];
    const rows = Array.from({ length: 5 ** 4 }, (_, code) => Array.from({ length: width }, (_unused, at) => values[Math.floor(code / 5 ** (at % 4)) % 5] ?? 0));
    await expectParity(Float32Array.from(rows.flat()));
  });

  it('takes all rows at once or one by one alike', async () => {
    const all = await session.run(set.values.slice(0, 50 * width));
    for (let row = 0; row < 50; row += 1) {
      const [one] = await session.run(set.values.slice(row * width, (row + 1) * width));
      expect(one).to.equal(all[row]);
    }
  });

  it('explains as XGBoost itself does', () => {
    const own = booster.contributions(matrix);
    const shap = createTreeShap(ensemble);
    for (let row = 0; row < 300; row += 1) {
      const found = new Float64Array(width);
      shap.explain(set.values.subarray(row * width, (row + 1) * width), found);
      found.forEach((value, feature) => {
        expect(value).to.be.closeTo(own[row * (width + 1) + feature] ?? Number.NaN, 1e-5);
      });
      expect(shap.baseline).to.be.closeTo(own[row * (width + 1) + width] ?? Number.NaN, 1e-5);
    }
  });

  it('is described by its input, its output and the names of its features', () => {
    const model = onnxProto.onnx.ModelProto.decode(exportOnnx(ensemble, set.features));
    expect(model.graph?.input?.map(({ name }) => name)).to.deep.equal(['features']);
    expect(model.graph?.output?.map(({ name }) => name)).to.deep.equal(['probability']);
    expect(JSON.parse(model.metadataProps[0]?.value ?? '')).to.deep.equal(set.features);
  });

  it('is the same, byte for byte, for the same ensemble', () => {
    expect(exportOnnx(ensemble, set.features).equals(exportOnnx(ensemble, set.features))).to.equal(true);
  });

  describe('before it is kept', () => {
    it('is compared with XGBoost', async () => {
      const parity = await verifyArtifact(booster, ensemble, session, set.values);
      expect(parity.probability).to.be.within(0, 1e-6);
      expect(parity.contribution).to.be.within(0, 1e-5);
      expect(parity.rows).to.equal(3200);
    });

    const refused = async (change: (ensemble: TreeEnsemble) => TreeEnsemble, part: 'graph' | 'trees'): Promise<unknown> => {
      const wrong = change(structuredClone(ensemble));
      const graph = await openOnnxSession(exportOnnx(part === 'graph' ? wrong : ensemble, set.features), 'model.onnx');
      try {
        return await verifyArtifact(booster, part === 'graph' ? ensemble : wrong, graph, set.values).catch((error: unknown) => error);
      } finally {
        await graph.close();
      }
    };

    it('is refused when one missing value goes the wrong way', async () => {
      const error = await refused(flipDefault, 'graph');
      expect(error).to.be.instanceOf(ParityError);
      expect((error as Error).message).to.include('probabilities');
    });

    it('is refused when the base score is lost', async () => {
      expect(await refused((right) => ({ ...right, baseMargin: 0 }), 'graph')).to.be.instanceOf(ParityError);
    });

    it('is refused when the explanation’s covers are not XGBoost’s', async () => {
      const error = await refused(halveCover, 'trees');
      expect(error).to.be.instanceOf(ParityError);
      expect((error as Error).message).to.include('contributions');
    });
  });
});

/** A split on a feature that is often missing, the other way round. */
function flipDefault(ensemble: TreeEnsemble): TreeEnsemble {
  const [tree] = ensemble.trees;
  const node = tree?.feature.indexOf(1) ?? -1;
  if (tree === undefined || node < 0) throw new Error('The first tree does not ask the feature that is sometimes missing.');
  tree.defaultLeft[node] = 1 - (tree.defaultLeft[node] ?? 0);
  return ensemble;
}

function halveCover(ensemble: TreeEnsemble): TreeEnsemble {
  const [tree] = ensemble.trees;
  if (tree === undefined) throw new Error('There is no tree.');
  tree.cover[1] = (tree.cover[1] ?? 0) / 2;
  return ensemble;
}
