import { day, known, number, type RawRow } from '../raw-rows.ts';
import { ago, each, flag, greatest, least, mean, minus, ratio, share, sum, type Features, type Value } from './values.ts';

const is = (column: string, ...names: readonly string[]) => (row: RawRow): boolean => names.includes(row[column] ?? '');
const isActive = is('CREDIT_ACTIVE', 'Active');
const isCard = is('CREDIT_TYPE', 'Credit card');
const column = (name: string) => (row: RawRow): Value => number(row, name);
const amount = column('AMT_CREDIT_SUM');
const opened = (row: RawRow): number => -known(row, 'DAYS_CREDIT');

/** Days before 1920 are the bureau's empty dates. */
const dated = (name: string) => (row: RawRow): Value => {
  const value = day(row, name);
  return value === null || value < -36_500 ? null : value;
};
const plannedEnd = dated('DAYS_CREDIT_ENDDATE');
const end = dated('DAYS_ENDDATE_FACT');

/** What was paid too much is no debt, and no limit. */
const notNegative = (name: string) => (row: RawRow): Value => {
  const value = number(row, name);
  return value === null ? null : Math.max(value, 0);
};
const debt = notNegative('AMT_CREDIT_SUM_DEBT');
const limit = notNegative('AMT_CREDIT_SUM_LIMIT');

export function ofBureau(credits: readonly RawRow[]): Features {
  return { ...numbers(credits), ...days(credits), ...amounts(credits), ...debts(credits), ...latest(credits) };
}

function numbers(credits: readonly RawRow[]): Features {
  const count = (holds: (row: RawRow) => boolean): number => credits.filter(holds).length;
  return {
    bureau_credits_count: credits.length,
    bureau_active_credits_count: count(isActive),
    bureau_closed_credits_count: count(is('CREDIT_ACTIVE', 'Closed')),
    bureau_sold_credits_count: count(is('CREDIT_ACTIVE', 'Sold', 'Bad debt')),
    bureau_active_credits_share: share(credits, isActive),
    ...each([90, 180, 365, 730], (window) => ({
      [`bureau_credits_count_last_${window}_days`]: count((row) => opened(row) <= window),
    })),
    bureau_consumer_credits_count: count(is('CREDIT_TYPE', 'Consumer credit')),
    bureau_credit_cards_count: count(isCard),
    bureau_active_credit_cards_count: count((row) => isActive(row) && isCard(row)),
    bureau_car_loans_count: count(is('CREDIT_TYPE', 'Car loan')),
    bureau_mortgages_count: count(is('CREDIT_TYPE', 'Mortgage')),
    bureau_microloans_count: count(is('CREDIT_TYPE', 'Microloan')),
    bureau_credit_types_count: new Set(credits.map((row) => row['CREDIT_TYPE'])).size,
    bureau_ever_overdue_credits_count: count(
      (row) => ['CREDIT_DAY_OVERDUE', 'AMT_CREDIT_SUM_OVERDUE', 'AMT_CREDIT_MAX_OVERDUE'].some((name) => (number(row, name) ?? 0) > 0),
    ),
  };
}

function days(credits: readonly RawRow[]): Features {
  const active = credits.filter(isActive);
  const early = credits.filter(is('CREDIT_ACTIVE', 'Closed')).map((row) => minus(plannedEnd(row), end(row))).filter((value) => value !== null);
  const ages = credits.map(opened);
  const updates = credits.filter((row) => known(row, 'DAYS_CREDIT_UPDATE') <= 0).map((row) => ago(dated('DAYS_CREDIT_UPDATE')(row)));
  return {
    bureau_opened_days_min: least(ages),
    bureau_opened_days_max: greatest(ages),
    bureau_opened_days_mean: mean(ages),
    bureau_opening_interval_days_mean: ratio(minus(greatest(ages), least(ages)), credits.length - 1),
    bureau_active_opened_days_min: least(active.map(opened)),
    bureau_active_opened_days_max: greatest(active.map(opened)),
    bureau_closed_opened_days_min: least(credits.filter(is('CREDIT_ACTIVE', 'Closed')).map(opened)),
    bureau_closed_days_min: least(credits.map((row) => ago(end(row)))),
    bureau_updated_days_min: least(updates),
    bureau_updated_days_mean: mean(updates),
    bureau_planned_term_days_mean: mean(credits.map((row) => minus(plannedEnd(row), known(row, 'DAYS_CREDIT')))),
    bureau_closed_early_share: share(early, (value) => value > 0),
    bureau_closed_early_days_mean: mean(early),
    bureau_remaining_days_max: greatest(active.map(plannedEnd)),
    bureau_remaining_days_mean: mean(active.map(plannedEnd)),
    bureau_remaining_days_min: least(active.map(plannedEnd)),
  };
}

