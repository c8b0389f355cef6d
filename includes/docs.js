'use strict';

const { features } = require('./features.js');
const { table: loads } = require('./loads.js');
const { tables } = require('./raw_tables.js');
const { applications } = require('./docs/applications.js');
const bureau = require('./docs/bureau.js');
const { conventions } = require('./docs/conventions.js');
const encodings = require('./docs/encodings.js');
const history = require('./docs/history.js');
const { withUnits } = require('./docs/units.js');

/** Column documentation by business name, written once: each staging model's columns, then what models add. */

const keys = {
  customer_id: 'Id of the customer and of the current application, which are one to one (SK_ID_CURR).',
  bureau_credit_id: 'Id of a credit at another lender (SK_ID_BUREAU).',
  loan_id: 'Id of an earlier application and of the loan or card that came of it (SK_ID_PREV).',
  month: 'Month relative to the application: -1 is the one before it.',
  overdue_days: 'Days past due in the month.',
  tolerated_overdue_days: 'Days past due in the month, small debts ignored.',
};

/**
 * The raw tables by name, with the descriptions of their columns.
 * @type {Record<string, { description: string, columns: Record<string, string> }>}
 */
const raw = Object.fromEntries(
  tables.map((table) => [
    table.name,
    {
      description: table.description,
      columns: Object.fromEntries(table.columns.map(({ name, description }) => [name, description])),
    },
  ]),
);

/** @type {Record<string, string>} */
const loadColumns = Object.fromEntries(loads.columns.map(({ name, description }) => [name, description]));

/** @param {...(keyof typeof keys)} names */
const pick = (...names) => Object.fromEntries(names.map((name) => [name, keys[name]]));

/** @type {(columns: Record<string, string>, names: readonly string[]) => Record<string, string>} */
const only = (columns, names) =>
  Object.fromEntries(
    names.map((name) => {
      const description = columns[name];
      if (description === undefined) throw new Error(`Column ${name} is not documented.`);
      return [name, description];
    }),
  );

/**
 * The customer and the features of the given parts of the contract.
 * @param {...string} parts  e.g. `bureau`; none means all
 */
const featureColumns = (...parts) => ({
  ...pick('customer_id'),
  ...Object.fromEntries(
    features
      .filter(({ part }) => parts.length === 0 || parts.includes(part))
      .map(({ name, description, unit }) => [name, `${description} Unit: ${unit}.`]),
  ),
});

const { customer_id, ...featureDescriptions } = featureColumns();

const division = {
  split: 'train for four of five customers, holdout for the fifth, which no training, tuning or calibration may see.',
  fold: 'Fold of cross-validation, 0 to 4, drawn independently of the split.',
};

const trainingColumns = {
  customer_id,
  is_default: applications.is_default,
  ...division,
  ...featureDescriptions,
};

/**
 * Columns by model, each description with its unit.
 * @type {Record<string, Record<string, string>>}
 */
const models = {
  applications: { ...pick('customer_id'), ...applications },
  bureau_credits: { ...pick('bureau_credit_id', 'customer_id'), ...bureau.bureau_credits },
  bureau_balances: { ...pick('bureau_credit_id', 'month'), ...bureau.bureau_balances },
  previous_applications: { ...pick('loan_id', 'customer_id'), ...history.previous_applications },
  pos_cash_balances: {
    ...pick('loan_id', 'customer_id', 'month', 'overdue_days', 'tolerated_overdue_days'),
    ...history.pos_cash_balances,
  },
  credit_card_balances: {
    ...pick('loan_id', 'customer_id', 'month', 'overdue_days', 'tolerated_overdue_days'),
    ...history.credit_card_balances,
  },
  installment_payments: { ...pick('loan_id', 'customer_id'), ...history.installment_payments },

  divided_customers: { ...pick('customer_id'), ...division },
  memberships: { ...pick('customer_id'), ...encodings.groups, ...encodings.memberships, ...only(applications, ['income_amount']) },
  applicant_groups: { ...encodings.groups, ...encodings.applicant_groups },
  loan_tariffs: encodings.loan_tariffs,

  bureau_credits_measured: {
    ...pick('bureau_credit_id', 'customer_id'),
    ...only(bureau.bureau_credits, [
      'credit_type', 'credit_amount', 'annuity_amount', 'overdue_days', 'overdue_amount', 'worst_overdue_amount',
      'prolongations_count',
    ]),
    ...bureau.bureau_credits_measured,
  },
  bureau_balance_credits: { ...pick('bureau_credit_id'), ...bureau.bureau_balance_credits },
  previous_applications_priced: {
    ...pick('loan_id', 'customer_id'),
    ...only(history.previous_applications, [
      'decision_day', 'reject_reason', 'contract_type', 'product_type', 'goods_category', 'channel', 'seller_area',
      'asked_amount', 'credit_amount', 'annuity_amount', 'down_payment_amount', 'down_payment_share', 'outcome',
      'is_insured', 'first_drawing_day', 'planned_last_due_day', 'last_due_day',
    ]),
    ...history.previous_applications_priced,
  },
  previous_loans_settled: {
    ...pick('loan_id', 'customer_id'),
    ...only(history.previous_applications, [
      'credit_amount', 'annuity_amount', 'first_drawing_day', 'planned_last_due_day', 'last_due_day',
    ]),
    ...only(history.previous_applications_priced, ['is_open', 'is_repaid_early', 'repaid_early_days', 'term_months']),
    ...history.previous_loans_settled,
  },
  pos_loans: { ...pick('loan_id', 'customer_id'), ...history.pos_loans },
  card_months: {
    ...pick('loan_id', 'customer_id', 'month', 'overdue_days', 'tolerated_overdue_days'),
    ...only(history.credit_card_balances, [
      'balance_amount', 'limit_amount', 'drawings_amount', 'atm_drawings_amount', 'drawings_count',
    ]),
    ...history.card_months,
  },
  instalments: {
    ...pick('loan_id', 'customer_id'),
    ...only(history.installment_payments, ['instalment_number']),
    ...history.instalments,
  },
};

module.exports = {
  raw,
  loads: loadColumns,
  trainingColumns,
  pick,
  featureColumns,
  conventions,

  ...Object.fromEntries(Object.entries(models).map(([name, columns]) => [name, withUnits(columns)])),
};
