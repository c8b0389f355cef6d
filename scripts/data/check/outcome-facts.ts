import { Facts, rowNumbers, type Fact } from './facts.ts';
import type { Sample } from './sample.ts';
import { mean, rowsBy } from './statistics.ts';

/** Band, percent of the applicants in it, percent of them that default. A band ends where the next begins. */
type Band = readonly [from: number, rate: number];
/** Of a rate, in its own percent and in points. */
const RELATIVE = 0.15;
const POINTS = 1;
const RETIRED = 365_243;
const YEAR = 365.25;

/** Default rates by band: of the application's columns, then of the histories. */
export function outcomeFacts(sample: Sample): Fact[] {
  const { train, bureau, previous, pos, card } = sample;
  const facts = new Facts('Default rate by band', sample.applicants);
  const target = train.numbers('TARGET');
  const all = rowNumbers(train.rows);
  const rate = (name: string, real: number, test: (row: number) => boolean): void => {
    facts.percent(name, real, POINTS + RELATIVE * real, all.filter(test), (row) => target[row] === 1);
  };
  const bands = (name: string, values: ArrayLike<number>, edges: readonly Band[], missing?: number): void => {
    edges.forEach(([from, real], at) => {
      const to = edges[at + 1]?.[0] ?? Infinity;
      rate(`${name} from ${from}`, real, (row) => (values[row] ?? NaN) >= from && (values[row] ?? NaN) < to);
    });
    if (missing !== undefined) rate(`${name} null`, missing, (row) => Number.isNaN(values[row]));
  };
  const named = (column: string, rates: Readonly<Record<string, number>>): void => {
    const values = train.numbers(column);
    for (const [value, real] of Object.entries(rates)) {
      const code = train.code(column, value);
      rate(`${column} ${value}`, real, (row) => values[row] === code);
    }
  };
  const column = (name: string): Float64Array => train.numbers(name);
  facts.percent('all', 8.07, 0.5, all, (row) => target[row] === 1);
  bands('EXT_SOURCE_1', column('EXT_SOURCE_1'), [[0, 18.3], [0.214, 10.6], [0.297, 8.6], [0.371, 7.8], [0.439, 6.9], [0.508, 6], [0.576, 4.4], [0.643, 4.5], [0.71, 4.1], [0.786, 2.5]], 8.6);
  bands('EXT_SOURCE_2', column('EXT_SOURCE_2'), [[0, 18.7], [0.213, 11.4], [0.336, 10], [0.438, 8.3], [0.51, 7.7], [0.565, 6.9], [0.608, 5.8], [0.646, 4.8], [0.682, 4.2], [0.722, 3]], 5);
  bands('EXT_SOURCE_3', column('EXT_SOURCE_3'), [[0, 19.9], [0.229, 13.2], [0.331, 9.7], [0.41, 8], [0.476, 6.1], [0.535, 4.8], [0.592, 4.3], [0.643, 4.4], [0.694, 3.1], [0.75, 3.1]], 9.6);
  const scores = [1, 2, 3].map((number) => column(`EXT_SOURCE_${number}`));
  const averages = all.map((row) => mean(scores.map((score) => score[row] ?? NaN).filter((value) => !Number.isNaN(value))));
  bands('mean of the external scores', averages, [[0, 36.2], [0.1, 25.6], [0.2, 20.2], [0.3, 14.6], [0.4, 8.2], [0.5, 5.1], [0.6, 3.2], [0.7, 2.1]]);
  bands('age', column('DAYS_BIRTH').map((day) => -day / YEAR), [[20, 12.5], [25, 11.3], [30, 9.7], [35, 9], [40, 8], [45, 7.5], [50, 6.6], [55, 5.3], [60, 5.4], [65, 3.9]]);
  bands('years employed', column('DAYS_EMPLOYED').map((day) => (day === RETIRED ? 1000 : -day / YEAR)), [[0, 10.8], [0.5, 11.8], [1, 11.7], [2, 10.6], [3, 10.1], [5, 7.5], [8, 6], [12, 5.2], [20, 3.9], [1000, 5.2]]);
  bands('credit', column('AMT_CREDIT'), [[0, 6], [150_000, 7.5], [250_000, 9], [400_000, 10.2], [600_000, 8.1], [900_000, 6.4], [1_300_000, 4.6]]);
  bands('income', column('AMT_INCOME_TOTAL'), [[0, 7.4], [70_000, 8.2], [100_000, 8.9], [150_000, 8.6], [200_000, 7.2], [300_000, 6]]);
  const goods = column('AMT_GOODS_PRICE');
  bands('credit / goods price', column('AMT_CREDIT').map((credit, row) => credit / (goods[row] ?? NaN)), [[1, 6.9], [1.0001, 5], [1.1, 7.8], [1.2, 10.9], [1.3, 12.5]]);
  bands('bureau enquiries in a year', column('AMT_REQ_CREDIT_BUREAU_YEAR'), [[0, 6.8], [1, 7.6], [2, 7.9], [3, 8], [4, 7.9], [5, 8.7]]);
  bands('children', column('CNT_CHILDREN'), [[0, 7.7], [1, 8.7], [2, 9.1]]);
  bands('defaults around', column('DEF_30_CNT_SOCIAL_CIRCLE'), [[0, 7.7], [1, 10.2], [2, 12.5]]);
  named('CODE_GENDER', { F: 7, M: 10.1 });
  named('NAME_CONTRACT_TYPE', { 'Cash loans': 8.3, 'Revolving loans': 5.6 });
  named('NAME_EDUCATION_TYPE', { 'Secondary / secondary special': 8.9, 'Higher education': 5.4, 'Incomplete higher': 8.1 });
  named('NAME_INCOME_TYPE', { Working: 9.6, 'Commercial associate': 7.6, Pensioner: 5.2, 'State servant': 5.3 });
  named('NAME_FAMILY_STATUS', { Married: 7.4, 'Single / not married': 10.2, 'Civil marriage': 9.9, Separated: 8.1, Widow: 6 });
  named('NAME_HOUSING_TYPE', { 'House / apartment': 7.7, 'With parents': 11.5, 'Municipal apartment': 9.3 });
  named('FLAG_OWN_CAR', { N: 8.5, Y: 7.1 });
  named('REGION_RATING_CLIENT_W_CITY', { 1: 4.6, 2: 7.9, 3: 11.6 });
  named('REG_CITY_NOT_LIVE_CITY', { 0: 7.7, 1: 12.5 });
  named('REG_CITY_NOT_WORK_CITY', { 0: 7.2, 1: 10.8 });
  named('FLAG_DOCUMENT_3', { 0: 6.3, 1: 8.8 });
  named('FLAG_PHONE', { 0: 8.6, 1: 6.7 });
  named('OCCUPATION_TYPE', { Laborers: 10.4, 'Sales staff': 9.8, 'Core staff': 6, Managers: 6.5, Drivers: 11.1, 'High skill tech staff': 6.6, Accountants: 4.7 });
  named('ORGANIZATION_TYPE', { 'Business Entity Type 3': 9.4, XNA: 5.2, 'Self-employed': 9.9, Other: 7.7, Medicine: 6.6, Government: 7, School: 5.6 });
  const ids = column('SK_ID_CURR');
  const perApplicant = (table: typeof bureau, measure: (rows: readonly number[]) => number, none = 0): Float64Array => {
    const groups = rowsBy(table.numbers('SK_ID_CURR'));
    return ids.map((id) => (groups.has(id) ? measure(groups.get(id) ?? []) : none));
  };
  const counting = (table: typeof bureau, test: (row: number) => boolean, none = 0): Float64Array => perApplicant(table, (rows) => rows.filter(test).length, none);
  const is = (table: typeof bureau, name: string, value: string): ((row: number) => boolean) => {
    const [values, code] = [table.numbers(name), table.code(name, value)];
    return (row) => values[row] === code;
  };
  bands('bureau credits', counting(bureau, () => true), [[0, 10.1], [1, 7.9], [2, 7.5], [3, 7.1], [4, 7.5], [5, 6.9], [6, 7.4], [7, 6.4], [8, 6.9], [9, 6.5], [10, 8.2]]);
  bands('active bureau credits', counting(bureau, is(bureau, 'CREDIT_ACTIVE', 'Active'), NaN), [[0, 7.2], [1, 6.5], [2, 7.7], [3, 8.3], [4, 9.3], [5, 8.9], [6, 13.9]]);
  const opened = bureau.numbers('DAYS_CREDIT');
  bands('days since the newest bureau credit', perApplicant(bureau, (rows) => Math.min(...rows.map((row) => -(opened[row] ?? NaN))), NaN), [[0, 12.4], [90, 9.1], [180, 7.3], [365, 5.4], [730, 4.7]], 10.1);
  bands('refused applications', counting(previous, is(previous, 'NAME_CONTRACT_STATUS', 'Refused'), 0), [[0, 6.4], [1, 9.9], [2, 9.1], [3, 11.3], [4, 12.5]]);
  bands('previous applications', counting(previous, () => true), [[0, 7.4], [1, 7], [2, 8.6], [3, 7.1], [4, 7.9], [5, 7], [6, 7], [7, 9], [8, 8.4]]);
  bands('approved applications', counting(previous, is(previous, 'NAME_CONTRACT_STATUS', 'Approved')), [[0, 8.3], [1, 9], [2, 9.1], [3, 6.5], [4, 6.3], [5, 4.3], [6, 7.4]]);
  const late = pos.numbers('SK_DPD');
  bands('most days past due in POS', perApplicant(pos, (rows) => rows.reduce((most, row) => Math.max(most, late[row] ?? 0), 0), NaN), [[0, 7.1], [1, 10.4], [6, 10], [31, 9.2]]);
  const [months, balance, limit] = [card.numbers('MONTHS_BALANCE'), card.numbers('AMT_BALANCE'), card.numbers('AMT_CREDIT_LIMIT_ACTUAL')];
  const utilisation = perApplicant(card, (rows) => mean(rows.flatMap((row) => ((months[row] ?? 0) >= -12 && (limit[row] ?? 0) > 0 ? [(balance[row] ?? 0) / (limit[row] ?? 1)] : []))), -1);
  bands('card utilisation in a year (-1: no card)', utilisation, [[-1, 7.4], [0, 4.6], [1e-9, 6.6], [0.3, 12.8], [0.6, 15.4], [0.9, 17.9]], 7);
  return facts.all;
}
