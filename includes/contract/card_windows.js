'use strict';

const { BALANCE_MONTHS, inWords } = require('../windows.js');

/** How the credit cards were used and paid lately, and how they stand. A trend above 0 says that the measure grew. */
module.exports = {
  features: [
    ...BALANCE_MONTHS.flatMap((months) => {
      const [window, text] = [`last_${months}_months`, inWords(months, 'months')];
      return [
        { name: `card_balance_amount_mean_${window}`, unit: 'currency units', reason: 'CRD02',
          description: `Mean balance of ${text}, over all cards.` },
        { name: `card_utilization_mean_${window}`, unit: 'ratio', reason: 'CRD02',
          description: `Mean of balance over limit in ${text}, in months with a limit.` },
        { name: `card_drawings_amount_mean_${window}`, unit: 'currency units', reason: 'CRD03',
          description: `Mean amount drawn in a month of ${text}.` },
        { name: `card_atm_drawings_share_${window}`, unit: 'share', reason: 'CRD03',
          description: `Amount drawn as cash over amount drawn in all in ${text}; null if nothing was drawn.` },
        { name: `card_payment_to_minimum_ratio_${window}`, unit: 'ratio', reason: 'CRD04',
          description: `Paid over minimum payments in ${text}, in months with a minimum above 0.` },
      ];
    }),
    { name: 'card_overdue_days_max_last_12_months', unit: 'days', reason: 'CRD05',
      description: 'Most days past due that a card had in a month of the year before.' },
    { name: 'card_balance_amount_trend_last_12_months', unit: 'currency units', reason: 'CRD02',
      description: 'Mean balance of the last six months minus that of the six before; above 0, the debt grew.' },
    { name: 'card_utilization_trend_last_12_months', unit: 'ratio', reason: 'CRD02',
      description: 'Mean of balance over limit in the last six months minus that of the six before.' },
    { name: 'card_drawings_amount_trend_last_12_months', unit: 'currency units', reason: 'CRD03',
      description: 'Mean amount drawn in the last six months minus that of the six before.' },
    { name: 'card_balance_amount_latest', unit: 'currency units', reason: 'CRD02',
      description: 'Balance of the newest month, of the card with the highest number if several have one; negative if the lender owes.' },
    { name: 'card_utilization_latest', unit: 'ratio', reason: 'CRD02',
      description: 'Balance over limit in the newest month with a limit.' },
    { name: 'card_limit_amount_latest', unit: 'currency units', reason: 'CRD01',
      description: 'Limit in the newest month; 0 when nothing may be drawn.' },
  ],
};
