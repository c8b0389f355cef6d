import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Plain } from '../../../scripts/local-bigquery/conformance/canonical.ts';
import { loadFixtures, ours, reference, unordered, type Fixtures } from '../../../scripts/local-bigquery/conformance/compare.ts';
import { openWarehouse, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';

/**
 * Cases are data: an expression or query with the value, the rows or the error that BigQuery answers. Each is checked
 * against Google's reference evaluator as well, unless it says why that cannot be (`reference`).
 */
interface Case {
  readonly sql: string;
  readonly value?: Plain;
  readonly rows?: Plain[][];
  readonly error?: string;
  readonly reference?: string;
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../scripts/local-bigquery/conformance/cases/${name}.json`, import.meta.url), 'utf8'));

describe('the generator against Google\'s reference', () => {
  let warehouse: Warehouse;
  const fixtures = read('fixtures') as Fixtures;

  before(async () => {
    warehouse = await openWarehouse();
    await loadFixtures(warehouse, fixtures);
  });
  after(() => warehouse.close());

  for (const file of ['json', 'maths', 'strings', 'dates', 'aggregates', 'queries']) {
    describe(file, () => {
      for (const example of read(file) as Case[]) {
        it(example.sql, async () => {
          await check(example, file === 'aggregates' || file === 'queries');
        });
      }
    });
  }

  async function check({ sql, value, rows, error, reference: without }: Case, isQuery: boolean): Promise<void> {
    const query = isQuery ? sql : `SELECT ${sql}`;
    const order = !isQuery || /order by[^()]*$/i.test(query) ? <T>(answer: T): T => answer : unordered;
    const mine = await ours(warehouse, query);
    if (error !== undefined) {
      expect(mine).to.deep.equal({ error });
    } else {
      expect('error' in mine ? mine : order(mine)).to.have.property('rows').that.deep.equals(rows ?? [[value]]);
    }
    if (without !== undefined) return;
    const theirs = await reference(warehouse, query, isQuery ? fixtures : {});
    if (error === undefined) expect(order(theirs)).to.deep.equal(order(mine));
    else expect(theirs).to.have.property('error');
  }
});
