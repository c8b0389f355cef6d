import { ModelError } from './model-error.ts';

/**
 * One regression tree, nodes in preorder (a parent before its children, the root first), one entry per node.
 * A row goes left when its value is below the threshold, or missing and `defaultLeft`.
 */
export interface Tree {
  /** Column that the node splits on; −1 in a leaf. */
  readonly feature: Int32Array;
  /** Float32, as XGBoost and ONNX compare. */
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly defaultLeft: Uint8Array;
  /** Sum of the hessian of the training rows that came by. */
  readonly cover: Float64Array;
  /** Log-odds that a leaf adds; 0 elsewhere. */
  readonly value: Float64Array;
}

/** logit(p) = intercept + slope · margin */
export interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

/** What an explanation needs beyond the ONNX graph. margin = baseMargin + Σ leaf values; see Calibration for p. */
export interface TreeEnsemble {
  readonly featureCount: number;
  readonly baseMargin: number;
  readonly calibration: Calibration;
  readonly trees: readonly Tree[];
}

const FORMAT = 1;
type Columns = Record<keyof Tree, readonly number[]>;

/** `trees.json`: plain arrays, numbers as JavaScript prints them, which is exact. */
export function printTreeEnsemble({ featureCount, baseMargin, calibration, trees }: TreeEnsemble): string {
  const columns = trees.map(
    (tree): Columns => ({
      feature: [...tree.feature],
      threshold: [...tree.threshold],
      left: [...tree.left],
      right: [...tree.right],
      defaultLeft: [...tree.defaultLeft],
      cover: [...tree.cover],
      value: [...tree.value],
    }),
  );
  return JSON.stringify({ format: FORMAT, featureCount, baseMargin, calibration, trees: columns });
}

/** @throws ModelError `invalid` for trees that could not be walked */
export function parseTreeEnsemble(json: string, origin: string): TreeEnsemble {
  const refuse = (why: string, cause?: unknown): never => {
    throw new ModelError('invalid', `${origin} holds no trees that can be used: ${why}.`, { cause });
  };
  let document: Partial<Omit<TreeEnsemble, 'trees'>> & { format?: unknown; trees?: Partial<Columns>[] };
  try {
    document = JSON.parse(json) as typeof document;
  } catch (error) {
    return refuse('it is not JSON', error);
  }
  const { format, featureCount, baseMargin, calibration, trees } = document;
  if (format !== FORMAT) return refuse(`its format is not ${FORMAT}`);
  if (!Number.isInteger(featureCount) || featureCount === undefined) return refuse('featureCount is no whole number');
  if (!isNumber(baseMargin)) return refuse('baseMargin is no number');
  if (!isNumber(calibration?.slope) || !isNumber(calibration.intercept)) return refuse('calibration lacks slope or intercept');
  if (!Array.isArray(trees)) return refuse('there are none');
  return {
    featureCount,
    baseMargin,
    calibration,
    trees: trees.map((columns, index) => parseTree(columns, featureCount, (why) => refuse(`tree ${index}: ${why}`))),
  };
}

function parseTree(columns: Partial<Columns>, featureCount: number, refuse: (why: string) => never): Tree {
  const column = (name: keyof Tree): readonly number[] => {
    const values: unknown = columns[name];
    if (!Array.isArray(values) || !values.every(isNumber)) return refuse(`${name} is no list of numbers`);
    return values;
  };
  const tree: Tree = {
    feature: Int32Array.from(column('feature')),
    threshold: Float32Array.from(column('threshold')),
    left: Int32Array.from(column('left')),
    right: Int32Array.from(column('right')),
    defaultLeft: Uint8Array.from(column('defaultLeft')),
    cover: Float64Array.from(column('cover')),
    value: Float64Array.from(column('value')),
  };
  const fault = faultOf(tree, featureCount);
  return fault === null ? tree : refuse(fault);
}

/** @returns what keeps a tree from being walked, or null */
export function faultOf(tree: Tree, featureCount: number): string | null {
  const size = tree.feature.length;
  if (size === 0) return 'it has no node';
  if (Object.values(tree).some((column: ArrayLike<number>) => column.length !== size)) return 'its columns differ in length';
  const parents = new Int32Array(size);
  for (let node = 0; node < size; node += 1) {
    const feature = tree.feature[node] ?? -1;
    if (!((tree.cover[node] ?? 0) > 0)) return `node ${node} has no cover`;
    if (feature === -1) continue;
    if (feature < 0 || feature >= featureCount) return `node ${node} splits on feature ${feature} of ${featureCount}`;
    for (const child of [tree.left[node] ?? 0, tree.right[node] ?? 0]) {
      if (child <= node || child >= size) return `node ${node} has the child ${child}`;
      parents[child] = (parents[child] ?? 0) + 1;
    }
  }
  return parents.every((count, node) => count === (node === 0 ? 0 : 1)) ? null : 'a node has no parent, or two';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
