import { Choice } from './distribution.ts';
import type { Random } from './random.ts';

type Named = readonly [name: string, percent: number, male: number, state: number];

/** Percent of the applicants at work, and shares of men and of state servants among them. */
const ORGANIZATIONS: readonly Named[] = [
  ['Business Entity Type 3', 21.8, 0.45, 0.007], ['Self-employed', 12.5, 0.31, 0.003], ['Other', 5.5, 0.34, 0.15],
  ['Medicine', 3.7, 0.08, 0.26], ['Government', 3.5, 0.3, 0.27], ['Business Entity Type 2', 3.3, 0.43, 0.04],
  ['School', 2.9, 0.12, 0.31], ['Trade: type 7', 2.6, 0.18, 0.017], ['Kindergarten', 2.2, 0.05, 0.29],
  ['Construction', 2.1, 0.72, 0.015], ['Business Entity Type 1', 1.9, 0.44, 0.034], ['Transport: type 4', 1.7, 0.63, 0.018],
  ['Industry: type 3', 1.1, 0.4, 0.026], ['Industry: type 9', 1.1, 0.6, 0.04], ['Trade: type 3', 1.1, 0.2, 0.003],
  ['Security', 1, 0.72, 0.033], ['Housing', 1, 0.45, 0.07], ['Industry: type 11', 0.9, 0.47, 0.067],
  ['Military', 0.9, 0.7, 0.56], ['Bank', 0.8, 0.16, 0.04], ['Agriculture', 0.8, 0.46, 0.015], ['Police', 0.8, 0.6, 0.63],
  ['Transport: type 2', 0.8, 0.53, 0.14], ['Postal', 0.7, 0.1, 0.23], ['Security Ministries', 0.6, 0.4, 0.51],
  ['Trade: type 2', 0.6, 0.3, 0.01], ['Restaurant', 0.5, 0.25, 0.01], ['Services', 0.5, 0.1, 0.014],
  ['University', 0.5, 0.25, 0.36], ['Industry: type 7', 0.5, 0.5, 0.03], ['Transport: type 3', 0.4, 0.7, 0.01],
  ['Industry: type 1', 0.4, 0.55, 0.03], ['Electricity', 0.3, 0.6, 0.05], ['Hotel', 0.3, 0.25, 0.03],
  ['Industry: type 4', 0.3, 0.55, 0.02], ['Industry: type 5', 0.2, 0.5, 0.05], ['Telecom', 0.2, 0.45, 0.06],
  ['Trade: type 6', 0.2, 0.35, 0.01], ['Insurance', 0.2, 0.25, 0.02], ['Emergency', 0.2, 0.6, 0.3],
  ['Industry: type 12', 0.15, 0.45, 0.05], ['Advertising', 0.15, 0.4, 0.01], ['Industry: type 2', 0.14, 0.5, 0.03],
  ['Culture', 0.13, 0.25, 0.25], ['Mobile', 0.1, 0.4, 0.01], ['Legal Services', 0.1, 0.3, 0.06], ['Trade: type 1', 0.1, 0.4, 0.01],
  ['Realtor', 0.12, 0.25, 0.01], ['Cleaning', 0.08, 0.3, 0.01], ['Transport: type 1', 0.06, 0.5, 0.08],
  ['Industry: type 10', 0.04, 0.5, 0.02], ['Industry: type 6', 0.04, 0.5, 0.02], ['Religion', 0.03, 0.5, 0.02],
  ['Trade: type 5', 0.02, 0.4, 0.01], ['Trade: type 4', 0.02, 0.4, 0.01], ['Industry: type 13', 0.02, 0.5, 0.02],
  ['Industry: type 8', 0.01, 0.5, 0.02],
];

/** As above, with the share of university degrees as the last figure; null where none is stated. */
const OCCUPATIONS: readonly (readonly [name: string | null, percent: number, male: number, state: number, degree: number])[] = [
  ['Laborers', 18, 0.58, 0.04, 0.12], [null, 13.2, 0.31, 0.074, 0.29], ['Sales staff', 10.4, 0.1, 0.006, 0.17],
  ['Core staff', 9.1, 0.21, 0.255, 0.5], ['Managers', 6.9, 0.51, 0.105, 0.54], ['Drivers', 6, 0.95, 0.036, 0.135],
  ['High skill tech staff', 3.6, 0.35, 0.08, 0.42], ['Accountants', 3.2, 0.03, 0.0575, 0.57], ['Medicine staff', 2.8, 0.02, 0.257, 0.12],
  ['Security staff', 2.2, 0.66, 0.085, 0.137], ['Cooking staff', 1.8, 0.12, 0.0735, 0.04], ['Cleaning staff', 1.5, 0.07, 0.023, 0.07],
  ['Private service staff', 0.9, 0.03, 0.001, 0.2], ['Low-skill Laborers', 0.7, 0.8, 0.001, 0.06], ['Secretaries', 0.43, 0.05, 0.17, 0.43],
  ['Waiters/barmen staff', 0.42, 0.15, 0.07, 0.15], ['Realty agents', 0.25, 0.1, 0.04, 0.28], ['HR staff', 0.2, 0.1, 0.2, 0.63],
  ['IT staff', 0.18, 0.73, 0.07, 0.67],
];

/** Income types of applicants at work but for state servants, percent of all applicants. */
const INCOME_TYPES = new Choice([['Working', 51.6], ['Commercial associate', 23.3], ['Student', 0.006], ['Businessman', 0.003], ['Maternity leave', 0.002]]);
const STATE_SERVANT = 0.07 / 0.819;
const UNEMPLOYED = 0.0004;

const ORGANIZATION = byBits(4, (bits) => new Choice(ORGANIZATIONS.map(([name, percent, male, state]) => [name, percent * side(male, bits & 1) * side(state, bits & 2)])));
const OCCUPATION = byBits(8, (bits) =>
  new Choice(OCCUPATIONS.map(([name, percent, male, state, degree]) => [name, percent * side(male, bits & 1) * side(state, bits & 2) * side(degree, bits & 4)])),
);

export interface Work {
  readonly incomeType: string;
  readonly organization: string;
  readonly occupation: string | null;
}

/** @param tenure standard normal of the years employed: state servants stay longer */
export function drawWork(random: Random, retired: boolean, male: boolean, degree: boolean, tenure: number): Work {
  if (retired) return { incomeType: random.chance(UNEMPLOYED) ? 'Unemployed' : 'Pensioner', organization: 'XNA', occupation: null };
  const state = random.chance(STATE_SERVANT * Math.exp(0.4 * tenure - 0.08));
  const bits = (male ? 1 : 0) + (state ? 2 : 0);
  return {
    incomeType: state ? 'State servant' : INCOME_TYPES.draw(random),
    organization: (ORGANIZATION[bits] as Choice<string>).draw(random),
    occupation: (OCCUPATION[bits + (degree ? 4 : 0)] as Choice<string | null>).draw(random),
  };
}

function side(share: number, bit: number): number {
  return bit === 0 ? 1 - share : share;
}

function byBits<T>(count: number, make: (bits: number) => T): T[] {
  return Array.from({ length: count }, (_, bits) => make(bits));
}
