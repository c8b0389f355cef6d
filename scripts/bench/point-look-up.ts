import { quantile, timings } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { withWarehouse } from './own-warehouse.ts';

const LOOK_UPS = 300;
const FIRST_ID = 100_001;
/** Visits rows far from each other; a prime, so that none comes twice. */
const STRIDE = 7919;

/** One row of a wide table, by parameter. */
export async function pointLookUp({ rows, columns }: BenchOptions): Promise<string[]> {
  return withWarehouse(async ({ bigquery }) => {
    const names = Array.from({ length: columns }, (_, index) => `c${index}`);
    const made = names.map((name, index) => `mod(i * ${STRIDE + index}, 1000003)${index % 4 === 0 ? '' : ' / 100'} as ${name}`);
    await bigquery.query('create schema bench');
    await bigquery.query(
      `create table bench.wide cluster by customer_id as select ${FIRST_ID} + i as customer_id, ${made.join(', ')} from unnest(generate_array(0, ${rows - 1})) as i`,
    );
    const query = `select ${names.join(', ')} from bench.wide where customer_id = @id`;
    const times = await timings(LOOK_UPS, async (index) => {
      const answer = (await bigquery.query({ query, params: { id: FIRST_ID + ((index * STRIDE) % rows) } })) as unknown[][];
      if (answer[0]?.length !== 1) throw new Error('A look-up did not find its row.');
    });
    return [`${columns} columns of one row out of ${rows}: median ${quantile(times, 0.5).toFixed(2)} ms (goal: under 10), p99 ${quantile(times, 0.99).toFixed(2)} ms`];
  });
}
