'use strict';

const { LATENESS_MONTHS, inWords } = require('../windows.js');

/** One column per window of months: its name up to the window, and the text before it. */
const inWindows = (/** @type {string} */ column, /** @type {string} */ text) =>
  Object.fromEntries(LATENESS_MONTHS.map((months) => [`${column}_last_${months}_months`, `${text} ${inWords(months, 'months')}.`]));

/** Earlier applications at the same lender. Days are relative to the current application, negative is before it. */
const previous_applications = {
  outcome: 'Approved, Canceled (by the customer, before a decision), Refused, or Unused offer (approved, not taken up).',
  reject_reason: 'Why it was refused, by code: HC, LIMIT, SCO, SCOFR, VERIF, SYSTEM; CLIENT comes with offers that the customer did not take up; null when there is none or nobody noted it.',
  contract_type: 'Cash loans, Consumer loans (for goods, taken at the shop) or Revolving loans (cards); null when not known.',
  portfolio: 'POS, Cash, Cards or Cars; null when not known.',
  product_type: 'x-sell (proposed to a known customer) or walk-in; null when not known.',
  product: 'Detailed product, a combination of type, channel and yield.',
  cash_purpose: 'What a cash loan was for; null for other loans and when not known.',
  goods_category: 'Kind of goods; null for cash loans and when not known.',
  asked_amount: 'What the customer asked for, in currency units; null when the application never got as far (0 in the source).',
  goods_price_amount: 'Price of the goods, in currency units.',
  credit_amount: 'Credit granted or offered, in currency units; 0 when nothing was.',
  annuity_amount: 'Regular payment, in currency units.',
  payments_count: 'Term in payments, of a month each; 0 for revolving loans.',
  down_payment_amount: 'What the customer paid at once, in currency units.',
  down_payment_share: 'Down payment over price of the goods, normalised by the source.',
  primary_interest_rate: 'Normalised interest rate; null in more than 99 % of the rows.',
  privileged_interest_rate: 'Normalised reduced interest rate; null in more than 99 % of the rows.',
  yield_group: 'Price of the credit as a group: low_action, low_normal, middle or high; null when not known.',
  payment_type: 'How the customer wanted to pay; null when not known.',
  is_insured: 'Whether the customer took insurance; null when not approved, and for a few loans that were.',
  decision_day: 'Day of the decision.',
  first_drawing_day: 'Day of the first drawing on a card.',
  first_due_day: 'Day on which the first payment was due.',
  planned_last_due_day: 'Day of the last payment by the first calendar; after the application for loans that run on.',
  last_due_day: 'Day of the last payment as it came; null while the loan runs (365243 in the source).',
  terminated_day: 'Day on which the contract ended; null while it runs (365243 in the source).',
  start_weekday: 'Weekday on which the application was begun, in capital letters.',
  start_hour: 'Hour of the day at which the application was begun, 0 to 23.',
  is_last_for_contract: 'False for an application that was entered again for the same contract.',
  is_last_of_day: 'Whether it was the customer\'s last of the day; rarely false, sometimes by double entry.',
  client_type: 'New, Repeater or Refreshed at the time; null when not known.',
  companion: 'Who came along to the application.',
  channel: 'How the customer was won.',
  seller_area: 'Selling area of the shop; null when there is none (-1 in the source).',
  seller_industry: 'Line of business of the shop; null when not known.',
};

/** What int_previous_applications_priced_to_applications adds. */
const previous_applications_priced = {
  recency_rank: '1 for the customer\'s newest decision, 2 for the one before and so on; the higher loan id first on equal days.',
  is_approved: 'Whether the outcome is Approved.',
  is_refused: 'Whether the outcome is Refused.',
  is_open: 'Whether it was approved, has instalments or drawings, and has no last payment so far.',
  is_repaid_early: 'Whether the last payment came before the first calendar\'s last day; null unless both days are known, as while the loan runs.',
  term_months: 'Number of monthly payments of an approved instalment loan; null for revolving loans and what was not approved.',
  granted_to_asked_ratio: 'Credit over amount asked for: above 1 the credit also paid fees or insurance, 0 if none was offered; null when no amount was named.',
  repaid_early_days: 'Days from the last payment to the last day of the first calendar; negative if it came later, null unless both days are known.',
  implied_interest: 'What an approved instalment loan costs per year: (payments x annuity / credit - 1) / years; null for other loans.',
  yield_level: '1 low_action, 2 low_normal, 3 middle, 4 high; null when not known.',
};

/** What int_previous_loans_settled_to_loans adds. */
const previous_loans_settled = {
  remaining_payments: 'Monthly payments that remain on an open instalment loan, by its newest monthly record or else by the first calendar; null for cards and for what has ended.',
  remaining_amount: 'What is still to be paid on an open loan, in currency units: remaining payments times regular payment; of a card the newest balance, 0 if the customer paid too much.',
};

/** Months are relative to the application: -1 is the newest that there is. */
const pos_cash_balances = {
  status: 'Active, Completed, Signed, Demand, Returned to the store and so on; null when not known.',
  term_instalments: 'Term of the loan in instalments; it may change on the way, and is null where nothing was fixed yet.',
  remaining_instalments: 'Instalments that remain to be paid.',
};

