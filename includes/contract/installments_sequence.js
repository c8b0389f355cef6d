'use strict';

/**
 * The customer's newest payments, counted by instalments, whatever the loan; the newest due day first. A trend above 0
 * says that the measure grew: the mean of the newest twelve minus that of the twelve before them. Days late are 0 for what
 * was paid in time, days early 0 for what came late.
 */
module.exports = {
  features: [
    { name: 'installments_late_share_last_5_payments', unit: 'share', reason: 'INS02',
      description: 'Late ones among the five paid instalments that fell due last, over all loans; on equal due days the higher loan id, then the higher number is the newer.' },
    { name: 'installments_late_days_mean_last_5_payments', unit: 'days', reason: 'INS02',
      description: 'Mean days late of the five paid instalments that fell due last.' },
    { name: 'installments_early_days_mean_last_5_payments', unit: 'days', reason: 'INS02',
      description: 'Mean days early of the five paid instalments that fell due last.' },
    { name: 'installments_paid_to_due_ratio_last_5_payments', unit: 'ratio', reason: 'INS03',
      description: 'Amount paid over amount due of the five paid instalments that fell due last, sum over sum.' },
    { name: 'installments_late_days_mean_last_12_payments', unit: 'days', reason: 'INS02',
      description: 'Mean days late of the twelve paid instalments that fell due last.' },
    { name: 'installments_late_days_trend_last_24_payments', unit: 'days', reason: 'INS02',
      description: 'Mean days late of the twelve paid instalments that fell due last minus that of the (up to) twelve before; above 0, payments come later than they did; null with twelve or fewer.' },
    { name: 'installments_early_days_trend_last_24_payments', unit: 'days', reason: 'INS02',
      description: 'Mean days early of the twelve paid instalments that fell due last minus that of the (up to) twelve before; below 0, the margin shrinks; null with twelve or fewer.' },
    { name: 'installments_due_amount_trend_last_24_payments', unit: 'currency units', reason: 'INS01',
      description: 'Mean amount due of the twelve paid instalments that fell due last minus that of the (up to) twelve before; above 0, the burden grew; null with twelve or fewer.' },
    { name: 'installments_loan_late_share_latest', unit: 'share', reason: 'INS02',
      description: 'Late ones among the paid instalments of the latest loan: the one of the paid instalment that fell due last, of several the one with the highest id.' },
    { name: 'installments_loan_late_days_latest', unit: 'days', reason: 'INS02',
      description: 'Mean days late of the paid instalments of the loan whose paid instalment fell due last.' },
    { name: 'installments_loan_paid_to_due_ratio_latest', unit: 'ratio', reason: 'INS03',
      description: 'Amount paid over amount due of the paid instalments of the loan whose paid instalment fell due last, sum over sum.' },
  ],
};
