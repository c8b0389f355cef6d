import { expect } from 'chai';
import { readFixtures, readStatementCases, readTopics, statementOf, type Case, type Topic } from '../../../scripts/local-bigquery/conformance/cases.ts';
import { catalogueKeys, WITHOUT_CASES } from '../../../scripts/local-bigquery/conformance/catalogue-keys.ts';
import { loadFixtures, ours, reference, unordered } from '../../../scripts/local-bigquery/conformance/compare.ts';
import { exercised } from '../../../scripts/local-bigquery/conformance/exercised.ts';
import { openStatementRunner, type StatementRunner } from '../../../scripts/local-bigquery/conformance/statements.ts';
import { openWarehouse, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';

describe('the generator against Google\'s reference', () => {
  let warehouse: Warehouse;
  const topics = readTopics();
  const fixtures = readFixtures();
  const covered = new Set<string>();
  let seen: string[] = [];
  let checked = 0;

  before(async () => {
    warehouse = await openWarehouse((_, statement) => {
      seen.push(...exercised(statement).functions);
    });
    await loadFixtures(warehouse, fixtures);
  });
  after(() => warehouse.close());

  for (const { kind, name, cases } of topics) {
    describe(`${name} (${kind})`, () => {
      for (const example of cases) {
        it(example.sql, async () => {
          await check(example, kind);
        });
      }
    });
  }

  // In a suite of its own, since mocha runs the tests of a suite before the suites inside it.
  describe('the catalogue', () => {
    it('has a case with an answer for every entry of the catalogue', function () {
      // Run alone, it has seen no tree.
      if (checked < topics.reduce((sum, { cases }) => sum + cases.length, 0)) this.skip();
      const missing = catalogueKeys().filter((key) => !covered.has(key) && !(key in WITHOUT_CASES));
      expect(missing, 'entries without a case: add one to scripts/local-bigquery/conformance/cases').to.deep.equal([]);
      expect(Object.keys(WITHOUT_CASES).filter((key) => covered.has(key)), 'exceptions that have a case').to.deep.equal([]);
    });
  });

  async function check(example: Case, kind: Topic['kind']): Promise<void> {
    const { value, rows, error, reference: without } = example;
    const isQuery = kind === 'queries';
    const query = statementOf(example, kind);
    const order = !isQuery || /order by[^()]*$/i.test(query) ? <T>(answer: T): T => answer : unordered;
    seen = [];
    const mine = await ours(warehouse, query);
    checked += 1;
    if (error === undefined) seen.forEach((key) => covered.add(key));
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

describe('statements through the REST API', () => {
  let runner: StatementRunner;
  before(async () => {
    runner = await openStatementRunner();
  });
  after(() => runner.close());

  for (const example of readStatementCases()) {
    it(example.sql, async () => {
      const answer = await runner.run(example);
      if (example.error === undefined) expect(answer).to.deep.equal({ rows: example.rows });
      else expect('error' in answer ? answer.error : answer).to.be.a('string').that.includes(example.error);
    });
  }
});
