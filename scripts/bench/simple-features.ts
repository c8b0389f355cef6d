import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import rawTables from '../../includes/raw_tables.js';
import type { BigQuery } from '../../api/warehouse.ts';

const CUSTOMER = 'SK_ID_CURR';
const CREDIT = 'SK_ID_BUREAU';
const LOANS = ['SK_ID_PREV', CREDIT];
const UNKNOWN_DAY = 365243;
const SCHEMA = 'bench_simple_features';
const SPEC = join(import.meta.dirname, 'simple_features.json');
const AGGREGATES = {
  min: (value: string) => `min(${value})`,
  max: (value: string) => `max(${value})`,
  mean: (value: string) => `avg(${value})`,
  sum: (value: string) => `coalesce(sum(${value}), 0)`,
  var: (value: string) => `var_samp(${value})`,
  size: () => 'count(*)',
  nunique: (value: string) => `count(distinct ${value})`,
} as const;
const FIVE = ['min', 'max', 'mean', 'sum', 'var'] as const;
const DERIVED = {
  ratio: (a: string, b: string) => `safe_divide(${a}, ${b})`,
  difference: (a: string, b: string) => `${a} - ${b}`,
  excess: (a: string, b: string) => `greatest(${a} - ${b}, 0)`,
} as const;

type Aggregate = keyof typeof AGGREGATES;
type Derived = Readonly<Record<string, readonly [how: keyof typeof DERIVED, a: string, b: string]>>;

/** See simple_features.json. */
interface History {
  readonly table: string;
  readonly derived?: Derived;
  readonly numbers: Readonly<Record<string, readonly Aggregate[]>> | 'all';
  readonly categories: readonly Aggregate[];
  readonly subsets?: Readonly<Record<string, readonly [column: string, value: string]>>;
}

interface Spec {
  readonly applications: { readonly unknown: readonly string[]; readonly derived: Derived };
  readonly months: History;
  readonly histories: Readonly<Record<string, History>>;
}

/** Of each feature, under pandas' name: its number of values and their sum. */
export type Checks = Readonly<Record<string, readonly [count: number, sum: number]>>;

/** A value of a row, or of a customer. A feature has a plain alias in SQL: its name may hold a category's text. */
interface Value {
  readonly name: string;
  readonly sql: string;
}

/** @property categories its texts; null for a number */
interface Column extends Value {
  readonly categories: readonly string[] | null;
}

/** The simple features of simple_features.py in GoogleSQL, table by table as an analyst would make them. */
export class SimpleFeatures {
  private features: readonly string[] = [];

  constructor(private readonly bigquery: BigQuery) {}

  /** Finds the categories of text columns first, as pandas does on its way. */
  async build(): Promise<void> {
    const { applications, months, histories } = JSON.parse(await readFile(SPEC, 'utf8')) as Spec;
    await this.bigquery.query(`create schema if not exists ${SCHEMA}`);
    const ofMonths = await this.aggregate('months', CREDIT, aggregated('months', months, await this.columns(months.table)), `${rawTables.dataset}.${months.table} as t`);
    const parts: (readonly [prefix: string, features: readonly Value[]])[] = [];
    for (const [prefix, history] of Object.entries(histories)) {
      const isBureau = history.table === 'bureau';
      const from = `${rawTables.dataset}.${history.table} as t${isBureau ? ` left join ${SCHEMA}.months as months using (${CREDIT})` : ''}`;
      const columns = await this.columns(history.table, history.derived);
      const joined = isBureau ? ofMonths.map((value): Column => ({ ...value, categories: null })) : [];
      const { numbers } = history;
      const others = numbers === 'all' ? [] : joined.filter(({ name }) => !(name in numbers)).map(({ name, sql }): Value => ({ name: `${prefix}_${name}_mean`, sql: AGGREGATES.mean(sql) }));
      parts.push([prefix, await this.aggregate(prefix, CUSTOMER, [...aggregated(prefix, history, [...columns, ...joined]), ...others], from)]);
      for (const [subset, [column, value]] of Object.entries(history.subsets ?? {})) {
        parts.push([subset, await this.aggregate(subset, CUSTOMER, aggregated(subset, { ...history, categories: [] }, [...columns, ...joined]), `${from} where t.${column} = ${text(value)}`)]);
      }
    }
    const own = (await this.columns('application_train', applications.derived, applications.unknown)).flatMap((column) => (column.name === CUSTOMER ? [] : column.categories === null ? [column] : flags(column, column.categories)));
    const all = [...own, ...parts.flatMap(([, features]) => features)];
    this.features = all.map(({ name }) => name);
    await this.bigquery.query(`create or replace table ${SCHEMA}.features as
      with applications as (
        select * from ${rawTables.dataset}.application_train
        union all by name
        select *, cast(null as int64) as TARGET from ${rawTables.dataset}.application_test
      )
      select ${CUSTOMER}, ${aliased(all)}
      from applications as t ${parts.map(([prefix]) => `left join ${SCHEMA}.${prefix} using (${CUSTOMER})`).join(' ')}`);
  }

