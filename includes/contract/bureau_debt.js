'use strict';

/**
 * What is owed to other lenders, and on which credits. Debt counts what is owed: a negative debt (the customer paid
 * too much) is 0 here, so that it cannot hide the debt of another credit. The credit opened last is the one with the
 * fewest days since; of several on one day, the one with the highest id.
 */
module.exports = {
  features: [
    { name: 'bureau_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on all reported credits together.' },
    { name: 'bureau_debt_amount_max', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the reported credit that has most.' },
    { name: 'bureau_active_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the active credits together.' },
    { name: 'bureau_consumer_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the consumer credits together.' },
    { name: 'bureau_card_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the credit cards together.' },
    { name: 'bureau_debt_amount_sum_last_365_days', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the credits that were opened in the year before the application.' },
    { name: 'bureau_monthly_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt over the months to the agreed end, of the active credits that have time left, together: what has to be paid per month.' },
    { name: 'bureau_debt_to_credit_ratio', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of those reported credits for which the debt is known.' },
    { name: 'bureau_active_debt_to_credit_ratio', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of those active credits for which the debt is known.' },
    { name: 'bureau_active_debt_to_credit_ratio_max', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of the active credit where this is highest.' },
    { name: 'bureau_card_debt_to_limit_ratio', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over debt plus remaining limit of the active credit cards.' },
    { name: 'bureau_worst_overdue_to_credit_ratio_max', unit: 'ratio', reason: 'BUR07',
      description: 'Highest amount ever overdue over the amount of the credit, of the credit where this is highest.' },
    { name: 'bureau_remaining_days_max', unit: 'days', reason: 'BUR08',
      description: 'Days that the active credit planned to end last has to run; negative when it should have ended.' },
    { name: 'bureau_remaining_days_mean', unit: 'days', reason: 'BUR08',
      description: 'Mean days that the active credits have to run; negative for those that should have ended.' },
    { name: 'bureau_active_credit_amount_latest', unit: 'currency units', reason: 'BUR04',
      description: 'Amount of the active credit that was opened last.' },
    { name: 'bureau_active_debt_to_credit_ratio_latest', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of the active credit that was opened last.' },
    { name: 'bureau_active_remaining_days_latest', unit: 'days', reason: 'BUR08',
      description: 'Days that the active credit opened last has to run; negative when it should have ended.' },
    { name: 'bureau_active_card_flag_latest', unit: '0/1', reason: 'BUR03',
      description: '1 if the active credit opened last is a card.' },
  ],
};
