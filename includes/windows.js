'use strict';

/**
 * The same SQL for each of several values, commas between: `{n}` in it stands for the value. It says once what a model
 * computes for many windows, and the compiled SQL spells out each of them.
 *
 *     ${windows.each([90, 365], "max(if(due_day >= -{n}, late_days, null)) as late_days_max_last_{n}_days")}
 *
 * @param {readonly (string | number)[]} values  e.g. days, months or column names
 * @param {string} columns  one select expression with its alias, or several with commas between, on as many lines as they need
 */
const each = (values, columns) => {
  if (!columns.includes('{n}')) throw new Error(`Nothing changes from window to window in: ${columns}`);
  const lines = columns.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  const aligned = lines.map((line) => line.slice(margin)).join('\n        ');
  return values.map((value) => aligned.replaceAll('{n}', String(value))).join(',\n        ');
};

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

module.exports = { each, inWords, INSTALMENT_DAYS, BALANCE_MONTHS, LATENESS_MONTHS, APPLICATIONS };
