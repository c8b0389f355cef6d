/* eslint-disable @typescript-eslint/no-non-null-assertion --
   the inner loop of every score: all indices come from a checked tree, whose columns have one length */
import { gaussLegendre } from './gauss-legendre.ts';
import type { Tree, TreeEnsemble } from './tree-ensemble.ts';

/** Exact path-dependent SHAP values of one row, in log-odds of the uncalibrated margin. */
export interface TreeShap {
  /** Expected margin over the training rows. */
  readonly baseline: number;
  /** Adds each feature's contribution to `into`, which is as long as the row. */
  explain(row: Float32Array, into: Float64Array): void;
}

/**
 * A leaf of value v whose path asks d features pays feature j
 *     v · (o_j − z_j) · ∫₀¹ ∏_{i≠j} (t·o_i + (1−t)·z_i) dt
 * where o_i is 1 if the row keeps to the path at every split on feature i, else 0, and z_i is the share of training
 * rows that would. (The integral is the Shapley weight k!(d−k−1)!/d! of each coalition, written as a beta function.)
 * The integrand is a polynomial of degree d − 1, so ⌈d/2⌉ Gauss–Legendre nodes integrate it exactly. At each node t the
 * products grow from the root down, the leaves' v·∏ add up from the leaves back, and an edge pays its feature once:
 * O(nodes · depth/2) a row. Results equal XGBoost's pred_contribs.
 */
export function createTreeShap({ trees, baseMargin }: TreeEnsemble): TreeShap {
  const walkers = trees.map((tree) => new TreeWalker(tree));
  const baseline = walkers.reduce((sum, walker) => sum + walker.expected, baseMargin);
  return {
    baseline,
    explain(row, into) {
      for (const walker of walkers) walker.explain(row, into);
    },
  };
}

/**
 * What one tree needs at every row, worked out once. An "edge" is named by the node that it leads to; arrays "per edge
 * and t" hold the values of an edge for t = nodes[0], nodes[1], … side by side.
 */
class TreeWalker {
  readonly expected: number;
  /** Nodes of the quadrature. */
  private readonly order: number;
  private readonly parent: Int32Array;
  /** The nearest edge above that asked the same feature, whose condition this one narrows; 0 if there is none. */
  private readonly narrowed: Int32Array;
  /** Per edge and t: t + (1−t)·z and (1−t)·z, the factors of a row that keeps to the path and of one that leaves it. */
  private readonly kept: Float64Array;
  private readonly left: Float64Array;
  /** Per edge and t: weight · (o − z) / factor for either row: what the feature is paid of Σ v·∏. */
  private readonly payKept: Float64Array;
  private readonly payLeft: Float64Array;
  private readonly keeps: Uint8Array;
  private readonly product: Float64Array;

  constructor(private readonly tree: Tree) {
    const size = tree.feature.length;
    this.parent = parentsOf(tree);
    this.narrowed = narrowedEdges(tree, this.parent);
    const share = new Float64Array(size).fill(1);
    const reach = new Float64Array(size).fill(1);
    const asked = new Int32Array(size);
    for (let node = 1; node < size; node += 1) {
      const parent = this.parent[node]!;
      const before = this.narrowed[node]!;
      const ratio = tree.cover[node]! / tree.cover[parent]!;
      reach[node] = reach[parent]! * ratio;
      share[node] = share[before]! * ratio;
      asked[node] = asked[parent]! + (before === 0 ? 1 : 0);
    }
    this.expected = tree.value.reduce((sum, value, node) => sum + value * reach[node]!, 0);
    this.order = Math.max(1, Math.ceil(asked.reduce((most, value) => Math.max(most, value), 0) / 2));
    const { nodes, weights } = gaussLegendre(this.order);
    const perEdgeAndT = (of: (z: number, t: number, weight: number) => number): Float64Array =>
      Float64Array.from({ length: size * this.order }, (_, at) => {
        const q = at % this.order;
        return of(share[Math.floor(at / this.order)]!, nodes[q]!, weights[q]!);
      });
    this.kept = perEdgeAndT((z, t) => t + (1 - t) * z);
    this.left = perEdgeAndT((z, t) => (1 - t) * z);
    this.payKept = perEdgeAndT((z, t, weight) => (weight * (1 - z)) / (t + (1 - t) * z));
    this.payLeft = perEdgeAndT((_, t, weight) => -weight / (1 - t));
    this.keeps = new Uint8Array(size);
    this.product = new Float64Array(size * this.order);
  }

  explain(row: Float32Array, into: Float64Array): void {
    this.descend(row);
    this.ascend(into);
  }

  /** Which edges the row keeps to, and at each t the product of the factors from the root down. */
  private descend(row: Float32Array): void {
    const { order, parent, narrowed, keeps, product } = this;
    const { feature, threshold, left, defaultLeft } = this.tree;
    keeps[0] = 1;
    product.fill(1, 0, order);
    for (let node = 1, at = order; node < keeps.length; node += 1) {
      const above = parent[node]!;
      const before = narrowed[node]!;
      const value = row[feature[above]!]!;
      const goesLeft = value < threshold[above]! || (value !== value && defaultLeft[above] === 1);
      const keptBefore = keeps[before] === 1;
      const keepsOn = keptBefore && goesLeft === (left[above] === node);
      keeps[node] = keepsOn ? 1 : 0;
      const factor = keepsOn ? this.kept : this.left;
      let from = above * order;
      if (before === 0) {
        for (const end = at + order; at < end; at += 1, from += 1) product[at] = product[from]! * factor[at]!;
      } else {
        const undone = keptBefore ? this.kept : this.left;
        let was = before * order;
        for (const end = at + order; at < end; at += 1, from += 1, was += 1) product[at] = (product[from]! * factor[at]!) / undone[was]!;
      }
    }
  }

  /** Turns the products into Σ v·∏ over the leaves below each edge, and pays each edge's feature. */
  private ascend(into: Float64Array): void {
    const { order, parent, narrowed, keeps, product } = this;
    const { feature, left, right, value } = this.tree;
    for (let node = keeps.length - 1; node > 0; node -= 1) {
      const start = node * order;
      const end = start + order;
      if (feature[node] === -1) {
        const leaf = value[node]!;
        for (let at = start; at < end; at += 1) product[at]! *= leaf;
      } else {
        let [one, other] = [left[node]! * order, right[node]! * order];
        for (let at = start; at < end; at += 1, one += 1, other += 1) product[at] = product[one]! + product[other]!;
      }
      const pay = keeps[node] === 1 ? this.payKept : this.payLeft;
      let paid = 0;
      for (let at = start; at < end; at += 1) paid += pay[at]! * product[at]!;
      const before = narrowed[node]!;
      if (before !== 0) {
        const returned = keeps[before] === 1 ? this.payKept : this.payLeft;
        for (let at = start, was = before * order; at < end; at += 1, was += 1) paid -= returned[was]! * product[at]!;
      }
      into[feature[parent[node]!]!]! += paid;
    }
  }
}

function parentsOf(tree: Tree): Int32Array {
  const parents = new Int32Array(tree.feature.length);
  tree.feature.forEach((feature, node) => {
    if (feature === -1) return;
    parents[tree.left[node]!] = node;
    parents[tree.right[node]!] = node;
  });
  return parents;
}

function narrowedEdges(tree: Tree, parents: Int32Array): Int32Array {
  return Int32Array.from(parents, (parent, node) => {
    if (node === 0) return 0;
    const feature = tree.feature[parent];
    let edge = parent;
    while (edge !== 0 && tree.feature[parents[edge]!] !== feature) edge = parents[edge]!;
    return edge;
  });
}
