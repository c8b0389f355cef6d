import { minus, ratio, sum, type Features, type Value } from './values.ts';

/** Features over income, credit or regular payment of the application, by the features they are made of. */
export function ofComparisons(features: Features): Features {
  const value = (name: string): Value => {
    const found = features[name];
    if (found === undefined) throw new Error(`${name} is not recomputed.`);
    return found;
  };
  const income = value('application_income_amount');
  const loan = value('application_credit_amount');
  const annuity = value('application_annuity_amount');
  const debts = sum([value('bureau_debt_amount_sum'), value('previous_remaining_amount_sum'), loan]);
  const payments = sum([annuity, value('bureau_monthly_debt_amount_sum'), value('previous_open_annuity_amount_sum')]);
  return {
    application_debt_to_income_ratio: ratio(debts, income),
    application_payments_to_income_ratio: annuity === null ? null : ratio(payments, income),
    bureau_debt_to_income_ratio: ratio(value('bureau_debt_amount_sum'), income),
    bureau_debt_to_loan_ratio: ratio(value('bureau_debt_amount_sum'), loan),
    bureau_active_credit_to_income_ratio: ratio(value('bureau_active_credit_amount_sum'), income),
    bureau_monthly_debt_to_income_ratio: ratio(value('bureau_monthly_debt_amount_sum'), income),
    bureau_active_annuity_to_income_ratio: ratio(value('bureau_active_annuity_amount_sum'), income),
    bureau_credit_to_loan_ratio_max: ratio(value('bureau_credit_amount_max'), loan),
    previous_granted_to_loan_ratio_max: ratio(value('previous_granted_amount_max'), loan),
    previous_granted_to_loan_ratio_mean: ratio(value('previous_granted_amount_mean'), loan),
    previous_asked_to_loan_ratio_latest: ratio(value('previous_asked_amount_latest'), loan),
    previous_annuity_to_annuity_ratio_max: ratio(value('previous_annuity_amount_max'), annuity),
    previous_annuity_to_annuity_ratio_latest: ratio(value('previous_annuity_amount_latest'), annuity),
    previous_term_to_term_ratio_mean: ratio(value('previous_term_months_mean'), value('application_term_months')),
    previous_interest_difference_mean: minus(value('application_implied_interest'), value('previous_implied_interest_mean')),
    previous_down_payment_to_loan_ratio_max: ratio(value('previous_down_payment_amount_max'), loan),
    previous_open_annuity_to_income_ratio: ratio(value('previous_open_annuity_amount_sum'), income),
    previous_remaining_to_income_ratio: ratio(value('previous_remaining_amount_sum'), income),
    previous_remaining_to_loan_ratio: ratio(value('previous_remaining_amount_sum'), loan),
    card_balance_to_income_ratio_latest: ratio(value('card_balance_amount_latest'), income),
    card_limit_to_income_ratio_latest: ratio(value('card_limit_amount_latest'), income),
    installments_due_to_annuity_ratio_max: ratio(value('installments_due_amount_max'), annuity),
    installments_due_to_annuity_ratio_mean: ratio(value('installments_due_amount_mean'), annuity),
  };
}
