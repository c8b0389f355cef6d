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

/** What one tree needs at every row, worked out once. An "edge" is named by the node that it leads to. */
class TreeWalker {
  readonly expected: number;
  private readonly order: number;
  private readonly parent: Int32Array;
  /** The nearest edge above that asked the same feature, whose condition this one narrows; 0 if there is none. */
  private readonly narrowed: Int32Array;
  /** z of the edge, over all edges of its feature down to it. */
  private readonly share: Float64Array;
  /** Per edge and node t: t + (1−t)·z, the factor of a row that keeps to the path. */
  private readonly kept: Float64Array;
  private readonly rest: Float64Array;
  private readonly weights: Float64Array;
  private readonly keeps: Uint8Array;
  private readonly product: Float64Array;

  constructor(private readonly tree: Tree) {
    const size = tree.feature.length;
    this.parent = parentsOf(tree);
    this.narrowed = narrowedEdges(tree, this.parent);
    this.share = new Float64Array(size).fill(1);
    const reach = new Float64Array(size).fill(1);
    const depth = new Int32Array(size);
    for (let node = 1; node < size; node += 1) {
      const parent = this.parent[node]!;
      const ratio = tree.cover[node]! / tree.cover[parent]!;
      reach[node] = reach[parent]! * ratio;
      depth[node] = depth[parent]! + (this.narrowed[node] === 0 ? 1 : 0);
      this.share[node] = this.share[this.narrowed[node]!]! * ratio;
    }
    this.expected = tree.value.reduce((sum, value, node) => sum + (tree.feature[node] === -1 ? value * reach[node]! : 0), 0);
    this.order = Math.max(1, Math.ceil(depth.reduce((most, value) => Math.max(most, value), 0) / 2));
    const { nodes, weights } = gaussLegendre(this.order);
    this.weights = weights;
    this.rest = nodes.map((t) => 1 - t);
    this.kept = Float64Array.from({ length: size * this.order }, (_, at) => {
      const t = nodes[at % this.order]!;
      return t + (1 - t) * this.share[Math.floor(at / this.order)]!;
    });
    this.keeps = new Uint8Array(size);
    this.product = new Float64Array(size * this.order);
  }

  explain(row: Float32Array, into: Float64Array): void {
    this.descend(row);
    this.ascend(into);
  }

  /** Which edges the row keeps to, and at each node t the product of the factors from the root down. */
  private descend(row: Float32Array): void {
    const { tree, order, parent, narrowed, share, kept, rest, keeps, product } = this;
    keeps[0] = 1;
    product.fill(1, 0, order);
    for (let node = 1, at = order; node < keeps.length; node += 1) {
      const above = parent[node]!;
      const value = row[tree.feature[above]!]!;
      const goesLeft = value !== value ? tree.defaultLeft[above] === 1 : value < tree.threshold[above]!;
      const before = narrowed[node]!;
      const keptBefore = keeps[before] === 1;
      const keepsOn = keptBefore && goesLeft === (tree.left[above] === node);
      keeps[node] = keepsOn ? 1 : 0;
      for (let q = 0; q < order; q += 1, at += 1) {
        const factor = keepsOn ? kept[at]! : rest[q]! * share[node]!;
        const undone = before === 0 ? 1 : keptBefore ? kept[before * order + q]! : rest[q]! * share[before]!;
        product[at] = (product[above * order + q]! * factor) / undone;
      }
    }
  }

  /** Turns the products into Σ v·∏ over the leaves below each edge, and pays each edge's feature. */
  private ascend(into: Float64Array): void {
    const { tree, order, parent, narrowed, product } = this;
    for (let node = this.keeps.length - 1; node >= 0; node -= 1) {
      const start = node * order;
      if (tree.feature[node] === -1) {
        for (let q = 0; q < order; q += 1) product[start + q]! *= tree.value[node]!;
      } else {
        const left = tree.left[node]! * order;
        const right = tree.right[node]! * order;
        for (let q = 0; q < order; q += 1) product[start + q] = product[left + q]! + product[right + q]!;
      }
      if (node === 0) return;
      const feature = tree.feature[parent[node]!]!;
      const before = narrowed[node]!;
      const paid = this.payment(node, start) - (before === 0 ? 0 : this.payment(before, start));
      into[feature]! += paid;
    }
  }

  /** (o − z) · ∫ Σ v·∏ / (t·o + (1−t)·z) dt for an edge, over the leaves whose sums start at `start`. */
  private payment(edge: number, start: number): number {
    const { order, kept, rest, weights, product } = this;
    let sum = 0;
    if (this.keeps[edge] === 1) {
      for (let q = 0; q < order; q += 1) sum += (weights[q]! * product[start + q]!) / kept[edge * order + q]!;
      return sum * (1 - this.share[edge]!);
    }
    for (let q = 0; q < order; q += 1) sum += (weights[q]! * product[start + q]!) / rest[q]!;
    return -sum;
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
