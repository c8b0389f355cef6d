import { expect } from 'chai';
import { compareAnswers } from '../../../scripts/local-bigquery/conformance/run/agreement.ts';
import { runConformance } from '../../../scripts/local-bigquery/conformance/run/conformance.ts';
import { printDifference, printOutcomes } from '../../../scripts/local-bigquery/conformance/run/print.ts';
import type { Answer } from '../../../scripts/local-bigquery/conformance/run/rig.ts';
import type { SqlType } from '../../../scripts/googlesql/types.ts';
import type { Plain } from '../../../scripts/local-bigquery/conformance/canonical.ts';

const RUNS = Number(process.env['CONFORMANCE_RUNS'] ?? 1000);
const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 1);
const MS_PER_RUN = 300;

describe('made-up statements', function () {
  this.timeout(60_000 + RUNS * MS_PER_RUN);

  it(`give what Google's reference gives, or are refused by name (seed ${SEED}, ${RUNS} of them)`, async () => {
    const { outcomes, differences } = await runConformance({ runs: RUNS, seed: SEED });
    expect(differences.map(printDifference).join('\n')).to.equal('');
    expect(outcomes.agreed / RUNS, `with rows to compare (${printOutcomes(outcomes)})`).to.be.above(0.7);
    expect(outcomes.refused / RUNS, 'refused').to.be.below(0.05);
    expect(outcomes.invalid / RUNS, 'that Google\'s analyzer refuses').to.be.below(0.02);
    expect(outcomes.free / RUNS, 'let pass').to.be.below(0.01);
  });

  it('are made again from their seed', async () => {
    const made: string[][] = [];
    for (let time = 0; time < 2; time += 1) {
      const statements: string[] = [];
      await runConformance({ runs: 20, seed: 7, onCase: (sql) => statements.push(sql) });
      made.push(statements.sort());
    }
    expect(made[0]).to.have.length(20);
    expect(made[1]).to.deep.equal(made[0]);
  });
});

describe('comparing two answers', () => {
  const rows = (kind: 'FLOAT64' | 'STRING', values: readonly Plain[]): Answer => ({ kind: 'rows', types: [{ kind }] as SqlType[], rows: values.map((value) => [value]) });
  const failed: Answer = { kind: 'failed', message: 'division by zero: 1 / 0' };

  it('takes FLOAT64 as equal within 1e-12, relative to the greater', () => {
    expect(compareAnswers(rows('FLOAT64', [0.1 + 0.2]), rows('FLOAT64', [0.3]), true)).to.equal('agreed');
    expect(compareAnswers(rows('FLOAT64', [1]), rows('FLOAT64', [1 + 1e-11]), true)).to.equal('different');
    expect(compareAnswers(rows('FLOAT64', [0]), rows('FLOAT64', [1e-300]), true)).to.equal('different');
    expect(compareAnswers(rows('FLOAT64', ['NaN']), rows('FLOAT64', [null]), true)).to.equal('different');
  });

  it('heeds the order of rows only where there is one', () => {
    expect(compareAnswers(rows('STRING', ['a', 'b']), rows('STRING', ['b', 'a']), false)).to.equal('agreed');
    expect(compareAnswers(rows('STRING', ['a', 'b']), rows('STRING', ['b', 'a']), true)).to.equal('different');
    expect(compareAnswers(rows('STRING', ['a', 'a', 'b']), rows('STRING', ['a', 'b', 'b']), false)).to.equal('different');
  });

  it('lets rows change places where noise ranks them, and only there', () => {
    const ranked = (values: readonly Plain[][]): Answer => ({ kind: 'rows', types: [{ kind: 'FLOAT64' }, { kind: 'STRING' }] as SqlType[], rows: values.map((row) => [...row]) });
    const leeway = { noise: 1e-15, lengths: false };
    const [one, other] = [ranked([[-1, 'a'], [-1, 'b'], [0.5, 'c']]), ranked([[-1, 'b'], [-1, 'a'], [0.5, 'c']])];
    expect(compareAnswers(one, other, true, leeway)).to.equal('agreed');
    expect(compareAnswers(one, other, true)).to.equal('different');
    expect(compareAnswers(one, ranked([[0.5, 'c'], [-1, 'a'], [-1, 'b']]), true, leeway)).to.equal('different');
    expect(compareAnswers(one, ranked([[-1, 'a'], [-1, 'c'], [0.5, 'b']]), true, leeway)).to.equal('different');
    expect(compareAnswers(rows('STRING', ['a', 'b']), rows('STRING', ['b', 'a']), true, leeway)).to.equal('different');
    const named = (names: readonly string[]): Answer => ({ kind: 'rows', types: [{ kind: 'STRING' }, { kind: 'FLOAT64' }] as SqlType[], rows: names.map((name) => [name, -1]) });
    expect(compareAnswers(named(['a', 'b']), named(['b', 'a']), true, leeway), 'ranked by what stands before the noise').to.equal('different');
  });

  it('compares the types, and the number of rows', () => {
    expect(compareAnswers(rows('STRING', [null]), rows('FLOAT64', [null]), true)).to.equal('different');
    expect(compareAnswers(rows('STRING', ['a']), rows('STRING', ['a', 'a']), true)).to.equal('different');
  });

  it('wants an error where the reference has one', () => {
    expect(compareAnswers(rows('STRING', ['a']), failed, true)).to.equal('different');
    expect(compareAnswers(failed, rows('STRING', ['a']), true)).to.equal('different');
    expect(compareAnswers(failed, failed, true)).to.equal('agreed on an error');
  });

  it('never takes what our engine could not run for an answer', () => {
    expect(compareAnswers({ kind: 'broken', message: 'Binder Error' }, failed, true)).to.equal('different');
  });
});
