import { MART } from '../../../api/features.ts';
import type { BigQuery } from '../../../api/warehouse.ts';

/** Features of the toy mart with the types they have there: every numeric type that BigQuery knows. */
export const COLUMNS = {
  application_ext_source_mean: 'float64',
  application_employed_days: 'int64',
  application_credit_amount: 'numeric',
  application_revolving_flag: 'bool',
  application_credit_to_goods_ratio: 'float64',
} as const;

export const FEATURES = Object.keys(COLUMNS);

/** Literals per customer in the order of COLUMNS, and the numbers that the model must see. */
export const CUSTOMERS: Readonly<Record<number, { readonly sql: readonly string[]; readonly values: readonly number[] }>> = {
  100001: { sql: ['0.21', '-1000', '450000.5', 'true', '1.1'], values: [0.21, -1000, 450000.5, 1, 1.1] },
  100002: { sql: ['0.83', '-7200', '135000', 'false', '1'], values: [0.83, -7200, 135000, 0, 1] },
  100003: { sql: ['null', 'null', 'null', 'null', 'null'], values: [NaN, NaN, NaN, NaN, NaN] },
  100004: { sql: ["cast('nan' as float64)", '0', '0', 'null', "cast('inf' as float64)"], values: [NaN, 0, 0, NaN, Infinity] },
  100005: { sql: ["cast('-inf' as float64)", '-9223372036854775807', '0.000000001', 'true', '5e-324'], values: [-Infinity, -9223372036854775807, 1e-9, 1, 5e-324] },
  9007199254740991: { sql: ['0.5', '-1', '1', 'true', '0.1'], values: [0.5, -1, 1, 1, 0.1] },
};

export interface MartOptions {
  /** Columns to leave out. */
  readonly without?: readonly string[];
  readonly types?: Readonly<Record<string, string>>;
}

/** (Re)makes the mart from CUSTOMERS. */
export async function buildMart(warehouse: BigQuery, { without = [], types = COLUMNS }: MartOptions = {}): Promise<void> {
  const names = Object.keys(types);
  const rows = Object.entries(CUSTOMERS).map(([id, { sql }]) => {
    const cells = names.map((name, at) => `cast(${sql[at] ?? 'null'} as ${types[name] ?? ''}) as ${name}`);
    return `select ${id} as customer_id, ${cells.filter((_, at) => !without.includes(names[at] ?? '')).join(', ')}`;
  });
  await warehouse.query(`create schema if not exists ${MART.dataset}`);
  await warehouse.query(`create or replace table ${MART.dataset}.${MART.table} as\n${rows.join('\nunion all\n')}`);
}

export async function dropMart(warehouse: BigQuery): Promise<void> {
  await warehouse.query(`drop table ${MART.dataset}.${MART.table}`);
}
