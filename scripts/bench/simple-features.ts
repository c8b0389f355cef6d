import rawTables from '../../includes/raw_tables.js';
import type { BigQuery } from '../../api/warehouse.ts';

const CUSTOMER = 'SK_ID_CURR';
const SCHEMA = 'bench_simple_features';
const AGGREGATES: readonly (readonly [name: string, sql: (value: string) => string])[] = [
  ['min', (value) => `min(${value})`],
  ['max', (value) => `max(${value})`],
  ['mean', (value) => `avg(${value})`],
  ['sum', (value) => `coalesce(sum(${value}), 0)`],
  ['var', (value) => `var_samp(${value})`],
];
/** By the prefix of their features; see simple_features.py, whose every feature is computed here, too. */
const HISTORIES = { previous: 'previous_application', pos: 'pos_cash_balance', installments: 'installments_payments', card: 'credit_card_balance' } as const;

/** Of each feature, under pandas' name: its number of values and their sum. */
export type Checks = Readonly<Record<string, readonly [count: number, sum: number]>>;

/** A feature has a plain alias in SQL: its name holds a category's text. */
interface Feature {
  readonly name: string;
  readonly sql: string;
}

/** The simple features of simple_features.py in GoogleSQL, table by table as an analyst would make them. */
export class SimpleFeatures {
  private features: readonly string[] = [];

  constructor(private readonly bigquery: BigQuery) {}

  /** What pandas does when it meets a text column is known here beforehand, and not timed there either. */
  async build(): Promise<void> {
    await this.bigquery.query(`create schema if not exists ${SCHEMA}`);
    const months = await this.aggregate('months', 'SK_ID_BUREAU', 'bureau_balance', [], await this.columns('bureau_balance'));
    const credits = await this.columns('bureau');
    const ofMonths = months.map((name, index) => ({ name, sql: `m.f${index}`, categories: null }));
    const parts = new Map<string, readonly string[]>();
    const joined = `${rawTables.dataset}.bureau as t left join ${SCHEMA}.months as m using (SK_ID_BUREAU)`;
    parts.set('bureau', await this.aggregate('bureau', CUSTOMER, 'bureau', ['SK_ID_BUREAU'], [...credits, ...ofMonths], joined));
    for (const [prefix, table] of Object.entries(HISTORIES)) parts.set(prefix, await this.aggregate(prefix, CUSTOMER, table, ['SK_ID_PREV'], await this.columns(table)));
    const own = (await this.columns('application_train')).flatMap(({ name, sql, categories }): Feature[] => {
      if (name === CUSTOMER) return [];
      return categories === null ? [{ name, sql }] : categories.map((category) => ({ name: `${name}_${category}`, sql: `if(${sql} = ${text(category)}, 1, 0)` }));
    });
    const histories = [...parts].flatMap(([prefix, names]) => names.map((name, index) => ({ name, sql: `${prefix}.f${index}` })));
    const all = [...own, ...histories];
    this.features = all.map(({ name }) => name);
    await this.bigquery.query(`create or replace table ${SCHEMA}.features as
      with applications as (
        select * from ${rawTables.dataset}.application_train
        union all by name
        select *, cast(null as int64) as TARGET from ${rawTables.dataset}.application_test
      )
      select ${CUSTOMER}, ${all.map(({ sql }, index) => `${sql} as f${index}`).join(', ')}
      from applications as t ${[...parts.keys()].map((prefix) => `left join ${SCHEMA}.${prefix} using (${CUSTOMER})`).join(' ')}`);
  }

  async checks(): Promise<Checks> {
    const [[row]] = (await this.bigquery.query(
      `select ${this.features.map((_, index) => `count(f${index}) as n${index}, sum(cast(f${index} as float64)) as s${index}`).join(', ')} from ${SCHEMA}.features`,
    )) as [Record<string, number>[], ...unknown[]];
    return Object.fromEntries(this.features.map((name, index) => [name, [row?.[`n${index}`] ?? 0, row?.[`s${index}`] ?? 0]]));
  }

  private async columns(table: string): Promise<{ readonly name: string; readonly sql: string; readonly categories: readonly string[] | null }[]> {
    const columns = rawTables.tables.find(({ name }) => name === table)?.columns ?? [];
    const texts = columns.filter(({ type }) => type === 'STRING').map(({ name }) => name);
    const source = table === 'application_train' ? `(${['application_train', 'application_test'].map((name) => `select ${texts.join(', ')} from ${rawTables.dataset}.${name}`).join(' union all ')})` : `${rawTables.dataset}.${table}`;
    const [[found]] = texts.length === 0 ? [[{}]] : ((await this.bigquery.query(`select ${texts.map((name) => `array_agg(distinct ${name} ignore nulls) as ${name}`).join(', ')} from ${source}`)) as [Record<string, string[]>[], ...unknown[]]);
    return columns.map(({ name }) => ({ name, sql: `t.${name}`, categories: texts.includes(name) ? ((found as Record<string, string[]>)[name] ?? []) : null }));
  }

  /** @returns the names of the features, which are the columns f0, f1, … of the table */
  private async aggregate(prefix: string, key: string, table: string, ids: readonly string[], columns: Awaited<ReturnType<SimpleFeatures['columns']>>, from = `${rawTables.dataset}.${table} as t`): Promise<string[]> {
    const features: Feature[] = columns.flatMap(({ name, sql, categories }) => {
      if (name === key || ids.includes(name)) return [];
      if (categories !== null) return categories.map((category) => ({ name: `${prefix}_${name}_${category}_mean`, sql: `countif(${sql} = ${text(category)}) / count(*)` }));
      return AGGREGATES.map(([how, aggregate]) => ({ name: `${prefix}_${name}_${how}`, sql: aggregate(sql) }));
    });
    features.push({ name: `${prefix}_count`, sql: 'count(*)' });
    await this.bigquery.query(`create or replace table ${SCHEMA}.${prefix} as select t.${key}, ${features.map(({ sql }, index) => `${sql} as f${index}`).join(', ')} from ${from} group by t.${key}`);
    return features.map(({ name }) => name);
  }
}

function text(value: string): string {
  return JSON.stringify(value);
}

const TOLERANCE = 1e-6;

/** Features of which two computations differ, or that one of them lacks. */
export function differences(one: Checks, other: Checks): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((name) => {
    const [a, b] = [one[name], other[name]];
    return a === undefined || b === undefined || a[0] !== b[0] || Math.abs(a[1] - b[1]) > TOLERANCE * Math.max(1, Math.abs(a[1]), Math.abs(b[1]));
  });
}
