import { expect } from 'chai';
import { ModelError } from '../../../api/model/model-error.ts';
import { createReasons } from '../../../api/model/reasons.ts';

const feature = (name: string, code: string) => ({ name, reason: { code, text: `text of ${code}` } });
const CONTRACT = [feature('a', 'R1'), feature('b', 'R1'), feature('c', 'R2'), feature('d', 'R3'), feature('e', 'R4'), feature('f', 'R5'), feature('unused', 'R6')];
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('reasons', () => {
  const reasonsOf = createReasons(NAMES, CONTRACT);

  it('are the four most harmful, most harmful first', () => {
    const found = reasonsOf([1, 2, 3, 4, 5, 6], Float64Array.of(0.1, 0, 0.2, 0.3, 0.4, 0.05));
    expect(found.map(({ code }) => code)).to.deep.equal(['R4', 'R3', 'R2', 'R1']);
    expect(found[0]).to.deep.equal({ code: 'R4', feature: 'e', value: 5, contribution: 0.4, text: 'text of R4' });
  });

  it('let the strongest feature of a code speak for it', () => {
    const found = reasonsOf([1, 2, 3, 4, 5, 6], Float64Array.of(0.1, 0.5, 0, 0, 0, 0.2));
    expect(found.map(({ code, feature: name }) => [code, name])).to.deep.equal([['R1', 'b'], ['R5', 'f']]);
  });

  it('leave out what lowers the risk or does nothing', () => {
    expect(reasonsOf([1, 2, 3, 4, 5, 6], Float64Array.of(-1, -2, 0, -0.1, 0, -3))).to.deep.equal([]);
  });

  it('give null for a value that is missing', () => {
    const [found] = reasonsOf([Number.NaN, 2, 3, 4, 5, 6], Float64Array.of(1, 0, 0, 0, 0, 0));
    expect(found).to.include({ feature: 'a', value: null });
  });

  it('refuse a model with a feature that the contract does not know', () => {
    expect(() => createReasons([...NAMES, 'gone'], CONTRACT)).to.throw(ModelError, 'gone');
  });
});
