import { join } from 'node:path';
import { expect } from 'chai';
import rawTables from '../../includes/raw_tables.js';
import { generateRawTables } from '../../scripts/data/generate.ts';
import { readTable, type CsvTable } from './support/csv-table.ts';
import { makeFolder } from './support/folder.ts';
import { correlation, countBy, known, mean, quantile } from './support/statistics.ts';

const APPLICANTS = 3000;
const NO_DAY = 365_243;

/**
 * Figures of the real rows: percent of nulls, then mean and quartiles of what is not null and not 365243. The band
 * around each is a tenth of the spread from the lower to the upper quartile and what 3,000 applicants leave to chance.
 */
const FIGURES: readonly (readonly [table: string, column: string, nulls: number, mean: number, p25: number, p50: number, p75: number])[] = [
  ['application_train', 'AMT_INCOME_TOTAL', 0, 169_000, 112_500, 146_700, 202_500],
  ['application_train', 'AMT_CREDIT', 0, 600_271, 270_000, 514_778, 808_650],
  ['application_train', 'AMT_ANNUITY', 0, 27_134, 16_574, 24_939, 34_587],
  ['application_train', 'AMT_GOODS_PRICE', 0.1, 539_334, 238_500, 450_000, 679_500],
  ['application_train', 'DAYS_BIRTH', 0, -16_048, -19_669, -15_772, -12_437],
  ['application_train', 'DAYS_EMPLOYED', 0, -2404, -3206, -1654, -770],
  ['application_train', 'DAYS_REGISTRATION', 0, -4979, -7476, -4491, -1954],
  ['application_train', 'DAYS_ID_PUBLISH', 0, -3001, -4306, -3262, -1721],
  ['application_train', 'OWN_CAR_AGE', 66.1, 12, 5, 9, 15],
  ['application_train', 'EXT_SOURCE_1', 56.7, 0.503, 0.335, 0.508, 0.676],
  ['application_train', 'EXT_SOURCE_2', 0.2, 0.513, 0.389, 0.565, 0.663],
  ['application_train', 'EXT_SOURCE_3', 20, 0.512, 0.372, 0.535, 0.669],
  ['application_train', 'APARTMENTS_AVG', 50.9, 0.117, 0.0577, 0.0874, 0.148],
  ['application_train', 'YEARS_BUILD_MEDI', 66.4, 0.756, 0.691, 0.758, 0.826],
  ['application_train', 'TOTALAREA_MODE', 48.4, 0.102, 0.0414, 0.0689, 0.128],
  ['application_train', 'OBS_30_CNT_SOCIAL_CIRCLE', 0.3, 1.43, 0, 0, 2],
  ['application_train', 'AMT_REQ_CREDIT_BUREAU_YEAR', 13.6, 1.89, 0, 1, 3],
  ['bureau', 'DAYS_CREDIT', 0, -1144, -1673, -988, -470],
  ['bureau', 'DAYS_ENDDATE_FACT', 37.1, -1027, -1516, -901, -429],
  ['bureau', 'AMT_CREDIT_MAX_OVERDUE', 65, 3579, 0, 0, 0],
  ['bureau', 'AMT_CREDIT_SUM', 0, 349_830, 50_382, 121_780, 301_130],
  ['bureau', 'AMT_CREDIT_SUM_DEBT', 15.2, 133_748, 0, 0, 38_417],
  ['bureau_balance', 'MONTHS_BALANCE', 0, -27.5, -41, -23, -10],
  ['previous_application', 'AMT_ANNUITY', 24.2, 16_161, 6591, 11_371, 21_094],
  ['previous_application', 'AMT_CREDIT', 0, 192_734, 21_330, 79_490, 222_452],
  ['previous_application', 'AMT_DOWN_PAYMENT', 55.4, 6668, 0, 4, 7766],
  ['previous_application', 'DAYS_DECISION', 0, -873, -1261, -570, -301],
  ['previous_application', 'CNT_PAYMENT', 24.2, 16.1, 6, 12, 24],
  ['previous_application', 'DAYS_FIRST_DUE', 42, -1113, -1686, -887, -470],
  ['pos_cash_balance', 'MONTHS_BALANCE', 0, -35.3, -54, -28, -14],
  ['pos_cash_balance', 'CNT_INSTALMENT', 0.3, 17.4, 10, 12, 24],
  ['pos_cash_balance', 'CNT_INSTALMENT_FUTURE', 0.3, 10.7, 3, 7, 14],
  ['credit_card_balance', 'AMT_BALANCE', 0, 59_164, 0, 0, 90_015],
  ['credit_card_balance', 'AMT_CREDIT_LIMIT_ACTUAL', 0, 153_503, 45_000, 112_500, 180_000],
  ['credit_card_balance', 'AMT_DRAWINGS_CURRENT', 0, 7600, 0, 0, 0],
  ['credit_card_balance', 'AMT_INST_MIN_REGULARITY', 8.2, 3635, 0, 0, 6750],
  ['installments_payments', 'DAYS_INSTALMENT', 0, -1043, -1642, -815, -371],
  ['installments_payments', 'AMT_INSTALMENT', 0, 17_593, 4302, 8934, 17_203],
];

