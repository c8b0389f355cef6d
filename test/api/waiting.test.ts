import { once } from 'node:events';
import { request } from 'node:http';
import { expect } from 'chai';
import { abortable, isTimeout } from '../../api/abortable.ts';
import { cached } from '../../api/cached.ts';
import { startSilentServer } from './support/silent-server.ts';
import { until } from './support/until.ts';

const never = new Promise<never>(() => undefined);

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => null, (error: unknown) => error);
}

describe('abortable', () => {
  it('gives what the work gives, or its failure', async () => {
    const signal = AbortSignal.timeout(10_000);
    expect(await abortable(signal, () => Promise.resolve(1))).to.equal(1);
    const broken = new Error('broken');
    expect(await failureOf(abortable(signal, () => Promise.reject(broken)))).to.equal(broken);
  });

  it('gives up at the deadline', async () => {
    expect(await failureOf(abortable(AbortSignal.timeout(5), () => never))).to.satisfy(isTimeout);
  });

  it('gives up when the signal is aborted, before or while waiting', async () => {
    const reason = new Error('gone');
    expect(await failureOf(abortable(AbortSignal.abort(reason), () => never))).to.equal(reason);
    const gone = new AbortController();
    const waiting = failureOf(abortable(gone.signal, () => never));
    gone.abort(reason);
    expect(await waiting).to.equal(reason);
  });

  it('breaks off the request that the work has open, and no other', async () => {
    const server = await startSilentServer();
    try {
      const spoken = server.spokenTo();
      const other = failureOf(once(request(`http://127.0.0.1:${server.port}/other`).end(), 'response'));
      await spoken;
      const gone = new AbortController();
      let broken: Promise<unknown> = never;
      const spokenAgain = server.spokenTo();
      const waiting = failureOf(
        abortable(gone.signal, () => {
          const asked = request(`http://127.0.0.1:${server.port}/`).end();
          broken = failureOf(once(asked, 'response'));
          return never;
        }),
      );
      await spokenAgain;
      expect(server.connections()).to.equal(2);
      gone.abort(new Error('gone'));
      expect(await waiting).to.have.property('message', 'gone');
      expect(await broken).to.have.property('message', 'gone');
      await until('the socket is closed', () => server.connections() === 1);
      await server.close();
      expect(await other).to.have.property('message', 'socket hang up');
    } finally {
      await server.close();
    }
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
