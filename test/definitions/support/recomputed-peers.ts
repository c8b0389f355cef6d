import { fingerprint64 } from 'farmhash-modern';
import { known, number, type RawRow, type RawRows } from './raw-rows.ts';

/** What is fitted on training customers, over all raw rows at once. */
export interface Fitted {
  /** By type of group and name of the group. */
  readonly groups: ReadonlyMap<string, { readonly share: number; readonly score: number; readonly income: number }>;
  /** The most frequent term by payment over credit to four digits. */
  readonly terms: ReadonlyMap<string, number>;
}

/** As many average customers are added to each group. */
const ADDED = 50;

interface Member {
  readonly group: string;
  readonly score: number | null;
  readonly income: number;
}

export function fit(raw: RawRows): Fitted {
  const training = raw.train.filter(isTraining);
  const members = training.flatMap((row) => groupsOf(row).map((group): Member => ({ group, score: scoreOf(row), income: Math.log(known(row, 'AMT_INCOME_TOTAL')) })));
  const ids = new Set(training.map((row) => row['SK_ID_CURR']));
  return { groups: fitGroups(members), terms: fitTerms(raw.previous.filter((row) => ids.has(row['SK_ID_CURR']))) };
}

export function ofPeers(application: RawRow, { groups, terms }: Fitted): Record<string, number | null> {
  const [employer, occupation, region, education] = groupsOf(application, true).map((name) => groups.get(name));
  const income = known(application, 'AMT_INCOME_TOTAL');
  const credit = known(application, 'AMT_CREDIT');
  const annuity = number(application, 'AMT_ANNUITY');
  const term = annuity === null || application['NAME_CONTRACT_TYPE'] !== 'Cash loans' ? undefined : terms.get(tariffOf(annuity, credit));
  return {
    application_employer_customers_share: employer?.share ?? null,
    application_employer_ext_source_mean: employer?.score ?? null,
    application_occupation_typical_income_amount: occupation?.income ?? null,
    application_region_ext_source_mean: region?.score ?? null,
    application_income_to_region_income_ratio: region === undefined ? null : income / region.income,
    application_education_ext_source_mean: education?.score ?? null,
    application_term_months: term ?? null,
    application_implied_interest: term === undefined || annuity === null ? null : ((term * annuity - credit) / credit / term) * 12,
  };
}

/** Four of five labelled customers, by a fingerprint of their id. */
function isTraining(row: RawRow): boolean {
  const fingerprint = BigInt.asIntN(64, fingerprint64(`split ${row['SK_ID_CURR'] ?? ''}`));
  const percentile = fingerprint % 100n;
  return (percentile < 0n ? -percentile : percentile) >= 20n;
}

/** The customer's groups by type; with `all`, an empty name where there is none. */
function groupsOf(row: RawRow, all = false): string[] {
  const employer = row['ORGANIZATION_TYPE'] === 'XNA' ? '' : (row['ORGANIZATION_TYPE'] ?? '');
  const occupation = row['OCCUPATION_TYPE'] ?? '';
  const education = occupation === '' ? '' : `${row['NAME_EDUCATION_TYPE'] ?? ''}, ${occupation}`;
  const names = [employer, occupation, String(known(row, 'REGION_POPULATION_RELATIVE')), education];
  return names.map((name, at) => (name === '' ? '' : `${at} ${name}`)).filter((name) => all || name !== '');
}

function scoreOf(row: RawRow): number | null {
  const scores = [1, 2, 3].map((source) => number(row, `EXT_SOURCE_${source}`)).filter((score) => score !== null);
  return meanOf(scores);
}

function fitGroups(members: readonly Member[]): Fitted['groups'] {
  const typeOf = ({ group }: Member) => group.slice(0, 1);
  const fitted = new Map<string, { share: number; score: number; income: number }>();
  for (const type of new Set(members.map(typeOf))) {
    const all = members.filter((member) => typeOf(member) === type);
    const overall = { score: meanOf(scoresOf(all)) ?? Number.NaN, income: meanOf(all.map(({ income }) => income)) ?? Number.NaN };
    for (const group of new Set(all.map((member) => member.group))) {
      const own = all.filter((member) => member.group === group);
      const scores = scoresOf(own);
      fitted.set(group, {
        share: own.length / all.length,
        score: (sumOf(scores) + ADDED * overall.score) / (scores.length + ADDED),
        income: Math.exp((sumOf(own.map(({ income }) => income)) + ADDED * overall.income) / (own.length + ADDED)),
      });
    }
  }
  return fitted;
}

function fitTerms(rows: readonly RawRow[]): Map<string, number> {
  const counts = new Map<string, Map<number, number>>();
  for (const row of rows) {
    const [annuity, credit, term] = [number(row, 'AMT_ANNUITY'), known(row, 'AMT_CREDIT'), number(row, 'CNT_PAYMENT')];
    if (row['NAME_CONTRACT_TYPE'] !== 'Cash loans' || annuity === null || annuity <= 0 || credit <= 0 || term === null || term <= 0) continue;
    const tariff = counts.get(tariffOf(annuity, credit)) ?? new Map<number, number>();
    counts.set(tariffOf(annuity, credit), tariff.set(term, (tariff.get(term) ?? 0) + 1));
  }
  const terms = new Map<string, number>();
  for (const [tariff, byTerm] of counts) {
    const [[term] = [Number.NaN]] = [...byTerm].sort(([one, often], [other, oftenToo]) => oftenToo - often || one - other);
    if (Number(tariff) > 0) terms.set(tariff, term);
  }
  return terms;
}

function tariffOf(annuity: number, credit: number): string {
  return String(Math.round((annuity / credit) * 10_000) / 10_000);
}

function scoresOf(members: readonly Member[]): number[] {
  return members.flatMap(({ score }) => score ?? []);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}
