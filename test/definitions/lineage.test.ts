import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { bendRows } from './support/bent-rows.ts';
import { compareMart } from './support/compare.ts';
import { columnsOf, compiled, type Compiled, type Model } from './support/compiled.ts';
import { buildLineage, type Lineage } from './support/lineage.ts';
import { readRawRows } from './support/raw-rows.ts';

const APPLICANTS = 250;

/** One thing wrong in one table, and the assertions that must tell. `t` is the table as it was. */
const BROKEN: readonly { readonly what: string; readonly table: string; readonly as: string; readonly fails: readonly string[] }[] = [
  {
    what: 'an application with a label that is neither 0 nor 1',
    table: 'home_credit_raw.application_train',
    as: 'select * replace (if(SK_ID_CURR = (select min(SK_ID_CURR) from t), 2, TARGET) as TARGET) from t',
    fails: ['stg_home_credit__applications rowConditions', 'labels_are_those_of_the_train_file'],
  },
  {
    what: 'a bureau credit that is there twice',
    table: 'home_credit_raw.bureau',
    as: 'select * from t union all select * from t where SK_ID_BUREAU = (select min(SK_ID_BUREAU) from t inner join home_credit_raw.bureau_balance using (SK_ID_BUREAU))',
    fails: ['stg_home_credit__bureau_credits uniqueKey', 'bureau_credits_tie_out', 'bureau_balances_tie_out'],
  },
  {
    what: 'a previous application of nobody',
    table: 'home_credit_raw.previous_application',
    as: 'select * replace (if(SK_ID_PREV = (select min(SK_ID_PREV) from t), 1, SK_ID_CURR) as SK_ID_CURR) from t',
    fails: ['history_belongs_to_applicants', 'loans_belong_to_one_customer'],
  },
  {
    what: 'a payment that came after the application',
    table: 'home_credit_raw.installments_payments',
    as: 'select * replace (if(DAYS_ENTRY_PAYMENT = (select max(DAYS_ENTRY_PAYMENT) from t), 3.0, DAYS_ENTRY_PAYMENT) as DAYS_ENTRY_PAYMENT) from t',
    fails: ['history_ends_at_the_application'],
  },
  {
    what: 'cars of applicants who own none',
    table: 'home_credit_raw.application_train',
    as: "select * replace (if(FLAG_OWN_CAR = 'N', 5.0, OWN_CAR_AGE) as OWN_CAR_AGE) from t",
    fails: ['source_rules_are_within_tolerance'],
  },
  {
    what: 'a customer lost on the way to the mart',
    table: 'home_credit_marts.customer_features',
    as: `select * from t where customer_id != (select min(customer_id) from t where bureau_balance_months_count > 0
      and previous_applications_count > 0 and pos_loans_count > 0 and card_months_count > 0 and installments_loans_count > 0)`,
    fails: [
      'every_customer_is_in_the_mart_once',
      'bureau_credits_tie_out',
      'bureau_balances_tie_out',
      'previous_applications_tie_out',
      'pos_cash_balances_tie_out',
      'credit_card_balances_tie_out',
      'installment_payments_tie_out',
    ],
  },
  {
    what: 'a history counted twice in the mart',
    table: 'home_credit_marts.customer_features',
    as: 'select * replace (if(customer_id = (select min(customer_id) from t where pos_loans_count > 0), 2 * pos_loans_count, pos_loans_count) as pos_loans_count) from t',
    fails: ['pos_cash_balances_tie_out'],
  },
  {
    what: 'a label that is not the customer\'s',
    table: 'home_credit_marts.training_examples',
    as: 'select * replace (if(customer_id = (select min(customer_id) from t), 1 - is_default, is_default) as is_default) from t',
    fails: ['labels_are_those_of_the_train_file'],
  },
  {
    what: 'an unknown history that is not null',
    table: 'home_credit_marts.customer_features',
    as: 'select * replace (if(card_months_count = 0, 0.0, card_late_share) as card_late_share) from t',
    fails: ['customer_features rowConditions'],
  },
];

