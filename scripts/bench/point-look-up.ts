import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { quantile } from './measure.ts';
import type { BenchOptions } from './options.ts';
import { withWarehouse } from './own-warehouse.ts';

const LOOK_UPS = 1000;
const FIRST_ID = 100_001;
/** Visits rows far from each other; a prime, so that none comes twice. */
const STRIDE = 7919;
const CLIENT = join(import.meta.dirname, 'look-up-client.js');

/** One row of a wide table, by parameter. */
export async function pointLookUp({ rows, columns }: BenchOptions): Promise<string[]> {
  return withWarehouse(async ({ bigquery, endpoint }) => {
    const names = Array.from({ length: columns }, (_, index) => `c${index}`);
    const made = names.map((name, index) => `mod(i * ${STRIDE + index}, 1000003)${index % 4 === 0 ? '' : ' / 100'} as ${name}`);
    await bigquery.query('create schema bench');
    await bigquery.query(
      `create table bench.wide cluster by customer_id as select ${FIRST_ID} + i as customer_id, ${made.join(', ')} from unnest(generate_array(0, ${rows - 1})) as i`,
    );
    const query = `select ${names.join(', ')} from bench.wide where customer_id = @id`;
    const ids = Array.from({ length: LOOK_UPS }, (_, index) => FIRST_ID + ((index * STRIDE) % rows));
    const { stdout } = await promisify(execFile)(process.execPath, [CLIENT, endpoint, query, JSON.stringify(ids)]);
    const times = JSON.parse(stdout) as number[];
    return [`${columns} columns of one row out of ${rows}: median of ${LOOK_UPS} ${quantile(times, 0.5).toFixed(2)} ms (goal: under 10), p99 ${quantile(times, 0.99).toFixed(2)} ms`];
  });
}
