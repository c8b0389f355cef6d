import { faultOf, type Tree } from '../../api/model/tree-ensemble.ts';
import { XgboostError } from './xgboost.ts';

/** The part of XGBoost's JSON that is needed, one entry per node; a leaf's value stands in `split_conditions`. */
interface BoosterTree {
  readonly left_children: readonly number[];
  readonly right_children: readonly number[];
  readonly split_indices: readonly number[];
  readonly split_conditions: readonly number[];
  readonly default_left: readonly (number | boolean)[];
  readonly sum_hessian: readonly number[];
  readonly loss_changes: readonly number[];
}

interface BoosterJson {
  readonly learner: {
    readonly learner_model_param: { readonly base_score: string; readonly num_feature: string };
    readonly gradient_booster: { readonly model: { readonly trees: readonly BoosterTree[] } };
  };
}

/** What a booster has learnt, free of XGBoost. */
export interface LearntTrees {
  readonly featureCount: number;
  /** Log-odds of the base score. */
  readonly baseMargin: number;
  readonly trees: readonly Tree[];
  /** Total loss that the splits of each feature saved. */
  readonly gain: Float64Array;
}

/** Reads XGBoost's own JSON. @throws XgboostError for a booster that is not ours to read */
export function readBoosterTrees(json: string): LearntTrees {
  const { learner } = JSON.parse(json) as BoosterJson;
  const featureCount = Number(learner.learner_model_param.num_feature);
  const baseScore = Math.fround(Number.parseFloat(learner.learner_model_param.base_score.replace(/^\[/, '')));
  const gain = new Float64Array(featureCount);
  const trees = learner.gradient_booster.model.trees.map((source, index) => {
    const tree = readTree(source, gain);
    const fault = faultOf(tree, featureCount);
    if (fault !== null) throw new XgboostError(`Tree ${index} of the booster cannot be used: ${fault}.`);
    return tree;
  });
  return { featureCount, baseMargin: Math.fround(Math.log(baseScore / (1 - baseScore))), trees, gain };
}

/** Renumbers in preorder, which leaves out nodes that pruning has unhooked. */
function readTree(source: BoosterTree, gain: Float64Array): Tree {
  const order: number[] = [];
  const waiting = [0];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    order.push(node);
    if (!isLeaf(source, node)) waiting.push(at(source.right_children, node), at(source.left_children, node));
  }
  const place = new Map(order.map((node, index) => [node, index]));
  const placeOf = (node: number): number => place.get(node) ?? -1;
  const splits = <T>(pick: (node: number) => T, leaf: T): T[] => order.map((node) => (isLeaf(source, node) ? leaf : pick(node)));
  for (const node of order) {
    const feature = at(source.split_indices, node);
    if (!isLeaf(source, node)) gain[feature] = (gain[feature] ?? 0) + at(source.loss_changes, node);
  }
  return {
    feature: Int32Array.from(splits((node) => at(source.split_indices, node), -1)),
    threshold: Float32Array.from(splits((node) => at(source.split_conditions, node), 0)),
    left: Int32Array.from(splits((node) => placeOf(at(source.left_children, node)), 0)),
    right: Int32Array.from(splits((node) => placeOf(at(source.right_children, node)), 0)),
    defaultLeft: Uint8Array.from(splits((node) => Number(at(source.default_left, node)), 0)),
    cover: Float64Array.from(order, (node) => at(source.sum_hessian, node)),
    value: Float64Array.from(order, (node) => (isLeaf(source, node) ? Math.fround(at(source.split_conditions, node)) : 0)),
  };
}

function isLeaf(tree: BoosterTree, node: number): boolean {
  return tree.left_children[node] === -1;
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new XgboostError('The booster JSON has columns of different lengths.');
  return value;
}
