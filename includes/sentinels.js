'use strict';

/** What the source writes where it has no value. Staging turns each into null, once. */

/** @param {string} column  a `DAYS_*` column; 365243 (a thousand years ahead) is its "no such day" */
const days = (column) => `cast(nullif(${column}, 365243) as int64)`;

/**
 * Days that the credit bureau reports: besides 365243 there are days about 42,000 back, its own empty
 * date of 1900; nothing in a customer's life is a hundred years old.
 * @param {string} column
 */
const bureauDays = (column) => `cast(if(${column} < -36500, null, nullif(${column}, 365243)) as int64)`;

/** @param {string} column  a category; XNA is "not available", XAP "does not apply" */
const known = (column) => `nullif(nullif(${column}, 'XNA'), 'XAP')`;

module.exports = { days, bureauDays, known };
