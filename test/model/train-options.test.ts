import { expect } from 'chai';
import { readTrainOptions } from '../../scripts/model/train-options.ts';

describe('the options of npm run train', () => {
  it('default to the permitted features, seed 1 and what the rows suggest', () => {
    expect(readTrainOptions([])).to.deep.equal({ ablate: false, promote: false, policy: 'permitted', seed: 1, parameters: {}, thresholds: {} });
  });

  it('are read by name', () => {
    const args = ['--promote', '--policy', 'all', '--seed', '4', '--max-depth', '6', '--learning-rate=0.1', '--refer-from', '0.1', '--decline-from', '0.3'];
    expect(readTrainOptions(args)).to.deep.equal({
      ablate: false,
      promote: true,
      policy: 'all',
      seed: 4,
      parameters: { maxDepth: 6, learningRate: 0.1 },
      thresholds: { referFrom: 0.1, declineFrom: 0.3 },
    });
  });

  it('ask for an ablation, which makes no model', () => {
    expect(readTrainOptions(['--ablate', '--seed', '2'])).to.include({ ablate: true, seed: 2 });
    for (const other of ['--promote', '--policy=all', '--refer-from=0.1']) expect(() => readTrainOptions(['--ablate', other])).to.throw(TypeError, '--ablate');
  });

  for (const args of [['--policy', 'some'], ['--seed', 'x'], ['--max-depth', '-1'], ['--refer-from', '1.5'], ['--lambda', ''], ['--unknown']]) {
    it(`refuse ${args.join(' ')}`, () => {
      expect(() => readTrainOptions(args)).to.throw(TypeError, args[0]);
    });
  }
});
