import { known, type RawRow } from '../raw-rows.ts';
import { each, greatest, groupBy, least, mean, minus, ratio, share, sum, type Features, type Value } from './values.ts';

/** An instalment of a loan, put together from the rows of its payments and versions. */
interface Instalment {
  readonly loan: number;
  readonly number: number;
  readonly dueDay: number;
  readonly due: number;
  readonly payments: number;
  readonly paid: number;
  /** Day of the last payment. */
  readonly paidDay: Value;
  readonly versions: number;
}

/** What differs in some columns: the rest of the rows say it again. */
function different(rows: readonly RawRow[], ...columns: readonly string[]): readonly RawRow[] {
  return groupBy(rows, (row) => columns.map((column) => row[column]).join(' ')).flatMap((same) => same.slice(0, 1));
}

function instalment(rows: readonly RawRow[]): Instalment {
  const dues = different(rows, 'NUM_INSTALMENT_VERSION', 'DAYS_INSTALMENT', 'AMT_INSTALMENT');
  const payments = different(rows, 'DAYS_ENTRY_PAYMENT', 'AMT_PAYMENT').filter((row) => row['DAYS_ENTRY_PAYMENT'] !== '');
  return {
    loan: Number(rows[0]?.['SK_ID_PREV']),
    number: Number(rows[0]?.['NUM_INSTALMENT_NUMBER']),
    dueDay: Math.min(...rows.map((row) => known(row, 'DAYS_INSTALMENT'))),
    due: sum(dues.map((row) => known(row, 'AMT_INSTALMENT'))) ?? 0,
    payments: payments.length,
    paid: sum(payments.map((row) => known(row, 'AMT_PAYMENT'))) ?? 0,
    paidDay: greatest(payments.map((row) => known(row, 'DAYS_ENTRY_PAYMENT'))),
    versions: different(rows, 'NUM_INSTALMENT_VERSION').length,
  };
}

const dueAgo = ({ dueDay }: Instalment): number => -dueDay;
const dueAmount = ({ due }: Instalment): number => due;
const missing = ({ due, paid }: Instalment): number => (due - paid >= 0.01 ? due - paid : 0);
const isUnderpaid = (one: Instalment): boolean => missing(one) > 0;
const isPaid = ({ payments }: Instalment): boolean => payments > 0;
const late = ({ paidDay, dueDay }: Instalment): Value => (paidDay === null ? null : Math.max(paidDay - dueDay, 0));
const early = ({ paidDay, dueDay }: Instalment): Value => (paidDay === null ? null : Math.max(dueDay - paidDay, 0));
const lateShare = (all: readonly Instalment[], days = 0): Value => share(all.filter(isPaid), (one) => (late(one) ?? 0) > days);
const paidToDue = (all: readonly Instalment[]): Value => ratio(sum(all.map(({ paid }) => paid)), sum(all.map(dueAmount)));

export function ofInstallments(rows: readonly RawRow[]): Features {
  const all = groupBy(rows, (row) => `${row['SK_ID_PREV'] ?? ''} ${row['NUM_INSTALMENT_NUMBER'] ?? ''}`).map(instalment);
  return { ...wholeRecord(all), ...windows(all), ...newest(all) };
}

function wholeRecord(all: readonly Instalment[]): Features {
  return {
    installments_loans_count: new Set(all.map(({ loan }) => loan)).size,
    installments_instalments_count: all.length,
    installments_due_amount_mean: mean(all.map(dueAmount)),
    installments_due_amount_max: greatest(all.map(dueAmount)),
    installments_late_share: lateShare(all),
    installments_late_5_share: lateShare(all, 5),
    installments_late_30_share: lateShare(all, 30),
    installments_late_days_mean: mean(all.map(late)),
    installments_late_days_max: greatest(all.map(late)),
    installments_early_days_mean: mean(all.map(early)),
    installments_early_days_max: greatest(all.map(early)),
    installments_early_days_sum: sum(all.map(early)),
    installments_paid_amount_sum: sum(all.map(({ paid }) => paid)),
    installments_paid_amount_min: least(all.filter(isPaid).map(({ paid }) => paid)),
    installments_paid_to_due_ratio: paidToDue(all),
    installments_underpaid_share: share(all, isUnderpaid),
    installments_underpaid_amount_sum: sum(all.map(missing)),
    installments_unpaid_count: all.filter((one) => !isPaid(one)).length,
    installments_split_share: share(all.filter(isPaid), ({ payments }) => payments > 1),
    installments_paid_days_min: least(all.map(({ paidDay }) => (paidDay === null ? null : -paidDay))),
    installments_due_days_max: greatest(all.map(dueAgo)),
    installments_rescheduled_share: share(all, ({ versions }) => versions > 1),
  };
}

function windows(all: readonly Instalment[]): Features {
  return {
    installments_due_amount_sum_last_365_days: sum(all.filter((one) => dueAgo(one) <= 365).map(dueAmount)),
    ...each([60, 90, 180, 365, 1000], (days) => {
      const recent = all.filter((one) => dueAgo(one) <= days);
      return {
        [`installments_instalments_count_last_${days}_days`]: recent.length,
        [`installments_late_share_last_${days}_days`]: lateShare(recent),
        [`installments_late_days_mean_last_${days}_days`]: mean(recent.map(late)),
        [`installments_late_days_max_last_${days}_days`]: greatest(recent.map(late)),
        [`installments_underpaid_share_last_${days}_days`]: share(recent, isUnderpaid),
        [`installments_paid_to_due_ratio_last_${days}_days`]: paidToDue(recent),
      };
    }),
  };
}

function newest(all: readonly Instalment[]): Features {
  const newestFirst = all
    .filter(isPaid)
    .sort((one, other) => other.dueDay - one.dueDay || other.loan - one.loan || other.number - one.number);
  const [five, twelve, before] = [newestFirst.slice(0, 5), newestFirst.slice(0, 12), newestFirst.slice(12, 24)];
  const trend = (value: (one: Instalment) => Value): Value => minus(mean(twelve.map(value)), mean(before.map(value)));
  const loan = newestFirst.filter((one) => one.loan === newestFirst[0]?.loan);
  return {
    installments_late_share_last_5_payments: lateShare(five),
    installments_late_days_mean_last_5_payments: mean(five.map(late)),
    installments_early_days_mean_last_5_payments: mean(five.map(early)),
    installments_paid_to_due_ratio_last_5_payments: paidToDue(five),
    installments_late_days_mean_last_12_payments: mean(twelve.map(late)),
    installments_late_days_trend_last_24_payments: trend(late),
    installments_early_days_trend_last_24_payments: trend(early),
    installments_due_amount_trend_last_24_payments: trend(dueAmount),
    installments_loan_late_share_latest: lateShare(loan),
    installments_loan_late_days_latest: mean(loan.map(late)),
    installments_loan_paid_to_due_ratio_latest: paidToDue(loan),
  };
}