/** What int_pos_cash_balances_aggregated_to_loans counts. */
const pos_loans = {
  months_count: 'Months that were recorded.',
  ...inWindows('months_count', 'Months that were recorded in'),
  late_months_count: 'Months with days past due.',
  ...inWindows('late_months_count', 'Months with days past due in'),
  overdue_days_max: 'Most days past due in a month.',
  ...inWindows('overdue_days_max', 'Most days past due in a month of'),
  tolerated_overdue_days_max: 'Most days past due in a month, small debts ignored.',
  latest_late_month: 'Newest month with days past due; null if there is none.',
  first_month: 'Oldest month recorded.',
  latest_month: 'Newest month recorded.',
  latest_status: 'Status of the contract in the newest month in which it is known; null if it never is.',
  first_term_instalments: 'Term in the oldest month in which it was fixed.',
  latest_term_instalments: 'Term in the newest month in which it was fixed.',
  latest_remaining_instalments: 'Instalments that remained in the newest month in which that was known.',
  is_active: 'Whether instalments may still be due: the newest known status is none of Completed, Canceled, Returned to the store, or none is known.',
  is_completed: 'Whether the loan was ever Completed.',
};

/** Amounts in currency units. Months are relative to the application: -1 is the newest that there is. */
const credit_card_balances = {
  status: 'Active, Completed, Signed, Demand and so on; null when not known.',
  balance_amount: 'What is owed at the end of the month; negative when the customer paid too much.',
  limit_amount: 'Limit of the card in the month; 0 for a fifth of the months, when nothing may be drawn.',
  principal_amount: 'What is owed without interest and fees.',
  receivable_amount: 'What is owed with interest and fees.',
  total_receivable_amount: 'What is owed in all; nearly always equal to the receivable amount.',
  drawings_amount: 'Drawn in the month.',
  atm_drawings_amount: 'Drawn as cash; null for all three kinds in months without a card in use.',
  pos_drawings_amount: 'Spent on goods.',
  other_drawings_amount: 'Drawn in other ways.',
  drawings_count: 'Number of drawings in the month.',
  atm_drawings_count: 'Number of drawings as cash.',
  pos_drawings_count: 'Number of purchases.',
  other_drawings_count: 'Number of other drawings.',
  minimum_payment_amount: 'What had to be paid at least; null for 7 % of the months, nine of ten of them without a debt.',
  payment_amount: 'What the customer paid in the month; null for a fifth of the months, nearly all without a debt.',
  total_payment_amount: 'What was credited to the debt in the month.',
  paid_instalments_count: 'Payments made since the card was opened.',
};

/** What int_credit_card_balances_measured_to_months adds. */
const card_months = {
  has_debt: 'Whether the balance is above 0.',
  is_late: 'Whether there are days past due.',
  is_over_limit: 'Whether the balance is above the limit; null without a limit.',
  utilization: 'Balance over limit, 0 for a negative balance; null without a limit.',
  paid_amount: 'What was paid, 0 when nothing is recorded; null in months without a minimum payment above 0.',
  required_amount: 'Minimum payment where it is above 0, else null.',
  is_below_minimum: 'Whether less than the minimum was paid; null in months without a minimum payment above 0.',
};

const installment_payments = {
  instalment_number: 'Which instalment of the loan, counted from 1; not contiguous for cards.',
  calendar_version: 'Version of the payment calendar; 0 for cards. A new version says that terms changed.',
  due_day: 'Day on which the instalment was due, relative to the application.',
  due_amount: 'What was due, in currency units; of an instalment in several versions, this version\'s part.',
  paid_day: 'Day on which the payment came, relative to the application; null when none had come by then.',
  paid_amount: 'What was paid, in currency units; null when nothing had been by the application.',
};

/** What int_installment_payments_aggregated_to_instalments adds. */
const instalments = {
  versions_count: 'Versions of the calendar over which the instalment is split; nearly always 1.',
  payments_count: 'Payments made towards the instalment, those on the same day and of the same amount being one; 0 if it was never paid.',
  due_day: 'Day on which the instalment was due, relative to the application; the first of its versions.',
  due_amount: 'What was due, in currency units, all versions together.',
  paid_day: 'Day of the last payment towards it, relative to the application; null if it was never paid.',
  paid_amount: 'What was paid, in currency units; 0 if nothing was.',
  missing_amount: 'What was due and not paid, in currency units; 0 when paid in full or more. Less than 0.01 is rounding and counts as 0.',
  late_days: 'Days from due day to last payment, 0 if in time; null if it was never paid.',
  early_days: 'Days from last payment to due day, 0 if late; null if it was never paid.',
  is_underpaid: 'Whether 0.01 or more of what was due is missing.',
};

module.exports = {
  previous_applications,
  previous_applications_priced,
  previous_loans_settled,
  pos_cash_balances,
  pos_loans,
  credit_card_balances,
  card_months,
  installment_payments,
  instalments,
};
