import type { BigQuery } from '../../../api/warehouse.ts';
import { features } from '../../../includes/features.js';
import type { RawRows } from './raw-rows.ts';
import { recomputer } from './recomputed/recompute.ts';

/** Floats are added up in another order here: ten digits agree, even of a difference of large means. All else is equal. */
const TOLERANCE = 1e-10;

export interface Comparison {
  readonly customers: number;
  /** What differs, with both values. */
  readonly differences: readonly string[];
}

/** Compares the mart with what the raw rows say: every feature of the contract, for every customer. */
export async function compareMart(warehouse: BigQuery, raw: RawRows): Promise<Comparison> {
  const [mart] = (await warehouse.query('select * from home_credit_marts.customer_features')) as [Record<string, number | null>[]];
  const recompute = recomputer(raw);
  const names = features.map(({ name }) => name);
  const differences: string[] = [];
  for (const row of mart) {
    const customer = String(row['customer_id']);
    const byHand = recompute(customer);
    for (const name of names) {
      const [inMart, expected] = [row[name], byHand[name]];
      if (inMart === undefined || expected === undefined || !agree(inMart, expected)) {
        differences.push(`${customer} ${name}: mart ${String(inMart)}, by hand ${String(expected)}`);
      }
    }
  }
  return { customers: mart.length, differences };
}

function agree(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(other), 1);
}