describe('the lineage on generated applicants with bent rows', function () {
  this.timeout(240_000);
  let data: string;
  let project: Compiled;
  let lineage: Lineage;

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'home-credit-data-'));
    await generateRawTables({ applicants: APPLICANTS, seed: 11, out: data });
    await bendRows(data, 11);
    project = inEveryRun(await compiled());
    lineage = await buildLineage(data);
  });

  after(async () => {
    await (lineage as Lineage | undefined)?.close();
    await rm(data, { recursive: true, force: true });
  });

  it('is built by the Dataform CLI with every model made and every assertion passed', () => {
    expect(lineage.built.actions.filter(({ status }) => status !== 'passed'), lineage.printed).to.deep.equal([]);
    expect(lineage.built.exitCode, lineage.printed).to.equal(0);
    const ran = new Set(lineage.built.actions.map(({ target }) => target.name));
    expect([...project.models, ...project.assertions].map(({ target }) => target.name).filter((name) => !ran.has(name))).to.deep.equal([]);
  });

  it('passes every unit test by the Dataform CLI', async () => {
    const { exitCode, printed } = await lineage.test();
    expect(exitCode, printed).to.equal(0);
    expect(project.tests.map(({ name }) => name).filter((name) => !printed.includes(name)), printed).to.deep.equal([]);
  });

  it('makes of every model the columns that are documented, and no other', async () => {
    for (const model of project.models) {
      const fields = await fieldsOf(lineage, model.target);
      expect(new Set(fields.map(({ name }) => name)), model.target.name).to.deep.equal(new Set(columnsOf(model).map(({ name }) => name)));
    }
  });

  it('makes features of the whole numbers and floats only', async () => {
    const fields = await fieldsOf(lineage, { schema: 'home_credit_marts', name: 'customer_features' });
    expect(new Set(fields.map(({ type }) => type))).to.deep.equal(new Set(['INTEGER', 'FLOAT']));
  });

  it('finds in the mart what the raw rows say', async () => {
    const { customers, differences } = await compareMart(lineage.warehouse, await readRawRows(data));
    expect(differences).to.deep.equal([]);
    expect(customers).to.equal(APPLICANTS);
  });

  for (const { what, table, as, fails } of BROKEN) {
    it(`tells of ${what}`, async () => {
      const kept = `home_credit_raw.kept_${table.split('.')[1] ?? ''}`;
      await lineage.warehouse.query(`create or replace table ${kept} as select * from ${table}`);
      try {
        await lineage.warehouse.query(`truncate table ${table}; insert into ${table} with t as (select * from ${kept}) ${as}`);
        expect(new Set(await failing(project, lineage))).to.deep.equal(new Set(fails));
      } finally {
        await lineage.warehouse.query(`truncate table ${table}; insert into ${table} select * from ${kept}`);
        await lineage.warehouse.query(`drop table ${kept}`);
      }
    });
  }

  it('ends a run with a failure when an assertion fails', async () => {
    await lineage.warehouse.query('create or replace table home_credit_raw.bureau as select * replace (1 as SK_ID_BUREAU) from home_credit_raw.bureau');
    const { exitCode, actions } = await lineage.run('--actions', 'home-credit.home_credit_assertions.home_credit_staging_stg_home_credit__bureau_credits_assertions_uniqueKey_0');
    expect(actions.map(({ status }) => status)).to.deep.equal(['failed']);
    expect(exitCode).to.not.equal(0);
  });
});

/** Without what only a run over new rows makes. */
function inEveryRun(project: Compiled): Compiled {
  const enabled = ({ disabled }: Model): boolean => disabled !== true;
  return { ...project, models: project.models.filter(enabled), assertions: project.assertions.filter(enabled) };
}

async function fieldsOf({ warehouse }: Lineage, { schema, name }: { readonly schema: string; readonly name: string }) {
  const [metadata] = (await warehouse.dataset(schema).table(name).getMetadata()) as [unknown, unknown];
  return (metadata as { schema: { fields: { name: string; type: string }[] } }).schema.fields;
}

/** Names of the assertions that find rows, those of one model as `<model> <kind>`. */
async function failing({ assertions }: Compiled, { warehouse }: Lineage): Promise<string[]> {
  const names: string[] = [];
  for (const { target, query } of assertions) {
    const [rows] = await warehouse.query(query);
    if (rows.length === 0) continue;
    const [, model, kind] = /^home_credit_[a-z]+?_((?:stg|int|customer|training)_\w+)_assertions_([a-zA-Z]+)/.exec(target.name) ?? [];
    names.push(model === undefined || kind === undefined ? target.name : `${model} ${kind}`);
  }
  return names;
}
