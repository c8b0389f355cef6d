import { day, known, number, type RawRow } from './raw-rows.ts';

/** The newest applications, payments and months of one customer, and what remains to be paid, from the raw rows. */
export function ofSequences(rows: { readonly previous: readonly RawRow[]; readonly pos: readonly RawRow[]; readonly card: readonly RawRow[]; readonly instalments: readonly RawRow[] }): Record<string, number | null> {
  return { ...ofNewestApplications(rows.previous), ...ofOpenLoans(rows), ...ofNewestMonths(rows.card), ...ofNewestPayments(rows.instalments) };
}

function ofNewestApplications(rows: readonly RawRow[]): Record<string, number | null> {
  const newestFirst = newest(rows, 'DAYS_DECISION', 'SK_ID_PREV');
  const three = newestFirst.slice(0, 3);
  const types = newestFirst.map((row) => row['NAME_CONTRACT_TYPE']).filter((type) => type !== 'XNA');
  const levels: Readonly<Record<string, number>> = { low_action: 1, low_normal: 2, middle: 3, high: 4 };
  return {
    previous_cash_flag_latest: types[0] === undefined ? null : Number(types[0] === 'Cash loans'),
    previous_yield_level_latest: newestFirst.map((row) => levels[row['NAME_YIELD_GROUP'] ?? '']).find((level) => level !== undefined) ?? null,
    previous_decision_days_mean_last_3_applications: mean(three.map((row) => -known(row, 'DAYS_DECISION'))),
    previous_annuity_amount_mean_last_5_applications: mean(newestFirst.slice(0, 5).flatMap((row) => number(row, 'AMT_ANNUITY') ?? [])),
    previous_goods_to_credit_ratio_min: least(newestFirst.flatMap((row) => (number(row, 'AMT_GOODS_PRICE') === null || known(row, 'AMT_CREDIT') === 0 ? [] : known(row, 'AMT_GOODS_PRICE') / known(row, 'AMT_CREDIT')))),
  };
}

/** What the open loans still cost: payments left times their size, or what the card owes. */
function ofOpenLoans({ previous, pos, card }: { readonly previous: readonly RawRow[]; readonly pos: readonly RawRow[]; readonly card: readonly RawRow[] }): Record<string, number | null> {
  const amounts: number[] = [];
  for (const row of previous) {
    const started = day(row, 'DAYS_FIRST_DUE') !== null || day(row, 'DAYS_FIRST_DRAWING') !== null;
    if (row['NAME_CONTRACT_STATUS'] !== 'Approved' || !started || day(row, 'DAYS_LAST_DUE') !== null) continue;
    const own = (rows: readonly RawRow[]) => newest(rows.filter((month) => month['SK_ID_PREV'] === row['SK_ID_PREV']), 'MONTHS_BALANCE');
    const annuity = number(row, 'AMT_ANNUITY');
    const left = (number(row, 'CNT_PAYMENT') ?? 0) > 0 ? paymentsLeft(row, own(pos)) : null;
    const [month] = own(card);
    if (left !== null && annuity !== null) amounts.push(left * annuity);
    else if (month !== undefined) amounts.push(Math.max(known(month, 'AMT_BALANCE'), 0));
  }
  return { previous_remaining_amount_sum: amounts.length === 0 ? null : sum(amounts), previous_remaining_amount_max: greatest(amounts) };
}

function paymentsLeft(row: RawRow, newestFirst: readonly RawRow[]): number | null {
  const recorded = newestFirst.map((month) => number(month, 'CNT_INSTALMENT_FUTURE')).find((count) => count !== null);
  if (recorded !== undefined) return recorded;
  const planned = day(row, 'DAYS_LAST_DUE_1ST_VERSION');
  if (planned === null) return null;
  return planned < 0 ? 0 : Math.floor(planned / 30) + 1;
}

function ofNewestMonths(rows: readonly RawRow[]): Record<string, number | null> {
  const balances = (from: number, to: number) => rows.filter((row) => known(row, 'MONTHS_BALANCE') >= from && known(row, 'MONTHS_BALANCE') <= to).map((row) => known(row, 'AMT_BALANCE'));
  const [half, halfBefore] = [mean(balances(-6, -1)), mean(balances(-12, -7))];
  const [month] = newest(rows, 'MONTHS_BALANCE', 'SK_ID_PREV');
  return {
    card_balance_amount_mean_last_3_months: mean(balances(-3, -1)),
    card_balance_amount_trend_last_12_months: half === null || halfBefore === null ? null : half - halfBefore,
    card_balance_amount_latest: month === undefined ? null : known(month, 'AMT_BALANCE'),
  };
}

function ofNewestPayments(rows: readonly RawRow[]): Record<string, number | null> {
  const numbers = new Map<string, RawRow[]>();
  for (const row of rows) {
    const key = `${row['SK_ID_PREV'] ?? ''} ${row['NUM_INSTALMENT_NUMBER'] ?? ''}`;
    numbers.set(key, [...(numbers.get(key) ?? []), row]);
  }
  const paid = [...numbers.values()]
    .filter((parts) => parts.some((row) => row['DAYS_ENTRY_PAYMENT'] !== ''))
    .map((parts) => {
      const due = Math.min(...parts.map((row) => known(row, 'DAYS_INSTALMENT')));
      const last = Math.max(...parts.flatMap((row) => number(row, 'DAYS_ENTRY_PAYMENT') ?? []));
      return { due, late: Math.max(last - due, 0), loan: known(parts[0] as RawRow, 'SK_ID_PREV'), instalment: known(parts[0] as RawRow, 'NUM_INSTALMENT_NUMBER') };
    })
    .sort((one, other) => other.due - one.due || other.loan - one.loan || other.instalment - one.instalment);
  const late = paid.map((payment) => payment.late);
  const [twelve, twelveBefore] = [mean(late.slice(0, 12)), mean(late.slice(12, 24))];
  const last = (days: number) => paid.filter(({ due }) => due >= -days).map((payment) => payment.late);
  return {
    installments_late_days_mean_last_5_payments: mean(late.slice(0, 5)),
    installments_late_days_trend_last_24_payments: twelve === null || twelveBefore === null ? null : twelve - twelveBefore,
    installments_loan_late_days_latest: mean(paid.filter(({ loan }) => loan === paid[0]?.loan).map((payment) => payment.late)),
    installments_late_days_mean_last_60_days: mean(last(60)),
    installments_late_days_max_last_180_days: greatest(last(180)),
    installments_late_share_last_1000_days: mean(last(1000).map((days) => Number(days > 0))),
  };
}

/** Rows with the highest value of the first column first; among equals, of the second. */
function newest(rows: readonly RawRow[], by: string, then?: string): RawRow[] {
  return [...rows].sort((one, other) => known(other, by) - known(one, by) || (then === undefined ? 0 : known(other, then) - known(one, then)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values);
}

function greatest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values);
}
