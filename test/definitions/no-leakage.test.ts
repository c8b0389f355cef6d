import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { features as contract } from '../../includes/features.js';
import { targetName } from '../../scripts/dataform/compile.ts';
import { generateRawTables } from '../../scripts/data/generate.ts';
import type { TrainingParameters } from '../../scripts/model/parameters.ts';
import { seededRandom } from '../../scripts/model/random.ts';
import type { TrainingSet } from '../../scripts/model/training-set.ts';
import { aucOf, shuffled, trainingSet } from './support/labels.ts';
import { buildLineage, type Lineage } from './support/lineage.ts';

const APPLICANTS = 2500;
/** The standard error of one shuffle's AUC is 0.026 with some 140 defaults: the mean of so many has a quarter of that. */
const SHUFFLES = 16;
const ROUNDS = 60;
const PARAMETERS: Partial<TrainingParameters> = { learningRate: 0.1, maxDepth: 3 };
const SAME = 1e-12;
/** The assertion that no row comes from after the application. */
const LOOKS = 'history_ends_at_the_application';

type Row = Readonly<Record<string, number | null>>;
type Mart = ReadonlyMap<number, Row>;

/** Rows of the raw tables that came after the application, one for each source, of a loan or credit that is there. */
const LATER: Readonly<Record<string, string>> = {
  bureau: 'SK_ID_BUREAU + 100000000 as SK_ID_BUREAU, 20 as DAYS_CREDIT',
  previous_application: 'SK_ID_PREV + 100000000 as SK_ID_PREV, 20 as DAYS_DECISION',
  pos_cash_balance: '1 as MONTHS_BALANCE, 90 as SK_DPD',
  credit_card_balance: '1 as MONTHS_BALANCE, 90 as SK_DPD',
  installments_payments: '900 as NUM_INSTALMENT_NUMBER, 20.0 as DAYS_INSTALMENT, 50.0 as DAYS_ENTRY_PAYMENT',
};
/** Conditions that cut a source's history down, and the first word of the features that may change for it. */
const CUT: Readonly<Record<string, { readonly keep: string; readonly source: string }>> = {
  credit_card_balance: { keep: 'MONTHS_BALANCE >= -2', source: 'card' },
  installments_payments: { keep: 'DAYS_INSTALMENT >= -60', source: 'installments' },
};