function amounts(credits: readonly RawRow[]): Features {
  const active = credits.filter(isActive);
  return {
    bureau_credit_amount_sum: sum(credits.map(amount)),
    bureau_credit_amount_mean: mean(credits.map(amount)),
    bureau_credit_amount_max: greatest(credits.map(amount)),
    bureau_active_credit_amount_sum: sum(active.map(amount)),
    bureau_active_annuity_amount_sum: sum(active.map(column('AMT_ANNUITY'))),
    bureau_card_limit_amount_sum: sum(credits.filter(isCard).map(limit)),
    bureau_overdue_amount_sum: sum(credits.map(column('AMT_CREDIT_SUM_OVERDUE'))),
    bureau_overdue_days_max: greatest(credits.map(column('CREDIT_DAY_OVERDUE'))),
    bureau_worst_overdue_amount_max: greatest(credits.map(column('AMT_CREDIT_MAX_OVERDUE'))),
    bureau_worst_overdue_amount_mean: mean(credits.map(column('AMT_CREDIT_MAX_OVERDUE'))),
    bureau_worst_overdue_to_credit_ratio_max: greatest(credits.map((row) => ratio(number(row, 'AMT_CREDIT_MAX_OVERDUE'), amount(row)))),
    bureau_prolongations_sum: sum(credits.map(column('CNT_CREDIT_PROLONG'))),
  };
}

/** Over the credits for which both are known. */
function debtToCredit(credits: readonly RawRow[]): Value {
  const both = credits.filter((row) => debt(row) !== null && amount(row) !== null);
  return ratio(sum(both.map(debt)), sum(both.map(amount)));
}

function debts(credits: readonly RawRow[]): Features {
  const active = credits.filter(isActive);
  const inDebt = credits.filter((row) => debt(row) !== null);
  const cards = inDebt.filter((row) => isActive(row) && isCard(row) && (limit(row) ?? 0) > 0);
  const running = active.filter((row) => (plannedEnd(row) ?? 0) > 0);
  const debtsOf = (rows: readonly RawRow[]): Value => sum(rows.map(debt));
  return {
    bureau_debt_amount_sum: debtsOf(credits),
    bureau_debt_amount_max: greatest(credits.map(debt)),
    bureau_active_debt_amount_sum: debtsOf(active),
    bureau_consumer_debt_amount_sum: debtsOf(credits.filter(is('CREDIT_TYPE', 'Consumer credit'))),
    bureau_card_debt_amount_sum: debtsOf(credits.filter(isCard)),
    bureau_debt_amount_sum_last_365_days: debtsOf(credits.filter((row) => opened(row) <= 365)),
    bureau_monthly_debt_amount_sum: sum(running.map((row) => ratio(debt(row), Math.max((plannedEnd(row) ?? 0) / 30, 1)))),
    bureau_debt_to_credit_ratio: debtToCredit(credits),
    bureau_active_debt_to_credit_ratio: debtToCredit(active),
    bureau_active_debt_to_credit_ratio_max: greatest(active.map((row) => ratio(debt(row), amount(row)))),
    bureau_card_debt_to_limit_ratio: ratio(debtsOf(cards), sum([...cards.map(debt), ...cards.map(limit)])),
  };
}

function latest(credits: readonly RawRow[]): Features {
  const [newest] = credits
    .filter(isActive)
    .sort((one, other) => opened(one) - opened(other) || known(other, 'SK_ID_BUREAU') - known(one, 'SK_ID_BUREAU'));
  return {
    bureau_active_credit_amount_latest: newest === undefined ? null : amount(newest),
    bureau_active_debt_to_credit_ratio_latest: newest === undefined ? null : ratio(debt(newest), amount(newest)),
    bureau_active_remaining_days_latest: newest === undefined ? null : plannedEnd(newest),
    bureau_active_card_flag_latest: newest === undefined ? null : flag(isCard(newest)),
  };
}
