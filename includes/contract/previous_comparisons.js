'use strict';

/**
 * Earlier applications and loans at the same lender in relation to the application: `loan`, `annuity` and `term` are those
 * of the loan asked for, `income` is the stated one.
 */
module.exports = {
  features: [
    { name: 'previous_granted_to_loan_ratio_max', unit: 'ratio', reason: 'PRV04',
      description: 'Largest approved earlier credit over the one asked for now.' },
    { name: 'previous_granted_to_loan_ratio_mean', unit: 'ratio', reason: 'PRV04',
      description: 'Mean approved earlier credit over the one asked for now.' },
    { name: 'previous_asked_to_loan_ratio_latest', unit: 'ratio', reason: 'PRV04',
      description: 'Amount asked for in the newest earlier application that named one, over the credit asked for now.' },
    { name: 'previous_down_payment_to_loan_ratio_max', unit: 'ratio', reason: 'PRV04',
      description: 'Highest down payment for goods in any earlier application over the credit asked for now.' },
    { name: 'previous_annuity_to_annuity_ratio_max', unit: 'ratio', reason: 'PRV04',
      description: 'Highest regular payment of an approved earlier loan over the one of the loan asked for.' },
    { name: 'previous_annuity_to_annuity_ratio_latest', unit: 'ratio', reason: 'PRV04',
      description: 'Regular payment of the newest earlier application that came to one, over that of the loan asked for.' },
    { name: 'previous_term_to_term_ratio_mean', unit: 'ratio', reason: 'PRV06',
      description: 'Mean term of approved earlier instalment loans over the term that the tariff tells of the loan asked for (application_term_months).' },
    { name: 'previous_interest_difference_mean', unit: 'ratio per year', reason: 'PRV05',
      description: 'Yearly price of the cash loan asked for (application_implied_interest) minus the mean one of approved earlier instalment loans; above 0, it is dearer.' },
    { name: 'previous_open_annuity_to_income_ratio', unit: 'ratio', reason: 'PRV07',
      description: 'Regular payments of open loans here over stated income.' },
    { name: 'previous_remaining_to_income_ratio', unit: 'ratio', reason: 'PRV07',
      description: 'What is still to be paid on open loans here over stated income.' },
    { name: 'previous_remaining_to_loan_ratio', unit: 'ratio', reason: 'PRV07',
      description: 'What is still to be paid on open loans here over the credit asked for now.' },
  ],
};