describe('no leakage', function () {
  this.timeout(400_000);
  let folder: string;
  let lineage: Lineage;
  let before_: Mart;
  let after_: Mart;
  let examples: TrainingSet;
  /** Given rows from after the application; their history cut down; everybody else. */
  let extended: number;
  /** Names of what failed when all was built anew. */
  let failed: string[];
  let cut: number;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'home-credit-leakage-'));
    await generateRawTables({ applicants: APPLICANTS, seed: 21, out: join(folder, 'raw') });
    lineage = await buildLineage(join(folder, 'raw'));
    const { warehouse } = lineage;
    before_ = await martOf(lineage);
    examples = await trainingSet(lineage, 'leakage');
    // No encoding is fitted on the holdout: what is changed there can change nobody else.
    const [chosen] = (await warehouse.query(`
      select customer_id
      from home_credit_marts.customer_features
      inner join home_credit_marts.training_examples using (customer_id)
      where training_examples.split = 'holdout' and customer_features.pos_months_count > 12 and customer_features.card_months_count > 6
        and customer_features.bureau_credits_count > 1 and customer_features.bureau_balance_months_count > 3 and customer_features.installments_instalments_count > 12
      order by customer_id limit 2`)) as [{ customer_id: number }[]];
    [extended, cut] = chosen.map(({ customer_id }) => customer_id) as [number, number];
    const changes = [
      ...Object.entries(LATER).map(([table, replaced]) => `insert into home_credit_raw.${table} select * replace (${replaced}) from home_credit_raw.${table} where SK_ID_CURR = ${extended} limit 1`),
      `insert into home_credit_raw.bureau_balance select SK_ID_BUREAU, 1, '5' from home_credit_raw.bureau where SK_ID_CURR = ${extended} and DAYS_CREDIT <= 0 limit 1`,
      ...Object.entries(CUT).map(([table, { keep }]) => `delete from home_credit_raw.${table} where SK_ID_CURR = ${cut} and not (${keep})`),
      'update home_credit_raw.application_train set TARGET = 1 - TARGET where true',
    ];
    for (const change of changes) await warehouse.query(change);
    const made = lineage.built.actions.filter(({ type }) => type === 'table').map(({ target }) => target);
    const tables = made.map(({ name }) => name);
    const rebuilt = await lineage.run('--actions', ...[...made, { database: 'home-credit', schema: 'home_credit_assertions', name: LOOKS }].map(targetName));
    const passed = new Set(rebuilt.actions.filter(({ status }) => status === 'passed').map(({ target }) => target.name));
    expect(tables.filter((name) => !passed.has(name)), 'tables that were not built anew').to.deep.equal([]);
    expect(tables).to.include('customer_features');
    failed = rebuilt.actions.filter(({ status }) => status === 'failed').map(({ target }) => target.name);
    after_ = await martOf(lineage);
  });

  after(async () => {
    await (lineage as Lineage | undefined)?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('comes of the labels: they change no feature of anybody, nor of the encodings', () => {
    const others = [...before_].filter(([customer]) => customer !== extended && customer !== cut);
    expect(others).to.have.length.of.at.least(APPLICANTS - 2);
    expect(others.filter(([customer, row]) => changed(row, after_.get(customer)).length > 0).map(([customer]) => customer)).to.deep.equal([]);
  });

  it('comes of what follows the application, in any source', () => {
    expect(changed(before_.get(extended), after_.get(extended))).to.deep.equal([]);
  });

  it('is looked for: rows from after the application fail a run, by name', async () => {
    expect(failed).to.deep.equal([LOOKS]);
    const [rows] = (await lineage.warehouse.query(`select source from home_credit_assertions.${LOOKS} order by source`)) as [{ source: string }[]];
    expect(rows.map(({ source }) => source)).to.deep.equal(['bureau', 'bureau_balance', 'card', 'installments', 'pos', 'previous']);
  });

  it('joins the sources: a history that is cut changes the features of its own source only', () => {
    const names = changed(before_.get(cut), after_.get(cut));
    const sourceOf = new Map(contract.map(({ name }) => [name, name.split('_')[0]]));
    const allowed = Object.values(CUT).map(({ source }) => source);
    expect(names.filter((name) => !allowed.includes(sourceOf.get(name) ?? ''))).to.deep.equal([]);
    for (const source of allowed) expect(names.filter((name) => sourceOf.get(name) === source), source).to.have.length.of.at.least(3);
  });

  it('lets labels that are shuffled be told: cross-validated AUC is 0.50 ± 0.02 then, and well above without', async () => {
    // At a length that no row has chosen: on few rows the choice alone flatters.
    const auc = (labels: Uint8Array): Promise<number> => aucOf({ ...examples, labels }, PARAMETERS, ROUNDS);
    expect(await auc(examples.labels)).to.be.above(0.65);
    const random = seededRandom(1);
    let sum = 0;
    for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) sum += await auc(shuffled(examples.labels, random));
    expect(sum / SHUFFLES).to.be.closeTo(0.5, 0.02);
  });
});

async function martOf({ warehouse }: Lineage): Promise<Mart> {
  const [rows] = (await warehouse.query('select * from home_credit_marts.customer_features')) as [Row[]];
  return new Map(rows.map((row) => [row['customer_id'] ?? 0, row]));
}

/** Names of the features that differ; sums may differ in the thirteenth digit. */
function changed(one: Row | undefined, other: Row | undefined): string[] {
  return contract.map(({ name }) => name).filter((name) => {
    const [a, b] = [one?.[name], other?.[name]];
    if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) > SAME * Math.max(1, Math.abs(b));
    return a === undefined || a !== b;
  });
}
