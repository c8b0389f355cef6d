import { readConfig } from '../../api/config.ts';
import { connectWarehouse } from '../../api/warehouse.ts';
import { quantile, timings } from './measure.ts';
import type { BenchOptions } from './options.ts';

const WARM_UP = 50;
const SCORES = 500;

/** GET /score of customers of the mart, on a service that is up with the configured warehouse. */
export async function score({ api }: BenchOptions): Promise<string[]> {
  if (api === null) return ['left out: start the service and name it with --api'];
  const warehouse = connectWarehouse(readConfig().warehouse);
  const [customers] = (await warehouse.query(
    `select customer_id from \`home_credit_marts.customer_features\` order by farm_fingerprint(cast(customer_id as string)) limit ${WARM_UP + SCORES}`,
  )) as [{ customer_id: number }[], ...unknown[]];
  const get = async (index: number): Promise<void> => {
    const response = await fetch(`${api}/score/${String(customers[index % customers.length]?.customer_id)}`);
    if (!response.ok) throw new Error(`GET /score answered ${response.status}: ${await response.text()}`);
    await response.json();
  };
  await timings(WARM_UP, get);
  const times = await timings(SCORES, (index) => get(WARM_UP + index));
  return [`p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`];
}
