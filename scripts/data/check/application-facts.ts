import { Facts, rowNumbers, type Fact } from './facts.ts';
import type { Sample } from './sample.ts';
import { correlation, quantile } from './statistics.ts';
import type { Table } from './table.ts';

const RETIRED = 365_243;
const YEAR = 365.25;
const FLAGS = Array.from({ length: 20 }, (_, at) => `FLAG_DOCUMENT_${at + 2}`);
const ENQUIRIES = ['HOUR', 'DAY', 'WEEK', 'MON', 'QRT', 'YEAR'].map((span) => `AMT_REQ_CREDIT_BUREAU_${span}`);

/** What ties the columns of an application together. */
export function applicationFacts(sample: Sample): Fact[] {
  return [...rules(sample), ...missing(sample), ...links(sample.train, sample.applicants), ...correlations(sample.train)];
}

function rules({ train, applicants }: Sample): Fact[] {
  const facts = new Facts('Rules within an application', applicants);
  const at = (column: string): ((row: number) => number) => {
    const values = train.numbers(column);
    return (row) => values[row] ?? NaN;
  };
  const is = (column: string, value: string): ((row: number) => boolean) => {
    const [values, code] = [train.numbers(column), train.code(column, value)];
    return (row) => values[row] === code;
  };
  const all = rowNumbers(train.rows);
  const [employed, income, credit, annuity, goods] = [at('DAYS_EMPLOYED'), at('AMT_INCOME_TOTAL'), at('AMT_CREDIT'), at('AMT_ANNUITY'), at('AMT_GOODS_PRICE')];
  const retired = all.filter((row) => employed(row) === RETIRED);
  const working = all.filter((row) => employed(row) !== RETIRED);
  const pensioner = is('NAME_INCOME_TYPE', 'Pensioner');
  facts.percent('no employer: ORGANIZATION_TYPE is XNA', 100, 0.1, retired, is('ORGANIZATION_TYPE', 'XNA'));
  facts.percent('no employer: no work phone', 100, 0.1, retired, is('FLAG_EMP_PHONE', '0'));
  facts.percent('no employer: pensioner', 99.95, 0.2, retired, pensioner);
  facts.percent('no employer: no occupation', 100, 0.1, retired, (row) => Number.isNaN(at('OCCUPATION_TYPE')(row)));
  facts.percent('pensioner with an employer', 0.02, 0.1, all.filter(pensioner), (row) => employed(row) !== RETIRED);
  const occupation = at('OCCUPATION_TYPE');
  facts.percent('employed without an occupation', 16.07, 1.5, working, (row) => Number.isNaN(occupation(row)));
  const [carAge, owner] = [at('OWN_CAR_AGE'), is('FLAG_OWN_CAR', 'Y')];
  facts.percent('car age known without a car', 0, 0.1, all.filter((row) => !owner(row)), (row) => !Number.isNaN(carAge(row)));
  facts.percent('car age unknown with a car', 0, 0.1, all.filter(owner), (row) => Number.isNaN(carAge(row)));
  facts.percent('car age of 64 or 65', 3.16, 0.5, all.filter(owner), (row) => carAge(row) === 64 || carAge(row) === 65);
  const [members, children] = [at('CNT_FAM_MEMBERS'), at('CNT_CHILDREN')];
  const [married, civil] = [is('NAME_FAMILY_STATUS', 'Married'), is('NAME_FAMILY_STATUS', 'Civil marriage')];
  facts.percent('family members are adults and children', 100, 0.1, all, (row) => members(row) === children(row) + (married(row) || civil(row) ? 2 : 1));
  const cash = all.filter(is('NAME_CONTRACT_TYPE', 'Cash loans'));
  const revolving = all.filter(is('NAME_CONTRACT_TYPE', 'Revolving loans'));
  facts.percent('revolving: annuity is 5 % of the credit', 99.78, 1, revolving, (row) => Math.abs(annuity(row) - 0.05 * credit(row)) < 0.01);
  facts.percent('revolving: goods price is the credit', 98.83, 1, revolving, (row) => goods(row) === credit(row));
  facts.percent('cash: goods price is the credit', 28.59, 3, cash, (row) => goods(row) === credit(row));
  facts.percent('cash: credit below the goods price', 0, 0.2, cash, (row) => credit(row) < goods(row));
  const ratios = (rows: readonly number[], over: (row: number) => number, under: (row: number) => number): number[] => rows.map((row) => over(row) / under(row));
  facts.spread('cash: credit / goods price', { p25: 1, median: 1.13, p75: 1.2, p95: 1.4 }, ratios(cash, credit, goods), 0.03, 0.03);
  facts.spread('cash: credit / annuity', { p5: 9.48, p25: 15, median: 20.7, p75: 27.8, p95: 34.9 }, ratios(cash, credit, annuity), 1, 0.06);
  facts.spread('annuity / income', { p5: 0.0632, p25: 0.115, median: 0.163, p75: 0.229, p95: 0.355 }, ratios(all, annuity, income), 0.01, 0.07);
  facts.spread('credit / income', { p5: 1, p25: 2.03, median: 3.29, p75: 5.2, p95: 9.1 }, ratios(all, credit, income), 0.1, 0.08);
  facts.spread('revolving credit', { p25: 180_000, median: 270_000, p75: 360_000, p95: 810_000 }, revolving.map(credit), 0, 0.15);
  const born = at('DAYS_BIRTH');
  const age = (row: number): number => -born(row) / YEAR;
  facts.spread('age of pensioners', { p5: 50.8, p25: 57, median: 60.3, p75: 63.4, p95: 66.9 }, all.filter(pensioner).map(age), 1, 0.02);
  facts.spread('age of Working', { p5: 25.1, p25: 32.3, median: 39.9, p75: 48, p95: 57 }, all.filter(is('NAME_INCOME_TYPE', 'Working')).map(age), 1, 0.02);
  for (const [amount, real] of [[135_000, 11.4], [112_500, 10], [157_500, 8.5], [180_000, 8], [90_000, 7.3], [225_000, 6.7], [202_500, 5.4]] as const) {
    facts.percent(`income is ${amount}`, real, 0.2 * real, all, (row) => income(row) === amount);
  }
  for (const [amount, real] of [[450_000, 8.5], [225_000, 8.1], [675_000, 8.1], [900_000, 5.2], [270_000, 3.7]] as const) {
    facts.percent(`goods price is ${amount}`, real, 0.25 * real, all, (row) => goods(row) === amount);
  }
  facts.percent('AMT_CREDIT is a multiple of 4.5', 100, 0.2, all, (row) => Math.abs(credit(row) / 4.5 - Math.round(credit(row) / 4.5)) < 1e-6);
  facts.percent('AMT_CREDIT is a multiple of 4500', 35.3, 4, all, (row) => credit(row) % 4500 === 0);
  facts.percent('AMT_INCOME_TOTAL is a multiple of 4500', 97.5, 1, all, (row) => income(row) % 4500 === 0);
  const papers = FLAGS.map(at);
  const count = (row: number): number => papers.reduce((sum, paper) => sum + paper(row), 0);
  for (const [number, real] of [[0, 9.5], [1, 87.9], [2, 2.5]] as const) facts.percent(`documents handed in: ${number}`, real, 0.5 + 0.1 * Math.min(real, 100 - real), all, (row) => count(row) === number);
  facts.percent('cash: document 3', 78, 3, cash, is('FLAG_DOCUMENT_3', '1'));
  facts.percent('revolving: no document', 91, 3, revolving, (row) => count(row) === 0);
  facts.percent('pensioners: document 6', 45.2, 4, all.filter(pensioner), is('FLAG_DOCUMENT_6', '1'));
  const observed = [at('OBS_30_CNT_SOCIAL_CIRCLE'), at('OBS_60_CNT_SOCIAL_CIRCLE')] as const;
  const known = all.filter((row) => !Number.isNaN(observed[0](row)));
  facts.percent('OBS_60 is OBS_30', 98.4, 0.7, known, (row) => observed[0](row) === observed[1](row));
  facts.percent('DEF_30 is at most OBS_30', 100, 0.1, known, (row) => at('DEF_30_CNT_SOCIAL_CIRCLE')(row) <= observed[0](row));
  return facts.all;
}

