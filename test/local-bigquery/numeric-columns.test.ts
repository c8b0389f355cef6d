import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('columns of NUMERIC(P, S), made over REST', function () {
  this.timeout(60_000);
  let warehouse: TestWarehouse;

  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
    await warehouse.bigquery.dataset('d').createTable('t', { schema: { fields: [{ name: 'n', type: 'NUMERIC', precision: '5', scale: '2' }] } });
  });
  after(() => warehouse.stop());

  const values = async (): Promise<unknown[]> => (await warehouse.rows('SELECT CAST(n AS STRING) AS n FROM d.t ORDER BY t.n')).map(({ n }) => n);
  const load = async (format: 'CSV' | 'NEWLINE_DELIMITED_JSON', content: string): Promise<void> => {
    await warehouse.putObject('bucket/rows', content);
    const [job] = await warehouse.bigquery.createJob({ configuration: { load: { sourceUris: ['gs://bucket/rows'], sourceFormat: format, writeDisposition: 'WRITE_TRUNCATE', destinationTable: { projectId: 'home-credit', datasetId: 'd', tableId: 't' }, schema: { fields: [{ name: 'n', type: 'NUMERIC', precision: '5', scale: '2' }] } } } });
    await job.promise();
  };

  it('shows precision and scale', async () => {
    expect((await warehouse.table('d', 't'))['schema']).to.deep.equal({ fields: [{ name: 'n', type: 'NUMERIC', precision: '5', scale: '2' }] });
  });

  it('rounds what is streamed and refuses what does not fit', async () => {
    await warehouse.bigquery.dataset('d').table('t').insert([{ n: '1.005' }, { n: -2.345 }, { n: null }]);
    expect(await values()).to.deep.equal([null, '-2.35', '1.01']);
    const failure = await warehouse.failure(warehouse.bigquery.dataset('d').table('t').insert([{ n: '999.995' }]));
    expect(JSON.stringify(failure)).to.include('not in range');
  });

  it('rounds what is loaded and refuses what does not fit', async () => {
    for (const [format, good, bad] of [['CSV', '0.125\n-999.994\n', '1000\n'], ['NEWLINE_DELIMITED_JSON', '{"n":0.125}\n{"n":"-999.994"}\n', '{"n":1000}\n']] as const) {
      await load(format, good);
      expect(await values()).to.deep.equal(['-999.99', '0.13']);
      expect((await warehouse.failure(load(format, bad))).reason).to.equal('invalid');
      expect(await values()).to.deep.equal(['-999.99', '0.13']);
    }
  });

  it('rounds what a query appends', async () => {
    await warehouse.bigquery.query({ query: 'SELECT NUMERIC "7.777" AS n', destination: warehouse.bigquery.dataset('d').table('t'), writeDisposition: 'WRITE_APPEND' });
    expect(await values()).to.include('7.78');
  });

  it('takes more digits, but not fewer', async () => {
    const table = warehouse.bigquery.dataset('d').table('t');
    const failure = await warehouse.failure(table.setMetadata({ schema: { fields: [{ name: 'n', type: 'NUMERIC', precision: '4', scale: '2' }] } }));
    expect(failure.message).to.include('has changed type from NUMERIC(5, 2) to NUMERIC(4, 2)');
    await table.setMetadata({ schema: { fields: [{ name: 'n', type: 'NUMERIC', precision: '7', scale: '3' }] } });
    await table.insert([{ n: '1234.5678' }]);
    expect(await values()).to.include('1234.568');
  });

  it('refuses sizes that NUMERIC has not', async () => {
    const make = (field: object): Promise<unknown> => warehouse.bigquery.dataset('d').createTable('x', { schema: { fields: [{ name: 'n', ...field }] } });
    for (const field of [{ type: 'NUMERIC', precision: 40 }, { type: 'NUMERIC', scale: 2 }, { type: 'NUMERIC', precision: 3, scale: 10 }, { type: 'STRING', precision: 3 }]) {
      expect((await warehouse.failure(make(field))).reason).to.equal('invalid');
    }
    expect((await warehouse.failure(make({ type: 'BIGNUMERIC', precision: 50 }))).reason).to.equal('notImplemented');
  });
});
