'use strict';

const { BALANCE_MONTHS, inWords } = require('../windows.js');

/** How the credit cards were used and paid lately, and how they stand. A trend above 0 says that the measure grew. */
module.exports = {
  features: [
    ...BALANCE_MONTHS.flatMap((months) => {
      const [window, text] = [`last_${months}_months`, `${inWords(months, 'months')} (months -1 to -${months})`];
      return [
        { name: `card_balance_amount_mean_${window}`, unit: 'currency units', reason: 'CRD02',
          description: `Mean balance of a month of ${text}, over all cards; null without a record there.` },
        { name: `card_utilization_mean_${window}`, unit: 'ratio', reason: 'CRD02',
          description: `Mean utilization of the months of ${text} that have a limit above 0.` },
        { name: `card_drawings_amount_mean_${window}`, unit: 'currency units', reason: 'CRD03',
          description: `Mean amount drawn in a month of ${text}.` },
        { name: `card_atm_drawings_share_${window}`, unit: 'share', reason: 'CRD03',
          description: `Amount drawn as cash over amount drawn in all in ${text}, sum over sum; null if nothing was drawn or no month records the kind of drawing.` },
        { name: `card_payment_to_minimum_ratio_${window}`, unit: 'ratio', reason: 'CRD04',
          description: `Paid over minimum payments in ${text}, sum over sum of the months with a minimum above 0.` },
      ];
    }),
    { name: 'card_overdue_days_max_last_12_months', unit: 'days', reason: 'CRD05',
      description: 'Most days past due that a card had in a month of the year before the application (months -1 to -12).' },
    { name: 'card_balance_amount_trend_last_12_months', unit: 'currency units', reason: 'CRD02',
      description: 'Mean balance of months -1 to -6 minus that of months -7 to -12; above 0, the debt grew; null without a month in either.' },
    { name: 'card_utilization_trend_last_12_months', unit: 'ratio', reason: 'CRD02',
      description: 'Mean utilization of months -1 to -6 minus that of months -7 to -12, those without a limit left out; above 0, more of the limit is used.' },
    { name: 'card_drawings_amount_trend_last_12_months', unit: 'currency units', reason: 'CRD03',
      description: 'Mean amount drawn in months -1 to -6 minus that of months -7 to -12; above 0, the card is used more.' },
    { name: 'card_balance_amount_latest', unit: 'currency units', reason: 'CRD02',
      description: 'Balance of the newest month, of the card with the highest id if several have one; negative if the lender owes.' },
    { name: 'card_utilization_latest', unit: 'ratio', reason: 'CRD02',
      description: 'Utilization of the newest month with a limit above 0, of the card with the highest id if several have that month.' },
    { name: 'card_limit_amount_latest', unit: 'currency units', reason: 'CRD01',
      description: 'Limit in the newest month, of the card with the highest id if several have one; 0 when nothing may be drawn.' },
  ],
};
