import { expect } from 'chai';
import { openWarehouse, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';
import { bindText } from '../../../scripts/local-bigquery/storage/binds.ts';

const INT64 = { kind: 'INT64' } as const;

describe('SELECT', () => {
  let warehouse: Warehouse;
  before(async () => {
    warehouse = await openWarehouse();
    await warehouse.addTable('numbers', [{ name: 'n', type: INT64 }, { name: 'half', type: INT64 }], [['1', '0'], ['2', '1'], ['3', '1'], ['4', '2']]);
  });
  after(() => warehouse.close());

  /** First column of the rows, or the message of the failure. @param value of the parameter `p` */
  async function answer(sql: string, value: string | null): Promise<unknown> {
    const over = { parameters: [{ name: 'p', type: INT64 }] };
    return warehouse.run(sql, over, [bindText(INT64, value)]).then(
      (rows) => rows.map(([first]) => Number(first)),
      (error: unknown) => (error as Error).message.split('\n')[0],
    );
  }

  it('takes LIMIT and OFFSET from parameters, and refuses NULL and negative ones', async () => {
    const limit = 'SELECT n FROM numbers ORDER BY n LIMIT @p';
    const offset = 'SELECT n FROM numbers ORDER BY n LIMIT 2 OFFSET @p';
    expect(await answer(limit, '2')).to.deep.equal([1, 2]);
    expect(await answer(limit, '9223372036854775807')).to.deep.equal([1, 2, 3, 4]);
    expect(await answer(offset, '3')).to.deep.equal([4]);
    for (const sql of [limit, offset]) {
      expect(await answer(sql, '-1')).to.equal('Limit requires non-negative count and offset');
      expect(await answer(sql, null)).to.equal('Limit requires non-null count and offset');
    }
  });

  it('takes the LIMIT of an aggregate from a parameter', async () => {
    const sql = 'SELECT ARRAY_LENGTH(ARRAY_AGG(n ORDER BY n LIMIT @p)) FROM numbers GROUP BY half ORDER BY half';
    expect(await answer(sql, '1')).to.deep.equal([1, 1, 1]);
    expect(await answer(sql, '9223372036854775807')).to.deep.equal([1, 2, 1]);
    expect(await warehouse.run('SELECT STRING_AGG(CAST(n AS STRING) LIMIT @p) FROM numbers', { parameters: [{ name: 'p', type: INT64 }] }, [bindText(INT64, '0')])).to.deep.equal([[null]]);
    expect(await answer(sql, '-1')).to.equal('Limit requires non-negative count and offset');
    expect(await answer(sql, null)).to.equal('Limit requires non-null count and offset');
  });

  it('takes the fraction of a percentile from a parameter', async () => {
    const FLOAT64 = { kind: 'FLOAT64' } as const;
    for (const rows of ['numbers', '(SELECT n FROM UNNEST([1, 2, 3, 4]) AS n)']) {
      const found = async (value: string | null): Promise<unknown> => warehouse.run(`SELECT DISTINCT PERCENTILE_CONT(n, @p) OVER (), PERCENTILE_DISC(n, @p) OVER () FROM ${rows}`, { parameters: [{ name: 'p', type: FLOAT64 }] }, [bindText(FLOAT64, value)]).then(
        ([row]) => row?.map(Number),
        (error: unknown) => (error as Error).message.split('\n')[0],
      );
      expect(await found('0.5')).to.deep.equal([2.5, 2]);
      expect(await found('1')).to.deep.equal([4, 4]);
      expect(await found('1.5')).to.match(/^Argument 2 to PERCENTILE_(CONT|DISC) must be between 0 and 1$/);
      expect(await found('NaN')).to.match(/must be between 0 and 1$/);
      expect(await found(null)).to.match(/must be non-NULL$/);
    }
  });

  it('takes parameters of columns that nobody reads', async () => {
    const STRING = { kind: 'STRING' } as const;
    const over = { parameters: [{ name: 'p', type: STRING }, { name: 'q', type: STRING }] };
    const values = ['left out', 'read'].map((text) => bindText(STRING, text));
    const sql = `SELECT kept FROM (SELECT CONCAT(@p, '$1') AS gone, CONCAT(@q, '$2', @q) AS kept FROM numbers) LIMIT 1`;
    expect(await warehouse.run(sql, over, values)).to.deep.equal([['read$2read']]);
  });

  it('takes the offset of a frame from a parameter, and refuses NULL and negative ones', async () => {
    for (const unit of ['ROWS', 'RANGE']) {
      const sql = `SELECT SUM(n) OVER (ORDER BY n ${unit} @p PRECEDING) FROM numbers ORDER BY n`;
      expect(await answer(sql, '1')).to.deep.equal([1, 3, 5, 7]);
      expect(await answer(sql, '-1')).to.equal('Window frame offset for PRECEDING or FOLLOWING must be non-negative, but was -1');
      expect(await answer(sql, null)).to.equal('The boundary offset value cannot be null');
    }
  });

  it('tells the keys of GROUP BY ALL from script variables', async () => {
    const variables = [{ name: 'v', type: INT64 }];
    const rows = await warehouse.run('SELECT half, COUNT(*) AS c, v + SUM(n) AS s FROM numbers GROUP BY ALL ORDER BY half', { variables }, [bindText(INT64, '10')]);
    expect(rows.map((row) => row.map(Number))).to.deep.equal([[0, 1, 11], [1, 2, 15], [2, 1, 14]]);
    const refusal = await warehouse.compiled('SELECT v, COUNT(*) AS c FROM numbers GROUP BY ALL', { variables }).catch((error: unknown) => (error as Error).message);
    expect(refusal).to.match(/script variable/);
  });

  it('keeps the order of an array of computed structs over many rows', async () => {
    await warehouse.addTable('lists', [{ name: 'xs', type: { kind: 'ARRAY', element: INT64 } }], []);
    await warehouse.duck('INSERT INTO lists SELECT [(hash(i * 10 + j) % 1000)::BIGINT FOR j IN range(8)] FROM range(20000) t(i)');
    const rows = await warehouse.run(`
      SELECT TO_JSON_STRING(ARRAY(SELECT AS STRUCT x + 1 AS y FROM UNNEST(xs) x ORDER BY x)) AS found,
        TO_JSON_STRING(ARRAY(SELECT y FROM UNNEST(xs) x, UNNEST([x + 1]) y ORDER BY y)) AS expected
      FROM lists`);
    const disordered = rows.filter(([found, expected]) => String(found).replace(/\{"y":(\d+)\}/g, '$1') !== expected);
    expect([rows.length, disordered.length]).to.deep.equal([20000, 0]);
  });

  it('joins a thousand values, and says by name which nesting is too deep', async () => {
    const thousand = (between: string): string => Array.from({ length: 1000 }, () => 'n').join(between);
    expect(await warehouse.run(`SELECT LENGTH(CONCAT(${thousand(', ')})) FROM numbers WHERE n = 1`)).to.deep.equal([[1000n]]);
    expect(await warehouse.run(`SELECT LENGTH('' || ${thousand(' || ')}) FROM numbers WHERE n = 1`)).to.deep.equal([[1000n]]);
    expect(await warehouse.run(`SELECT ARRAY_LENGTH([n] || ${thousand(' || ').replaceAll('n', '[n]')}) FROM numbers WHERE n = 1`)).to.deep.equal([[1001n]]);
    const refusal = await warehouse.run(`SELECT ${thousand(' + ')} FROM numbers`).catch((error: unknown) => (error as Error).message);
    expect(refusal).to.match(/nested deeper than 1000/);
  });

  it('knows the queries that hold no rows, whatever the size of the table', async () => {
    const holdsNone = async (sql: string): Promise<boolean> => {
      const statement = await warehouse.compiled(sql, { parameters: [{ name: 'p', type: INT64 }] });
      return statement.kind === 'query' && statement.rowByRow;
    };
    for (const sql of ['SELECT * FROM numbers WHERE n = @p', 'SELECT AS STRUCT n + 1 AS m FROM (SELECT n FROM numbers WHERE n > 1) WHERE n < 9 LIMIT 3']) {
      expect(await holdsNone(sql), sql).to.equal(true);
    }
    for (const sql of [
      'SELECT half, COUNT(*) FROM numbers GROUP BY half',
      'SELECT DISTINCT n FROM numbers',
      'SELECT n FROM numbers ORDER BY n',
      'SELECT n, ROW_NUMBER() OVER (ORDER BY n) FROM numbers',
      'SELECT a.n FROM numbers a JOIN numbers b USING (n)',
      'SELECT n FROM numbers UNION ALL SELECT half FROM numbers',
      'SELECT n FROM numbers WHERE n IN (SELECT half FROM numbers)',
      'SELECT n, (SELECT MAX(half) FROM numbers) FROM numbers',
      'SELECT n FROM numbers, UNNEST(GENERATE_ARRAY(1, n))',
    ]) {
      expect(await holdsNone(sql), sql).to.equal(false);
    }
  });
});
