import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { Progress } from '../../scripts/start/progress.ts';

describe('progress of a long job', () => {
  it('is a line twice a minute where there is no terminal, so that a log shows that it goes on', async () => {
    const out = new PassThrough({ encoding: 'utf8' });
    let now = 0;
    const progress = new Progress(out as unknown as NodeJS.WriteStream, () => now);
    await progress.step('Model', (note) => {
      for (let tree = 1; tree <= 8; tree += 1) {
        now += 10_000;
        note(`tree ${tree}`);
      }
      return Promise.resolve([null, 'trained'] as const);
    });
    expect(out.read()).to.equal('Model          tree 3 (30.0 s)\nModel          tree 6 (60.0 s)\nModel          trained (80.0 s)\n');
  });
});
