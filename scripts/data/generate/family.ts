import { Choice } from './distribution.ts';
import type { Random } from './random.ts';

export interface Family {
  readonly familyStatus: string;
  readonly children: number;
  readonly members: number;
  readonly housing: string;
}

const STATUS = ['Married', 'Single / not married', 'Civil marriage', 'Separated', 'Widow', 'Unknown'] as const;
/** Percent of each status by five years of age from 20. */
const STATUS_BY_AGE = [
  [28.8, 52.1, 16.9, 2.2, 0.02, 0.001], [59.8, 26.2, 11, 3.1, 0.1, 0.001], [67.3, 15, 11.7, 5.6, 0.4, 0.001],
  [70, 12.2, 10.6, 6.1, 1.2, 0.001], [70.8, 11, 9.2, 7.5, 1.5, 0.001], [71.1, 9.4, 8.3, 7.8, 3.4, 0.001],
  [67.4, 10.5, 8.1, 7.8, 6.2, 0.001], [64.9, 10.1, 5.5, 7.4, 12.1, 0.001], [59.9, 11.5, 5.3, 5.5, 17.9, 0.001],
  [48.8, 14, 4.8, 6.4, 26, 0.001],
].map((row) => new Choice(row.map((percent, index) => [STATUS[index] ?? 'Unknown', percent] as const)));
/** Percent with no, one, two, … children by five years of age from 20. */
const CHILDREN_BY_AGE = [
  [80.9, 16.4, 2.5, 0.2], [60.7, 29.2, 9, 1], [45.2, 34, 18, 2.3, 0.4, 0.1], [44.5, 34.1, 18, 2.8, 0.5, 0.1],
  [57.8, 30.4, 10.1, 1.4, 0.3], [77.2, 18.4, 3.9, 0.5], [90.8, 7.8, 1.2, 0.2], [97.1, 2.6, 0.3], [98.6, 1.3, 0.1], [99.2, 0.8],
].map((row) => new Choice(row.map((percent, count) => [count, percent] as const)));
/** The unmarried have about half as many. */
const CHILDLESS_UNMARRIED = 0.4;

const HOUSING = new Choice([
  ['House / apartment', 88.6], ['Municipal apartment', 3.7], ['Rented apartment', 1.3], ['Office apartment', 0.8], ['Co-op apartment', 0.4],
]);
const WITH_PARENTS = [0.22, 0.142, 0.093, 0.042, 0.021, 0.017, 0.009, 0.004, 0.003, 0.002];
const RENTED_YOUNG = 0.02;

/** @param band five years of age, 0 from 20 */
export function drawFamily(random: Random, male: boolean, band: number): Family {
  const drawn = (STATUS_BY_AGE[band] as Choice<string>).draw(random);
  const familyStatus = byGender(drawn, male, random);
  const couple = familyStatus === 'Married' || familyStatus === 'Civil marriage';
  const alone = familyStatus === 'Single / not married' && random.chance(CHILDLESS_UNMARRIED);
  const children = alone ? 0 : (CHILDREN_BY_AGE[band] as Choice<number>).draw(random);
  const withParents = random.chance(WITH_PARENTS[band] ?? 0);
  const rented = band < 4 && random.chance(RENTED_YOUNG);
  return {
    familyStatus,
    children,
    members: children + (couple ? 2 : 1),
    housing: withParents ? 'With parents' : rented ? 'Rented apartment' : HOUSING.draw(random),
  };
}

/** Widows are mostly women, and more men are single. */
function byGender(status: string, male: boolean, random: Random): string {
  if (male && status === 'Widow') return random.chance(0.75) ? 'Married' : status;
  if (male && status === 'Married') return random.chance(0.05) ? 'Single / not married' : status;
  if (!male && status === 'Married') return random.chance(0.022) ? 'Widow' : status;
  return status;
}
