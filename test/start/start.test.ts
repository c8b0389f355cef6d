import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readConfig } from '../../api/config.ts';
import { loadScorer } from '../../api/model/load-scorer.ts';
import { openObjectStore } from '../../api/object-store.ts';
import { openParquet } from '../../scripts/model/parquet.ts';
import { readExamples } from '../../scripts/model/read-examples.ts';
import { copyProject, type ProjectCopy, type Run } from './support/project.ts';

const APPLICANTS = 400;
const PARITY = 1e-6;

/** The address that `npm start` tells the user to try. */
const curlLine = (run: Run): string => /^ {2}curl (\S+)$/m.exec(run.output())?.[1] ?? '';

describe('npm start', () => {
  let project: ProjectCopy;
  before(async () => {
    project = await copyProject();
  });
  after(() => project.remove());

  const start = (...more: string[]): Run => project.start('--applicants', String(APPLICANTS), ...more);

  it('stops on Ctrl-C in the middle of the build, and says that nothing is lost', async function () {
    this.timeout(120_000);
    const run = start();
    await run.until(/^Raw tables +\S+ rows in 8 tables/m);
    run.signal('SIGINT');
    expect(await run.exit).to.equal(130);
    expect(run.output()).to.contain('The next npm start goes on from here');
  });

  it('goes on from there, ends with a curl line that works, and closes cleanly', async function () {
    this.timeout(300_000);
    const run = start();
    await run.until('Ctrl-C stops.');
    expect(run.output()).to.match(/^Raw tables +as loaded/m);
    expect(run.output()).to.match(/^Dataform run +\d+ models built, \d+ assertions passed \(/m);
    const answer = await fetch(curlLine(run));
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.include.keys('customerId', 'probabilityOfDefault', 'score', 'decision', 'reasons');
    expect((await fetch(new URL('/lineage/graph.json', curlLine(run)))).status).to.equal(200);
    run.signal('SIGINT');
    expect(await run.exit).to.equal(0);
  });

  it('does nothing again when nothing has changed, and serves what the model was trained on', async function () {
    this.timeout(120_000);
    const run = start();
    await run.until('Ctrl-C stops.');
    expect(run.output()).to.match(/^Dataform run +all \d+ actions are up to date/m);
    expect(run.output()).to.match(/^Model +\S+ is up to date/m);
    expect(run.output()).not.to.contain('Generated data');
    expect(await differences(project.localDir, curlLine(run))).to.deep.equal([]);
    run.signal('SIGTERM');
    expect(await run.exit).to.equal(0);
  });

  describe('beside a local BigQuery that is up', () => {
    let warehouse: Run;
    before(async () => {
      warehouse = project.run('scripts/local-bigquery/main.ts');
      await warehouse.until('local BigQuery listening on');
    });
    after(async () => {
      warehouse.signal('SIGTERM');
      expect(await warehouse.exit, warehouse.output()).to.equal(0);
    });

    it('brings rows that were appended into what it serves, and computes nobody else', async function () {
      this.timeout(300_000);
      const newcomer = 499_999;
      const generated = join(project.localDir, 'data', `generated-${APPLICANTS}-1`, 'application_test.csv');
      const [header = '', first = ''] = (await readFile(generated, 'latin1')).split('\n');
      const day = join(project.dir, 'day');
      await mkdir(day);
      await writeFile(join(day, 'application_test.csv'), `${header}\n${first.replace(/^\d+/, String(newcomer))}\n`, 'latin1');
      const load = project.run('scripts/data/load-command.ts', '--append', day);
      expect(await load.exit, load.output()).to.equal(0);
      expect(load.output()).to.contain('npm run update brings them into the marts');
      const run = start();
      await run.until('Ctrl-C stops.');
      expect(run.output()).to.match(/^Warehouse +local BigQuery at \S+, already up/m);
      expect(run.output()).to.match(/^Raw tables +as loaded from .*, and 1 load appended since/m);
      expect(run.output()).to.match(/^New rows +of 1 load published, \d+ assertions passed/m);
      expect(run.output()).to.match(/^Dataform run +all \d+ actions are up to date/m);
      expect((await fetch(new URL(`/score/${newcomer}`, curlLine(run)))).status).to.equal(200);
      expect(await readFile(join(project.localDir, 'api.log'), 'utf8')).to.contain('"msg":"listening"');
      expect(run.output()).not.to.contain('"msg"');
      run.signal('SIGINT');
      expect(await run.exit).to.equal(0);
    });

    it('runs an edited assertion and leaves the rest, and stops when it fails, naming it', async function () {
      this.timeout(120_000);
      const file = join(project.dir, 'definitions/assertions/loans_belong_to_one_customer.sqlx');
      const original = await readFile(file, 'utf8');
      await appendFile(file, '\n-- read again\n');
      const edited = start('--no-serve');
      expect(await edited.exit).to.equal(0);
      expect(edited.output()).to.match(/^Dataform run +0 models built, 1 assertion passed, \d+ up to date/m);
      expect(edited.output()).to.match(/^Model +\S+ is up to date/m);

      await writeFile(file, 'config { type: "assertion" }\n\nselect 1 as row_that_should_not_be\n');
      const failing = start('--no-serve');
      expect(await failing.exit).to.equal(1);
      expect(failing.output()).to.contain('assertion home_credit_assertions.loans_belong_to_one_customer').and.contain('returned 1 row');
      const graph = JSON.parse(await readFile(join(project.localDir, 'lineage/graph.json'), 'utf8')) as { assertions: { id: string }[] };
      expect(JSON.stringify(graph.assertions.filter(({ id }) => id.endsWith('loans_belong_to_one_customer')))).to.contain('"failed"');
      await writeFile(file, original);
    });

    it('names file and line of a model that does not compile', async () => {
      const file = join(project.dir, 'definitions/marts/broken.sqlx');
      await writeFile(file, 'config { type: "table" }\nselect ${ref("no_such_model")}.x\n');
      const run = start('--no-serve');
      expect(await run.exit).to.equal(1);
      expect(run.output()).to.contain('does not compile').and.contain('definitions/marts/broken.sqlx').and.contain('no_such_model');
      await rm(file);
    });

    it('leaves it up', async () => {
      const [, endpoint = ''] = /listening on (http:\/\/[\d.:]+)/.exec(warehouse.output()) ?? [];
      expect((await fetch(endpoint)).status).to.be.below(500);
    });
  });
});

/** Customers whose score by the API is not what the model says of the exported training examples. */
async function differences(localDir: string, someScore: string): Promise<string[]> {
  const config = readConfig({ LOCAL_DIR: localDir });
  const store = openObjectStore(config);
  const exports = `gs://${config.bucket}/exports/training_examples`;
  const uris = (await store.list(exports)).filter((uri) => uri.endsWith('.parquet'));
  const folder = uris[0]?.slice(0, uris[0].lastIndexOf('/')) ?? '';
  const scorer = await loadScorer(store, config.bucket);
  const { features, values } = await readExamples(store, folder, scorer.manifest.features);
  const customers = await customerIds(uris, store);
  const wrong: string[] = [];
  for (const [row, customerId] of customers.entries()) {
    const width = features.length;
    const { probability } = await scorer.score(values.slice(row * width, (row + 1) * width));
    const answer = await fetch(new URL(`/score/${customerId}`, someScore));
    const { probabilityOfDefault } = (await answer.json()) as { probabilityOfDefault: number };
    if (!(Math.abs(probabilityOfDefault - probability) <= PARITY)) wrong.push(`${customerId}: ${probabilityOfDefault} is not ${probability}`);
  }
  await scorer.close();
  expect(customers.length).to.be.greaterThan(APPLICANTS / 2);
  return wrong;
}

async function customerIds(uris: readonly string[], store: ReturnType<typeof openObjectStore>): Promise<number[]> {
  const ids: number[] = [];
  for (const uri of uris) {
    const file = await openParquet(await store.read(uri), uri);
    await file.readColumns(['customer_id'], (_column, _row, value) => {
      ids.push(Number(value));
    });
  }
  return ids.sort((one, other) => one - other);
}
