import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from './abortable.ts';
import { cached } from './cached.ts';
import type { Clock } from './clock.ts';
import { Problem } from './problems.ts';
import { isTransient, warehouseProblem } from './warehouse-problem.ts';
import type { BigQuery } from './warehouse.ts';

export const MART = { dataset: 'home_credit_marts', table: 'customer_features' } as const;

/** One customer's row of the mart. */
export interface CustomerFeatures {
  /** One value per name that was asked for, in that order; NaN where the mart has null. */
  readonly values: Float64Array;
  /** When the mart was last written. At most `BUILT_AT_MAX_AGE_MS` behind a rebuild. */
  readonly builtAt: Date;
}

/** Reads the feature mart. Every failure is a Problem with a 503 code. */
export interface FeatureReader {
  /** @returns null for a customer who is not in the mart */
  read(customerId: number, names: readonly string[], signal?: AbortSignal): Promise<CustomerFeatures | null>;
  /** Which of these columns the mart lacks, whatever their type. */
  missing(names: readonly string[]): Promise<string[]>;
}

export interface FeatureReaderOptions {
  readonly warehouse: BigQuery;
  readonly clock: Clock;
  /** For one read, retries and metadata included. */
  readonly deadlineMs?: number;
}

/** A warm BigQuery look-up takes under a second, a cold one up to a few: beyond this the caller has gone. */
export const READ_DEADLINE_MS = 8_000;
/** The mart is rebuilt by the day or the hour; half a minute keeps a score at one warehouse request. */
const BUILT_AT_MAX_AGE_MS = 30_000;
const RETRY_PAUSE_MS = 50;
/** Column names are put into the text of the query, where parameters cannot stand. */
const COLUMN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;

/** BigQuery's wire form of a row: cells in the order of the select list, every scalar as text. */
interface WireRow {
  readonly f: readonly { readonly v: string | null }[];
}

interface MartMetadata {
  readonly lastModifiedTime?: string;
  readonly schema?: { readonly fields?: readonly { readonly name?: string }[] };
}

export function createFeatureReader({ warehouse, clock, deadlineMs = READ_DEADLINE_MS }: FeatureReaderOptions): FeatureReader {
  const table = warehouse.dataset(MART.dataset).table(MART.table);
  const queries = new WeakMap<readonly string[], string>();
  const metadata = cached(readMetadata, BUILT_AT_MAX_AGE_MS, clock);

  async function readMetadata(): Promise<MartMetadata> {
    // Shared by all who ask meanwhile, so its time is its own.
    const answer = await abortable(AbortSignal.timeout(deadlineMs), () => oneRetry(() => table.getMetadata()));
    return (answer as [MartMetadata, unknown])[0];
  }

  async function readRow(customerId: number, names: readonly string[]): Promise<WireRow | null> {
    const query = queryFor(names);
    const [rows] = (await oneRetry(() =>
      warehouse.query(
        { query, params: { customer_id: String(customerId) }, types: { customer_id: 'INT64' }, skipParsing: true },
        { timeoutMs: deadlineMs },
      ),
    )) as [WireRow[], ...unknown[]];
    if (rows.length > 1) throw new Problem('internal_error', 'The mart has two rows for one customer: its grain is broken.');
    return rows[0] ?? null;
  }

  function queryFor(names: readonly string[]): string {
    const known = queries.get(names);
    if (known !== undefined) return known;
    const query = lookUp(warehouse.projectId, names);
    queries.set(names, query);
    return query;
  }

  async function missing(names: readonly string[]): Promise<string[]> {
    const { schema } = await metadata.get();
    const columns = new Set(schema?.fields?.map(({ name }) => name?.toLowerCase()));
    return names.filter((name) => !columns.has(name.toLowerCase()));
  }

  /** A refused look-up is explained to the log by the columns that are not there, when that is why. */
  async function explain(problem: Problem, names: readonly string[]): Promise<Problem> {
    if (problem.code !== 'features_out_of_step') return problem;
    metadata.drop();
    const lacking = await missing(names).catch(() => []);
    if (lacking.length === 0) return problem;
    return new Problem('features_out_of_step', `The mart lacks ${lacking.join(', ')}.`, { cause: problem.cause });
  }

  async function readBoth(customerId: number, names: readonly string[]): Promise<CustomerFeatures | null> {
    const [row, { lastModifiedTime }] = await Promise.all([readRow(customerId, names), metadata.get()]);
    if (row === null) return null;
    const builtAt = new Date(Number(lastModifiedTime));
    if (Number.isNaN(builtAt.getTime())) throw new Problem('internal_error', 'The mart’s metadata has no last-modified time.');
    return { values: toValues(row, names), builtAt };
  }

  return {
    async read(customerId, names, signal) {
      const inTime = AbortSignal.timeout(deadlineMs);
      try {
        return await abortable(signal === undefined ? inTime : AbortSignal.any([signal, inTime]), () => readBoth(customerId, names));
      } catch (error) {
        if (signal?.aborted === true) throw error;
        throw await explain(warehouseProblem(error), names);
      }
    },
    async missing(names) {
      metadata.drop();
      try {
        return await missing(names);
      } catch (error) {
        throw warehouseProblem(error);
      }
    },
  };
}

/** The whole of a look-up: one customer's features, nothing else, so that BigQuery bills only these columns. */
function lookUp(projectId: string, names: readonly string[]): string {
  const odd = names.find((name) => !COLUMN_NAME.test(name));
  if (odd !== undefined) throw new Problem('features_out_of_step', `${JSON.stringify(odd)} cannot be the name of a column.`);
  const columns = names.length === 0 ? ['customer_id'] : names;
  return [
    'select',
    columns.map((name) => `    \`${name}\``).join(',\n'),
    `from \`${projectId}.${MART.dataset}.${MART.table}\``,
    'where customer_id = @customer_id',
  ].join('\n');
}

function toValues({ f: cells }: WireRow, names: readonly string[]): Float64Array {
  return Float64Array.from(names, (name, index) => toNumber(cells[index]?.v ?? null, name));
}

/** INT64, FLOAT64 and NUMERIC travel as decimal text, `NaN` and `Infinity` included; BOOL as true and false. */
function toNumber(wire: string | null, name: string): number {
  if (wire === null || wire === 'NaN') return Number.NaN;
  if (wire === 'true') return 1;
  if (wire === 'false') return 0;
  const value = wire === '' ? Number.NaN : Number(wire);
  if (Number.isNaN(value)) throw new Problem('features_out_of_step', `Column ${name} of the mart is not numeric.`);
  return value;
}

/** A look-up changes nothing, so a broken connection (an idle one that the server had closed) is tried once more. */
async function oneRetry<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isTransient(error)) throw error;
    await sleep(RETRY_PAUSE_MS);
    return call();
  }
}
