import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const HOUR_MS = 3_600_000;
const SCHEMA = { fields: [{ name: 'a', type: 'INTEGER' }, { name: 'd', type: 'DATE' }] };

describe('expirations', function () {
  this.timeout(60_000);
  let warehouse: TestWarehouse;

  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d', { defaultTableExpirationMs: String(HOUR_MS) });
  });
  after(() => warehouse.stop());

  const lifetime = async (tableId: string): Promise<number | null> => {
    const { expirationTime, creationTime } = await warehouse.table('d', tableId);
    return expirationTime === undefined ? null : Number(expirationTime) - Number(creationTime);
  };
  const patch = (path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> => warehouse.request('PATCH', `/projects/home-credit/datasets/d${path}`, body);

  it('of a dataset are those of its new tables and views', async () => {
    await warehouse.bigquery.dataset('d').createTable('t', { schema: SCHEMA });
    await warehouse.bigquery.dataset('d').createTable('v', { view: { query: 'SELECT 1 AS one', useLegacySql: false } });
    await warehouse.rows('CREATE TABLE d.made AS SELECT 1 AS a');
    for (const id of ['t', 'v', 'made']) expect(await lifetime(id)).to.equal(HOUR_MS);
  });

  it('of the partitions come instead for partitioned tables', async () => {
    await patch('', { defaultPartitionExpirationMs: 2 * HOUR_MS });
    await warehouse.bigquery.dataset('d').createTable('p', { schema: SCHEMA, timePartitioning: { type: 'DAY', field: 'd' } });
    expect(await lifetime('p')).to.equal(null);
    expect((await warehouse.table('d', 'p'))['timePartitioning']).to.deep.equal({ type: 'DAY', field: 'd', expirationMs: String(2 * HOUR_MS) });
  });

  it('go by 0 and by null, and are an hour at least', async () => {
    expect((await patch('', { defaultTableExpirationMs: HOUR_MS - 1 })).status).to.equal(400);
    await patch('', { defaultTableExpirationMs: 0, defaultPartitionExpirationMs: null });
    const { body } = await warehouse.request('GET', '/projects/home-credit/datasets/d');
    expect(body).to.not.have.any.keys('defaultTableExpirationMs', 'defaultPartitionExpirationMs');
    await warehouse.bigquery.dataset('d').createTable('kept', { schema: SCHEMA });
    expect(await lifetime('kept')).to.equal(null);
  });

  it('that are null in a new table are none', async () => {
    const body = { tableReference: { tableId: 'n' }, expirationTime: null, description: null, labels: { a: null }, schema: SCHEMA };
    const made = await warehouse.request('POST', '/projects/home-credit/datasets/d/tables', body);
    expect(made.status).to.equal(200);
    expect(made.body).to.not.have.any.keys('expirationTime', 'description');
    expect((await warehouse.request('POST', '/projects/home-credit/datasets', { datasetReference: { datasetId: 'e' }, description: null, defaultTableExpirationMs: null })).body).to.not.have.any.keys('description', 'defaultTableExpirationMs');
  });

  it('of partitions are patched without naming the column', async () => {
    await warehouse.bigquery.dataset('d').createTable('q', { schema: SCHEMA, timePartitioning: { type: 'MONTH', field: 'd' } });
    await patch('/tables/q', { timePartitioning: { expirationMs: HOUR_MS } });
    expect((await warehouse.table('d', 'q'))['timePartitioning']).to.deep.equal({ type: 'MONTH', field: 'd', expirationMs: String(HOUR_MS) });
    await patch('/tables/q', { timePartitioning: { type: 'MONTH', expirationMs: null } });
    expect((await warehouse.table('d', 'q'))['timePartitioning']).to.deep.equal({ type: 'MONTH', field: 'd' });
  });
});

describe('partitioning that BigQuery has not', function () {
  this.timeout(60_000);
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
  });
  after(() => warehouse.stop());

  const wrong: readonly [string, object][] = [
    ['weeks', { timePartitioning: { type: 'WEEK', field: 'd' } }],
    ['a range without an end', { rangePartitioning: { field: 'a', range: { start: 0, interval: 10 } } }],
    ['a range without steps', { rangePartitioning: { field: 'a', range: { start: 0, end: 10, interval: 0 } } }],
  ];
  for (const [what, body] of wrong) {
    it(`refuses ${what}`, async () => {
      const { reason } = await warehouse.failure(warehouse.bigquery.dataset('d').createTable('t', { schema: SCHEMA, ...body }));
      expect(reason).to.equal('invalid');
    });
  }
});

describe('the layout of tables that jobs make', function () {
  this.timeout(60_000);
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
    await warehouse.putObject('bucket/rows.csv', '1,2020-01-01\n');
  });
  after(() => warehouse.stop());

  const tableNamed = (tableId: string): object => ({ projectId: 'home-credit', datasetId: 'd', tableId });
  const jobs: Readonly<Record<string, (tableId: string, more: object) => Promise<void>>> = {
    load: async (tableId, more) => {
      const [job] = await warehouse.bigquery.createJob({ configuration: { load: { sourceUris: ['gs://bucket/rows.csv'], schema: SCHEMA, destinationTable: tableNamed(tableId), ...more } } });
      await job.promise();
    },
    query: async (tableId, more) => {
      const [job] = await warehouse.bigquery.createJob({ configuration: { query: { query: "SELECT 1 AS a, DATE '2020-01-01' AS d", useLegacySql: false, destinationTable: tableNamed(tableId), ...more } } });
      await job.promise();
    },
  };
  for (const [kind, run] of Object.entries(jobs)) {
    it(`is what a ${kind} asks for, with its expiration`, async () => {
      await run(kind, { timePartitioning: { type: 'DAY', field: 'd', expirationMs: String(HOUR_MS), requirePartitionFilter: true } });
      const table = await warehouse.table('d', kind);
      expect(table['timePartitioning']).to.deep.equal({ type: 'DAY', field: 'd', expirationMs: String(HOUR_MS) });
      expect(table['requirePartitionFilter']).to.equal(true);
    });

    it(`does not change by a ${kind}`, async () => {
      for (const writeDisposition of ['WRITE_APPEND', 'WRITE_TRUNCATE']) {
        const { message } = await warehouse.failure(run(kind, { writeDisposition, timePartitioning: { type: 'MONTH', field: 'd' } }));
        expect(message).to.include('Incompatible table partitioning specification');
        await run(kind, { writeDisposition, timePartitioning: { type: 'DAY', field: 'D' } });
      }
    });

    it(`has only columns that the table of a ${kind} has`, async () => {
      expect((await warehouse.failure(run(`${kind}_bad`, { timePartitioning: { type: 'DAY', field: 'nope' } }))).message).to.equal('The field specified for partitioning cannot be found in the schema: nope.');
      expect((await warehouse.failure(run(`${kind}_bad`, { timePartitioning: { type: 'DAY', field: 'a' } }))).message).to.include('can only be of type DATE');
      expect((await warehouse.failure(run(`${kind}_bad`, { clustering: { fields: ['nope'] } }))).message).to.include('clustering');
    });
  }
});
