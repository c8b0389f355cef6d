import { expect } from 'chai';
import { checkCases } from '../../../scripts/local-bigquery/conformance/cases.ts';

describe('the files of conformance cases', () => {
  it('hold an answer of their kind for every case', () => {
    for (const value of [null, '1', [[1]]]) expect(checkCases('expressions', 'a.json', [{ sql: '1', value }])).to.have.length(1);
    for (const answer of [{ rows: [] }, { error: 'no' }]) {
      expect(checkCases('queries', 'a.json', [{ sql: 'SELECT 1', ...answer }])).to.have.length(1);
      expect(checkCases('statements', 'a.json', [{ sql: 'SELECT 1', statements: ['SELECT'], ...answer }])).to.have.length(1);
    }
  });

  const odd = [
    ['expressions', { sql: '1' }],
    ['expressions', { sql: '1', rows: [['1']] }],
    ['expressions', { sql: '1', value: '1', error: 'no' }],
    ['queries', { sql: 'SELECT 1', value: '1' }],
    ['queries', { sql: 'SELECT 1', rows: ['1'] }],
    ['queries', { sql: 'SELECT 1', rows: [['1']], refrence: 'not there' }],
    ['statements', { sql: 'SELECT 1', rows: [] }],
  ] as const;
  for (const [kind, example] of odd) {
    it(`are refused by name with ${JSON.stringify(example)} among the ${kind}`, () => {
      expect(() => checkCases(kind, 'a.json', [example])).to.throw(`conformance/cases/${kind}/a.json: cases/0`);
    });
  }
});
