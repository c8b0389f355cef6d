'use strict';

/**
 * What was due and what was paid, per instalment of an earlier loan at the same lender, over the whole record. Lateness
 * counts days past due and is 0 for an instalment paid early; an instalment is late by its last payment. One that was
 * never paid has no day of payment: it counts as unpaid, not as late.
 */
module.exports = {
  features: [
    { name: 'installments_loans_count', unit: 'count', reason: 'INS01',
      description: 'Loans with instalments that fell due.' },
    { name: 'installments_instalments_count', unit: 'count', reason: 'INS01',
      description: 'Instalments that fell due, over all loans.' },
    { name: 'installments_due_amount_mean', unit: 'currency units', reason: 'INS01',
      description: 'Mean amount due of an instalment.' },
    { name: 'installments_due_amount_max', unit: 'currency units', reason: 'INS01',
      description: 'Highest amount due of an instalment.' },
    { name: 'installments_late_share', unit: 'share', reason: 'INS02',
      description: 'Instalments paid late, among those paid.' },
    { name: 'installments_late_5_share', unit: 'share', reason: 'INS02',
      description: 'Instalments paid more than five days late, among those paid.' },
    { name: 'installments_late_30_share', unit: 'share', reason: 'INS02',
      description: 'Instalments paid more than 30 days late, among those paid.' },
    { name: 'installments_late_days_mean', unit: 'days', reason: 'INS02',
      description: 'Mean days late, 0 for what was paid in time.' },
    { name: 'installments_late_days_max', unit: 'days', reason: 'INS02',
      description: 'Most days that an instalment was late.' },
    { name: 'installments_early_days_mean', unit: 'days', reason: 'INS02',
      description: 'Mean days that instalments were paid before they were due, 0 for late ones.' },
    { name: 'installments_early_days_max', unit: 'days', reason: 'INS02',
      description: 'Most days that an instalment was paid before it was due.' },
    { name: 'installments_paid_to_due_ratio', unit: 'ratio', reason: 'INS03',
      description: 'Amount paid over amount due, all instalments together.' },
    { name: 'installments_underpaid_share', unit: 'share', reason: 'INS03',
      description: 'Instalments paid with less than was due, unpaid ones included, among all due.' },
    { name: 'installments_underpaid_amount_sum', unit: 'currency units', reason: 'INS03',
      description: 'What is missing on the instalments that were not paid in full.' },
    { name: 'installments_unpaid_count', unit: 'count', reason: 'INS03',
      description: 'Instalments without any payment.' },
    { name: 'installments_split_share', unit: 'share', reason: 'INS03',
      description: 'Instalments paid in more than one payment, among those paid.' },
    { name: 'installments_paid_days_min', unit: 'days', reason: 'INS04',
      description: 'Days since the newest payment.' },
    { name: 'installments_due_days_max', unit: 'days', reason: 'INS04',
      description: 'Days since the first instalment fell due: how long the customer has been paying.' },
    { name: 'installments_rescheduled_share', unit: 'share', reason: 'INS05',
      description: 'Instalments split over several versions of the payment calendar, among all due.' },
  ],
};
