import { BigQueryError } from '../errors.ts';

/** A transaction that waits longer than this for a table may wait for one that waits for it. */
const TRANSACTION_WAIT_MS = 20_000;

/** Writers of one table take turns; readers need no lock. */
export class Locks {
  private readonly queues = new Map<string, (() => void)[]>();

  /**
   * Takes all of `keys`, in an order that is the same for everybody.
   * @param holding whether the caller holds locks already, so that waiting for ever might be a deadlock
   * @returns what gives them back
   */
  async acquire(keys: readonly string[], signal: AbortSignal, holding = false): Promise<() => void> {
    const taken: string[] = [];
    const release = (): void => {
      for (const key of taken.splice(0)) this.next(key);
    };
    const limit = holding ? AbortSignal.any([signal, AbortSignal.timeout(TRANSACTION_WAIT_MS)]) : signal;
    try {
      for (const key of [...new Set(keys)].sort()) {
        await this.take(key, limit);
        taken.push(key);
      }
    } catch (error) {
      release();
      if (holding && limit.aborted && !signal.aborted) {
        throw new BigQueryError('invalidQuery', 'Transaction is aborted due to concurrent update against the same table. Run it again.', 'query', { cause: error });
      }
      throw error;
    }
    return release;
  }

  private async take(key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const queue = this.queues.get(key);
    if (!queue) {
      this.queues.set(key, []);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(turn), 1);
        reject(signal.reason as Error);
      };
      queue.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private next(key: string): void {
    const queue = this.queues.get(key);
    const turn = queue?.shift();
    if (turn) turn();
    else this.queues.delete(key);
  }
}