/** Null patterns. */
function missing({ train, bureau, applicants }: Sample): Fact[] {
  const facts = new Facts('Null patterns of applications', applicants);
  const all = rowNumbers(train.rows);
  const lacks = (column: string): ((row: number) => boolean) => {
    const values = train.numbers(column);
    return (row) => Number.isNaN(values[row]);
  };
  const enquiries = ENQUIRIES.map(lacks);
  const [enquiry, score] = [lacks('AMT_REQ_CREDIT_BUREAU_YEAR'), lacks('EXT_SOURCE_3')];
  facts.percent('the six AMT_REQ_* are null together', 100, 0.1, all, (row) => enquiries.every((each) => each(row) === enquiry(row)));
  facts.percent('EXT_SOURCE_3 null when AMT_REQ_* are', 100, 0.5, all.filter(enquiry), score);
  facts.percent('EXT_SOURCE_3 null otherwise', 7.4, 1, all.filter((row) => !enquiry(row)), score);
  const [customers, ids] = [new Set(bureau.numbers('SK_ID_CURR')), train.numbers('SK_ID_CURR')];
  const bare = (row: number): boolean => !customers.has(ids[row] ?? NaN);
  facts.percent('no bureau rows when EXT_SOURCE_3 is null', 70.1, 4, all.filter(score), bare);
  facts.percent('no bureau rows when EXT_SOURCE_3 is known', 0.5, 0.6, all.filter((row) => !score(row)), bare);
  facts.percent('no bureau rows when AMT_REQ_* are null', 100, 1, all.filter(enquiry), bare);
  facts.percent('no bureau rows when AMT_REQ_* are known', 0.8, 0.6, all.filter((row) => !enquiry(row)), bare);
  const parts = ['APARTMENTS_AVG', 'YEARS_BUILD_AVG', 'BASEMENTAREA_AVG', 'ENTRANCES_AVG', 'TOTALAREA_MODE'].map(lacks);
  const pattern = all.map((row) => parts.map((each) => Number(each(row))).join(''));
  for (const [name, real] of [['11111', 48.3], ['00000', 31.8], ['01000', 9.2], ['01100', 6], ['00100', 1.4], ['11110', 1.4], ['11100', 0.7], ['01110', 0.6]] as const) {
    facts.percent(`building nulls (apartments, year, basement, entrances, total) ${name}`, real, 0.5 + 0.12 * Math.min(real, 100 - real), all, (row) => pattern[row] === name);
  }
  for (const measure of ['APARTMENTS', 'LANDAREA', 'ELEVATORS']) {
    const [avg, mode, medi] = [lacks(`${measure}_AVG`), lacks(`${measure}_MODE`), lacks(`${measure}_MEDI`)];
    facts.percent(`${measure}: average, mode and median are null together`, 100, 0.1, all, (row) => avg(row) === mode(row) && avg(row) === medi(row));
  }
  return facts.all;
}

