import koffi from 'koffi';
import { libraryCandidates, type LibraryCandidate } from './xgboost-library.ts';

/** XGBoost cannot be loaded, or refused a call; the message is its own or names the remedy. */
export class XgboostError extends Error {
  override readonly name = 'XgboostError';
}

/** Opaque pointer of koffi. */
type Handle = object;
type Out<T> = [T | null];

interface Api {
  readonly path: string;
  readonly version: string;
  lastError(): string;
  matrixCreate(data: Float32Array, rows: number, columns: number, missing: number, out: Out<Handle>): number;
  matrixSlice(matrix: Handle, rows: Int32Array, count: number, out: Out<Handle>): number;
  matrixSetFloats(matrix: Handle, field: string, values: Float32Array, count: number): number;
  matrixFree(matrix: Handle): number;
  boosterCreate(matrices: Handle[], count: number, out: Out<Handle>): number;
  boosterSetParam(booster: Handle, name: string, value: string): number;
  boosterUpdate(booster: Handle, round: number, matrix: Handle): number;
  boosterBoost(booster: Handle, matrix: Handle, gradient: Float32Array, hessian: Float32Array, rows: number): number;
  boosterPredict(booster: Handle, matrix: Handle, mask: number, rounds: number, training: number, length: [number], out: Out<Handle>): number;
  boosterSave(booster: Handle, config: string, length: [number], out: Out<Handle>): number;
  boosterFree(booster: Handle): number;
}

const PREDICT = { margin: 1, contributions: 4 } as const;
/** XGBoosterSaveModelToBuffer came with 1.6. */
const OLDEST = [1, 6] as const;

let loaded: Api | null = null;

function api(): Api {
  loaded ??= loadXgboost(libraryCandidates());
  return loaded;
}

/** Loads the first candidate that can be. @throws XgboostError that tells what was tried and the remedy */
export function loadXgboost(candidates: readonly LibraryCandidate[]): Api {
  const failures: string[] = [];
  for (const { path, problem } of candidates) {
    try {
      if (problem !== null) throw new XgboostError(problem);
      return bind(path);
    } catch (error) {
      failures.push(`  ${path}: ${error instanceof Error ? error.message.trim() : String(error)}`);
    }
  }
  throw new XgboostError(
    ['XGBoost could not be loaded. Tried:', ...failures, remedy(failures.join('\n'))].join('\n'),
  );
}

function remedy(failures: string): string {
  const openMp = failures.includes('libgomp') ? 'Install the OpenMP run-time first (Debian, Ubuntu: apt-get install libgomp1). ' : '';
  return `${openMp}Otherwise install XGBoost ${OLDEST.join('.')} or later (Debian: libxgboost0; macOS: brew install xgboost) or name its library in XGBOOST_LIBRARY.`;
}

function bind(path: string): Api {
  // OpenMP reads this as the library is loaded. Its threads would else wait for one another by spinning, which makes
  // training many times slower as soon as another process wants a core.
  process.env['OMP_WAIT_POLICY'] ??= 'PASSIVE';
  const library = koffi.load(path);
  const versionOf = library.func('void XGBoostVersion(_Out_ int *major, _Out_ int *minor, _Out_ int *patch)') as (...out: [number][]) => void;
  const [major, minor, patch]: [[number], [number], [number]] = [[0], [0], [0]];
  versionOf(major, minor, patch);
  const version = [major[0], minor[0], patch[0]].join('.');
  if (major[0] < OLDEST[0] || (major[0] === OLDEST[0] && minor[0] < OLDEST[1])) {
    throw new XgboostError(`it is version ${version}`);
  }
  return {
    path,
    version,
    lastError: library.func('const char *XGBGetLastError()') as Api['lastError'],
    matrixCreate: library.func('int XGDMatrixCreateFromMat(const float *, uint64_t, uint64_t, float, _Out_ void **)') as Api['matrixCreate'],
    matrixSlice: library.func('int XGDMatrixSliceDMatrix(void *, const int *, uint64_t, _Out_ void **)') as Api['matrixSlice'],
    matrixSetFloats: library.func('int XGDMatrixSetFloatInfo(void *, const char *, const float *, uint64_t)') as Api['matrixSetFloats'],
    matrixFree: library.func('int XGDMatrixFree(void *)') as Api['matrixFree'],
    boosterCreate: library.func('int XGBoosterCreate(void **, uint64_t, _Out_ void **)') as Api['boosterCreate'],
    boosterSetParam: library.func('int XGBoosterSetParam(void *, const char *, const char *)') as Api['boosterSetParam'],
    boosterUpdate: library.func('int XGBoosterUpdateOneIter(void *, int, void *)') as Api['boosterUpdate'],
    boosterBoost: library.func('int XGBoosterBoostOneIter(void *, void *, float *, float *, uint64_t)') as Api['boosterBoost'],
    boosterPredict: library.func(
      'int XGBoosterPredict(void *, void *, int, uint32_t, int, _Out_ uint64_t *, _Out_ void **)',
    ) as Api['boosterPredict'],
    boosterSave: library.func(
      'int XGBoosterSaveModelToBuffer(void *, const char *, _Out_ uint64_t *, _Out_ void **)',
    ) as Api['boosterSave'],
    boosterFree: library.func('int XGBoosterFree(void *)') as Api['boosterFree'],
  };
}

