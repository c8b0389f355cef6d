import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import rawTables from '../../../includes/raw_tables.js';
import type { BigQuery } from '../../../api/warehouse.ts';
import type { Checked } from './check.ts';
import { findFault } from './find-fault.ts';
import { damaged, openCsv } from './open.ts';
import { RawDataError } from './raw-data-error.ts';
import type { RawTable } from './sources.ts';

type Table = ReturnType<ReturnType<BigQuery['dataset']>['table']>;
type LoadMetadata = Exclude<Parameters<Table['createWriteStream']>[0], string | undefined>;

/** How often a running job is asked after: small files load in less than the client's half second. */
const POLL_MS = 100;

/** Name of the table that a file is loaded into before its rows take their place in the raw table. */
export const besideOf = ({ name }: RawTable): string => `${name}__loading`;

/** Creates the raw dataset unless it is there. */
export async function ensureDataset(warehouse: BigQuery): Promise<void> {
  try {
    const [exists] = await warehouse.dataset(rawTables.dataset).exists();
    if (exists) return;
    await warehouse.createDataset(rawTables.dataset, { description: "Home Credit's eight raw tables, as Kaggle publishes them." });
  } catch (error) {
    // Another load may have made it a moment ago.
    if (error instanceof Error && 'code' in error && error.code === 409) return;
    throw isAway(error) ?? error;
  }
}

/**
 * Loads a file, in one load job, into a table beside the raw table that it belongs to, which stays as it is.
 * @returns the number of rows
 * @throws RawDataError for a fault of the file
 */
export async function loadBeside(warehouse: BigQuery, source: Checked, onBytes: (chunk: Buffer) => void, signal?: AbortSignal): Promise<number> {
  const { table } = source;
  const target = warehouse.dataset(rawTables.dataset).table(besideOf(table));
  try {
    const job = await upload(target, source, onBytes, signal);
    await target.setMetadata({ description: table.description });
    return Number(job.statistics?.load?.outputRows ?? 0);
  } catch (error) {
    signal?.throwIfAborted();
    throw await explain(source, error, signal);
  }
}

interface LoadJob {
  readonly statistics?: { readonly load?: { readonly outputRows?: string } };
}

async function upload(target: Table, source: Checked, onBytes: (chunk: Buffer) => void, signal?: AbortSignal): Promise<LoadJob> {
  const metadata: LoadMetadata = {
    sourceFormat: 'CSV',
    skipLeadingRows: 1,
    schema: { fields: source.table.columns.map(({ name, type, description }) => ({ name, type, description, mode: 'NULLABLE' })) },
    writeDisposition: 'WRITE_TRUNCATE',
    createDisposition: 'CREATE_IF_NEEDED',
  };
  const stream = target.createWriteStream(metadata);
  let loaded: LoadJob = {};
  stream.on('job', (job: { pollIntervalMs?: number }) => { job.pollIntervalMs = POLL_MS; });
  stream.on('complete', (job: { metadata: LoadJob }) => { loaded = job.metadata; });
  const csv = await openCsv(source);
  let sourceFault: unknown = null;
  csv.once('error', (error) => { sourceFault = damaged(source, null, error); });
  try {
    await pipeline(csv, counter(onBytes), stream, signal === undefined ? {} : { signal });
  } catch (error) {
    throw sourceFault ?? error;
  }
  return loaded;
}

function counter(onBytes: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk);
      done(null, chunk);
    },
  });
}

/** Turns whatever the load failed with into an error that a user can act on. */
async function explain(source: Checked, error: unknown, signal?: AbortSignal): Promise<Error> {
  if (error instanceof RawDataError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (isDataFault(error)) {
    const fault = await findFault(source, signal);
    if (fault !== null) return fault;
    return new RawDataError(source.name, null, null, `the warehouse refused the file: ${message}`, { cause: error });
  }
  return isAway(error) ?? new Error(`Loading ${source.name} failed: ${message}`, { cause: error });
}

/** The job ran and found fault with the rows, as opposed to a warehouse that is away or forbids. */
function isDataFault(error: unknown): boolean {
  if (!(error instanceof Error) || !('errors' in error) || !Array.isArray(error.errors)) return false;
  return (error.errors as readonly { reason?: unknown }[]).some(({ reason }) => reason === 'invalid' || reason === 'invalidQuery');
}

function isAway(error: unknown): Error | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ECONNREFUSED') return null;
  return new Error('The warehouse does not answer: start it with npm run warehouse, then load again.', { cause: error });
}
