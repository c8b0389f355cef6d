import onnxProto from 'onnx-proto';

const { ModelProto, TensorProto } = onnxProto.onnx;
type Value = onnxProto.onnx.IValueInfoProto;

const tensor = (name: string, elemType: number, ...sizes: number[]): Value => ({
  name,
  type: { tensorType: { elemType, shape: { dim: [{ dimParam: 'batch' }, ...sizes.map((dimValue) => ({ dimValue }))] } } },
});

/**
 * A graph with total = x·weights (and twice that), over `x` float [batch, n]; `count` int64 [batch] goes through.
 * @param ballast bytes of numbers that nothing reads, so that its import takes a while
 */
export function linear(weights: readonly number[], ballast = 0): Buffer {
  const { FLOAT, INT64 } = TensorProto.DataType;
  const unread = ballast === 0 ? [] : [{ name: 'unread', dataType: FLOAT, dims: [ballast / 4], rawData: Buffer.alloc(ballast, 7) }];
  const model = ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 15 }],
    graph: {
      name: 'linear',
      input: [tensor('x', FLOAT, weights.length), tensor('count', INT64)],
      output: [tensor('total', FLOAT, 1), tensor('double', FLOAT, 1), tensor('same', INT64)],
      initializer: [{ name: 'w', dataType: FLOAT, dims: [weights.length, 1], floatData: [...weights] }, { name: 'two', dataType: FLOAT, dims: [1], floatData: [2] }, ...unread],
      node: [
        { opType: 'MatMul', input: ['x', 'w'], output: ['total'] },
        { opType: 'Mul', input: ['total', 'two'], output: ['double'] },
        { opType: 'Identity', input: ['count'], output: ['same'] },
      ],
    },
  });
  return Buffer.from(ModelProto.encode(model).finish());
}