/** Regions, income types and sexes. */
function links(train: Table, applicants: number): Fact[] {
  const facts = new Facts('Who applies', applicants);
  const all = rowNumbers(train.rows);
  const [income, born, male] = [train.numbers('AMT_INCOME_TOTAL'), train.numbers('DAYS_BIRTH'), train.code('CODE_GENDER', 'M')];
  const of = (column: string, value: string): number[] => {
    const [values, code] = [train.numbers(column), train.code(column, value)];
    return all.filter((row) => values[row] === code);
  };
  const median = (rows: readonly number[], values: Float64Array): number => quantile(rows.map((row) => values[row] ?? NaN), 0.5);
  const gender = train.numbers('CODE_GENDER');
  const types = [['Working', 61.2, 135_000, 39.9], ['Commercial associate', 62.3, 180_000, 39.9], ['Pensioner', 81.6, 117_000, 60.3], ['State servant', 73.3, 157_500, 40.5]] as const;
  for (const [type, female, earned, age] of types) {
    const rows = of('NAME_INCOME_TYPE', type);
    facts.percent(`${type}: women`, female, 4, rows, (row) => gender[row] !== male);
    facts.value(`${type}: median income`, earned, 0.16 * earned, median(rows, income));
    facts.value(`${type}: median age`, age, 1.5, -median(rows, born) / YEAR, 12 / Math.sqrt(rows.length));
  }
  const ratings = [['2', '2', 73.4], ['3', '3', 14.2], ['1', '1', 10.6], ['3', '2', 1.2], ['2', '1', 0.4]] as const;
  const [rating, withCity] = [train.numbers('REGION_RATING_CLIENT'), train.numbers('REGION_RATING_CLIENT_W_CITY')];
  for (const [one, other, real] of ratings) facts.percent(`region rated ${one}, with its city ${other}`, real, 0.5 + 0.1 * Math.min(real, 100 - real), all, (row) => rating[row] === Number(one) && withCity[row] === Number(other));
  const car = train.code('FLAG_OWN_CAR', 'Y');
  const cars = train.numbers('FLAG_OWN_CAR');
  for (const [sex, owns, earned, age] of [['M', 56.3, 180_000, 40.4], ['F', 22.3, 135_000, 44.8]] as const) {
    const rows = of('CODE_GENDER', sex);
    facts.percent(`${sex}: own a car`, owns, 4, rows, (row) => cars[row] === car);
    facts.value(`${sex}: median income`, earned, 0.17 * earned, median(rows, income));
    facts.value(`${sex}: median age`, age, 1.5, -median(rows, born) / YEAR, 12 / Math.sqrt(rows.length));
  }
  return facts.all;
}

