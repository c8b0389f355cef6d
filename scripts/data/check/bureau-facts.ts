import { Facts, rowNumbers, type Fact } from './facts.ts';
import type { Sample } from './sample.ts';
import { quantile, rowsBy } from './statistics.ts';

const STATES = ['0', '1', '2', '3', '4', '5', 'C', 'X'] as const;
const TRANSITIONS: Readonly<Record<string, readonly number[]>> = {
  0: [85.9, 1.9, 0, 0, 0, 0, 4.7, 7.4], 1: [49.7, 34.4, 4.7, 0.1, 0, 0.1, 7.5, 3.6], 2: [23.3, 16, 18.7, 31, 0.3, 0, 6.3, 4.4], 3: [15, 4.4, 3.3, 13.5, 51, 2, 7.9, 2.9],
  4: [5.4, 2.1, 0.4, 3.2, 8.6, 66.4, 10.4, 3.6], 5: [2.6, 0.6, 0.2, 0.1, 0.2, 90, 3.4, 3], C: [0, 0, 0, 0, 0, 0, 100, 0], X: [11.4, 0.2, 0, 0, 0, 0, 0.8, 87.6],
};
/** By state of the credit: percent of null or positive values, medians. */
const BY_STATE = {
  Closed: { noFact: 0, noEnd: 3, ends: 11.4, owes: 0.7, noDebt: 16.6, noLimit: 39.2, opened: -1316, updated: -732, sum: 91_328 },
  Active: { noFact: 99.7, noEnd: 11.5, ends: 86.6, owes: 77.3, noDebt: 11.4, noLimit: 28.2, opened: -478, updated: -24, sum: 213_284 },
} as const;
const BY_TYPE = [
  ['Consumer credit', 118_701, 27_762, 765_000, 25.3, 365, 33.1], ['Credit card', 112_500, 0, 414_000, 70.5, 1337, 31.1], ['Car loan', 1_611_225, 675_000, 3_324_373, 36, 1822, 38.8],
  ['Mortgage', 4_617_000, 1_800_000, 9_900_000, 70.4, 5479, 44.3], ['Microloan', 22_500, 9000, 72_000, 25, 20, 61.2],
] as const;

export function bureauFacts(sample: Sample): Fact[] {
  return [...credits(sample), ...months(sample)];
}

function credits({ bureau, mixed }: Sample): Fact[] {
  const facts = new Facts('Bureau credits', mixed.size);
  const customers = bureau.numbers('SK_ID_CURR');
  const all = rowNumbers(bureau.rows).filter((row) => mixed.has(customers[row] ?? NaN));
  const get = (name: string): ((row: number) => number) => {
    const values = bureau.numbers(name);
    return (row) => values[row] ?? NaN;
  };
  const [end, fact, debt, limit] = [get('DAYS_CREDIT_ENDDATE'), get('DAYS_ENDDATE_FACT'), get('AMT_CREDIT_SUM_DEBT'), get('AMT_CREDIT_SUM_LIMIT')];
  const [sum, opened, updated, annuity] = [get('AMT_CREDIT_SUM'), get('DAYS_CREDIT'), get('DAYS_CREDIT_UPDATE'), get('AMT_ANNUITY')];
  const state = get('CREDIT_ACTIVE');
  const kind = get('CREDIT_TYPE');
  const isActive = (row: number): boolean => state(row) === bureau.code('CREDIT_ACTIVE', 'Active');
  const none = (of: (row: number) => number): ((row: number) => boolean) => (row) => Number.isNaN(of(row));
  const median = (rows: readonly number[], of: (row: number) => number): number => quantile(rows.map(of), 0.5);
  for (const [name, real] of Object.entries(BY_STATE)) {
    const code = bureau.code('CREDIT_ACTIVE', name);
    const rows = all.filter((row) => state(row) === code);
    const percent = (what: string, figure: number, test: (row: number) => boolean, of = rows): void => { facts.percent(`${name}: ${what}`, figure, 0.5 + 0.1 * Math.min(figure, 100 - figure), of, test); };
    percent('no closing date', real.noFact, none(fact));
    percent('no agreed end', real.noEnd, none(end));
    percent('agreed end after the application', real.ends, (row) => end(row) > 0, rows.filter((row) => !none(end)(row)));
    percent('debt above 0', real.owes, (row) => debt(row) > 0, rows.filter((row) => !none(debt)(row)));
    percent('debt null', real.noDebt, none(debt));
    percent('limit null', real.noLimit, none(limit));
    facts.value(`${name}: median DAYS_CREDIT`, real.opened, 0.1 * -real.opened, median(rows, opened));
    facts.value(`${name}: median DAYS_CREDIT_UPDATE`, real.updated, 3 + 0.1 * -real.updated, median(rows, updated));
    facts.value(`${name}: median amount`, real.sum, 0.1 * real.sum, median(rows, sum));
  }
  for (const [name, middle, p10, p90, active, term, hasAnnuity] of BY_TYPE) {
    const code = bureau.code('CREDIT_TYPE', name);
    const rows = all.filter((row) => kind(row) === code);
    const luck = 1 / Math.sqrt(rows.length);
    facts.value(`${name}: median amount`, middle, 0.12 * middle, median(rows, sum), middle * luck);
    facts.value(`${name}: amount p10`, p10, 0.15 * p10, quantile(rows.map(sum), 0.1), 2 * p10 * luck);
    facts.value(`${name}: amount p90`, p90, 0.15 * p90, quantile(rows.map(sum), 0.9), 2 * p90 * luck);
    facts.percent(`${name}: active`, active, 3, rows, isActive);
    facts.value(`${name}: median planned days`, term, 0.1 * term, median(rows, (row) => end(row) - opened(row)), term * luck);
    facts.percent(`${name}: annuity known`, hasAnnuity, 3, rows, (row) => !Number.isNaN(annuity(row)));
  }
  const closed = all.filter((row) => state(row) === bureau.code('CREDIT_ACTIVE', 'Closed'));
  facts.spread('closed: closing after the agreed end, days', { p5: -1354, p25: -120, median: 0, p75: 0, p95: 110 }, closed.map((row) => fact(row) - end(row)), 12);
  const cards = all.filter((row) => kind(row) === bureau.code('CREDIT_TYPE', 'Credit card'));
  facts.percent('credit cards: limit above 0, of those known', 26.2, 3, cards.filter((row) => !none(limit)(row)), (row) => limit(row) > 0);
  const overdue = get('AMT_CREDIT_MAX_OVERDUE');
  facts.percent('greatest overdue amount above 0, of those known', 20.9, 2, all.filter((row) => !Number.isNaN(overdue(row))), (row) => overdue(row) > 0);
  facts.percent('days overdue above 0', 0.27, 0.15, all, (row) => get('CREDIT_DAY_OVERDUE')(row) > 0);
  facts.percent('negative debt', 0.51, 0.25, all, (row) => debt(row) < 0);
  return facts.all;
}

