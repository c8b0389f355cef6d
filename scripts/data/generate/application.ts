import { Choice, Curve } from './distribution.ts';
import { drawFamily, type Family } from './family.ts';
import { uniform, type Persona } from './persona.ts';
import type { Random } from './random.ts';
import { drawWork, type Work } from './work.ts';

/** What the outcome depends on, and what other columns derive from. Amounts in currency units, days positive. */
export interface Application extends Work, Family {
  readonly revolving: boolean;
  readonly income: number;
  readonly credit: number;
  readonly annuity: number | null;
  readonly goods: number | null;
  readonly education: string;
  readonly ownsCar: boolean;
  readonly population: number;
  readonly rating: number;
  readonly ratingWithCity: number;
  /** null for the retired */
  readonly employedDays: number | null;
  readonly ext1: number | null;
  readonly ext2: number | null;
  readonly ext3: number | null;
}

const REVOLVING = { train: 0.094, test: 0.01 };
/** A test application asks for a seventh less. */
const TEST_CREDIT_SHIFT = -0.2;

const INCOME = new Curve(
  [[0, 25650], [5, 67500], [25, 112500], [50, 148000], [75, 203000], [95, 337500], [99, 480000], [99.9, 9e5], [99.99, 2e6], [100, 9e6]],
  true,
);
/** One customer in Kaggle's 307,511 has an income that can only be a slip. */
const MISTYPED_INCOME = 1 / 307_511;
const GOODS = new Curve(
  [[0, 45000], [5, 128000], [10, 157500], [25, 252000], [40, 430000], [50, 485000], [75, 700000], [90, 990000], [95, 1305000], [99, 1850000], [100, 4050000]],
  true,
);
const REVOLVING_CREDIT = new Curve([[0, 135000], [5, 135000], [25, 180000], [50, 270000], [75, 360000], [95, 810000], [99, 1350000], [100, 2250000]], true);
const PAYMENTS = new Curve([[0, 8], [1, 8.43], [5, 9.4], [25, 14.2], [50, 20], [75, 27], [95, 34.5], [99, 37.8], [100, 45]]);
/** Credit over goods price where insurance is financed too. */
const MARKUP = new Curve([[0, 1.03], [10, 1.08], [30, 1.12], [50, 1.165], [65, 1.2], [80, 1.26], [93, 1.4], [98, 1.48], [100, 1.6]]);
const NO_MARKUP = 0.286;
const POPULAR_GOODS = [135000, 180000, 225000, 270000, 315000, 450000, 454500, 675000, 679500, 900000, 1125000, 1350000, 1800000];
const POPULAR_GOODS_SHARE = 0.52;
const POPULATION = new Curve([[0, 0.000533], [5, 0.00496], [25, 0.01], [50, 0.0188], [75, 0.0287], [90, 0.0358], [95, 0.0462], [100, 0.0725]]);
/** Steps per standard deviation: about 108 regions in all. */
const POPULATION_STEPS = 14;
const EMPLOYED = new Curve([[0, 4], [5, 203], [25, 780], [50, 1700], [75, 3420], [95, 8300], [100, 18000]], true);
const EXT1 = new Curve([[0, 0.0146], [5, 0.159], [25, 0.335], [50, 0.508], [75, 0.676], [95, 0.832], [100, 0.961]]);
const EXT2 = new Curve([[0, 0.0000167], [5, 0.132], [10, 0.213], [25, 0.389], [50, 0.565], [75, 0.663], [95, 0.747], [100, 0.855]]);
const EXT3 = new Curve([[0, 0.000527], [5, 0.157], [25, 0.372], [50, 0.535], [75, 0.669], [95, 0.789], [100, 0.896]]);
/** Share of nulls by five years of age from 20; a third less among test applicants, more among train ones. */
const EXT1_MISSING = [0.41, 0.33, 0.365, 0.38, 0.44, 0.545, 0.58, 0.665, 0.737, 0.83];
const EXT1_MISSING_FACTOR = { train: 1.14, test: 0.85 };
/** The old, who have it less often, have it higher. */
const EXT1_SHIFT = 0.22;
const EXT2_MISSING = 0.002;
const EXT3_MISSING = { train: 0.074, test: 0.053 };
/** Share of university degrees by five years of age from 20. */
const DEGREE = [0.2, 0.345, 0.315, 0.27, 0.23, 0.235, 0.2, 0.165, 0.165, 0.17];
const BELOW_DEGREE = new Choice([['Secondary / secondary special', 70.9], ['Incomplete higher', 3.3], ['Lower secondary', 1.2], ['Academic degree', 0.07]]);
const CAR = { male: 0.585, female: 0.24 };
const CAR_BY_AGE = [0.8, 1, 1.13, 1.12, 1.03, 0.97, 0.92, 0.88, 0.9, 0.55];

