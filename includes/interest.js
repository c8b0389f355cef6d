'use strict';

/**
 * What a loan in monthly payments costs: what is paid on top of the credit, as a share of the credit and per year of the
 * term. It is no effective rate, which would count the repayments on the way: 0.25 is a quarter of the credit each year.
 * @param {string} term  number of monthly payments, above 0; the outcome is null without it
 * @param {string} annuity  the regular payment
 * @param {string} credit  null when it is 0
 */
const implied = (term, annuity, credit) => `safe_divide(${term} * ${annuity} - ${credit}, ${credit}) / (${term} / 12)`;

module.exports = { implied };
