import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelError } from './model-error.ts';

export const INPUT_NAME = 'features';
export const OUTPUT_NAME = 'probability';

/** A graph that turns rows of features into probabilities. */
export interface OnnxSession {
  /** Values a row has. */
  readonly width: number;
  /**
   * @param rows row-major, NaN for missing; a whole number of rows
   * @returns one probability per row
   */
  run(rows: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** One row takes microseconds: threads would only add their start-up time to each request. */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 3,
};

/** @throws ModelError `invalid` for a graph that has not our input and output */
export async function openOnnxSession(onnx: Uint8Array, origin: string): Promise<OnnxSession> {
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(onnx, OPTIONS);
  } catch (error) {
    throw new ModelError('invalid', `${origin} is no ONNX model that onnxruntime can load.`, { cause: error });
  }
  const width = widthOf(session);
  if (width === null) {
    await session.release();
    throw new ModelError('invalid', `${origin} must have one input, ${INPUT_NAME} float32 [None, N], and the output ${OUTPUT_NAME}.`);
  }
  return {
    width,
    async run(rows) {
      const count = rows.length / width;
      if (!Number.isInteger(count)) throw new RangeError(`${rows.length} values are no whole number of rows of ${width}.`);
      const outputs = await session.run({ [INPUT_NAME]: new Tensor('float32', rows, [count, width]) }, [OUTPUT_NAME]);
      const probabilities = outputs[OUTPUT_NAME]?.data;
      if (!(probabilities instanceof Float32Array) || probabilities.length !== count) {
        throw new ModelError('invalid', `${origin} did not answer with one float32 probability per row.`);
      }
      return probabilities;
    },
    close: () => session.release(),
  };
}

function widthOf({ inputMetadata, outputNames }: InferenceSession): number | null {
  const [input] = inputMetadata;
  if (inputMetadata.length !== 1 || input?.name !== INPUT_NAME || !input.isTensor || input.type !== 'float32') return null;
  const width = input.shape[1];
  if (input.shape.length !== 2 || typeof width !== 'number' || width < 1) return null;
  return outputNames.includes(OUTPUT_NAME) ? width : null;
}
