import type { ObjectStore } from '../../api/object-store.ts';
import { openParquet, type ParquetFile } from './parquet.ts';
import { takeRows, TrainingDataError, type TrainingSet } from './training-set.ts';

/** The columns of `training_examples` that are no feature. */
export const KEY_COLUMNS = ['customer_id', 'is_default', 'split', 'fold'] as const;
const FOLDS = 5;

/**
 * Reads exported examples back, in the order of their customer ids: an export has none of its own.
 * @param folder `gs://` URI of the folder that holds the export and nothing else
 */
export async function readExamples(store: ObjectStore, folder: string, features: readonly string[]): Promise<TrainingSet> {
  const uris = (await store.list(folder)).filter((uri) => uri.endsWith('.parquet'));
  if (uris.length === 0) throw new TrainingDataError(`The export to ${folder} left no Parquet file.`);
  const files: ParquetFile[] = [];
  for (const uri of uris) files.push(await openParquet(await store.read(uri), uri));
  const reader = new ExampleReader(features, files.reduce((sum, { rows }) => sum + rows, 0));
  for (const file of files) await reader.read(file);
  return reader.finish();
}

class ExampleReader {
  private readonly ids: Float64Array;
  private readonly set: TrainingSet;
  private filled = 0;

  constructor(
    private readonly features: readonly string[],
    rows: number,
  ) {
    this.ids = new Float64Array(rows);
    this.set = {
      features,
      values: new Float32Array(rows * features.length).fill(Number.NaN),
      labels: new Uint8Array(rows),
      holdout: new Uint8Array(rows),
      folds: new Uint8Array(rows),
    };
  }

  async read(file: ParquetFile): Promise<void> {
    const names = [...KEY_COLUMNS, ...this.features];
    const start = this.filled;
    this.filled += file.rows;
    const width = this.features.length;
    await file.readColumns(names, (column, row, value) => {
      const name = names[column] ?? '';
      if (column < KEY_COLUMNS.length) this.takeKey(name, start + row, value);
      else this.set.values[(start + row) * width + column - KEY_COLUMNS.length] = toFeature(value, name);
    });
  }

  /** @throws TrainingDataError if a customer comes twice */
  finish(): TrainingSet {
    const { ids } = this;
    const order = Int32Array.from(ids.keys()).sort((one, other) => (ids[one] ?? 0) - (ids[other] ?? 0));
    order.forEach((row, at) => {
      if (at > 0 && ids[row] === ids[order[at - 1] ?? 0]) {
        throw new TrainingDataError('A customer has two rows in training_examples: its grain is broken, run its assertions.');
      }
    });
    return takeRows(this.set, order);
  }

  private takeKey(name: string, row: number, value: unknown): void {
    const { labels, holdout, folds } = this.set;
    if (name === 'split') {
      if (value !== 'train' && value !== 'holdout') throw outOfRange(name, 'train or holdout');
      holdout[row] = value === 'holdout' ? 1 : 0;
      return;
    }
    const number = toNumber(value, name);
    if (name === 'customer_id') {
      if (!Number.isSafeInteger(number)) throw outOfRange(name, 'a whole number');
      this.ids[row] = number;
    } else if (name === 'is_default') {
      if (number !== 0 && number !== 1) throw outOfRange(name, '0 or 1');
      labels[row] = number;
    } else {
      if (!Number.isInteger(number) || number < 0 || number >= FOLDS) throw outOfRange(name, `0 to ${FOLDS - 1}`);
      folds[row] = number;
    }
  }
}

/** A value as the model takes it: float32, NaN for missing. */
function toFeature(value: unknown, name: string): number {
  const number = Math.fround(toNumber(value, name));
  if (number === Number.POSITIVE_INFINITY || number === Number.NEGATIVE_INFINITY) throw outOfRange(name, 'a finite number or NULL');
  return number;
}

function toNumber(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  if (value === null) return Number.NaN;
  throw new TrainingDataError(`Column ${name} of training_examples is not numeric.`);
}

function outOfRange(name: string, expected: string): TrainingDataError {
  return new TrainingDataError(`Column ${name} of training_examples has a value that is not ${expected}.`);
}