const LOGS = { lnInc: 'AMT_INCOME_TOTAL', lnCred: 'AMT_CREDIT', lnAnn: 'AMT_ANNUITY', lnGoods: 'AMT_GOODS_PRICE' };
const PLAIN = { EXT1: 'EXT_SOURCE_1', EXT2: 'EXT_SOURCE_2', EXT3: 'EXT_SOURCE_3', regPop: 'REGION_POPULATION_RELATIVE', regRat: 'REGION_RATING_CLIENT', child: 'CNT_CHILDREN', carAge: 'OWN_CAR_AGE', aptAvg: 'APARTMENTS_AVG', floors: 'FLOORSMAX_AVG', total: 'TOTALAREA_MODE', livingArea: 'LIVINGAREA_AVG', elevators: 'ELEVATORS_AVG', aptMode: 'APARTMENTS_MODE', aptMedi: 'APARTMENTS_MEDI' };
const DAYS = { age: 'DAYS_BIRTH', emp: 'DAYS_EMPLOYED', regisAge: 'DAYS_REGISTRATION', idAge: 'DAYS_ID_PUBLISH', phoneAge: 'DAYS_LAST_PHONE_CHANGE' };
const PAIRS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  EXT2: { EXT1: 0.21 }, EXT3: { EXT1: 0.18, EXT2: 0.11 }, age: { EXT1: 0.6, EXT2: 0.09, EXT3: 0.21 }, emp: { EXT1: 0.25, EXT2: 0.09, EXT3: 0.13, age: 0.35 },
  lnInc: { EXT1: 0.08, EXT2: 0.17, EXT3: -0.1, age: -0.1, emp: 0.04 }, lnCred: { EXT1: 0.16, EXT2: 0.12, EXT3: 0.01, age: 0.05, lnInc: 0.42 },
  lnAnn: { EXT1: 0.12, lnInc: 0.48, lnCred: 0.84 }, lnGoods: { lnInc: 0.43, lnCred: 0.99, lnAnn: 0.84 }, regPop: { EXT2: 0.2, lnInc: 0.18, age: 0.03 },
  regRat: { EXT1: -0.12, EXT2: -0.29, lnInc: -0.22, lnCred: -0.09, regPop: -0.54 }, child: { EXT1: -0.14, age: -0.33 }, regisAge: { EXT1: 0.18, age: 0.34, emp: 0.17, child: -0.18 },
  idAge: { EXT1: 0.13, EXT3: 0.13, age: 0.27, regisAge: 0.1 }, phoneAge: { EXT1: 0.14, EXT2: 0.19, EXT3: 0.08, age: 0.08, emp: 0.13 }, carAge: { lnInc: -0.16, EXT1: -0.09 },
  aptAvg: { EXT2: 0.09, lnInc: 0.11, regPop: 0.21, regRat: -0.15, aptMode: 0.971, aptMedi: 0.993, livingArea: 0.915 }, floors: { EXT1: 0.11, EXT2: 0.14, lnInc: 0.2, regPop: 0.33, regRat: -0.24, aptAvg: 0.62, elevators: 0.681 },
  livingArea: { total: 0.928 },
};
const WITH_TARGET = {
  EXT_SOURCE_3: -0.185, EXT_SOURCE_2: -0.16, EXT_SOURCE_1: -0.154, DAYS_EMPLOYED: 0.08, DAYS_BIRTH: 0.078, REGION_RATING_CLIENT_W_CITY: 0.065, DAYS_LAST_PHONE_CHANGE: 0.057,
  REG_CITY_NOT_WORK_CITY: 0.056, DAYS_ID_PUBLISH: 0.05, FLAG_EMP_PHONE: 0.05, REG_CITY_NOT_LIVE_CITY: 0.048, DAYS_REGISTRATION: 0.046, FLAG_DOCUMENT_3: 0.042, AMT_GOODS_PRICE: -0.04,
  REGION_POPULATION_RELATIVE: -0.038, FLOORSMAX_AVG: -0.037, DEF_30_CNT_SOCIAL_CIRCLE: 0.036, FLAG_PHONE: -0.032, AMT_CREDIT: -0.032, AMT_REQ_CREDIT_BUREAU_YEAR: 0.023,
};
const PAIR_TOLERANCE = 0.06;
const TARGET_TOLERANCE = 0.03;

function correlations(train: Table): Fact[] {
  const facts = new Facts('Correlations of applications', train.rows);
  const known = (column: string): Float64Array => train.numbers(column).map((value) => (value === RETIRED ? NaN : value));
  const columns = new Map<string, Float64Array>([
    ...Object.entries(LOGS).map(([name, column]) => [name, known(column).map(Math.log)] as const),
    ...Object.entries(PLAIN).map(([name, column]) => [name, known(column)] as const),
    ...Object.entries(DAYS).map(([name, column]) => [name, known(column).map((day) => -day)] as const),
  ]);
  const column = (name: string): Float64Array => columns.get(name) as Float64Array;
  for (const [one, others] of Object.entries(PAIRS)) {
    for (const [other, real] of Object.entries(others)) facts.value(`${one} and ${other}`, real, PAIR_TOLERANCE, correlation(column(one), column(other)), 1 / Math.sqrt(train.rows));
  }
  for (const [name, real] of Object.entries(WITH_TARGET)) facts.value(`TARGET and ${name}`, real, TARGET_TOLERANCE, correlation(train.numbers('TARGET'), known(name)), 1 / Math.sqrt(train.rows));
  return facts.all;
}
