'use strict';

/** The loans and cards that came of earlier applications: how they ended, and what remains to be paid on those that run on. */
module.exports = {
  features: [
    { name: 'previous_repaid_early_share', unit: 'share', reason: 'PRV07',
      description: 'Finished loans whose last payment came before the first calendar\'s last due day.' },
    { name: 'previous_open_loans_count', unit: 'count', reason: 'PRV07',
      description: 'Approved loans without an end so far.' },
    { name: 'previous_open_credit_amount_sum', unit: 'currency units', reason: 'PRV07',
      description: 'Credit of the loans that are still open, together.' },
    { name: 'previous_open_annuity_amount_sum', unit: 'currency units', reason: 'PRV07',
      description: 'Regular payments of the loans that are still open, together.' },
    { name: 'previous_repaid_early_days_mean', unit: 'days', reason: 'PRV07',
      description: 'Mean days by which finished loans ended before the last due day of the first calendar; below 0 if later.' },
    { name: 'previous_ended_days_min', unit: 'days', reason: 'PRV07',
      description: 'Days since the last payment of the loan that ended last.' },
    { name: 'previous_remaining_days_max', unit: 'days', reason: 'PRV07',
      description: 'Days to the last planned payment of the approved loan that is planned to end last; below 0 when that day has passed.' },
    { name: 'previous_remaining_payments_sum', unit: 'count', reason: 'PRV07',
      description: 'Monthly payments that remain on the open instalment loans together.' },
    { name: 'previous_remaining_amount_sum', unit: 'currency units', reason: 'PRV07',
      description: 'What is still to be paid on the open loans: remaining payments times regular payment, and the newest balance of cards.' },
    { name: 'previous_remaining_amount_max', unit: 'currency units', reason: 'PRV07',
      description: 'What is still to be paid on the open loan that has most left.' },
    { name: 'previous_remaining_to_credit_ratio', unit: 'ratio', reason: 'PRV07',
      description: 'What is still to be paid on the open instalment loans over their credit.' },
    { name: 'previous_first_drawing_days_max', unit: 'days', reason: 'PRV06',
      description: 'Days since a card was first drawn on.' },
    { name: 'previous_first_drawing_days_min', unit: 'days', reason: 'PRV06',
      description: 'Days since the card that came last was first drawn on.' },
  ],
};
