'use strict';

const { LATENESS_MONTHS, inWords } = require('../windows.js');

/** One column per window, the month of the application included: its name up to the window, and the text before it. */
const inWindows = (/** @type {string} */ column, /** @type {string} */ text) =>
  Object.fromEntries(LATENESS_MONTHS.map((months) => [`${column}_last_${months}_months`, `${text} ${inWords(months, 'months')}, that of the application included.`]));

/** Credits at other lenders. Days are relative to the application, negative is before it. */
const bureau_credits = {
  status: 'Active, Closed, Sold or Bad debt.',
  credit_type: 'Consumer credit, Credit card, Mortgage and so on.',
  currency: 'Currency of the credit, by number; nearly all are in currency 1 and amounts are compared without conversion.',
  opened_day: 'Day on which the customer applied for the credit.',
  planned_end_day: 'Agreed end, positive while there is time left; null for open-ended credits and empty dates.',
  closed_day: 'Day on which the credit really ended; null while it runs, but for a few that are still called active.',
  updated_day: 'Day of the bureau\'s latest news of the credit; null for empty dates and if it came after the application.',
  credit_amount: 'Amount of the credit, in currency units; 0 for many cards.',
  debt_amount: 'What is owed, in currency units; negative when too much was paid, null when not reported.',
  limit_amount: 'What may still be drawn on a credit card, in currency units; negative in a few rows.',
  annuity_amount: 'Regular payment, in currency units; reported for fewer than half.',
  overdue_days: 'Days past due at the application.',
  overdue_amount: 'What is overdue at the application, in currency units.',
  worst_overdue_amount: 'Highest amount that was ever overdue, in currency units; null for two thirds.',
  prolongations_count: 'How often the credit was prolonged.',
};

/** What int_bureau_credits_measured_to_credits adds. */
const bureau_credits_measured = {
  is_active: 'Whether the credit is still running.',
  is_closed: 'Whether the credit has ended.',
  is_sold: 'Whether the lender sold the credit or wrote it off as bad debt.',
  is_card: 'Whether it is a credit card.',
  is_active_card: 'Whether it is a credit card that is still running.',
  opened_days: 'Days from the customer\'s application for the credit to the current one.',
  closed_days: 'Days since the credit really ended; null while it runs.',
  updated_days: 'Days since the bureau last heard of it.',
  remaining_days: 'Days to the agreed end; negative when that has passed, null for open-ended credits.',
  planned_term_days: 'Days from opening to the agreed end.',
  is_closed_early: 'Whether a closed credit ended before the agreed day; null for other credits, and unless both days are known.',
  closed_early_days: 'Days by which a closed credit ended before the agreed day, negative if later; null for other credits.',
  owed_amount: 'What is owed, in currency units; 0 when too much was paid, null when not reported.',
  drawable_amount: 'What may still be drawn on a card, in currency units; never negative.',
  is_ever_overdue: 'Whether the credit is overdue, by days or by amount, or ever was.',
};

/** Months are relative to the application: 0 is its own month, -1 the one before. */
const bureau_balances = {
  status: '0 in time; 1 up to 30 days late, 2 up to 60, 3 up to 90, 4 up to 120, 5 more, sold or written off; C closed; X not known.',
  late_level: 'The status as a number, 0 to 5; null for C and X.',
};

/** What int_bureau_balances_aggregated_to_credits counts. */
const bureau_balance_credits = {
  months_count: 'Months that the bureau recorded.',
  known_months_count: 'Recorded months with a status of 0 to 5: the credit was open and the bureau knew how it stood.',
  ...inWindows('known_months_count', 'Months with a status of 0 to 5 in'),
  late_months_count: 'Months with a late payment, status 1 to 5.',
  ...inWindows('late_months_count', 'Months with a late payment in'),
  late_30_months_count: 'Months with a payment more than 30 days late, status 2 to 5.',
  closed_months_count: 'Months with the status C.',
  unknown_months_count: 'Months with the status X.',
  late_level_max: 'Worst status, 0 to 5; null without a month of known status.',
  late_level_sum: 'Sum of the status over the months in which it is known; null if it never is.',
  ...inWindows('late_level_max', 'Worst status in'),
  latest_late_month: 'Newest month with a late payment; null if none was late.',
};

module.exports = { bureau_credits, bureau_credits_measured, bureau_balances, bureau_balance_credits };
