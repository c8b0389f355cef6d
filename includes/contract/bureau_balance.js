'use strict';

const { LATENESS_MONTHS, inWords } = require('../windows.js');

/**
 * Monthly status of the bureau's credits. A third of the training customers that the bureau knows have this record,
 * but nearly all of the test customers do: absence says something about how the data was gathered, not about the
 * customer, and is therefore null rather than 0 wherever it is not the plain length of the record.
 */
module.exports = {
  features: [
    { name: 'bureau_balance_months_count', unit: 'count', reason: 'BBL01',
      description: 'Months of status that the bureau holds, over all credits.' },
    { name: 'bureau_balance_credits_count', unit: 'count', reason: 'BBL01',
      description: 'Reported credits that have a monthly record.' },
    { name: 'bureau_balance_late_share', unit: 'share', reason: 'BBL02',
      description: 'Months in which a payment was late (status 1 to 5), among months with a known status (0 to 5).' },
    { name: 'bureau_balance_late_30_share', unit: 'share', reason: 'BBL02',
      description: 'Months more than 30 days late (status 2 to 5), among months with a known status (0 to 5).' },
    { name: 'bureau_balance_late_level_max', unit: 'level 0 to 5', reason: 'BBL02',
      description: 'Worst status: 0 in time, 1 up to 30 days late, 2 to 60, 3 to 90, 4 to 120, 5 more or written off; null if all months are closed (C) or unknown (X).' },
    { name: 'bureau_balance_late_level_mean', unit: 'level 0 to 5', reason: 'BBL02',
      description: 'Mean status of the months in which it is known, 0 for a payment in time.' },
    ...LATENESS_MONTHS.map((months) => ({ months, text: `${inWords(months, 'months')} (months 0 to -${months - 1})` })).flatMap(({ months, text }) => [
      { name: `bureau_balance_late_share_last_${months}_months`, unit: 'share', reason: 'BBL02',
        description: `Late months (status 1 to 5) among those with a known status in ${text}; null without one.` },
      { name: `bureau_balance_late_level_max_last_${months}_months`, unit: 'level 0 to 5', reason: 'BBL02',
        description: `Worst status in ${text}; null if none is known.` },
    ]),
    { name: 'bureau_balance_late_months_ago_min', unit: 'months', reason: 'BBL02',
      description: 'Months since a payment was last late, 0 being the month of the application; null if none was.' },
    { name: 'bureau_balance_late_credits_share', unit: 'share', reason: 'BBL02',
      description: 'Credits that were ever late, among those with a monthly record.' },
    { name: 'bureau_balance_closed_share', unit: 'share', reason: 'BBL03',
      description: 'Months in which the credit was closed (C), among all months recorded.' },
    { name: 'bureau_balance_unknown_share', unit: 'share', reason: 'BBL03',
      description: 'Months whose status is not known (X), among all months recorded.' },
  ],
};
