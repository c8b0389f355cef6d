import { findSources, type Source } from '../load/sources.ts';
import { readTable, type Table } from './table.ts';

/** Applicants whose rows are measured, at most: enough for every figure, and they fit into a gigabyte. */
const MOST_APPLICANTS = 20_000;
const TEST_PER_TRAIN = 5000 / 14_501;
const UINT32 = 2 ** 32;

/** All rows of the chosen applicants. */
export interface Sample {
  readonly train: Table;
  readonly test: Table;
  readonly bureau: Table;
  readonly balance: Table;
  readonly previous: Table;
  readonly pos: Table;
  readonly card: Table;
  readonly installments: Table;
  /** Train and test applicants. */
  readonly applicants: number;
  /** Applicants in the mix of the profile's bureau figures: 14,501 train and 5,000 test applicants. */
  readonly mixed: ReadonlySet<number>;
}

/** @param report hears the file that is read next */
export async function readSample(folder: string, report: (file: string, done: number) => void): Promise<Sample> {
  const sources = new Map((await findSources(folder)).map((source) => [source.table.name, source]));
  let done = 0;
  const read = (name: string, key: string, keep: (id: number) => boolean): Promise<Table> => {
    const source = sources.get(name) as Source;
    report(source.name, done++);
    return readTable(source, key, keep);
  };
  const portion = MOST_APPLICANTS / (await countApplicants(sources));
  const chosen = (id: number): boolean => (Math.imul(id, 0x9e3779b1) >>> 0) / UINT32 < portion;
  const train = await read('application_train', 'SK_ID_CURR', chosen);
  const test = await read('application_test', 'SK_ID_CURR', chosen);
  const bureau = await read('bureau', 'SK_ID_CURR', chosen);
  const credits = new Set(bureau.numbers('SK_ID_BUREAU'));
  return {
    train,
    test,
    bureau,
    balance: await read('bureau_balance', 'SK_ID_BUREAU', (id) => credits.has(id)),
    previous: await read('previous_application', 'SK_ID_CURR', chosen),
    pos: await read('pos_cash_balance', 'SK_ID_CURR', chosen),
    card: await read('credit_card_balance', 'SK_ID_CURR', chosen),
    installments: await read('installments_payments', 'SK_ID_CURR', chosen),
    applicants: train.rows + test.rows,
    mixed: mix(train.numbers('SK_ID_CURR'), test.numbers('SK_ID_CURR')),
  };
}

function mix(train: Float64Array, test: Float64Array): Set<number> {
  const testers = Math.min(test.length, Math.round(train.length * TEST_PER_TRAIN));
  return new Set([...train.subarray(0, Math.round(testers / TEST_PER_TRAIN)), ...test.subarray(0, testers)]);
}

async function countApplicants(sources: ReadonlyMap<string, Source>): Promise<number> {
  let rows = 0;
  for (const name of ['application_train', 'application_test']) {
    await readTable(sources.get(name) as Source, 'SK_ID_CURR', () => {
      rows++;
      return false;
    });
  }
  return rows;
}
