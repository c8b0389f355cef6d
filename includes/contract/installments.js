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
      description: 'Instalments that fell due, over all loans: numbers of a loan, however many rows their payments and calendar versions take.' },
    { name: 'installments_due_amount_mean', unit: 'currency units', reason: 'INS01',
      description: 'Mean amount due of an instalment. A payment in parts repeats it, a version of the calendar holds a part of it: it is the sum over the number\'s different versions, due days and amounts.' },
    { name: 'installments_due_amount_max', unit: 'currency units', reason: 'INS01',
      description: 'Highest amount due of an instalment, the parts of all its calendar versions together.' },
    { name: 'installments_late_share', unit: 'share', reason: 'INS02',
      description: 'Instalments paid late, among those paid: the last payment of the number came after its first due day.' },
    { name: 'installments_late_5_share', unit: 'share', reason: 'INS02',
      description: 'Instalments whose last payment came more than five days after the due day, among those paid.' },
    { name: 'installments_late_30_share', unit: 'share', reason: 'INS02',
      description: 'Instalments whose last payment came more than 30 days after the due day, among those paid.' },
    { name: 'installments_late_days_mean', unit: 'days', reason: 'INS02',
      description: 'Mean days from due day to last payment of the paid instalments, 0 for what was paid in time.' },
    { name: 'installments_late_days_max', unit: 'days', reason: 'INS02',
      description: 'Most days from due day to last payment of an instalment, 0 if none was late.' },
    { name: 'installments_early_days_mean', unit: 'days', reason: 'INS02',
      description: 'Mean days that the last payment came before the due day, of the paid instalments, 0 for late ones.' },
    { name: 'installments_early_days_max', unit: 'days', reason: 'INS02',
      description: 'Most days that the last payment of an instalment came before the due day, 0 if none was early.' },
    { name: 'installments_paid_to_due_ratio', unit: 'ratio', reason: 'INS03',
      description: 'Amount paid over amount due, sum over sum of all instalments, unpaid ones included. A payment that is repeated under several calendar versions (same day, same amount) counts once.' },
    { name: 'installments_underpaid_share', unit: 'share', reason: 'INS03',
      description: 'Instalments paid with at least 0.01 less than was due, unpaid ones included, among all due.' },
    { name: 'installments_underpaid_amount_sum', unit: 'currency units', reason: 'INS03',
      description: 'What is missing on the instalments that were not paid in full, by 0.01 or more; what was overpaid on others is not set against it.' },
    { name: 'installments_unpaid_count', unit: 'count', reason: 'INS03',
      description: 'Instalments without any payment.' },
    { name: 'installments_split_share', unit: 'share', reason: 'INS03',
      description: 'Instalments paid in more than one payment, among those paid; one repeated under several calendar versions is one payment.' },
    { name: 'installments_paid_days_min', unit: 'days', reason: 'INS04',
      description: 'Days since the newest payment.' },
    { name: 'installments_due_days_max', unit: 'days', reason: 'INS04',
      description: 'Days since the first instalment fell due: how long the customer has been paying.' },
    { name: 'installments_rescheduled_share', unit: 'share', reason: 'INS05',
      description: 'Instalments with rows under more than one version of the payment calendar, among all due.' },
  ],
};
