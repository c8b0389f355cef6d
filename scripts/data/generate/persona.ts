import { Curve, normalCdf } from './distribution.ts';
import type { Random } from './random.ts';

/**
 * What stands behind an applicant's rows: standard normals, correlated as the columns that follow them are. The last
 * six are traits that no column shows but that the histories, and so the outcome, depend on.
 */
const TRAITS = [
  'ext1', 'ext2', 'ext3', 'age', 'employed', 'income', 'credit', 'population', 'rating', 'registration', 'identity',
  'phone', 'carAge', 'size', 'height', 'hunger', 'bureauCount', 'previousCount', 'refusal', 'utilisation', 'lateness',
] as const;

export type Trait = (typeof TRAITS)[number];

/** Lower triangle; each row ends before the diagonal. Columns as measured, the traits at the end as fitted to them. */
const CORRELATIONS: readonly (readonly number[])[] = [
  [],
  [0.22],
  [0.19, 0.12],
  [0.62, 0.09, 0.22],
  [0.26, 0.1, 0.13, 0.35],
  [0.08, 0.18, -0.1, -0.1, 0.04],
  [0.17, 0.14, 0.02, 0.05, 0.09, 0.45],
  [0.1, 0.21, -0.01, 0.03, 0, 0.18, 0.1],
  [-0.13, -0.3, -0.01, -0.01, 0.01, -0.23, -0.1, -0.58],
  [0.18, 0.06, 0.1, 0.34, 0.17, -0.09, -0.01, 0.05, -0.08],
  [0.13, 0.05, 0.13, 0.27, 0.09, -0.04, 0, 0, 0.01, 0.1],
  [0.14, 0.19, 0.08, 0.08, 0.13, 0.06, 0.08, 0.04, -0.02, 0.06, 0.09],
  [-0.09, -0.08, -0.01, 0.01, -0.02, -0.16, -0.09, -0.09, 0.09, 0.04, -0.01, 0.01],
  [0.06, 0.09, 0, 0, 0, 0.11, 0.06, 0.21, -0.15, -0.01, 0.01, 0.01, -0.05],
  [0.11, 0.15, 0.01, 0, 0.01, 0.2, 0.11, 0.33, -0.24, -0.05, 0, 0.01, -0.08, 0.62],
  [-0.08, -0.06, -0.62, -0.1, -0.05, 0.12, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  [0.02, 0.02, -0.24, 0.07, 0.03, 0.16, 0.08, 0, 0, 0, 0, 0, 0, 0, 0, 0.1],
  [0, 0, -0.02, 0.065, 0, 0.03, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.03, 0.16],
  [-0.06, -0.07, -0.33, -0.08, -0.04, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.05, 0],
  [-0.13, -0.1, -0.33, -0.1, -0.05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.2, 0.02, 0, 0.2],
  [-0.08, -0.06, -0.14, -0.12, -0.05, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0, 0, 0.15, 0.2],
];

/** Years of age on the day of the application. */
const AGE = new Curve([[0, 21.02], [5, 25.85], [25, 34.05], [50, 43.18], [75, 53.85], [95, 63.54], [100, 69]]);
/** Share of people without employment (nearly all pensioners) by five years of age from 20. */
const RETIRED = [0.003, 0.003, 0.003, 0.008, 0.013, 0.031, 0.125, 0.6, 0.835, 0.935];
const MALE = 0.385;
const MALE_RETIRED = 0.175;
const TEST_SHARE = 48_744 / 356_255;
const DAYS_PER_YEAR = 365.25;

export interface Persona {
  readonly customerId: number;
  readonly test: boolean;
  readonly ageDays: number;
  readonly male: boolean;
  /** Employment sentinel: pensioners, and a handful of unemployed. */
  readonly retired: boolean;
  readonly hasBureau: boolean;
  z(trait: Trait): number;
}

const SIZE = TRAITS.length;
const INDEX = new Map<Trait, number>(TRAITS.map((trait, index) => [trait, index]));
const FACTOR = cholesky();
/** Applicants of the bureau: none of the others has an external score 3 either. */
const NO_BUREAU = { train: 0.142, test: 0.132 };

export function drawPersona(customerId: number, random: Random): Persona {
  const independent = Float64Array.from({ length: SIZE }, () => random.normal());
  const correlated = new Float64Array(SIZE);
  for (let row = 0; row < SIZE; row++) {
    let sum = 0;
    for (let column = 0; column <= row; column++) sum += (FACTOR[row * SIZE + column] ?? 0) * (independent[column] ?? 0);
    correlated[row] = sum;
  }
  const z = (trait: Trait): number => correlated[INDEX.get(trait) ?? 0] ?? 0;
  const test = random.chance(TEST_SHARE);
  const age = AGE.at(z('age'));
  const retired = random.chance(RETIRED[Math.min(9, Math.floor(age / 5) - 4)] ?? 0);
  return {
    customerId,
    test,
    ageDays: Math.round(age * DAYS_PER_YEAR),
    male: random.chance(retired ? MALE_RETIRED : MALE),
    retired,
    hasBureau: !random.chance(test ? NO_BUREAU.test : NO_BUREAU.train),
    z,
  };
}

/** Uniform in (0, 1) that follows the trait. */
export function uniform(persona: Persona, trait: Trait): number {
  return normalCdf(persona.z(trait));
}

function cholesky(): Float64Array {
  const factor = new Float64Array(SIZE * SIZE);
  const entry = (row: number, column: number): number => factor[row * SIZE + column] ?? 0;
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = column === row ? 1 : (CORRELATIONS[row]?.[column] ?? 0);
      for (let k = 0; k < column; k++) rest -= entry(row, k) * entry(column, k);
      if (column === row && rest <= 0) throw new RangeError(`The correlations of ${TRAITS[row] ?? ''} contradict each other.`);
      factor[row * SIZE + column] = column === row ? Math.sqrt(rest) : rest / entry(column, column);
    }
  }
  return factor;
}
