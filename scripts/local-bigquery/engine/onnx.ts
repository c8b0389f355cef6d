import { createRequire } from 'node:module';
import { Tensor, InferenceSession } from 'onnxruntime-node';
import { BigQueryError } from '../errors.ts';
import type { Tensor as ModelTensor } from '../statement.ts';
import type { ScalarFunction } from '../storage/scalar-functions.ts';

/**
 * DuckDB calls its functions synchronously. onnxruntime-node's session computes so, too, but its public `run` puts a
 * promise around it: the binding is what that one calls.
 */
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: InferenceSession.SessionOptions): void;
  run(feeds: Readonly<Record<string, Tensor>>, fetches: Readonly<Record<string, null>>, options: object): Readonly<Record<string, Tensor>>;
  dispose(): void;
}
interface Binding {
  readonly binding: { readonly InferenceSession: new () => NativeSession };
  readonly initOrt: () => void;
}

/** One thread: DuckDB computes many rows at once already. */
const OPTIONS: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3 };
/** Graphs kept in memory; statements that use more at once are refused. */
const MAX_LOADED = 32;

type ElementType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool';
const ELEMENTS: Readonly<Record<string, ModelTensor['element']>> = { float32: 'FLOAT64', float64: 'FLOAT64', int32: 'INT64', int64: 'INT64', bool: 'BOOL' };

interface Port extends ModelTensor {
  readonly type: ElementType;
  /** Sizes after the batch's. */
  readonly sizes: readonly number[];
}

export interface Graph {
  readonly inputs: readonly ModelTensor[];
  readonly outputs: readonly ModelTensor[];
}

interface Loaded {
  readonly session: NativeSession;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The graphs of imported models, and the function by which DuckDB computes them. */
export class OnnxModels {
  private readonly loaded = new Map<string, Loaded>();

  has(key: string): boolean {
    return this.loaded.has(key);
  }

  /** Reads what a graph takes and gives. @throws BigQueryError `invalidQuery` for what is no graph of numbers over a batch of rows */
  async describe(onnx: Uint8Array, origin: string): Promise<Graph> {
    const { inputs, outputs } = await ports(onnx, origin);
    return { inputs: inputs.map(plainTensor), outputs: outputs.map(plainTensor) };
  }

  async load(key: string, onnx: Uint8Array): Promise<void> {
    if (this.loaded.has(key)) return;
    const { inputs, outputs } = await ports(onnx, 'The model');
    const { binding, initOrt } = createRequire(import.meta.url)('onnxruntime-node/dist/binding.js') as Binding;
    initOrt();
    const session = new binding.InferenceSession();
    session.loadModel(onnx.buffer, onnx.byteOffset, onnx.byteLength, OPTIONS);
    this.loaded.set(key, { session, inputs, outputs });
    for (const [oldest, { session: old }] of this.loaded) {
      if (this.loaded.size <= MAX_LOADED) break;
      this.loaded.delete(oldest);
      old.dispose();
    }
  }

  /** `gsql_onnx(key, inputs)`: all inputs of one row one after the other; all outputs likewise. */
  readonly scalarFunction: ScalarFunction = {
    name: 'gsql_onnx',
    parameters: ['VARCHAR', 'DOUBLE[]'],
    returns: 'DOUBLE[]',
    call: (key: string, values: readonly (number | null)[]) => this.compute(key, values),
  };

  private compute(key: string, values: readonly (number | null)[]): number[] {
    const model = this.loaded.get(key);
    if (model === undefined) throw new Error('!error: The model was replaced while the statement ran. Run it again.');
    let next = 0;
    const feeds = model.inputs.map((port) => {
      const from = next;
      next += port.width ?? 1;
      return [port.name, tensor(port, values.slice(from, next))] as const;
    });
    const found = model.session.run(Object.fromEntries(feeds), Object.fromEntries(model.outputs.map(({ name }) => [name, null])), {});
    return model.outputs.flatMap(({ name, width }) => {
      const data = Array.from(found[name]?.data as ArrayLike<number | bigint | boolean>, Number);
      if (data.length !== (width ?? 1)) throw new Error(`!error: The model's output ${name} has ${data.length} values where its graph says ${width ?? 1}.`);
      return data;
    });
  }

  close(): void {
    for (const { session } of this.loaded.values()) session.dispose();
    this.loaded.clear();
  }
}

function plainTensor({ name, element, width }: Port): ModelTensor {
  return { name, element, width };
}

async function ports(onnx: Uint8Array, origin: string): Promise<Pick<Loaded, 'inputs' | 'outputs'>> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(onnx, OPTIONS);
  } catch (error) {
    throw new BigQueryError('invalidQuery', `${origin} is no ONNX graph that can be loaded: ${(error as Error).message}`, 'query', { cause: error });
  }
  try {
    return { inputs: session.inputMetadata.map((data) => port(data, origin)), outputs: session.outputMetadata.map((data) => port(data, origin)) };
  } finally {
    await session.release();
  }
}

function port(data: InferenceSession.ValueMetadata, origin: string): Port {
  if (!data.isTensor) throw refused(`${origin}: ${data.name} is no tensor`);
  const element = ELEMENTS[data.type];
  if (element === undefined) throw refused(`${origin}: ${data.name} holds ${data.type}`);
  const [batch, ...sizes] = data.shape;
  if (typeof batch === 'number' && batch !== 1) throw refused(`${origin}: ${data.name} has a fixed batch of ${batch} rows`);
  const fixed = sizes.map((size) => {
    if (typeof size !== 'number') throw refused(`${origin}: ${data.name} has a size that is not fixed (${size})`);
    return size;
  });
  return { name: data.name, element, type: data.type as ElementType, sizes: fixed, width: fixed.length === 0 ? null : fixed.reduce((one, other) => one * other, 1) };
}

function refused(what: string): BigQueryError {
  return new BigQueryError('invalidQuery', `${what}, which the local BigQuery does not support. Supported: tensors of float, double, int32, int64 or bool whose first size is the batch.`, 'query');
}

function tensor({ name, type, sizes }: Port, values: readonly (number | null)[]): Tensor {
  if (values.includes(null)) throw new Error(`!error: The model's input ${name} holds a NULL. Give CAST('NaN' AS FLOAT64) for a missing number.`);
  const numbers = values as readonly number[];
  const shape = [1, ...sizes];
  switch (type) {
    case 'float32':
      return new Tensor(type, Float32Array.from(numbers), shape);
    case 'float64':
      return new Tensor(type, Float64Array.from(numbers), shape);
    case 'int32':
      return new Tensor(type, Int32Array.from(numbers), shape);
    case 'int64':
      return new Tensor(type, BigInt64Array.from(numbers, (value) => wholeNumber(value, name)), shape);
    case 'bool':
      return new Tensor(type, Uint8Array.from(numbers), shape);
  }
}

function wholeNumber(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value)) throw new Error(`!error: The model's input ${name} holds ${value}: numbers beyond 2^53 are not supported by the local BigQuery.`);
  return BigInt(value);
}