export function drawApplication(persona: Persona, random: Random): Application {
  const { test, retired, male, ageDays } = persona;
  const band = Math.min(9, Math.floor(ageDays / 365.25 / 5) - 4);
  const part = test ? 'test' : 'train';
  const revolving = random.chance(REVOLVING[part]);
  const degree = random.chance((DEGREE[band] ?? 0) * (1 + 0.35 * Math.max(-2, Math.min(2, persona.z('income')))));
  const work = drawWork(random, retired, male, degree, persona.z('employed'));
  const income = drawIncome(persona, random, work.incomeType, degree);
  const [rating, ratingWithCity] = drawRating(persona, random);
  const region = Math.round(persona.z('population') * POPULATION_STEPS) / POPULATION_STEPS;
  return {
    ...work,
    ...drawFamily(random, male, band),
    ...(revolving ? drawRevolving(persona, random) : drawCash(persona, random)),
    revolving,
    income,
    education: degree ? 'Higher education' : BELOW_DEGREE.draw(random),
    ownsCar: random.chance((male ? CAR.male : CAR.female) * (CAR_BY_AGE[band] ?? 1)),
    population: Math.round(POPULATION.at(region) * 1e6) / 1e6,
    rating,
    ratingWithCity,
    employedDays: retired ? null : Math.round(Math.min(EMPLOYED.at(persona.z('employed')), (ageDays - 16 * 365) * 0.95)),
    ext1: random.chance((EXT1_MISSING[band] ?? 0.5) * EXT1_MISSING_FACTOR[part]) ? null : EXT1.at(persona.z('ext1') + EXT1_SHIFT),
    ext2: random.chance(EXT2_MISSING) ? null : EXT2.at(persona.z('ext2')),
    ext3: !persona.hasBureau || random.chance(EXT3_MISSING[part]) ? null : EXT3.at(persona.z('ext3')),
  };
}

function drawIncome(persona: Persona, random: Random, incomeType: string, degree: boolean): number {
  const byType = incomeType === 'Pensioner' ? -0.4 : incomeType === 'Commercial associate' ? 0.23 : 0.03;
  const shift = (persona.male ? 0.33 : -0.2) + (degree ? 0.3 : -0.08) + byType;
  const income = INCOME.at(0.94 * persona.z('income') + shift);
  const kind = random.next();
  if (kind < MISTYPED_INCOME) return 117_000_000;
  if (kind < 0.016) return Math.max(25_650, Math.round(income / 4.5) * 4.5);
  return Math.max(25_650, kind < 0.7 ? toMultiple(income, 22_500) : toMultiple(income, 4500));
}

/** Rating of the region and of region and city: nearly always the same. */
function drawRating(persona: Persona, random: Random): [number, number] {
  const u = uniform(persona, 'rating');
  if (u < 0.106) return [1, 1];
  if (u < 0.844) return [2, random.chance(0.0054) ? 1 : 2];
  const kind = random.next();
  return [3, kind < 0.077 ? 2 : kind < 0.09 ? 1 : 3];
}

type Money = Pick<Application, 'credit' | 'annuity' | 'goods'>;

/** A revolving loan is paid back by a twentieth of its limit. */
function drawRevolving(persona: Persona, random: Random): Money {
  const credit = toMultiple(REVOLVING_CREDIT.at(persona.z('credit')), 45_000);
  return { credit, annuity: credit / 20, goods: random.chance(0.0085) ? null : credit };
}

function drawCash(persona: Persona, random: Random): Money {
  const z = persona.z('credit') + (persona.test ? TEST_CREDIT_SHIFT : 0);
  const price = GOODS.at(z);
  const popular = POPULAR_GOODS.reduce((best, each) => (Math.abs(Math.log(each / price)) < Math.abs(Math.log(best / price)) ? each : best));
  const near = Math.abs(Math.log(popular / price)) < 0.2;
  const goods = near && random.chance(POPULAR_GOODS_SHARE) ? popular : toMultiple(price, 4500);
  const credit = toMultiple(goods * (random.chance(NO_MARKUP) ? 1 : MARKUP.draw(random)), 4.5);
  const payments = PAYMENTS.at(0.74 * z - 0.25 * persona.z('income') + 0.7 * random.normal());
  return { credit, goods, annuity: random.chance(0.00004) ? null : toMultiple(credit / payments, 4.5) };
}

function toMultiple(value: number, unit: number): number {
  return Math.max(1, Math.round(value / unit)) * unit;
}