function months({ balance, bureau, mixed }: Sample): Fact[] {
  const facts = new Facts('Months of bureau credits', mixed.size);
  const [ids, month, status] = [balance.numbers('SK_ID_BUREAU'), balance.numbers('MONTHS_BALANCE'), balance.numbers('STATUS')];
  const [credits, customers] = [bureau.numbers('SK_ID_BUREAU'), bureau.numbers('SK_ID_CURR')];
  const chosen = new Set(credits.filter((_, row) => mixed.has(customers[row] ?? NaN)));
  const histories = [...rowsBy(ids)].filter(([id]) => chosen.has(id)).map(([, rows]) => rows).map((rows) => rows.sort((one, other) => (month[one] ?? 0) - (month[other] ?? 0)));
  const codes = STATES.map((name) => balance.code('STATUS', name));
  const first = (rows: readonly number[]): number => rows[0] ?? -1;
  const last = (rows: readonly number[]): number => rows.at(-1) ?? -1;
  const every = rowNumbers(histories.length);
  const history = (at: number): readonly number[] => histories[at] ?? [];
  const [counts, sums] = [STATES.map(() => STATES.map(() => 0)), STATES.map(() => 0)];
  const place = new Map(codes.map((code, at) => [code, at]));
  for (const rows of histories) {
    for (let at = 1; at < rows.length; at++) {
      const [from, to] = [place.get(status[rows[at - 1] ?? -1] ?? NaN), place.get(status[rows[at] ?? -1] ?? NaN)];
      if (from === undefined || to === undefined) continue;
      sums[from] = (sums[from] ?? 0) + 1;
      const row = counts[from] as number[];
      row[to] = (row[to] ?? 0) + 1;
    }
  }
  STATES.forEach((from, at) => {
    STATES.forEach((to, next) => {
      const real = TRANSITIONS[from]?.[next] ?? NaN;
      facts.share(`month to month ${from} → ${to}`, real, 0.4 + 0.1 * Math.min(real, 100 - real), counts[at]?.[next] ?? 0, sums[at] ?? 0);
    });
  });
  facts.percent('months without a gap', 100, 0.2, every, (at) => (month[last(history(at))] ?? NaN) - (month[first(history(at))] ?? NaN) === history(at).length - 1);
  facts.percent('last month is 0', 81.7, 3, every, (at) => month[last(history(at))] === 0);
  for (const [name, real] of [['0', 54.8], ['X', 43.9], ['C', 1.3]] as const) {
    const code = balance.code('STATUS', name);
    facts.percent(`first month is ${name}`, real, 0.5 + 0.1 * Math.min(real, 100 - real), every, (at) => status[first(history(at))] === code);
  }
  const opened = new Map([...bureau.numbers('SK_ID_BUREAU')].map((id, row) => [id, bureau.numbers('DAYS_CREDIT')[row] ?? NaN]));
  facts.percent('first month within one of that of DAYS_CREDIT and the next', 99.8, 1, every, (at) => {
    const row = first(history(at));
    return Math.abs((month[row] ?? NaN) - 1 - (opened.get(ids[row] ?? NaN) ?? NaN) / 30.44) <= 1.6;
  });
  const lastMonths = [['Closed', 'C', 24_292], ['Active', '0', 7931], ['Active', 'X', 7191], ['Closed', 'X', 5601], ['Active', 'C', 2676], ['Closed', '0', 1807]] as const;
  const state = new Map([...bureau.numbers('SK_ID_BUREAU')].map((id, row) => [id, bureau.numbers('CREDIT_ACTIVE')[row] ?? NaN]));
  for (const [active, name, count] of lastMonths) {
    const real = (100 * count) / 50_162;
    facts.percent(`${active} and last month ${name}`, real, 1 + 0.1 * real, every, (at) => {
      const row = last(history(at));
      return state.get(ids[row] ?? NaN) === bureau.code('CREDIT_ACTIVE', active) && status[row] === balance.code('STATUS', name);
    });
  }
  return facts.all;
}
