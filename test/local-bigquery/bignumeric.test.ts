import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

const GREATEST = '578960446186580977117854925043439539266.34992332820282019728792003956564819967';
const SMALLEST = '-0.00000000000000000000000000000000000001';

describe('BIGNUMERIC over REST', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
  });
  after(() => warehouse.stop());

  /** Rows as the server sends them: the client makes Big of decimals. */
  async function sent(query: string, queryParameters: unknown[] = []): Promise<unknown> {
    const { body } = await warehouse.request('POST', '/bigquery/v2/projects/home-credit/queries', { query, useLegacySql: false, parameterMode: 'NAMED', queryParameters });
    if (body['rows'] === undefined) throw new Error(JSON.stringify(body));
    return (body['rows'] as { f: { v: unknown }[] }[]).map(({ f }) => f.map(({ v }) => v));
  }

  async function load(tableId: string, content: string, options: Record<string, unknown>): Promise<void> {
    const file = join(warehouse.dir, 'upload');
    await writeFile(file, content);
    await warehouse.bigquery.dataset('d').table(tableId).load(file, options);
  }

  it('answers every digit, and its type', async () => {
    expect(await sent(`SELECT BIGNUMERIC '${GREATEST}' AS a, BIGNUMERIC '${SMALLEST}' AS b, [BIGNUMERIC '1.50', BIGNUMERIC '-2'] AS c`)).to.deep.equal([[GREATEST, SMALLEST, [{ v: '1.5' }, { v: '-2' }]]]);
    const { body } = await warehouse.request('POST', '/bigquery/v2/projects/home-credit/queries', { query: 'SELECT BIGNUMERIC "1" AS a', useLegacySql: false });
    expect(body['schema']).to.deep.equal({ fields: [{ name: 'a', type: 'BIGNUMERIC', mode: 'NULLABLE' }] });
  });

  it('takes parameters, also in arrays and structs', async () => {
    const parameter = (name: string, parameterType: unknown, parameterValue: unknown): unknown => ({ name, parameterType, parameterValue });
    const big = { type: 'BIGNUMERIC' };
    const rows = await sent('SELECT @x + 1 AS a, (SELECT SUM(y) FROM UNNEST(@ys) AS y) AS b, @s.z * 2 AS c, @n AS d', [
      parameter('x', big, { value: '0.00000000000000000000000000000000000001' }),
      parameter('ys', { type: 'ARRAY', arrayType: big }, { arrayValues: [{ value: '1.5' }, { value: '-0.25' }] }),
      parameter('s', { type: 'STRUCT', structTypes: [{ name: 'z', type: big }] }, { structValues: { z: { value: '1e-5' } } }),
      parameter('n', big, { value: null }),
    ]);
    expect(rows).to.deep.equal([['1.00000000000000000000000000000000000001', '1.25', '0.00002', null]]);
  });

  it('refuses a parameter that is none', async () => {
    const { body } = await warehouse.request('POST', '/bigquery/v2/projects/home-credit/queries', {
      query: 'SELECT @x', useLegacySql: false, parameterMode: 'NAMED', queryParameters: [{ name: 'x', parameterType: { type: 'BIGNUMERIC' }, parameterValue: { value: '6e38' } }],
    });
    expect(JSON.stringify(body)).to.include('Invalid value for type BIGNUMERIC: 6e38');
  });

  it('keeps columns: inserted, streamed, loaded from CSV and JSON, grouped, ordered, and widened to', async () => {
    await warehouse.rows(`CREATE TABLE d.big (id INT64, b BIGNUMERIC, bs ARRAY<BIGNUMERIC>)`);
    await warehouse.rows(`INSERT INTO d.big VALUES (1, BIGNUMERIC '${GREATEST}', [BIGNUMERIC '1']), (2, -1.5, []), (3, NULL, NULL)`);
    await warehouse.bigquery.dataset('d').table('big').insert([{ id: 4, b: SMALLEST, bs: ['2', 3] }]);
    await load('big', '{"id": 5, "b": "1e-38", "bs": ["7.5"]}\n{"id": 6, "b": 2.25}\n', { sourceFormat: 'NEWLINE_DELIMITED_JSON', writeDisposition: 'WRITE_APPEND' });
    expect(await sent('SELECT id, b, bs FROM d.big ORDER BY b DESC, id')).to.deep.equal([
      ['1', GREATEST, [{ v: '1' }]],
      ['6', '2.25', []],
      ['5', '0.00000000000000000000000000000000000001', [{ v: '7.5' }]],
      ['4', SMALLEST, [{ v: '2' }, { v: '3' }]],
      ['2', '-1.5', []],
      ['3', null, []],
    ]);

    await load('plain', 'b\n1.5\n+01.50\n-2e1\n', { sourceFormat: 'CSV', skipLeadingRows: 1, schema: { fields: [{ name: 'b', type: 'BIGNUMERIC' }] } });
    expect(await sent('SELECT b, COUNT(*) AS n FROM d.plain GROUP BY b ORDER BY b')).to.deep.equal([['-20', '1'], ['1.5', '2']]);

    await warehouse.rows('CREATE TABLE d.narrow AS SELECT 5 AS i, NUMERIC "2.5" AS n');
    await warehouse.rows('ALTER TABLE d.narrow ALTER COLUMN i SET DATA TYPE BIGNUMERIC, ALTER COLUMN n SET DATA TYPE BIGNUMERIC');
    expect(await sent('SELECT i / 8 AS i, n * n AS n FROM d.narrow')).to.deep.equal([['0.625', '6.25']]);
  });

  it('exports its digits as text', async () => {
    await warehouse.rows(`EXPORT DATA OPTIONS (uri = 'gs://bucket/out/*.csv', format = 'CSV', header = true, overwrite = true) AS SELECT BIGNUMERIC '${SMALLEST}' AS b`);
    expect(await readFile(join(warehouse.dir, 'gcs/bucket/out/000000000000.csv'), 'utf8')).to.equal(`b\n${SMALLEST}\n`);
  });
});
