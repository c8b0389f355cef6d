import { expect } from 'chai';
import { faultOf, type Tree, type TreeEnsemble } from '../../../api/model/tree-ensemble.ts';
import { createTreeShap } from '../../../api/model/tree-shap.ts';
import { seededRandom } from '../../../scripts/model/random.ts';

interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly left: Node;
  readonly right: Node;
}
type Node = Split | { readonly leaf: number; readonly cover: number };

/** Random trees that ask few features often, so that paths repeat them. */
function randomNode(random: () => number, depth: number, features: number): Node {
  if (depth === 0 || random() < 0.1) return { leaf: random() * 4 - 2, cover: 1 + Math.floor(random() * 50) };
  return {
    feature: Math.floor(random() * features),
    threshold: Math.fround(random()),
    missingLeft: random() < 0.5,
    left: randomNode(random, depth - 1, features),
    right: randomNode(random, depth - 1, features),
  };
}

function coverOf(node: Node): number {
  return 'leaf' in node ? node.cover : coverOf(node.left) + coverOf(node.right);
}

function flatten(root: Node): Tree {
  const rows: { feature: number; threshold: number; left: number; right: number; defaultLeft: number; cover: number; value: number }[] = [];
  const add = (node: Node): number => {
    const at = rows.length;
    const cover = coverOf(node);
    if ('leaf' in node) {
      rows.push({ feature: -1, threshold: 0, left: 0, right: 0, defaultLeft: 0, cover, value: node.leaf });
      return at;
    }
    const row = { feature: node.feature, threshold: node.threshold, left: 0, right: 0, defaultLeft: Number(node.missingLeft), cover, value: 0 };
    rows.push(row);
    row.left = add(node.left);
    row.right = add(node.right);
    return at;
  };
  add(root);
  return {
    feature: Int32Array.from(rows, (row) => row.feature),
    threshold: Float32Array.from(rows, (row) => row.threshold),
    left: Int32Array.from(rows, (row) => row.left),
    right: Int32Array.from(rows, (row) => row.right),
    defaultLeft: Uint8Array.from(rows, (row) => row.defaultLeft),
    cover: Float64Array.from(rows, (row) => row.cover),
    value: Float64Array.from(rows, (row) => row.value),
  };
}

/** Expectation of a tree when only the features of `known` (a bit set) are, by the covers of its branches. */
function expectation(node: Node, row: Float32Array, known: number): number {
  if ('leaf' in node) return node.leaf;
  const value = row[node.feature] ?? Number.NaN;
  if ((known >> node.feature) & 1) {
    const goesLeft = Number.isNaN(value) ? node.missingLeft : value < node.threshold;
    return expectation(goesLeft ? node.left : node.right, row, known);
  }
  const [left, right] = [coverOf(node.left), coverOf(node.right)];
  return (left * expectation(node.left, row, known) + right * expectation(node.right, row, known)) / (left + right);
}

/** Shapley's own definition: the average, over all orders of arrival, of what the feature changes. */
function bruteForce(root: Node, row: Float32Array, features: number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const size = (set: number): number => Array.from({ length: features }, (_, bit) => (set >> bit) & 1).reduce((sum, bit) => sum + bit, 0);
  return Array.from({ length: features }, (_, feature) => {
    let sum = 0;
    for (let others = 0; others < 2 ** features; others += 1) {
      if ((others >> feature) & 1) continue;
      const weight = (factorial(size(others)) * factorial(features - size(others) - 1)) / factorial(features);
      sum += weight * (expectation(root, row, others | (1 << feature)) - expectation(root, row, others));
    }
    return sum;
  });
}

function ensembleOf(roots: readonly Node[], featureCount: number): TreeEnsemble {
  return { featureCount, baseMargin: -0.25, calibration: { slope: 1, intercept: 0 }, trees: roots.map(flatten) };
}

describe('TreeSHAP', () => {
  it('equals the brute-force Shapley values of random trees, features asked repeatedly and values missing', () => {
    const random = seededRandom(11);
    const features = 5;
    for (let round = 0; round < 60; round += 1) {
      const root = randomNode(random, 1 + (round % 7), features);
      const row = Float32Array.from({ length: features }, () => (random() < 0.2 ? Number.NaN : random()));
      const found = new Float64Array(features);
      const shap = createTreeShap(ensembleOf([root], features));
      shap.explain(row, found);
      bruteForce(root, row, features).forEach((expected, feature) => {
        expect(found[feature], `round ${round}, feature ${feature}`).to.be.closeTo(expected, 1e-12);
      });
      expect(shap.baseline).to.be.closeTo(-0.25 + expectation(root, row, 0), 1e-12);
    }
  });

  it('adds up to the margin over many trees', () => {
    const random = seededRandom(5);
    const roots = Array.from({ length: 40 }, () => randomNode(random, 6, 8));
    const shap = createTreeShap(ensembleOf(roots, 8));
    const row = Float32Array.from({ length: 8 }, random);
    const found = new Float64Array(8);
    shap.explain(row, found);
    const margin = roots.reduce((sum, root) => sum + expectation(root, row, 0xff), -0.25);
    expect(found.reduce((sum, value) => sum + value, shap.baseline)).to.be.closeTo(margin, 1e-10);
  });

  it('pays nothing to a feature that no tree asks, nor for a tree that is one leaf', () => {
    const shap = createTreeShap(ensembleOf([{ leaf: 0.5, cover: 3 }], 2));
    const found = new Float64Array(2);
    shap.explain(Float32Array.of(1, 2), found);
    expect([...found]).to.deep.equal([0, 0]);
    expect(shap.baseline).to.equal(0.25);
  });

  it('takes a value equal to the threshold to the right, as XGBoost does', () => {
    const root: Node = { feature: 0, threshold: 0.5, missingLeft: true, left: { leaf: 1, cover: 1 }, right: { leaf: -1, cover: 1 } };
    const paid = (value: number): number => {
      const found = new Float64Array(1);
      createTreeShap(ensembleOf([root], 1)).explain(Float32Array.of(value), found);
      return found[0] ?? Number.NaN;
    };
    expect([paid(0.5), paid(0.49), paid(Number.NaN)]).to.deep.equal([-1, 1, 1]);
  });
});

describe('the check of a tree', () => {
  const good = flatten({ feature: 0, threshold: 1, missingLeft: false, left: { leaf: 1, cover: 1 }, right: { leaf: 2, cover: 1 } });

  it('accepts a tree that can be walked', () => {
    expect(faultOf(good, 1)).to.equal(null);
  });

  it('names what keeps a tree from being walked', () => {
    expect(faultOf(good, 0)).to.include('feature 0 of 0');
    expect(faultOf({ ...good, left: Int32Array.of(0, 0, 0) }, 1)).to.include('child 0');
    expect(faultOf({ ...good, left: Int32Array.of(2, 0, 0) }, 1)).to.include('no parent, or two');
    expect(faultOf({ ...good, cover: Float64Array.of(2, 0, 1) }, 1)).to.include('no cover');
    expect(faultOf({ ...good, value: Float64Array.of(1) }, 1)).to.include('differ in length');
  });
});
