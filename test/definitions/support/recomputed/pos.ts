import { known, number, type RawRow } from '../raw-rows.ts';
import { each, greatest, groupBy, least, mean, minus, ratio, share, sum, type Features, type Value } from './values.ts';

const ENDED = ['Completed', 'Canceled', 'Returned to the store'];

const overdue = (row: RawRow): number => known(row, 'SK_DPD');
const isLate = (row: RawRow): boolean => overdue(row) > 0;
const monthsAgo = (row: RawRow): number => -known(row, 'MONTHS_BALANCE');
const status = (row: RawRow): string => row['NAME_CONTRACT_STATUS'] ?? '';

/** Months of one loan, the newest first. */
type Loan = readonly RawRow[];
const first = (loan: readonly RawRow[], column: string): Value => loan.map((row) => number(row, column)).find((value) => value !== null) ?? null;
const remaining = (loan: Loan): Value => first(loan, 'CNT_INSTALMENT_FUTURE');
const term = (loan: Loan): Value => first(loan, 'CNT_INSTALMENT');
const shortened = (loan: Loan): Value => minus(first([...loan].reverse(), 'CNT_INSTALMENT'), term(loan));
const isActive = (loan: Loan): boolean => !ENDED.includes(loan.map(status).find((stated) => stated !== 'XNA') ?? '');
const isCompleted = (loan: Loan): boolean => loan.some((row) => status(row) === 'Completed');
const beganAgo = (loan: Loan): number => Math.max(...loan.map(monthsAgo));
const idOf = (loan: Loan): number => Number(loan[0]?.['SK_ID_PREV']);

export function ofPos(months: readonly RawRow[]): Features {
  const loans = groupBy(months, (row) => row['SK_ID_PREV']).map((loan): Loan => loan.sort((one, other) => monthsAgo(one) - monthsAgo(other)));
  const active = loans.filter(isActive);
  const counted = active.filter((loan) => remaining(loan) !== null && term(loan) !== null);
  const completed = loans.filter(isCompleted).map(shortened).filter((count) => count !== null);
  const [latest] = [...loans].sort((one, other) => beganAgo(one) - beganAgo(other) || idOf(other) - idOf(one));
  return {
    pos_loans_count: loans.length,
    pos_months_count: months.length,
    pos_recorded_months_ago_min: least(months.map(monthsAgo)),
    pos_recorded_months_ago_max: greatest(months.map(monthsAgo)),
    pos_late_share: share(months, isLate),
    pos_overdue_days_max: greatest(months.map(overdue)),
    pos_tolerated_overdue_days_max: greatest(months.map((row) => known(row, 'SK_DPD_DEF'))),
    ...each([6, 12, 24], (length) => {
      const recent = months.filter((row) => monthsAgo(row) <= length);
      return {
        [`pos_late_share_last_${length}_months`]: share(recent, isLate),
        [`pos_overdue_days_max_last_${length}_months`]: greatest(recent.map(overdue)),
      };
    }),
    pos_late_loans_share: share(loans, (loan) => loan.some(isLate)),
    pos_late_months_ago_min: least(months.filter(isLate).map(monthsAgo)),
    pos_active_loans_count: active.length,
    pos_remaining_instalments_sum: sum(active.map(remaining)),
    pos_remaining_instalments_share: ratio(sum(counted.map(remaining)), sum(counted.map(term))),
    pos_remaining_instalments_max: greatest(active.map(remaining)),
    pos_remaining_instalments_latest: latest === undefined ? null : remaining(latest),
    pos_loan_late_share_latest: latest === undefined ? null : share(latest, isLate),
    pos_term_months_mean: mean(loans.map(term)),
    pos_completed_loans_share: share(loans, isCompleted),
    pos_shortened_instalments_mean: mean(completed),
    pos_completed_early_share: share(completed, (count) => count > 0),
  };
}
