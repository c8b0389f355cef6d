import { fingerprint64 } from 'farmhash-modern';
import { known, number, type RawRow, type RawRows } from '../raw-rows.ts';
import { groupBy, mean, ratio, sum, type Features, type Value } from './values.ts';

/** A group counts as if so many average customers of its kind were in it. */
const SMOOTHING = 50;

/** The group of an applicant by each kind of group; null without one. */
const GROUPS: Readonly<Record<string, (row: RawRow) => string | null>> = {
  employer: (row) => (row['ORGANIZATION_TYPE'] === 'XNA' ? null : (row['ORGANIZATION_TYPE'] ?? null)),
  occupation: (row) => row['OCCUPATION_TYPE'] || null,
  region: (row) => number(row, 'REGION_POPULATION_RELATIVE')?.toFixed(6) ?? null,
  education: (row) => (row['OCCUPATION_TYPE'] ? `${row['NAME_EDUCATION_TYPE'] ?? ''}, ${row['OCCUPATION_TYPE']}` : null),
};

interface Group {
  readonly share: Value;
  readonly score: Value;
  readonly income: Value;
}

/** What the training customers tell of others. */
export interface Fitted {
  readonly groups: ReadonlyMap<string, Group>;
  /** Term in months by payment over credit to four digits. */
  readonly terms: ReadonlyMap<string, number>;
}

const scoreOf = (row: RawRow): Value => mean([1, 2, 3].map((source) => number(row, `EXT_SOURCE_${source}`)));
const logIncomeOf = (row: RawRow): number => Math.log(known(row, 'AMT_INCOME_TOTAL'));
const isCashLoan = (row: RawRow): boolean => row['NAME_CONTRACT_TYPE'] === 'Cash loans';
const tariffOf = (row: RawRow): string | null => ratio(number(row, 'AMT_ANNUITY'), number(row, 'AMT_CREDIT'))?.toFixed(4) ?? null;

/** Four of five labelled customers, by a fingerprint of the id. */
function isTraining(customer: string): boolean {
  const percentile = BigInt.asIntN(64, fingerprint64(`split ${customer}`)) % 100n;
  return (percentile < 0n ? -percentile : percentile) >= 20n;
}

/** Fitted on the applications of training customers and on their earlier ones. */
export function fit(raw: RawRows): Fitted {
  const applicants = raw.train.filter((row) => isTraining(row['SK_ID_CURR'] ?? ''));
  const ids = new Set(applicants.map((row) => row['SK_ID_CURR']));
  const groups = Object.entries(GROUPS).flatMap(([kind, groupOf]) => {
    const all = applicants.filter((row) => groupOf(row) !== null);
    return groupBy(all, groupOf).map((rows) => [`${kind} ${groupOf(rows[0] ?? {}) ?? ''}`, describe(rows, all)] as const);
  });
  const loans = raw.previous.filter(
    (row) => ids.has(row['SK_ID_CURR']) && isCashLoan(row) && ['AMT_ANNUITY', 'AMT_CREDIT', 'CNT_PAYMENT'].every((name) => (number(row, name) ?? 0) > 0),
  );
  const terms = groupBy(loans, tariffOf).map((rows) => [tariffOf(rows[0] ?? {}) ?? '', mostFrequent(rows)] as const);
  return { groups: new Map(groups), terms: new Map(terms) };
}

function describe(rows: readonly RawRow[], all: readonly RawRow[]): Group {
  const smoothed = (value: (row: RawRow) => Value): Value => {
    const own = rows.map(value).filter((one) => one !== null);
    const overall = mean(all.map(value));
    return overall === null ? null : ((sum(own) ?? 0) + SMOOTHING * overall) / (own.length + SMOOTHING);
  };
  return { share: ratio(rows.length, all.length), score: smoothed(scoreOf), income: Math.exp(smoothed(logIncomeOf) ?? Number.NaN) };
}

function mostFrequent(rows: readonly RawRow[]): number {
  const [most] = groupBy(rows, (row) => known(row, 'CNT_PAYMENT'))
    .map((same) => ({ term: known(same[0] ?? {}, 'CNT_PAYMENT'), count: same.length }))
    .sort((one, other) => other.count - one.count || one.term - other.term);
  return most?.term ?? Number.NaN;
}

export function ofPeers(row: RawRow, { groups, terms }: Fitted): Features {
  const own = (kind: string): Group | undefined => groups.get(`${kind} ${GROUPS[kind]?.(row) ?? ''}`);
  const features: Features = { application_education_ext_source_mean: own('education')?.score ?? null };
  for (const kind of ['employer', 'occupation', 'region']) {
    const group = own(kind);
    features[`application_${kind}_customers_share`] = group?.share ?? null;
    features[`application_${kind}_ext_source_mean`] = group?.score ?? null;
    features[`application_${kind}_typical_income_amount`] = group?.income ?? null;
    features[`application_income_to_${kind}_income_ratio`] = ratio(known(row, 'AMT_INCOME_TOTAL'), group?.income ?? null);
  }
  const term = (isCashLoan(row) ? terms.get(tariffOf(row) ?? '') : undefined) ?? null;
  const [annuity, credit] = [number(row, 'AMT_ANNUITY'), known(row, 'AMT_CREDIT')];
  return {
    ...features,
    application_term_months: term,
    application_implied_interest: term === null || annuity === null ? null : (term * annuity - credit) / credit / (term / 12),
  };
}
