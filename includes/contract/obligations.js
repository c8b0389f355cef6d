'use strict';

/**
 * All that is owed and paid, here and at other lenders, in relation to the application. `annuity` is the regular payment
 * of the loan asked for, `income` is the stated one.
 */
module.exports = {
  features: [
    { name: 'application_debt_to_income_ratio', unit: 'ratio', reason: 'APP04',
      description: 'All debt at other lenders (bureau_debt_amount_sum), what remains of open loans here (previous_remaining_amount_sum), and the credit asked for, over stated income; what is not known counts as 0.' },
    { name: 'application_payments_to_income_ratio', unit: 'ratio', reason: 'APP04',
      description: 'Regular payments of the loan asked for, of open loans here (previous_open_annuity_amount_sum) and at other lenders (bureau_monthly_debt_amount_sum), over stated income; the latter two count as 0 if null.' },
    { name: 'card_balance_to_income_ratio_latest', unit: 'ratio', reason: 'CRD02',
      description: 'Newest card balance over stated income; negative if the lender owes.' },
    { name: 'card_limit_to_income_ratio_latest', unit: 'ratio', reason: 'CRD01',
      description: 'Newest card limit over stated income.' },
    { name: 'installments_due_to_annuity_ratio_max', unit: 'ratio', reason: 'INS01',
      description: 'Highest instalment that ever fell due over the regular payment of the loan asked for.' },
    { name: 'installments_due_to_annuity_ratio_mean', unit: 'ratio', reason: 'INS01',
      description: 'Mean earlier instalment over the regular payment of the loan asked for.' },
  ],
};