/** Percent of the rows of a table that have a value. */
const SHARES: readonly (readonly [table: string, column: string, value: string, percent: number])[] = [
  ['application_train', 'NAME_CONTRACT_TYPE', 'Revolving loans', 9.4], ['application_train', 'CODE_GENDER', 'M', 34],
  ['application_train', 'FLAG_OWN_CAR', 'Y', 33.9], ['application_train', 'NAME_INCOME_TYPE', 'Pensioner', 18],
  ['application_train', 'NAME_INCOME_TYPE', 'Working', 51.6], ['application_train', 'NAME_EDUCATION_TYPE', 'Higher education', 24.5],
  ['application_train', 'NAME_FAMILY_STATUS', 'Married', 64], ['application_train', 'NAME_HOUSING_TYPE', 'With parents', 4.9],
  ['application_train', 'REGION_RATING_CLIENT_W_CITY', '3', 14.2], ['application_train', 'REG_CITY_NOT_WORK_CITY', '1', 23.1],
  ['application_train', 'FLAG_DOCUMENT_3', '1', 71.1], ['application_train', 'ORGANIZATION_TYPE', 'Self-employed', 12.5],
  ['bureau', 'CREDIT_ACTIVE', 'Active', 36.9], ['bureau', 'CREDIT_TYPE', 'Credit card', 23.5],
  ['bureau_balance', 'STATUS', 'C', 47.4], ['bureau_balance', 'STATUS', '0', 29], ['bureau_balance', 'STATUS', '1', 0.9],
  ['previous_application', 'NAME_CONTRACT_STATUS', 'Approved', 60.4], ['previous_application', 'NAME_CONTRACT_STATUS', 'Refused', 17.2],
  ['previous_application', 'NAME_CONTRACT_TYPE', 'Cash loans', 46.2], ['previous_application', 'NAME_YIELD_GROUP', 'high', 20.1],
  ['pos_cash_balance', 'NAME_CONTRACT_STATUS', 'Completed', 7.5], ['credit_card_balance', 'NAME_CONTRACT_STATUS', 'Active', 96.6],
];

/** Rows per applicant, the ones without any included. */
const ROWS: readonly (readonly [table: string, rows: number, tolerance: number])[] = [
  ['bureau', 4.82, 0.4], ['bureau_balance', 76.6, 15], ['previous_application', 4.69, 0.35], ['pos_cash_balance', 28.1, 3.5],
  ['credit_card_balance', 10.8, 3], ['installments_payments', 38.2, 10],
];

/** Default rate in percent by the mean of the external scores present, in tenths. */
const DEFAULT_BY_SCORE: readonly (readonly [tenth: number, rate: number, tolerance: number])[] = [
  [2, 20.2, 10.5], [3, 14.6, 5], [4, 8.2, 3.5], [5, 5.1, 2.5], [6, 3.2, 2.2],
];