  async checks(): Promise<Checks> {
    const [[row]] = (await this.bigquery.query(
      `select ${this.features.map((_, index) => `count(f${index}) as n${index}, sum(cast(f${index} as float64)) as s${index}`).join(', ')} from ${SCHEMA}.features`,
    )) as [Record<string, number>[], ...unknown[]];
    return Object.fromEntries(this.features.map((name, index) => [name, [row?.[`n${index}`] ?? 0, row?.[`s${index}`] ?? 0]]));
  }

  /** @param unknown columns in which a certain number of days says that nothing is known */
  private async columns(table: string, derived: Derived = {}, unknown: readonly string[] = []): Promise<Column[]> {
    const columns = rawTables.tables.find(({ name }) => name === table)?.columns ?? [];
    const texts = columns.filter(({ type }) => type === 'STRING').map(({ name }) => name);
    const source = table === 'application_train' ? `(${['application_train', 'application_test'].map((name) => `select ${texts.join(', ')} from ${rawTables.dataset}.${name}`).join(' union all ')})` : `${rawTables.dataset}.${table}`;
    const [[found]] = texts.length === 0 ? [[{}]] : ((await this.bigquery.query(`select ${texts.map((name) => `array_agg(distinct ${name} ignore nulls) as ${name}`).join(', ')} from ${source}`)) as [Record<string, string[]>[], ...unknown[]]);
    const sql = (name: string): string => (unknown.includes(name) ? `nullif(t.${name}, ${UNKNOWN_DAY})` : `t.${name}`);
    return [
      ...columns.map(({ name }) => ({ name, sql: sql(name), categories: texts.includes(name) ? ((found as Record<string, string[]>)[name] ?? []) : null })),
      ...Object.entries(derived).map(([name, [how, a, b]]) => ({ name, sql: DERIVED[how](sql(a), sql(b)), categories: null })),
    ];
  }

  /** @returns the features as columns of the table that it makes */
  private async aggregate(prefix: string, key: string, features: readonly Value[], from: string): Promise<Value[]> {
    await this.bigquery.query(`create or replace table ${SCHEMA}.${prefix} as select t.${key}, ${aliased(features)} from ${from} group by t.${key}`);
    return features.map(({ name }, index) => ({ name, sql: `${prefix}.f${index}` }));
  }
}

function aggregated(prefix: string, { numbers, categories }: History, columns: readonly Column[]): Value[] {
  const of = ({ name, sql }: Value, hows: readonly Aggregate[]): Value[] => hows.map((how) => ({ name: `${prefix}_${name}_${how}`, sql: AGGREGATES[how](sql) }));
  return columns.flatMap((column) => {
    if (column.categories !== null) return flags(column, column.categories).flatMap((flag) => of(flag, categories));
    if (numbers === 'all') return column.name === CUSTOMER || LOANS.includes(column.name) ? [] : of(column, FIVE);
    return of(column, numbers[column.name] ?? []);
  });
}

/** A column of 0 and 1 for each of its texts, and for where there is none. */
function flags({ name, sql }: Value, categories: readonly string[]): Value[] {
  return [...categories.map((category) => ({ name: `${name}_${category}`, sql: `if(${sql} = ${text(category)}, 1, 0)` })), { name: `${name}_nan`, sql: `if(${sql} is null, 1, 0)` }];
}

function aliased(values: readonly Value[]): string {
  return values.map(({ sql }, index) => `${sql} as f${index}`).join(', ');
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
