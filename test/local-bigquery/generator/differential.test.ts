import { expect } from 'chai';
import fc from 'fast-check';
import { EDGES, expressions } from '../../../scripts/local-bigquery/conformance/expressions.ts';
import { loadFixtures, ours, reference } from '../../../scripts/local-bigquery/conformance/compare.ts';
import { openWarehouse, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';

const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 300);
const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 1);
const MS_PER_RUN = 300;
const UNSUPPORTED = /not supported by the local BigQuery/;
const COMPUTING_ERROR = /overflow|out of range|Illegal conversion|division by zero/;

describe('made-up expressions', function () {
  this.timeout(60_000 + RUNS * MS_PER_RUN);
  let warehouse: Warehouse;
  before(async () => {
    warehouse = await openWarehouse();
    await loadFixtures(warehouse, { edges: EDGES });
  });
  after(() => warehouse.close());

  it(`give what Google's reference gives, or are refused by name (seed ${SEED}, ${RUNS} of them)`, async () => {
    const count = { refused: 0, laxer: 0 };
    const property = fc.asyncProperty(expressions, async (expression) => {
      const sql = `SELECT row_id, ${expression} AS x FROM edges ORDER BY row_id`;
      const [mine, theirs] = await Promise.all([ours(warehouse, sql), reference(warehouse, sql, { edges: EDGES })]);
      if ('error' in theirs) {
        // DuckDB may leave out an operation whose result cannot matter (beside a NULL, or by moving constants).
        if ('rows' in mine && COMPUTING_ERROR.test(theirs.error)) count.laxer += 1;
        else expect(mine, `the reference says: ${theirs.error}`).to.have.property('error');
      } else if ('error' in mine && (UNSUPPORTED.test(mine.error) || /\bSELECT\b/.test(expression))) {
        // Or it computes a subquery for a branch that is not taken: an error is honest, another value would not be.
        count.refused += 1;
      } else {
        expect(mine).to.deep.equal(theirs);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
    expect(count.refused / RUNS, 'refused').to.be.below(0.02);
    expect(count.laxer / RUNS, 'without an error that the reference has').to.be.below(0.03);
  });
});
