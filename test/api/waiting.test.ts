import { expect } from 'chai';
import { cached } from '../../api/cached.ts';
import { DeadlineError, withDeadline } from '../../api/deadline.ts';

const never = new Promise<never>(() => undefined);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => null, (error: unknown) => error);
}

describe('withDeadline', () => {
  it('gives what the work gives, or its failure', async () => {
    expect(await withDeadline(Promise.resolve(1), 1_000)).to.equal(1);
    const broken = new Error('broken');
    expect(await failureOf(withDeadline(Promise.reject(broken), 1_000))).to.equal(broken);
  });

  it('gives up at the deadline', async () => {
    expect(await failureOf(withDeadline(never, 5))).to.be.instanceOf(DeadlineError);
  });

  it('gives up when the signal is aborted, before or while waiting', async () => {
    const reason = new Error('gone');
    expect(await failureOf(withDeadline(never, 1_000, AbortSignal.abort(reason)))).to.equal(reason);
    const gone = new AbortController();
    const waiting = failureOf(withDeadline(never, 1_000, gone.signal));
    gone.abort(reason);
    expect(await waiting).to.equal(reason);
  });
});

describe('cached', () => {
  const counter = () => {
    let count = 0;
    return { next: () => Promise.resolve((count += 1)), asked: () => count };
  };

  it('asks once for all who come within the age, and anew after it', async () => {
    let now = 0;
    const { next, asked } = counter();
    const value = cached(next, 100, { now: () => now });
    expect(await Promise.all([value.get(), value.get()])).to.deep.equal([1, 1]);
    now = 99;
    expect(await value.get()).to.equal(1);
    now = 100;
    expect(await value.get()).to.equal(2);
    expect(asked()).to.equal(2);
  });

  it('counts the age from the answer, so that a slow one is not asked for twice', async () => {
    let now = 0;
    let answer: (value: string) => void = () => undefined;
    let asked = 0;
    const value = cached(
      () => {
        asked += 1;
        return new Promise<string>((resolve) => { answer = resolve; });
      },
      100,
      { now: () => now },
    );
    const first = value.get();
    now = 500;
    const second = value.get();
    answer('late');
    expect(await Promise.all([first, second])).to.deep.equal(['late', 'late']);
    now = 599;
    await value.get();
    expect(asked).to.equal(1);
  });

  it('does not keep a failure', async () => {
    let fail = true;
    const value = cached(() => (fail ? Promise.reject(new Error('down')) : Promise.resolve('up')), 1e9, { now: () => 0 });
    expect(await failureOf(value.get())).to.be.instanceOf(Error);
    fail = false;
    expect(await value.get()).to.equal('up');
  });
});
