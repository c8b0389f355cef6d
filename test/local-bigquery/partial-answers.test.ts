import { expect } from 'chai';
import { readMask } from '../../scripts/local-bigquery/rest/fields.ts';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const TABLE = '/projects/home-credit/datasets/d/tables/t';

describe('parts of an answer', () => {
  let warehouse: TestWarehouse;
  const get = async (path: string): Promise<Record<string, unknown>> => (await warehouse.request('GET', `/bigquery/v2${path}`)).body;

  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.rows('CREATE SCHEMA d');
    await warehouse.rows(`CREATE TABLE d.t AS SELECT 1 AS a, STRUCT('x' AS b, [STRUCT(2 AS d, 3 AS e), (4, 5)] AS c) AS s, TIMESTAMP '2020-01-02 03:04:05.678901+00' AS ts`);
  });
  after(() => warehouse.stop());

  it('are those that fields names, in lists, too', async () => {
    expect(await get(`${TABLE}?fields=tableReference/tableId,schema(fields(name,fields/name))`)).to.deep.equal({
      tableReference: { tableId: 't' },
      schema: { fields: [{ name: 'a' }, { name: 's', fields: [{ name: 'b' }, { name: 'c' }] }, { name: 'ts' }] },
    });
    expect(await get('/projects/home-credit/datasets?fields=datasets(*/datasetId)')).to.deep.equal({ datasets: [{ datasetReference: { datasetId: 'd' } }] });
    expect(await get(`${TABLE}/data?fields=rows/f/v,totalRows&selectedFields=a`)).to.deep.equal({ totalRows: '1', rows: [{ f: [{ v: '1' }] }] });
  });

  it('are nothing of an error, which is told whole', async () => {
    expect((await get('/projects/home-credit/datasets/none?fields=id'))['error']).to.include({ code: 404 });
    for (const mask of ['a(', 'a(b', 'a)', ',a', 'a//b', 'a b']) expect((await get(`${TABLE}?fields=${encodeURIComponent(mask)}`))['error'], mask).to.include({ code: 400, message: `Invalid field selection ${mask}` });
    expect(readMask('a/b,a/c')).to.deep.equal(readMask('a(b,c)'));
  });

  for (const [name, source] of [['a table', TABLE], ['the rows of a query', null]] as const) {
    it(`are the selected fields of ${name}, of records inside, too`, async () => {
      let path: string | null = source;
      if (path === null) {
        const [job] = await warehouse.bigquery.createQueryJob('SELECT a, s, ts FROM d.t');
        await job.getQueryResults();
        const metadata = (await job.getMetadata())[0] as unknown as { configuration: { query: { destinationTable: { datasetId: string; tableId: string } } } };
        const { datasetId, tableId } = metadata.configuration.query.destinationTable;
        path = `/projects/home-credit/datasets/${datasetId}/tables/${tableId}`;
      }
      const row = async (list: string): Promise<unknown> => ((await get(`${path}/data?selectedFields=${list}&formatOptions.useInt64Timestamp=True`))['rows'] as unknown[])[0];
      expect(await row('ts,A')).to.deep.equal({ f: [{ v: '1' }, { v: '1577934245678901' }] });
      expect(await row('s.c.e')).to.deep.equal({ f: [{ v: { f: [{ v: [{ v: { f: [{ v: '3' }] } }, { v: { f: [{ v: '5' }] } }] }] } }] });
      expect(await row('s.b,s')).to.deep.equal(await row('s'));
      for (const list of ['zz', 's.zz', 'a.b', 's.b.c']) expect((await get(`${path}/data?selectedFields=${list}`))['error'], list).to.include({ code: 400 });
    });
  }

  it('take flags as other languages write them', async () => {
    const stamp = async (flag: string): Promise<unknown> => ((await get(`${TABLE}/data?selectedFields=ts&formatOptions.useInt64Timestamp=${flag}`))['rows'] as { f: { v: string }[] }[] | undefined)?.[0]?.f[0]?.v;
    for (const flag of ['true', 'True', 'TRUE', '1']) expect(await stamp(flag), flag).to.equal('1577934245678901');
    for (const flag of ['false', 'False', '0', '']) expect(await stamp(flag), flag).to.equal('1.577934245678901E9');
    expect((await get(`${TABLE}/data?formatOptions.useInt64Timestamp=maybe`))['error']).to.include({ code: 400 });
  });

  it('tell where and when a query ran', async () => {
    for (const jobCreationMode of ['JOB_CREATION_REQUIRED', 'JOB_CREATION_OPTIONAL']) {
      const { body } = await warehouse.request('POST', '/projects/home-credit/queries', { query: 'SELECT a FROM d.t', useLegacySql: false, jobCreationMode });
      expect(body, jobCreationMode).to.include({ location: 'US', totalBytesBilled: '10485760' });
      expect(Number(body['endTime'])).to.be.at.least(Number(body['startTime']));
      expect(Number(body['endTime']) - Number(body['creationTime'])).to.equal(Number(body['totalSlotMs']));
    }
  });
});
