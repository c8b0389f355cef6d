'use strict';

/**
 * What is owed to other lenders, and on which credits. In all of it a negative debt (the customer paid too much) counts
 * as 0, so that it cannot hide the debt of another credit. The credit opened last is the one with the fewest days since;
 * of several on one day, the one with the highest id.
 */
module.exports = {
  features: [
    { name: 'bureau_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on all reported credits together, whatever their status. A negative one (overpaid) counts as 0, here as in all debts at other lenders; null if none is reported.' },
    { name: 'bureau_debt_amount_max', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the reported credit that has most.' },
    { name: 'bureau_active_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the active credits together.' },
    { name: 'bureau_consumer_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the credits of type Consumer credit together, closed ones included.' },
    { name: 'bureau_card_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the credit cards together, closed ones included.' },
    { name: 'bureau_debt_amount_sum_last_365_days', unit: 'currency units', reason: 'BUR05',
      description: 'Debt on the credits that were opened in the 365 days before the application, the 365th included.' },
    { name: 'bureau_monthly_debt_amount_sum', unit: 'currency units', reason: 'BUR05',
      description: 'Debt over the months to the planned end, each active credit by itself and then added up, of those that end after the application: what has to be paid per month. A month is 30 days, and less than one counts as one.' },
    { name: 'bureau_debt_to_credit_ratio', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of those reported credits for which both are known, sum over sum.' },
    { name: 'bureau_active_debt_to_credit_ratio', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of those active credits for which both are known, sum over sum.' },
    { name: 'bureau_active_debt_to_credit_ratio_max', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of the active credit where this is highest; credits of amount 0 are passed over.' },
    { name: 'bureau_card_debt_to_limit_ratio', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over debt plus remaining limit of the active credit cards that report a debt and a remaining limit above 0, sum over sum.' },
    { name: 'bureau_worst_overdue_to_credit_ratio_max', unit: 'ratio', reason: 'BUR07',
      description: 'Highest amount ever overdue over the amount of the credit, of the credit where this is highest; credits of amount 0 are passed over.' },
    { name: 'bureau_remaining_days_max', unit: 'days', reason: 'BUR08',
      description: 'Days to the planned end of the active credit planned to end last; negative when it should have ended.' },
    { name: 'bureau_remaining_days_mean', unit: 'days', reason: 'BUR08',
      description: 'Mean days to the planned end of the active credits that have one; negative for those that should have ended.' },
    { name: 'bureau_remaining_days_min', unit: 'days', reason: 'BUR08',
      description: 'Days to the planned end of the active credit planned to end first; negative when it should have ended.' },
    { name: 'bureau_active_credit_amount_latest', unit: 'currency units', reason: 'BUR04',
      description: 'Amount of the active credit that was opened last, the one with the highest id if several were on that day.' },
    { name: 'bureau_active_debt_to_credit_ratio_latest', unit: 'ratio', reason: 'BUR06',
      description: 'Debt over amount of the active credit that was opened last; null if it reports no debt or an amount of 0.' },
    { name: 'bureau_active_remaining_days_latest', unit: 'days', reason: 'BUR08',
      description: 'Days to the planned end of the active credit that was opened last; negative when it should have ended, null if it has none.' },
    { name: 'bureau_active_card_flag_latest', unit: '0/1', reason: 'BUR03',
      description: '1 if the active credit opened last is a card, 0 if it is another; null without an active credit.' },
  ],
};
