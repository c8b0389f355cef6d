'use strict';

/** The stretches up to the application that features look at. */

/** Days up to the application: two and three months, half a year, a year, and about three years. */
const INSTALMENT_DAYS = /** @type {const} */ ([60, 90, 180, 365, 1000]);

/** Months up to the application. */
const BALANCE_MONTHS = /** @type {const} */ ([3, 6, 12, 24]);

/** Months in which lateness is looked for: half a year, one and two years, three months holding too little of it. */
const LATENESS_MONTHS = /** @type {const} */ ([6, 12, 24]);

/** How many of the customer's newest applications. */
const APPLICATIONS = /** @type {const} */ ([3, 5]);

/** @type {Readonly<Record<string, string>>} */
const IN_WORDS = {
  '60 days': 'the 60 days before', '90 days': 'the 90 days before', '180 days': 'the half year before',
  '365 days': 'the year before', '1000 days': 'the 1,000 days before',
  '3 months': 'the three months before', '6 months': 'the six months before', '12 months': 'the year before',
  '24 months': 'the two years before', '3 applications': 'the three newest applications',
  '5 applications': 'the five newest applications',
};

/**
 * A window in the words of a description: `the year before`.
 * @param {number} length
 * @param {string} unit  days, months or applications
 */
const inWords = (length, unit) => {
  const words = IN_WORDS[`${length} ${unit}`];
  if (words === undefined) throw new Error(`A window of ${length} ${unit} has no words in includes/windows.js.`);
  return words;
};

module.exports = { inWords, INSTALMENT_DAYS, BALANCE_MONTHS, LATENESS_MONTHS, APPLICATIONS };
