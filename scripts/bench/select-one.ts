import { median, timings } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { withWarehouse } from './own-warehouse.ts';

const MIB = 1024 ** 2;
const WINDOW = 100;
/** Before these the compilers of both sides still warm up. */
const WARM_UP = 200;

/** `SELECT 1` through the official client: whether the ten-thousandth is as quick as the first. */
export async function selectOne({ queries }: BenchOptions): Promise<string[]> {
  return withWarehouse(async ({ bigquery, memory }) => {
    const one = (): Promise<unknown> => bigquery.query('select 1');
    await timings(WARM_UP, one);
    const first = median(await timings(WINDOW, one));
    const before = await memory();
    await timings(Math.max(0, queries - WINDOW), one);
    const last = median(await timings(WINDOW, one));
    const after = await memory();
    return [
      `median of the first ${WINDOW}: ${first.toFixed(2)} ms (goal: under 5)`,
      `median of ${WINDOW} after ${queries}: ${last.toFixed(2)} ms, ${(last / first).toFixed(2)} times the first (goal: up to 1.3)`,
      ...(before === null || after === null ? [] : [`resident memory grew by ${((after - before) / MIB).toFixed(0)} MiB from ${(before / MIB).toFixed(0)} MiB (goal: within 50)`]),
    ];
  });
}
