import onnxProto from 'onnx-proto';
import { INPUT_NAME, OUTPUT_NAME } from '../../api/model/onnx-session.ts';
import type { TreeEnsemble } from '../../api/model/tree-ensemble.ts';

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
type INode = onnxProto.onnx.INodeProto;
type IAttribute = onnxProto.onnx.IAttributeProto;
type IValueInfo = onnxProto.onnx.IValueInfoProto;

/** Old enough for the ONNX Runtime inside BigQuery ML, new enough for every operator used. */
const OPSET = 15;
const ML_OPSET = 1;
const IR_VERSION = 8;

/**
 * The graph of a calibrated ensemble: trees → margin · slope + intercept → sigmoid. Input `features` float32 [None, N],
 * NaN for missing; output `probability` float32 [None, 1]. The same ensemble and names give the same bytes.
 */
export function exportOnnx(ensemble: TreeEnsemble, featureNames: readonly string[]): Buffer {
  const { slope, intercept } = ensemble.calibration;
  const model = ModelProto.create({
    irVersion: IR_VERSION,
    producerName: 'home-credit-warehouse',
    opsetImport: [
      { domain: '', version: OPSET },
      { domain: 'ai.onnx.ml', version: ML_OPSET },
    ],
    metadataProps: [{ key: 'features', value: JSON.stringify(featureNames) }],
    graph: {
      name: 'default-risk',
      input: [tensor(INPUT_NAME, featureNames.length)],
      output: [tensor(OUTPUT_NAME, 1)],
      initializer: [scalar('slope', slope), scalar('intercept', intercept)],
      node: [
        treeNode(ensemble, 'margin'),
        { name: 'scale', opType: 'Mul', input: ['margin', 'slope'], output: ['scaled'] },
        { name: 'shift', opType: 'Add', input: ['scaled', 'intercept'], output: ['logit'] },
        { name: 'squash', opType: 'Sigmoid', input: ['logit'], output: [OUTPUT_NAME] },
      ],
    },
  });
  return Buffer.from(ModelProto.encode(model).finish());
}

function tensor(name: string, width: number): IValueInfo {
  const shape = { dim: [{ dimParam: 'None' }, { dimValue: width }] };
  return { name, type: { tensorType: { elemType: TensorProto.DataType.FLOAT, shape } } };
}

function scalar(name: string, value: number): onnxProto.onnx.ITensorProto {
  return { name, dataType: TensorProto.DataType.FLOAT, dims: [1], floatData: [value] };
}

function treeNode({ trees, baseMargin }: TreeEnsemble, output: string): INode {
  const nodes = trees.flatMap((tree, treeId) => [...tree.feature].map((feature, nodeId) => ({ tree, treeId, nodeId, isLeaf: feature === -1 })));
  const leaves = nodes.filter(({ isLeaf }) => isLeaf);
  return {
    name: 'trees',
    opType: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    input: [INPUT_NAME],
    output: [output],
    attribute: [
      text('aggregate_function', 'SUM'),
      text('post_transform', 'NONE'),
      { name: 'n_targets', type: AttributeProto.AttributeType.INT, i: 1 },
      floats('base_values', [baseMargin]),
      ints('nodes_treeids', nodes.map(({ treeId }) => treeId)),
      ints('nodes_nodeids', nodes.map(({ nodeId }) => nodeId)),
      ints('nodes_featureids', nodes.map(({ tree, nodeId }) => Math.max(tree.feature[nodeId] ?? 0, 0))),
      floats('nodes_values', nodes.map(({ tree, nodeId }) => tree.threshold[nodeId] ?? 0)),
      texts('nodes_modes', nodes.map(({ isLeaf }) => (isLeaf ? 'LEAF' : 'BRANCH_LT'))),
      ints('nodes_truenodeids', nodes.map(({ tree, nodeId }) => tree.left[nodeId] ?? 0)),
      ints('nodes_falsenodeids', nodes.map(({ tree, nodeId }) => tree.right[nodeId] ?? 0)),
      ints('nodes_missing_value_tracks_true', nodes.map(({ tree, nodeId }) => tree.defaultLeft[nodeId] ?? 0)),
      ints('target_treeids', leaves.map(({ treeId }) => treeId)),
      ints('target_nodeids', leaves.map(({ nodeId }) => nodeId)),
      ints('target_ids', leaves.map(() => 0)),
      floats('target_weights', leaves.map(({ tree, nodeId }) => tree.value[nodeId] ?? 0)),
    ],
  };
}

function text(name: string, value: string): IAttribute {
  return { name, type: AttributeProto.AttributeType.STRING, s: Buffer.from(value) };
}

function texts(name: string, values: readonly string[]): IAttribute {
  return { name, type: AttributeProto.AttributeType.STRINGS, strings: values.map((value) => Buffer.from(value)) };
}

function ints(name: string, values: number[]): IAttribute {
  return { name, type: AttributeProto.AttributeType.INTS, ints: values };
}

function floats(name: string, values: number[]): IAttribute {
  return { name, type: AttributeProto.AttributeType.FLOATS, floats: values };
}
