import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { Turns } from '../../scripts/local-bigquery/engine/turns.ts';

describe('turns of big statements', () => {
  const signal = new AbortController().signal;

  it('lets no more in than may be, in the order in which they came', async () => {
    const turns = new Turns(2);
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(Array.from({ length: 7 }, (_, index) => turns.take(signal, async () => {
      order.push(index);
      inside += 1;
      most = Math.max(most, inside);
      await setTimeout(2);
      inside -= 1;
    })));
    expect(most).to.equal(2);
    expect(order).to.deep.equal([0, 1, 2, 3, 4, 5, 6]);
  });

  it('goes on behind a statement that fails, and behind one that is cancelled while it waits', async () => {
    const turns = new Turns(1);
    const cancelled = new AbortController();
    const ran: string[] = [];
    const failing = turns.take(signal, async () => {
      await setTimeout(5);
      throw new Error('a division by zero');
    });
    const waiting = turns.take(cancelled.signal, () => Promise.resolve(ran.push('cancelled')));
    const last = turns.take(signal, () => Promise.resolve(ran.push('last')));
    cancelled.abort(new Error('cancelled'));
    const ends = await Promise.allSettled([failing, waiting, last]);
    expect(ends.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'fulfilled']);
    expect(ran).to.deep.equal(['last']);
  });
});
