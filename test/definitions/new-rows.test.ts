import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import newRows from '../../includes/new_rows.js';
import { compileProject } from '../../scripts/dataform/compile.ts';
import { findNewRows } from '../../scripts/dataform/full-run.ts';
import { appendRawRows } from '../../scripts/data/load.ts';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { dealOut } from './support/days.ts';
import { buildLineage, type Lineage } from './support/lineage.ts';

const APPLICANTS = 150;
/** Floats are added up in another order: twelve digits agree. All else is equal. */
const TOLERANCE = 1e-12;

type Row = Readonly<Record<string, unknown>>;

describe('a day\'s new rows', function () {
  this.timeout(400_000);
  let folder: string;
  let lineage: Lineage;
  let days: readonly string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'home-credit-days-'));
    await generateRawTables({ applicants: APPLICANTS, seed: 5, out: join(folder, 'all') });
    const dealt = await dealOut(join(folder, 'all'), folder);
    days = dealt.days;
    lineage = await buildLineage(dealt.before);
  });

  after(async () => {
    await (lineage as Lineage | undefined)?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** @param loads how many brought the rows */
  async function publishes(loads: number): Promise<void> {
    const before = await tablesOf(lineage);
    const { found, exitCode, printed } = await lineage.update();
    expect(exitCode, printed).to.equal(0);
    expect(found).to.deep.equal({ kind: 'some', loads });
    for (const [name, rows] of await tablesOf(lineage)) expect(differences(before.get(name) ?? [], rows), name).to.not.be.empty;
  }

  it('find everything built before, and nothing to do', async () => {
    expect(lineage.built.exitCode, lineage.printed).to.equal(0);
    expect((await lineage.update()).found).to.deep.equal({ kind: 'none' });
  });

  it('are published into every table', async () => {
    await appendRawRows({ warehouse: lineage.warehouse, from: days[0] ?? '' });
    await publishes(1);
  });

  it('stay out of the marts until every assertion passes', async () => {
    const { warehouse } = lineage;
    const bad = join(folder, 'bad');
    await mkdir(bad);
    const [header = '', first = ''] = (await readFile(join(folder, 'all', 'installments_payments.csv'), 'latin1')).split('\n');
    const [loan = '', customer = ''] = first.split(',');
    // Paid five days after the application.
    await writeFile(join(bad, 'installments_payments.csv'), `${header}\n${loan},${customer},1.0,99,-10.0,5.0,100.0,100.0\n`);
    const before = await tablesOf(lineage);
    await appendRawRows({ warehouse, from: days[1] ?? '' });
    await appendRawRows({ warehouse, from: bad });
    const failed = await lineage.update();
    expect(failed.exitCode).to.not.equal(0);
    expect(failed.printed).to.match(/Assertion failed:.*history_ends_at_the_application/).and.match(/Skipping operation.*publish_new_rows/);
    for (const [name, rows] of await tablesOf(lineage)) expect(differences(before.get(name) ?? [], rows), name).to.deep.equal([]);
    await warehouse.query('delete from home_credit_raw.installments_payments where DAYS_ENTRY_PAYMENT > 0');
    await publishes(2);
  });

  it('leave, after both days, what building everything makes, row by row', async () => {
    const updated = await tablesOf(lineage);
    // The encodings stay as they were fitted: only a run that is asked for fits them anew.
    const { exitCode, actions } = await lineage.run('--actions', ...newRows.published.map(({ dataset, name }) => `home-credit.${dataset}.${name}`));
    expect(exitCode, JSON.stringify(actions.filter(({ status }) => status === 'failed'))).to.equal(0);
    for (const [name, rows] of await tablesOf(lineage)) expect(differences(updated.get(name) ?? [], rows), name).to.deep.equal([]);
  });

  it('compute nobody but the customers who have some', async () => {
    const built = await countOf(lineage, 'home_credit_marts_new');
    const all = await countOf(lineage, 'home_credit_marts');
    expect(built).to.be.greaterThan(10);
    expect(built).to.be.lessThan(all / 2);
  });

  it('do nothing when they come twice', async () => {
    expect((await appendRawRows({ warehouse: lineage.warehouse, from: days[1] ?? '' })).isNew).to.equal(false);
    expect((await lineage.update()).found).to.deep.equal({ kind: 'none' });
  });

  it('are not enough when the SQL has changed, and all is built instead', async () => {
    const graph = await compileProject(process.cwd(), lineage.localDir);
    const edited = { ...graph, tables: graph.tables?.map((table) => (table.target.name === 'stg_home_credit__bureau_credits' ? { ...table, query: 'select 1' } : table)) };
    expect(await findNewRows(graph, lineage.localDir, lineage.warehouse)).to.deep.equal({ kind: 'none' });
    const found = await findNewRows(edited, lineage.localDir, lineage.warehouse);
    expect(found.kind === 'everything' ? found.reason : '').to.match(/^the SQL of \w+ and \d+ more has changed$/);
  });

  it('need datasets of their own', async () => {
    const { exitCode, printed } = await lineage.dataform('compile', '--vars=rows=new');
    expect(exitCode).to.not.equal(0);
    expect(printed).to.contain('add --schema-suffix=new');
  });

  it('are refused by the run itself when all raw rows were replaced', async () => {
    await lineage.warehouse.query("update home_credit_raw.loads set is_in_marts = false where kind = 'replaced'");
    const { exitCode, printed } = await lineage.dataform('run', '--vars=rows=new', '--schema-suffix=new', '--actions', 'loads_of_run');
    expect(exitCode).to.not.equal(0);
    expect(printed).to.contain('All raw tables were replaced since the marts were built');
  });
});

async function countOf({ warehouse }: Lineage, dataset: string): Promise<number> {
  const [rows] = (await warehouse.query(`select count(*) as n from ${dataset}.customer_features`)) as [{ n: number }[]];
  return rows[0]?.n ?? 0;
}

/** The published tables with their rows in the order of their keys. */
async function tablesOf({ warehouse }: Lineage): Promise<Map<string, readonly Row[]>> {
  const tables = new Map<string, readonly Row[]>();
  for (const { dataset, name } of newRows.published) {
    const [rows] = (await warehouse.query(`select * from ${dataset}.${name}`)) as [Row[]];
    tables.set(name, rows.sort((one, other) => keyOf(one).localeCompare(keyOf(other))));
  }
  return tables;
}

/** Ids and what counts within them come first in every table. */
function keyOf(row: Row): string {
  return ['customer_id', 'bureau_credit_id', 'loan_id', 'month', 'instalment_number'].map((name) => String(row[name])).join(' ');
}

/** The first few rows that differ. */
function differences(ours: readonly Row[], theirs: readonly Row[]): string[] {
  const wrong: string[] = ours.length === theirs.length ? [] : [`${ours.length} rows instead of ${theirs.length}`];
  for (const [at, row] of theirs.entries()) {
    const columns = Object.keys(row).filter((name) => !agree(ours[at]?.[name], row[name]));
    if (columns.length > 0) wrong.push(`${keyOf(row)}: ${columns.map((name) => `${name} ${String(ours[at]?.[name])} instead of ${String(row[name])}`).join(', ')}`);
    if (wrong.length > 3) break;
  }
  return wrong;
}

function agree(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(other), 1);
  return one === other;
}
