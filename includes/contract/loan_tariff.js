'use strict';

/**
 * Term and price of the cash loan asked for. The source states no term of a current loan, but payment over credit does:
 * tariffs are discrete, and the earlier loans of training customers tell which term each stands for.
 */
module.exports = {
  features: [
    { name: 'application_term_months', unit: 'months', reason: 'APP03',
      description: 'Term of the cash loan asked for, as its tariff tells: the most frequent one of training customers\' earlier applications for cash loans, whatever became of them, with the same payment over credit (both FLOAT64, rounded to four decimals by ROUND), the shorter of two; null for cards and unknown tariffs.' },
    { name: 'application_implied_interest', unit: 'ratio per year', reason: 'APP03',
      description: 'Yearly price of the cash loan asked for: (term x regular payment - credit) / credit / (term / 12), with application_term_months as the term.' },
  ],
};
