import { expect } from 'chai';
import { openTestWarehouse, type TestWarehouse } from './support/warehouse.ts';

describe('statistics of DML', () => {
  let warehouse: TestWarehouse;
  before(async () => {
    warehouse = await openTestWarehouse();
    await warehouse.bigquery.createDataset('d');
    await warehouse.rows('CREATE TABLE d.target AS SELECT id, 0 AS n FROM UNNEST(GENERATE_ARRAY(1, 5000)) AS id');
  });
  after(async () => {
    await warehouse.stop();
  });

  async function statistics(sql: string): Promise<unknown> {
    const [job] = await warehouse.bigquery.createQueryJob(sql);
    await job.getQueryResults();
    const { statistics: all } = (await job.getMetadata())[0] as { statistics: { query: Record<string, unknown> } };
    const { statementType, numDmlAffectedRows, dmlStats } = all.query;
    return { statementType, numDmlAffectedRows, dmlStats };
  }
  const counts = (inserted: number, updated: number, deleted: number): unknown => ({ insertedRowCount: String(inserted), updatedRowCount: String(updated), deletedRowCount: String(deleted) });

  it('counts what MERGE inserts, updates and deletes', async () => {
    const sql = `MERGE d.target t USING (SELECT id FROM UNNEST(GENERATE_ARRAY(4001, 9000)) AS id) s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET n = 1
      WHEN NOT MATCHED THEN INSERT (id, n) VALUES (id, 2)
      WHEN NOT MATCHED BY SOURCE AND t.id <= 100 THEN DELETE`;
    expect(await statistics(sql)).to.deep.equal({ statementType: 'MERGE', numDmlAffectedRows: '5100', dmlStats: counts(4000, 1000, 100) });
    expect(await warehouse.rows('SELECT n, COUNT(*) AS c FROM d.target GROUP BY ALL ORDER BY n')).to.deep.equal([{ n: 0, c: 3900 }, { n: 1, c: 1000 }, { n: 2, c: 4000 }]);
  });

  it('counts what UPDATE, DELETE and TRUNCATE change', async () => {
    expect(await statistics('UPDATE d.target SET n = 7 WHERE n = 1')).to.deep.equal({ statementType: 'UPDATE', numDmlAffectedRows: '1000', dmlStats: counts(0, 1000, 0) });
    expect(await statistics('DELETE FROM d.target WHERE n = 7')).to.deep.equal({ statementType: 'DELETE', numDmlAffectedRows: '1000', dmlStats: counts(0, 0, 1000) });
    expect(await statistics('TRUNCATE TABLE d.target')).to.deep.equal({ statementType: 'TRUNCATE_TABLE', numDmlAffectedRows: '7900', dmlStats: counts(0, 0, 7900) });
  });
});
