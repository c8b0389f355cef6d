'use strict';

/**
 * A run over new rows: `dataform run --vars=rows=new --schema-suffix=new`. It builds the same models in datasets of its
 * own, for nobody but the customers who have new raw rows, and then publishes what it built into the main datasets.
 *
 * @typedef {{ projectConfig: { vars?: Record<string, string>, schemaSuffix?: string, defaultDatabase?: string } }} Project  Dataform's `dataform`
 */

const DATASET = 'home_credit_runs';
const IDS = 'new_ids';

/** @param {Project} project */
const isAsked = ({ projectConfig: { vars, schemaSuffix } }) => {
  if (vars?.rows !== 'new') return false;
  if (!schemaSuffix) throw new Error('A run over new rows needs datasets of its own: add --schema-suffix=new.');
  return true;
};

/**
 * For whatever reads raw rows: in a run over new rows, only those of the customers who have some, old ones and new.
 * In every other run, nothing is left out.
 * @param {Project} project
 * @param {string} key  the raw table's column, SK_ID_CURR or SK_ID_BUREAU, with an alias before it if need be
 */
const restrict = (project, key) => {
  if (!isAsked(project)) return '';
  const { defaultDatabase, schemaSuffix } = project.projectConfig;
  const id = key.endsWith('SK_ID_CURR') ? 'customer_id' : 'bureau_credit_id';
  return `where ${key} in (select ${id} from \`${defaultDatabase}.${DATASET}_${schemaSuffix}.${IDS}\`)`;
};

/**
 * The last step of a fitted table: in a run over new rows it is not fitted anew, on few customers, but taken as it is from
 * the main dataset, so that every customer is given the same numbers.
 * @param {Project} project
 * @param {string} name  the table in home_credit_encodings
 * @param {string} step  the step that fits it
 */
const fitted = (project, name, step) =>
  isAsked(project) ? `\`${project.projectConfig.defaultDatabase}.home_credit_encodings.${name}\`` : step;

/** What must be built before raw rows are read. @param {Project} project */
const before = (project) => ['loads_of_run', ...(isAsked(project) ? [IDS] : [])];

/** The tables of all customers: `bureau_credit_id` says whose rows are new where a table knows no customer. */
const published = [
  ...[
    'int_applicants_compared_to_customers',
    'int_applications_divided_to_customers',
    'int_applications_grouped_to_memberships',
    'int_bureau_balances_aggregated_to_customers',
    'int_bureau_credits_measured_to_credits',
    'int_bureau_credits_aggregated_to_customers',
    'int_bureau_credits_compared_to_customers',
    'int_bureau_debts_aggregated_to_customers',
    'int_credit_card_balances_measured_to_months',
    'int_credit_card_balances_aggregated_to_customers',
    'int_credit_card_balances_windowed_to_customers',
    'int_external_scores_combined_to_customers',
    'int_installment_payments_aggregated_to_instalments',
    'int_installment_payments_aggregated_to_customers',
    'int_installment_payments_ranked_to_customers',
    'int_installment_payments_windowed_to_customers',
    'int_loan_tariffs_matched_to_customers',
    'int_loan_terms_compared_to_customers',
    'int_obligations_compared_to_customers',
    'int_personal_circumstances_encoded_to_customers',
    'int_pos_cash_balances_aggregated_to_loans',
    'int_pos_cash_balances_aggregated_to_customers',
    'int_previous_applications_priced_to_applications',
    'int_previous_applications_aggregated_to_customers',
    'int_previous_applications_compared_to_customers',
    'int_previous_applications_sequenced_to_customers',
    'int_previous_loans_settled_to_loans',
    'int_previous_loans_aggregated_to_customers',
    'int_previous_terms_aggregated_to_customers',
    'int_profiles_encoded_to_customers',
    'int_surroundings_measured_to_customers',
  ].map((name) => ({ dataset: 'home_credit_intermediate', name, key: 'customer_id' })),
  { dataset: 'home_credit_intermediate', name: 'int_bureau_balances_aggregated_to_credits', key: 'bureau_credit_id' },
  { dataset: 'home_credit_marts', name: 'customer_features', key: 'customer_id' },
  { dataset: 'home_credit_marts', name: 'training_examples', key: 'customer_id' },
];

/** Whose assertions must pass before anything is published, beside those of the published tables. */
const audited = [
  'stg_home_credit__applications',
  'stg_home_credit__bureau_balances',
  'stg_home_credit__bureau_credits',
  'stg_home_credit__credit_card_balances',
  'stg_home_credit__installment_payments',
  'stg_home_credit__pos_cash_balances',
  'stg_home_credit__previous_applications',
  'bureau_balances_tie_out',
  'bureau_credits_tie_out',
  'credit_card_balances_tie_out',
  'every_customer_is_in_the_mart_once',
  'history_belongs_to_applicants',
  'history_ends_at_the_application',
  'installment_payments_tie_out',
  'labels_are_those_of_the_train_file',
  'loans_belong_to_one_customer',
  'pos_cash_balances_tie_out',
  'previous_applications_tie_out',
];

module.exports = { isAsked, restrict, fitted, before, published, audited };