function check(code: number): void {
  if (code !== 0) throw new XgboostError(`XGBoost refused: ${api().lastError().trim().split('\n')[0] ?? ''}`);
}

/** Fills the out-parameter of a call. */
function made(call: (out: Out<Handle>) => number): Handle {
  const out: Out<Handle> = [null];
  check(call(out));
  if (out[0] === null) throw new XgboostError('XGBoost gave no handle.');
  return out[0];
}

/** Rows of features in XGBoost's memory. Call `free`. */
export class DMatrix {
  private constructor(
    readonly handle: Handle,
    readonly rows: number,
    readonly width: number,
  ) {}

  /** @param values row-major, NaN for missing */
  static fromRows(values: Float32Array, width: number): DMatrix {
    const rows = values.length / width;
    return new DMatrix(made((out) => api().matrixCreate(values, rows, width, Number.NaN, out)), rows, width);
  }

  /** A copy of some rows, in the order of `rows`. */
  slice(rows: Int32Array): DMatrix {
    return new DMatrix(made((out) => api().matrixSlice(this.handle, rows, rows.length, out)), rows.length, this.width);
  }

  /** @param labels 1 for a default, else 0 */
  setLabels(labels: Float32Array): void {
    check(api().matrixSetFloats(this.handle, 'label', labels, labels.length));
  }

  free(): void {
    check(api().matrixFree(this.handle));
  }
}

/** A boosted ensemble while it grows. Call `free`. */
export class Booster {
  private readonly handle: Handle;

  /** @param matrices those that it will be trained on or predict often: XGBoost keeps their margins up to date */
  constructor(matrices: readonly DMatrix[], parameters: Readonly<Record<string, string | number>>) {
    this.handle = made((out) => api().boosterCreate(matrices.map(({ handle }) => handle), matrices.length, out));
    for (const [name, value] of Object.entries(parameters)) check(api().boosterSetParam(this.handle, name, String(value)));
  }

  /** Grows one more tree. */
  update(round: number, matrix: DMatrix): void {
    check(api().boosterUpdate(this.handle, round, matrix.handle));
  }

  /** Grows one more tree along gradients of one's own: a row without weighs nothing. @param gradient, hessian one number per row */
  boost(matrix: DMatrix, gradient: Float32Array, hessian: Float32Array): void {
    check(api().boosterBoost(this.handle, matrix.handle, gradient, hessian, matrix.rows));
  }

  /** Log-odds per row. */
  margins(matrix: DMatrix): Float32Array {
    return this.predict(matrix, PREDICT.margin);
  }

  /** SHAP values, row-major: one per feature, then the expected margin. */
  contributions(matrix: DMatrix): Float32Array {
    return this.predict(matrix, PREDICT.contributions);
  }

  /** The model as XGBoost's JSON. */
  toJson(): string {
    const length: [number] = [0];
    const data = made((out) => api().boosterSave(this.handle, '{"format":"json"}', length, out));
    return Buffer.from(koffi.decode(data, 'uint8_t', length[0]) as Uint8Array).toString('utf8');
  }

  free(): void {
    check(api().boosterFree(this.handle));
  }

  private predict(matrix: DMatrix, mask: number): Float32Array {
    const length: [number] = [0];
    const data = made((out) => api().boosterPredict(this.handle, matrix.handle, mask, 0, 0, length, out));
    return Float32Array.from(koffi.decode(data, 'float', length[0]) as Float32Array);
  }
}
