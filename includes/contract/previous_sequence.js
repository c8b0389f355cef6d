'use strict';

const { APPLICATIONS, inWords } = require('../windows.js');

/** The newest earlier applications, the newest decision first: one, three and five of them. */
module.exports = {
  features: [
    { name: 'previous_refused_flag_latest', unit: '0/1', reason: 'PRV02',
      description: '1 if the newest application was refused, else 0. Newest is the last decided here and below, of several on one day the one with the highest id.' },
    { name: 'previous_approved_flag_latest', unit: '0/1', reason: 'PRV02',
      description: '1 if the newest application was approved.' },
    { name: 'previous_cash_flag_latest', unit: '0/1', reason: 'PRV06',
      description: '1 if the newest application of a known type was for a cash loan, else 0.' },
    { name: 'previous_revolving_flag_latest', unit: '0/1', reason: 'PRV06',
      description: '1 if the newest application of a known type was for a card, else 0.' },
    { name: 'previous_cross_sold_flag_latest', unit: '0/1', reason: 'PRV06',
      description: '1 if the lender proposed the newest application of a known product type; 0 if the customer walked in.' },
    { name: 'previous_yield_level_latest', unit: 'level 1 to 4', reason: 'PRV05',
      description: 'Yield group of the newest application that has one.' },
    { name: 'previous_implied_interest_latest', unit: 'ratio per year', reason: 'PRV05',
      description: 'Yearly price of the newest approved instalment loan.' },
    { name: 'previous_term_months_latest', unit: 'months', reason: 'PRV06',
      description: 'Number of payments of the newest approved instalment loan.' },
    { name: 'previous_asked_amount_latest', unit: 'currency units', reason: 'PRV04',
      description: 'Amount asked for in the newest application that named an amount.' },
    { name: 'previous_annuity_amount_latest', unit: 'currency units', reason: 'PRV04',
      description: 'Regular payment of the newest application that came to one, whatever became of it.' },
    { name: 'previous_granted_to_asked_ratio_latest', unit: 'ratio', reason: 'PRV04',
      description: 'Credit over amount asked for in the newest application that named an amount; 0 where no credit was offered.' },
    { name: 'previous_down_payment_share_latest', unit: 'share', reason: 'PRV04',
      description: 'Rate of the down payment as the source states it (RATE_DOWN_PAYMENT), of the newest application that records one.' },
    ...APPLICATIONS.flatMap((count) => {
      const [window, text] = [`last_${count}_applications`, inWords(count, 'applications')];
      return [
        { name: `previous_refused_share_${window}`, unit: 'share', reason: 'PRV02',
          description: `Refused among ${text}, or as many as there are.` },
        { name: `previous_decision_days_mean_${window}`, unit: 'days', reason: 'PRV03',
          description: `Mean days since the decisions on ${text}.` },
        { name: `previous_asked_amount_mean_${window}`, unit: 'currency units', reason: 'PRV04',
          description: `Mean amount asked for in ${text}, where one was named.` },
        { name: `previous_annuity_amount_mean_${window}`, unit: 'currency units', reason: 'PRV04',
          description: `Mean regular payment of ${text}, where there is one.` },
        { name: `previous_granted_to_asked_ratio_mean_${window}`, unit: 'ratio', reason: 'PRV04',
          description: `Mean of credit over amount asked for of ${text}, those that named no amount left out.` },
        { name: `previous_yield_level_mean_${window}`, unit: 'level 1 to 4', reason: 'PRV05',
          description: `Mean yield group of ${text}, where there is one: 1 low action, 2 low normal, 3 middle, 4 high.` },
        { name: `previous_term_months_mean_${window}`, unit: 'months', reason: 'PRV06',
          description: `Mean number of monthly payments of those of ${text} that were approved as instalment loans.` },
      ];
    }),
  ],
};
