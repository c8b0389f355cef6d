import { day, known, type RawRow } from '../raw-rows.ts';
import { annuity, credit, isApproved, term } from './previous.ts';
import { ago, greatest, least, mean, minus, product, ratio, share, sum, type Features, type Value } from './values.ts';

const lastDue = (row: RawRow): Value => day(row, 'DAYS_LAST_DUE');
const plannedLastDue = (row: RawRow): Value => day(row, 'DAYS_LAST_DUE_1ST_VERSION');
const firstDrawing = (row: RawRow): Value => day(row, 'DAYS_FIRST_DRAWING');
const hasBegun = (row: RawRow): boolean => day(row, 'DAYS_FIRST_DUE') !== null || firstDrawing(row) !== null;

/** How approved loans ended, and what remains of them by the monthly records of loans and cards. */
export function ofPreviousLoans(applications: readonly RawRow[], pos: readonly RawRow[], card: readonly RawRow[]): Features {
  const loans = applications.filter(isApproved);
  const early = loans.map((loan) => minus(plannedLastDue(loan), lastDue(loan))).filter((days) => days !== null);
  const open = loans.filter((loan) => lastDue(loan) === null && hasBegun(loan));
  const payments = (loan: RawRow): Value => (term(loan) === null ? null : (newest(pos, loan, 'CNT_INSTALMENT_FUTURE') ?? calendar(loan)));
  const balance = (loan: RawRow): Value => {
    const owed = newest(card, loan, 'AMT_BALANCE');
    return owed === null ? null : Math.max(owed, 0);
  };
  const remaining = (loan: RawRow): Value => (term(loan) === null ? balance(loan) : product(payments(loan), annuity(loan)));
  const instalmentLoans = open.filter((loan) => payments(loan) !== null && remaining(loan) !== null && credit(loan) !== null);
  const drawings = loans.map((loan) => ago(firstDrawing(loan)));
  return {
    previous_repaid_early_share: share(early, (days) => days > 0),
    previous_repaid_early_days_mean: mean(early),
    previous_ended_days_min: least(loans.map((loan) => ago(lastDue(loan)))),
    previous_open_loans_count: open.length,
    previous_open_credit_amount_sum: sum(open.map(credit)),
    previous_open_annuity_amount_sum: sum(open.map(annuity)),
    previous_remaining_days_max: greatest(loans.map(plannedLastDue)),
    previous_remaining_payments_sum: sum(open.map(payments)),
    previous_remaining_amount_sum: sum(open.map(remaining)),
    previous_remaining_amount_max: greatest(open.map(remaining)),
    previous_remaining_to_credit_ratio: ratio(sum(instalmentLoans.map(remaining)), sum(instalmentLoans.map(credit))),
    previous_first_drawing_days_min: least(drawings),
  };
}

/** Payments left by the first calendar: one every 30 days, the one on its last day included. */
function calendar(loan: RawRow): Value {
  const last = plannedLastDue(loan);
  return last === null ? null : Math.max(Math.floor(last / 30) + 1, 0);
}

/** A number in the newest month of a loan's record that has it. */
function newest(record: readonly RawRow[], loan: RawRow, column: string): Value {
  const [row] = record
    .filter((month) => month['SK_ID_PREV'] === loan['SK_ID_PREV'] && month[column] !== '')
    .sort((one, other) => known(other, 'MONTHS_BALANCE') - known(one, 'MONTHS_BALANCE'));
  return row === undefined ? null : known(row, column);
}
