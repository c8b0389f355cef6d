'use strict';

const { INSTALMENT_DAYS, inWords } = require('../windows.js');

/**
 * How the instalments that fell due lately were paid: the same measures over several stretches. Days late are 0 for what
 * was paid in time.
 */
module.exports = {
  features: [
    { name: 'installments_due_amount_sum_last_365_days', unit: 'currency units', reason: 'INS01',
      description: 'Amount that fell due in the 365 days before the application, the 365th included, paid or not; null if nothing did.' },
    ...INSTALMENT_DAYS.flatMap((days) => {
      const [window, text] = [`last_${days}_days`, `${inWords(days, 'days')} (day -${days} included)`];
      return [
        { name: `installments_instalments_count_${window}`, unit: 'count', reason: 'INS01',
          description: `Instalments that fell due in ${text}.` },
        { name: `installments_late_share_${window}`, unit: 'share', reason: 'INS02',
          description: `Instalments paid late, among those paid that fell due in ${text}.` },
        { name: `installments_late_days_mean_${window}`, unit: 'days', reason: 'INS02',
          description: `Mean days late of the paid instalments that fell due in ${text}.` },
        { name: `installments_late_days_max_${window}`, unit: 'days', reason: 'INS02',
          description: `Most days late of the paid instalments that fell due in ${text}.` },
        { name: `installments_underpaid_share_${window}`, unit: 'share', reason: 'INS03',
          description: `Instalments paid with at least 0.01 less than was due, unpaid ones included, among those due in ${text}.` },
        { name: `installments_paid_to_due_ratio_${window}`, unit: 'ratio', reason: 'INS03',
          description: `Amount paid over amount due of what fell due in ${text}, sum over sum; payments of these instalments count whenever they came.` },
      ];
    }),
  ],
};
