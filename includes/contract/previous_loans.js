'use strict';

/** The loans and cards that came of earlier applications: how they ended, and what remains to be paid on those that run on. */
module.exports = {
  features: [
    { name: 'previous_repaid_early_share', unit: 'share', reason: 'PRV07',
      description: 'Approved loans whose last payment came before the last due day of the first calendar, among those with both days known.' },
    { name: 'previous_open_loans_count', unit: 'count', reason: 'PRV07',
      description: 'Approved loans and cards that began (a first due day or first drawing is known) and have no last due day so far.' },
    { name: 'previous_open_credit_amount_sum', unit: 'currency units', reason: 'PRV07',
      description: 'Credit of the open loans and cards together (approved, begun, without a last due day); null if none is open.' },
    { name: 'previous_open_annuity_amount_sum', unit: 'currency units', reason: 'PRV07',
      description: 'Regular payments of the open loans and cards together; null if none is open.' },
    { name: 'previous_repaid_early_days_mean', unit: 'days', reason: 'PRV07',
      description: 'Mean days from the last payment of a loan to the last due day of its first calendar, where both are known; below 0 if it came later.' },
    { name: 'previous_ended_days_min', unit: 'days', reason: 'PRV07',
      description: 'Days since the last payment of the loan that ended last.' },
    { name: 'previous_remaining_days_max', unit: 'days', reason: 'PRV07',
      description: 'Days to the last planned payment (first calendar) of the approved loan that is planned to end last, ended ones included; below 0 when that day has passed.' },
    { name: 'previous_remaining_payments_sum', unit: 'count', reason: 'PRV07',
      description: 'Monthly payments that remain on the open instalment loans (all that have a number of payments, which cards have not) together: CNT_INSTALMENT_FUTURE of the newest POS month that has it; without one, the 30-day steps to the last day of the first calendar plus one, or 0 if it has passed.' },
    { name: 'previous_remaining_amount_sum', unit: 'currency units', reason: 'PRV07',
      description: 'What is still to be paid on the open loans: remaining payments times regular payment of the instalment loans; for cards the newest balance on record, a negative one counting as 0.' },
    { name: 'previous_remaining_amount_max', unit: 'currency units', reason: 'PRV07',
      description: 'What is still to be paid on the open loan or card that has most left.' },
    { name: 'previous_remaining_to_credit_ratio', unit: 'ratio', reason: 'PRV07',
      description: 'What is still to be paid on the open instalment loans over their credit, where both are known, sum over sum; cards are left out.' },
    { name: 'previous_first_drawing_days_min', unit: 'days', reason: 'PRV06',
      description: 'Days since an approved card was first drawn on, the latest of several such days; null if none was.' },
  ],
};
