import bindings from '@duckdb/node-bindings';
import type { DuckDBPreparedStatement, DuckDBResult } from './duckdb.ts';

type Pending = ReturnType<DuckDBPreparedStatement['start']>;

const FIRST_LOOK_MS = 1;
/** Each pause is so many times the one before: short statements are not kept waiting, and long ones are looked at seldom. */
const GROWTH = 1.3;
const LAST_LOOK_MS = 10;

/**
 * The result of a statement that the engine's own threads work on, without a thread that waits for it. The driver's own way
 * lends them the thread of the caller, which spins whenever the others have the last tasks of the statement: with several big
 * ones at once those spins took a tenth of the processors from the work.
 */
export async function finished(pending: Pending): Promise<DuckDBResult> {
  for (let pause = FIRST_LOOK_MS; !isFinished(pending); pause = Math.min(LAST_LOOK_MS, pause * GROWTH)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return pending.getResult();
}

/** Whether it has a result or failed: `getResult` says which. */
function isFinished(pending: Pending): boolean {
  return bindings.pending_execution_is_finished(bindings.pending_execute_check_state(pending['pending_result'] as bindings.PendingResult));
}
