'use strict';

/** Credits at other lenders in relation to the application: `loan` is the credit asked for, `income` the stated one. */
module.exports = {
  features: [
    { name: 'bureau_debt_to_income_ratio', unit: 'ratio', reason: 'BUR05',
      description: 'Debt on all credits at other lenders over stated income.' },
    { name: 'bureau_active_credit_to_income_ratio', unit: 'ratio', reason: 'BUR04',
      description: 'Amount of the active credits at other lenders over stated income.' },
    { name: 'bureau_monthly_debt_to_income_ratio', unit: 'ratio', reason: 'BUR05',
      description: 'Monthly payments at other lenders (debt over months left) over stated income.' },
    { name: 'bureau_active_annuity_to_income_ratio', unit: 'ratio', reason: 'BUR04',
      description: 'Regular payments of the active credits at other lenders, as far as reported, over stated income.' },
    { name: 'bureau_debt_to_loan_ratio', unit: 'ratio', reason: 'BUR05',
      description: 'Debt on all credits at other lenders over the credit asked for.' },
    { name: 'bureau_credit_to_loan_ratio_max', unit: 'ratio', reason: 'BUR04',
      description: 'Largest credit at another lender over the credit asked for now.' },
  ],
};
