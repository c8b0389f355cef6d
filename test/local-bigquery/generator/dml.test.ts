import { expect } from 'chai';
import { fromDuck, type Plain } from '../../../scripts/local-bigquery/conformance/canonical.ts';
import { openWarehouse, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';
import { MERGE_ACTIONS } from '../../../scripts/local-bigquery/generator/statements/merge.ts';

const COLUMNS = [
  { name: 'id', type: { kind: 'INT64' } },
  { name: 'name', type: { kind: 'STRING' } },
] as const;

describe('DML', () => {
  let warehouse: Warehouse;
  before(async () => {
    warehouse = await openWarehouse();
  });
  after(() => warehouse.close());
  beforeEach(async () => {
    await warehouse.addTable('target', COLUMNS, [['1', `'one'`], ['2', `'two'`], ['3', 'NULL']]);
    await warehouse.addTable('source', COLUMNS, [['2', `'zwei'`], ['4', `'vier'`], ['NULL', `'none'`]]);
  });

  async function content(): Promise<Plain[][]> {
    const rows = await warehouse.duck('SELECT id, name FROM target ORDER BY id NULLS FIRST, name');
    return rows.map((row) => row.map((value, index) => fromDuck(value, COLUMNS[index]?.type ?? { kind: 'STRING' })));
  }
  async function changed(sql: string): Promise<Plain> {
    const rows = await warehouse.run(sql);
    return sql.toLowerCase().startsWith('merge') ? rows.length : Number(rows[0]?.[0]);
  }
  async function failure(sql: string): Promise<string> {
    return warehouse.run(sql).then(() => 'no failure', (error: unknown) => (error as Error).message.split('\n')[0] ?? '');
  }

  it('inserts values, defaults and rows of a query', async () => {
    expect(await changed(`INSERT INTO target (id) VALUES (7), (DEFAULT)`)).to.equal(2);
    expect(await changed(`INSERT target SELECT id + 10, UPPER(name) FROM source WHERE id = 4`)).to.equal(1);
    expect(await content()).to.deep.include.members([['7', null], [null, null], ['14', 'VIER']]);
  });

  it('updates by an expression over the old row', async () => {
    expect(await changed(`UPDATE target SET id = id * 10, name = CONCAT(name, '!') WHERE id < 3`)).to.equal(2);
    expect(await content()).to.deep.equal([['3', null], ['10', 'one!'], ['20', 'two!']]);
  });

  it('updates from another table', async () => {
    expect(await changed(`UPDATE target t SET name = s.name FROM source s WHERE t.id = s.id`)).to.equal(1);
    expect(await content()).to.deep.include(['2', 'zwei']);
  });

  it('refuses an update whose target row joins to two source rows, and changes nothing', async () => {
    await warehouse.duck(`INSERT INTO source VALUES (2, 'deux')`);
    expect(await failure(`UPDATE target t SET name = s.name FROM source s WHERE t.id = s.id`)).to.equal(
      'UPDATE/MERGE must match at most one source row for each target row',
    );
    expect(await content()).to.deep.include(['2', 'two']);
  });

  it('refuses UPDATE and DELETE without WHERE, as BigQuery does', async () => {
    expect(await failure('UPDATE target SET id = 1')).to.match(/must have a WHERE clause/);
    expect(await failure('DELETE FROM target')).to.match(/must have a WHERE clause/);
  });

  it('deletes by a correlated subquery', async () => {
    expect(await changed('DELETE target t WHERE EXISTS (SELECT 1 FROM source s WHERE s.id = t.id)')).to.equal(1);
    expect(await content()).to.deep.equal([['1', 'one'], ['3', null]]);
  });

  it('merges as the Dataform CLI does: update what matches, insert the rest', async () => {
    expect(
      await changed(`merge \`home-credit.d.target\` DATAFORM_DEST using (select * from \`home-credit.d.source\`) DATAFORM_SOURCE
        on DATAFORM_DEST.id = DATAFORM_SOURCE.id
        when matched then update set \`id\` = DATAFORM_SOURCE.id, \`name\` = DATAFORM_SOURCE.name
        when not matched then insert (\`id\`, \`name\`) values (\`id\`, \`name\`)`),
    ).to.equal(3);
    expect(await content()).to.deep.equal([[null, 'none'], ['1', 'one'], ['2', 'zwei'], ['3', null], ['4', 'vier']]);
  });

  it('takes the first clause whose condition holds, and leaves other rows alone', async () => {
    await changed(`MERGE target t USING source s ON t.id = s.id
      WHEN MATCHED AND t.name = 'no such name' THEN DELETE
      WHEN MATCHED THEN UPDATE SET name = CONCAT(t.name, s.name)
      WHEN NOT MATCHED BY TARGET AND s.id > 0 THEN INSERT (id) VALUES (s.id)
      WHEN NOT MATCHED BY SOURCE AND t.id = 3 THEN DELETE
      WHEN NOT MATCHED BY SOURCE THEN UPDATE SET name = 'left'`);
    expect(await content()).to.deep.equal([['1', 'left'], ['2', 'twozwei'], ['4', null]]);
  });

  it('replaces rows with ON FALSE', async () => {
    expect(
      await changed(`MERGE target t USING source s ON FALSE
        WHEN NOT MATCHED BY SOURCE AND t.id IN UNNEST([1, 2]) THEN DELETE
        WHEN NOT MATCHED THEN INSERT ROW`),
    ).to.equal(5);
    expect(await content()).to.deep.equal([[null, 'none'], ['2', 'zwei'], ['3', null], ['4', 'vier']]);
  });

  it('refuses a merge that would change a row twice, and changes nothing', async () => {
    await warehouse.duck(`INSERT INTO source VALUES (2, 'deux')`);
    const before = await content();
    expect(await failure(`MERGE target t USING source s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT ROW`)).to.equal(
      'UPDATE/MERGE must match at most one source row for each target row',
    );
    expect(await content()).to.deep.equal(before);
  });

  it('lets a row match twice where only one match is acted on', async () => {
    await warehouse.duck(`INSERT INTO source VALUES (2, 'deux')`);
    expect(await changed(`MERGE target t USING source s ON t.id = s.id WHEN MATCHED AND s.name = 'deux' THEN UPDATE SET name = s.name`)).to.equal(1);
    expect(await content()).to.deep.include(['2', 'deux']);
  });

  it('tells what a merge did with each row', async () => {
    const rows = await warehouse.run(`MERGE target t USING source s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET name = s.name
      WHEN NOT MATCHED THEN INSERT ROW
      WHEN NOT MATCHED BY SOURCE THEN DELETE`);
    expect(rows.map(([action]) => MERGE_ACTIONS[Number(action)]).sort()).to.deep.equal(['DELETE', 'DELETE', 'INSERT', 'INSERT', 'UPDATE']);
  });

  it('refuses a scalar subquery of two rows', async () => {
    expect(await failure('UPDATE target SET name = (SELECT name FROM source) WHERE id = 1')).to.equal('Scalar subquery produced more than one element');
  });

  describe('of structs and arrays', () => {
    const place = { kind: 'STRUCT', fields: [{ name: 'city', type: { kind: 'STRING' } }, { name: 'at', type: { kind: 'STRUCT', fields: [{ name: 'x', type: { kind: 'INT64' } }, { name: 'y', type: { kind: 'INT64' } }] } }] } as const;
    const columns = [{ name: 'id', type: { kind: 'INT64' } }, { name: 'place', type: place }, { name: 'xs', type: { kind: 'ARRAY', element: { kind: 'INT64' } } }] as const;
    beforeEach(() => warehouse.addTable('nested', columns, [['1', `{'city': 'Oslo', 'at': {'x': 1, 'y': 2}}`, '[1, 2]'], ['2', 'NULL', '[]']]));
    async function nested(): Promise<Plain[][]> {
      const rows = await warehouse.duck('SELECT * FROM nested ORDER BY id');
      return rows.map((row) => row.map((value, index) => fromDuck(value, columns[index]?.type ?? { kind: 'STRING' })));
    }

    it('sets fields and leaves their neighbours', async () => {
      expect(await changed(`UPDATE nested SET place.at.y = id + 6, place.city = UPPER(place.city) WHERE id = 1`)).to.equal(1);
      expect((await nested())[0]).to.deep.equal(['1', ['OSLO', ['1', '7']], ['1', '2']]);
      expect(await changed(`MERGE nested n USING source s ON s.id = n.id + 1 WHEN MATCHED THEN UPDATE SET place.at.x = s.id`)).to.equal(1);
      expect((await nested())[0]).to.deep.equal(['1', ['OSLO', ['2', '7']], ['1', '2']]);
    });

    it('refuses to set a field of a struct that is NULL, or an element of an array', async () => {
      expect(await failure(`UPDATE nested SET place.city = 'Rome' WHERE TRUE`)).to.equal('Cannot set field of NULL STRUCT<city STRING, at STRUCT<x INT64, y INT64>>');
      expect(await failure('UPDATE nested SET xs[OFFSET(0)] = 9 WHERE TRUE')).to.match(/elements of an array/);
    });

    it('keeps NULL arrays as empty ones, and no NULL elements', async () => {
      await changed('INSERT nested (id, xs) VALUES (3, NULL), (4, DEFAULT)');
      await changed('INSERT nested (xs, id) SELECT NULL, 5');
      await changed('UPDATE nested SET xs = NULL WHERE id = 1');
      expect((await nested()).map(([id, , xs]) => [id, xs])).to.deep.equal(['1', '2', '3', '4', '5'].map((id) => [id, []]));
      expect(await failure('INSERT nested (xs, id) SELECT [id], 6 FROM source')).to.equal('Array cannot have a null element; error in writing field xs');
    });
  });

  it('empties a table with TRUNCATE', async () => {
    expect(await changed('TRUNCATE TABLE target')).to.equal(3);
    expect(await content()).to.deep.equal([]);
  });

  it('binds parameters and script variables to their places', async () => {
    const over = {
      parameters: [{ name: 'a', type: { kind: 'INT64' } }, { name: 'b', type: { kind: 'STRING' } }],
      variables: [{ name: 'v', type: { kind: 'INT64' } }],
    } as const;
    const compiled = await warehouse.compiled('SELECT name FROM target WHERE id = v AND name = @b OR id = @a OR id = v', over);
    if (compiled.kind !== 'query') throw new Error(compiled.kind);
    expect(compiled.query.binds).to.deep.equal([2, 1, 0]);
    const positional = await warehouse.compiled('SELECT ? + ?', { parameters: [{ name: null, type: { kind: 'INT64' } }, { name: null, type: { kind: 'INT64' } }] });
    if (positional.kind !== 'query') throw new Error(positional.kind);
    expect(positional.query.binds).to.deep.equal([0, 1]);
  });
});