describe('generated rows beside the real ones', () => {
  let tables: Record<string, CsvTable>;
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  const table = (name: string): CsvTable => tables[name] as CsvTable;

  before(async () => {
    folder = await makeFolder();
    const out = join(folder.path, 'rows');
    await generateRawTables({ applicants: APPLICANTS, seed: 20_180_517, out });
    tables = Object.fromEntries(await Promise.all(rawTables.tables.map(async ({ name }) => [name, await readTable(out, name)] as const)));
  });
  after(() => folder.remove());

  for (const [name, column, nulls, average, p25, p50, p75] of FIGURES) {
    it(`${name}.${column}: nulls, mean and quartiles`, () => {
      const values = table(name).numbers(column);
      const present = known(values).filter((value) => value !== NO_DAY);
      const band = Math.max(0.16 * (p75 - p25), 0.01 * Math.abs(p50));
      expect((100 * (values.length - known(values).length)) / values.length, 'percent of nulls').to.be.closeTo(nulls, 2.5 + 0.05 * nulls);
      expect(mean(present), 'mean').to.be.closeTo(average, Math.max(1.3 * band, 0.35 * (p75 === p25 ? Math.abs(average) : 0)) + 0.08 * Math.abs(average));
      expect(quantile(present, 0.25), 'lower quartile').to.be.closeTo(p25, band + 0.05 * Math.abs(p25));
      expect(quantile(present, 0.5), 'median').to.be.closeTo(p50, band + 0.05 * Math.abs(p50));
      expect(quantile(present, 0.75), 'upper quartile').to.be.closeTo(p75, band + 0.08 * Math.abs(p75));
    });
  }

  for (const [name, column, value, percent] of SHARES) {
    it(`${name}.${column} = ${value}: ${percent} %`, () => {
      const values = table(name).texts(column).filter((text) => text !== null);
      expect((100 * values.filter((text) => text === value).length) / values.length).to.be.closeTo(percent, 0.6 + 0.13 * percent);
    });
  }

  for (const [name, rows, tolerance] of ROWS) {
    it(`${name}: ${rows} rows per applicant`, () => {
      expect(table(name).rows / APPLICANTS).to.be.closeTo(rows, tolerance);
    });
  }

  it('has a default rate of about 8 %', () => {
    expect(100 * mean(table('application_train').numbers('TARGET'))).to.be.closeTo(8.07, 1.3);
  });

  it('defaults less the better the external scores', () => {
    const app = table('application_train');
    const scores = [1, 2, 3].map((number) => app.numbers(`EXT_SOURCE_${number}`));
    const tenths = app.numbers('TARGET').map((_, row) => Math.floor(10 * mean(known(scores.map((values) => values[row] ?? NaN)))));
    for (const [tenth, rate, tolerance] of DEFAULT_BY_SCORE) {
      const outcomes = app.numbers('TARGET').filter((_, row) => tenths[row] === tenth);
      expect(100 * mean(outcomes), `mean score ${tenth / 10}`).to.be.closeTo(rate, tolerance);
    }
  });

  it('correlates the columns of an application as the real ones', () => {
    const app = table('application_train');
    const log = (column: string): number[] => app.numbers(column).map(Math.log);
    const age = app.numbers('DAYS_BIRTH').map((days) => -days);
    const pairs: readonly (readonly [string, number[], number[], number])[] = [
      ['EXT_SOURCE_1 and age', app.numbers('EXT_SOURCE_1'), age, 0.6],
      ['EXT_SOURCE_1 and EXT_SOURCE_2', app.numbers('EXT_SOURCE_1'), app.numbers('EXT_SOURCE_2'), 0.21],
      ['EXT_SOURCE_2 and EXT_SOURCE_3', app.numbers('EXT_SOURCE_2'), app.numbers('EXT_SOURCE_3'), 0.11],
      ['EXT_SOURCE_2 and rating', app.numbers('EXT_SOURCE_2'), app.numbers('REGION_RATING_CLIENT'), -0.29],
      ['income and credit', log('AMT_INCOME_TOTAL'), log('AMT_CREDIT'), 0.42],
      ['credit and annuity', log('AMT_CREDIT'), log('AMT_ANNUITY'), 0.84],
      ['children and age', app.numbers('CNT_CHILDREN'), age, -0.33],
      ['EXT_SOURCE_3 and default', app.numbers('EXT_SOURCE_3'), app.numbers('TARGET'), -0.185],
      ['EXT_SOURCE_2 and default', app.numbers('EXT_SOURCE_2'), app.numbers('TARGET'), -0.16],
      ['EXT_SOURCE_1 and default', app.numbers('EXT_SOURCE_1'), app.numbers('TARGET'), -0.154],
    ];
    for (const [name, xs, ys, expected] of pairs) expect(correlation(xs, ys), name).to.be.closeTo(expected, 0.08);
  });

  it('makes the histories tell about default too', () => {
    const app = table('application_train');
    const targets = app.numbers('TARGET');
    const outcome = new Map(app.numbers('SK_ID_CURR').map((id, row) => [id, targets[row] ?? NaN]));
    const rate = (ids: Iterable<number>): number => 100 * mean(known([...ids].map((id) => outcome.get(id) ?? NaN)));
    const previous = table('previous_application');
    const refused = countBy(previous.numbers('SK_ID_CURR').filter((_, row) => previous.texts('NAME_CONTRACT_STATUS')[row] === 'Refused'));
    const never = [...outcome.keys()].filter((id) => !refused.has(id));
    expect(rate(refused.keys()), 'ever refused').to.be.greaterThan(rate(never) + 1);
    const customers = table('bureau').numbers('SK_ID_CURR');
    const opened = table('bureau').numbers('DAYS_CREDIT');
    const recent = new Set(customers.filter((_, row) => (opened[row] ?? 0) > -90));
    const older = new Set(customers.filter((id) => !recent.has(id)));
    expect(rate(recent), 'bureau credit in the last three months').to.be.greaterThan(rate(older) + 2);
  });

  it('moves bureau credits between states as the real ones do', () => {
    const ids = table('bureau_balance').numbers('SK_ID_BUREAU');
    const states = table('bureau_balance').texts('STATUS');
    const stays = (state: string): number => {
      const next = states.flatMap((value, row) => (value === state && ids[row - 1] === ids[row] ? [states[row - 1]] : []));
      return (100 * next.filter((value) => value === state).length) / next.length;
    };
    expect(stays('0'), '0 → 0').to.be.closeTo(85.9, 3);
    expect(stays('X'), 'X → X').to.be.closeTo(87.6, 3);
    expect(stays('1'), '1 → 1').to.be.closeTo(34.4, 6);
    expect(stays('C'), 'C → C').to.equal(100);
  });

  it('pays instalments early or late as the real customers do', () => {
    const due = table('installments_payments').numbers('DAYS_INSTALMENT');
    const delays = known(table('installments_payments').numbers('DAYS_ENTRY_PAYMENT').map((day, row) => day - (due[row] ?? NaN)));
    expect(quantile(delays, 0.25)).to.be.closeTo(-14, 2);
    expect(quantile(delays, 0.5)).to.be.closeTo(-6, 2);
    expect((100 * delays.filter((delay) => delay > 0).length) / delays.length, 'percent late').to.be.closeTo(8.4, 2);
  });
});
