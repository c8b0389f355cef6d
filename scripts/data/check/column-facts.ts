import figures from './figures.json' with { type: 'json' };
import { Facts, rowNumbers, type Fact } from './facts.ts';
import type { Sample } from './sample.ts';
import { deviation, known, mean, quantiles } from './statistics.ts';
import type { Table } from './table.ts';

/** What `figures.json` holds of one column of the real rows. Percentages; what is too rare to be printed is left out. */
interface Figures {
  /** Of train applicants' rows, and of test applicants' where they differ. */
  readonly nulls: readonly number[];
  /** Percent of the rows that are not null, by value. */
  readonly shares?: Readonly<Record<string, number>>;
  /** At 5, 25, 50, 75 and 95 percent, nulls and 365243 left out. */
  readonly quantiles?: readonly number[];
  readonly mean?: number;
  readonly sd?: number;
  readonly zero?: number;
  /** Percent of 365243 among the rows that are not null. */
  readonly sentinel?: number;
}

const NO_DAY = 365_243;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95];
const NAMES = ['p5', 'p25', 'median', 'p75', 'p95'];

/** Every column of every table against the profile of the real rows. Tolerances: see `tolerancePercent` and the like. */
export function columnFacts(sample: Sample): Fact[] {
  const testers = new Set(sample.test.numbers('SK_ID_CURR'));
  const ofTrain = (table: Table): number[] => {
    const customers = table.numbers('SK_ID_CURR');
    return rowNumbers(table.rows).filter((row) => !testers.has(customers[row] ?? NaN));
  };
  const all = (table: Table): number[] => rowNumbers(table.rows);
  const parts: readonly (readonly [string, Table, number[]])[] = [
    ['application', sample.train, all(sample.train)],
    ['bureau', sample.bureau, ofTrain(sample.bureau)],
    ['bureau_balance', sample.balance, all(sample.balance)],
    ['previous_application', sample.previous, all(sample.previous)],
    ['pos_cash_balance', sample.pos, all(sample.pos)],
    ['credit_card_balance', sample.card, ofTrain(sample.card)],
    ['installments_payments', sample.installments, all(sample.installments)],
  ];
  return parts.flatMap(([name, table, rows]) => {
    const facts = new Facts(`Columns of ${name}`, Math.min(sample.applicants, rows.length));
    const columns: Readonly<Record<string, Figures>> = figures[name as keyof typeof figures];
    for (const [column, figure] of Object.entries(columns)) compareColumn(facts, table, rows, column, figure);
    if (name === 'application') compareTestNulls(new Facts('Nulls of application_test', sample.test.rows), sample.test, columns, facts);
    return facts.all;
  });
}

function compareColumn(facts: Facts, table: Table, rows: readonly number[], column: string, figure: Figures): void {
  const all = table.numbers(column);
  const values = Float64Array.from(rows, (row) => all[row] ?? NaN);
  const present = known(values);
  compareNulls(facts, column, figure.nulls[0] ?? 0, values);
  const share = (name: string, real: number, value: number): void => {
    facts.share(`${column} ${name}`, real, tolerancePercent(real), present.filter((each) => each === value).length, present.length);
  };
  for (const [value, real] of Object.entries(figure.shares ?? {})) share(`= ${value}`, real, table.code(column, value));
  if (figure.sentinel !== undefined) share(`= ${NO_DAY}`, figure.sentinel, NO_DAY);
  if (figure.zero !== undefined) share('= 0', figure.zero, 0);
  if (figure.quantiles !== undefined) compareSpread(facts, column, figure, figure.quantiles, present.filter((value) => value !== NO_DAY));
}

function compareNulls(facts: Facts, column: string, real: number, values: Float64Array): void {
  facts.share(`${column} null`, real, tolerancePercent(real), values.filter(Number.isNaN).length, values.length);
}

/** Half a percent, and a tenth of the smaller side. */
function tolerancePercent(real: number): number {
  return 0.5 + 0.1 * Math.min(real, 100 - real);
}

/**
 * A quantile may be off by a tenth of the distance between the quartiles and a twentieth of itself (a tenth at the
 * ends); the mean by a tenth of the deviation, no more than 15 %, and 2 % of itself; the deviation by a fifth. Where a
 * few rows make the deviation (it exceeds the distance from p5 to p95), it says nothing and is left out.
 */
function compareSpread(facts: Facts, column: string, figure: Figures, real: readonly number[], values: Float64Array): void {
  const [p5 = 0, p25 = 0, , p75 = 0, p95 = 0] = real;
  const { mean: centre, sd } = figure;
  const heavy = sd !== undefined && sd > p95 - p5;
  const middle = p75 - p25;
  const root = Math.sqrt(Math.min(values.length, facts.applicants));
  quantiles(values, SHARES).forEach((value, at) => {
    const each = real[at] ?? NaN;
    const end = at === 0 || at === 4;
    facts.value(`${column} ${NAMES[at] ?? ''}`, each, 0.1 * middle + (end ? 0.1 : 0.05) * Math.abs(each), value, (heavy ? middle : (sd ?? middle)) / root);
  });
  if (centre !== undefined && sd !== undefined) {
    facts.value(`${column} mean`, centre, Math.min(0.1 * sd, 0.15 * Math.abs(centre)) + 0.02 * Math.abs(centre), mean(values), sd / root);
  }
  if (sd !== undefined && !heavy) facts.value(`${column} deviation`, sd, 0.2 * sd, deviation(values), sd / root);
}

function compareTestNulls(facts: Facts, table: Table, columns: Readonly<Record<string, Figures>>, into: Facts): void {
  for (const [column, { nulls }] of Object.entries(columns)) {
    const real = nulls[1];
    if (real !== undefined && real !== nulls[0] && table.has(column)) compareNulls(facts, column, real, table.numbers(column));
  }
  into.all.push(...facts.all);
}
