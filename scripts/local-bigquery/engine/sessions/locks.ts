import { BigQueryError } from '../../errors.ts';
import { Turns } from './turns.ts';

/** A transaction that waits longer than this for a table may wait for one that waits for it. */
const TRANSACTION_WAIT_MS = 20_000;

/** Writers of one table take turns; readers need no lock. */
export class Locks {
  private readonly turns = new Map<string, Turns>();

  /**
   * Takes all of `keys`, in an order that is the same for everybody.
   * @param holding whether the caller holds locks already, so that waiting for ever might be a deadlock
   * @returns what gives them back
   */
  async acquire(keys: readonly string[], signal: AbortSignal, holding = false): Promise<() => void> {
    const taken: string[] = [];
    const release = (): void => {
      for (const key of taken.splice(0)) this.give(key);
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
    const turns = this.turns.get(key) ?? new Turns(1);
    this.turns.set(key, turns);
    await turns.enter(signal);
  }

  private give(key: string): void {
    const turns = this.turns.get(key);
    turns?.leave();
    if (turns?.isEmpty === true) this.turns.delete(key);
  }
}
