import { known, number, type RawRow } from '../raw-rows.ts';
import { each, greatest, least, mean, minus, ratio, share, sum, type Features, type Value } from './values.ts';

const monthsAgo = (row: RawRow): number => -known(row, 'MONTHS_BALANCE');
const balance = (row: RawRow): number => known(row, 'AMT_BALANCE');
const limit = (row: RawRow): number => known(row, 'AMT_CREDIT_LIMIT_ACTUAL');
const utilization = (row: RawRow): Value => ratio(Math.max(balance(row), 0), limit(row));
const drawn = (row: RawRow): number => known(row, 'AMT_DRAWINGS_CURRENT');
const overdue = (row: RawRow): number => known(row, 'SK_DPD');
const minimum = (row: RawRow): number => number(row, 'AMT_INST_MIN_REGULARITY') ?? 0;
const paid = (row: RawRow): number => number(row, 'AMT_PAYMENT_CURRENT') ?? 0;
const hasMinimum = (row: RawRow): boolean => minimum(row) > 0;

const atMachines = (months: readonly RawRow[]): Value => ratio(sum(months.map((row) => number(row, 'AMT_DRAWINGS_ATM_CURRENT'))), sum(months.map(drawn)));

function paidToMinimum(months: readonly RawRow[]): Value {
  const required = months.filter(hasMinimum);
  return ratio(sum(required.map(paid)), sum(required.map(minimum)));
}

export function ofCard(months: readonly RawRow[]): Features {
  const limited = months.filter((row) => limit(row) > 0);
  return {
    card_cards_count: new Set(months.map((row) => row['SK_ID_PREV'])).size,
    card_months_count: months.length,
    card_limit_amount_max: greatest(months.map(limit)),
    card_balance_amount_mean: mean(months.map(balance)),
    card_balance_amount_max: greatest(months.map(balance)),
    card_utilization_mean: mean(months.map(utilization)),
    card_utilization_max: greatest(months.map(utilization)),
    card_over_limit_share: share(limited, (row) => balance(row) > limit(row)),
    card_indebted_months_share: share(months, (row) => balance(row) > 0),
    card_drawings_amount_mean: mean(months.map(drawn)),
    card_drawings_count_mean: mean(months.map((row) => known(row, 'CNT_DRAWINGS_CURRENT'))),
    card_atm_drawings_share: atMachines(months),
    card_drawings_months_ago_min: least(months.filter((row) => known(row, 'CNT_DRAWINGS_CURRENT') > 0).map(monthsAgo)),
    card_payment_to_minimum_ratio: paidToMinimum(months),
    card_payment_below_minimum_share: share(months.filter(hasMinimum), (row) => paid(row) < minimum(row)),
    card_late_share: share(months, (row) => overdue(row) > 0),
    card_overdue_days_max: greatest(months.map(overdue)),
    card_tolerated_overdue_days_max: greatest(months.map((row) => known(row, 'SK_DPD_DEF'))),
    ...lately(months),
  };
}

function lately(months: readonly RawRow[]): Features {
  const last = (length: number): RawRow[] => months.filter((row) => monthsAgo(row) <= length);
  const before = last(12).filter((row) => monthsAgo(row) > 6);
  const trend = (value: (row: RawRow) => Value): Value => minus(mean(last(6).map(value)), mean(before.map(value)));
  const newestFirst = [...months].sort(
    (one, other) => monthsAgo(one) - monthsAgo(other) || known(other, 'SK_ID_PREV') - known(one, 'SK_ID_PREV'),
  );
  const latest = (value: (row: RawRow) => Value): Value => newestFirst.map(value).find((each) => each !== null) ?? null;
  return {
    ...each([3, 6, 12, 24], (length) => ({
      [`card_balance_amount_mean_last_${length}_months`]: mean(last(length).map(balance)),
      [`card_utilization_mean_last_${length}_months`]: mean(last(length).map(utilization)),
      [`card_drawings_amount_mean_last_${length}_months`]: mean(last(length).map(drawn)),
      [`card_atm_drawings_share_last_${length}_months`]: atMachines(last(length)),
      [`card_payment_to_minimum_ratio_last_${length}_months`]: paidToMinimum(last(length)),
    })),
    card_overdue_days_max_last_12_months: greatest(last(12).map(overdue)),
    card_balance_amount_trend_last_12_months: trend(balance),
    card_utilization_trend_last_12_months: trend(utilization),
    card_drawings_amount_trend_last_12_months: trend(drawn),
    card_balance_amount_latest: latest(balance),
    card_utilization_latest: latest(utilization),
    card_limit_amount_latest: latest(limit),
  };
}
