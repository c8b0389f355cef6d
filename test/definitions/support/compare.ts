import type { BigQuery } from '../../../api/warehouse.ts';
import { recompute } from './recomputed.ts';
import { fit } from './recomputed-peers.ts';
import type { RawRows } from './raw-rows.ts';

/** Floats are added up in another order here: twelve digits agree. All else is equal. */
const TOLERANCE = 1e-12;

export interface Comparison {
  /** Names of the features compared. */
  readonly features: readonly string[];
  readonly customers: number;
  /** What differs, with both values. */
  readonly differences: readonly string[];
}

/** Compares the mart with what the raw rows say, for every customer. */
export async function compareMart(warehouse: BigQuery, raw: RawRows): Promise<Comparison> {
  const [mart] = (await warehouse.query('select * from home_credit_marts.customer_features')) as [Record<string, number | null>[]];
  const features = new Set<string>();
  const differences: string[] = [];
  const fitted = fit(raw);
  for (const row of mart) {
    const customer = String(row['customer_id']);
    for (const [name, byHand] of Object.entries(recompute(raw, customer, fitted))) {
      features.add(name);
      const inMart = row[name];
      if (inMart === undefined || !agree(inMart, byHand)) differences.push(`${customer} ${name}: mart ${String(inMart)}, by hand ${String(byHand)}`);
    }
  }
  return { features: [...features], customers: mart.length, differences };
}

function agree(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(other), 1);
}
