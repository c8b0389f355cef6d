import { readdirSync, readFileSync } from 'node:fs';
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

const CASES = new URL('../../../scripts/local-bigquery/conformance/cases/', import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, CASES), 'utf8'));

describe('the generator against Google\'s reference', () => {
  let warehouse: Warehouse;
  const fixtures = read('fixtures.json') as Fixtures;

  before(async () => {
    warehouse = await openWarehouse();
    await loadFixtures(warehouse, fixtures);
  });
  after(() => warehouse.close());

  for (const kind of ['expressions', 'queries']) {
    for (const file of readdirSync(new URL(`${kind}/`, CASES)).sort()) {
      describe(file.replace('.json', ''), () => {
        for (const example of read(`${kind}/${file}`) as Case[]) {
          it(example.sql, async () => {
            await check(example, kind === 'queries');
          });
        }
      });
    }
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
