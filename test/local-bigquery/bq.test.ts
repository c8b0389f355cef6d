import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { openTestWarehouse, PROJECT, type TestWarehouse } from './support/warehouse.ts';

const run = promisify(execFile);
const IS_INSTALLED = (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, 'bq')));

describe('the bq command', function () {
  this.timeout(120_000);
  let warehouse: TestWarehouse;
  let home: string;

  before(async function () {
    if (!IS_INSTALLED) {
      process.stderr.write('      SKIPPED: there is no bq command here; install the Google Cloud CLI to run these tests.\n');
      this.skip();
    }
    warehouse = await openTestWarehouse();
    home = await mkdtemp(join(tmpdir(), 'bq-home-'));
    await writeFile(join(home, 'token'), 'any text');
  });

  after(async () => {
    if (!IS_INSTALLED) return;
    await warehouse.stop();
    await rm(home, { recursive: true, force: true });
  });

  async function bq(...args: string[]): Promise<string> {
    const { stdout } = await run('bq', ['--api', warehouse.endpoint, '--project_id', PROJECT, '--quiet', '--headless', ...args], {
      cwd: home,
      env: { ...process.env, HOME: home, CLOUDSDK_CONFIG: home, CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: join(home, 'token') },
    });
    return stdout;
  }
  const json = async (...args: string[]): Promise<unknown> => JSON.parse(await bq('--format=json', ...args)) as unknown;

  it('queries with parameters', async () => {
    expect(await json('query', '--use_legacy_sql=false', '--parameter=p:INT64:2', 'select @p + 1 as n')).to.deep.equal([{ n: '3' }]);
  });

  it('makes, loads, shows, copies, extracts and removes tables', async () => {
    await bq('mk', '--dataset', 'd');
    await bq('mk', '--table', 'd.t', 'a:INTEGER,b:STRING');
    await writeFile(join(home, 'rows.csv'), 'a,b\n1,x\n2,y\n');
    await bq('load', '--skip_leading_rows=1', 'd.t', 'rows.csv');
    expect(await json('head', 'd.t')).to.deep.equal([{ a: '1', b: 'x' }, { a: '2', b: 'y' }]);
    expect(await json('show', 'd.t')).to.include({ numRows: '2', type: 'TABLE' });
    await bq('cp', 'd.t', 'd.copy');
    const tables = (await json('ls', 'd')) as { tableReference: { tableId: string } }[];
    expect(tables.map(({ tableReference }) => tableReference.tableId)).to.deep.equal(['copy', 't']);
    await bq('extract', 'd.copy', 'gs://bucket/rows.csv');
    expect(await readFile(join(warehouse.dir, 'gcs/bucket/rows.csv'), 'utf8')).to.equal('a,b\n1,x\n2,y\n');
    await bq('rm', '-f', '-t', 'd.copy');
    await bq('rm', '-r', '-f', '-d', 'd');
    expect(await bq('ls')).to.equal('');
  });

  it('prints what each statement of a script did', async () => {
    await bq('mk', '--dataset', 's');
    const printed = await bq('query', '--use_legacy_sql=false', 'CREATE TABLE s.t AS SELECT 1 AS a;\nINSERT INTO s.t VALUES (2);\nSELECT MAX(a) AS m FROM s.t');
    expect(printed.replaceAll(/\s+/g, ' ')).to.include('-- at [1:1] Created home-credit.s.t').and.include('-- at [2:1] Number of affected rows: 1').and.include('-- at [3:1] +---+ | m | +---+ | 2 |');
    expect(await bq('query', '--use_legacy_sql=false', '--dry_run', 'SELECT a FROM s.t')).to.include('will process 16 bytes of data');
  });

  it('shows an error as BigQuery words it', async () => {
    const failed = await bq('query', '--use_legacy_sql=false', 'select nope').catch((error: unknown) => (error as { stdout: string }).stdout);
    expect(failed.replaceAll(/\s+/g, ' ')).to.include('Unrecognized name: nope at [1:8]');
  });
});
