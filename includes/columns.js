'use strict';

/**
 * The same columns for each of several values, commas between: `{n}` in the SQL stands for the value. It says once what a
 * model computes for many windows or groups, and the compiled SQL spells out each of them.
 *
 *     ${columns.each([90, 365], "max(if(due_day >= -{n}, late_days, null)) as late_days_max_last_{n}_days")}
 *
 * @param {readonly (string | number)[]} values  e.g. days, months or column names
 * @param {string} sql  one select expression with its alias, or several with commas between, on as many lines as they need
 */
const each = (values, sql) => {
  if (!sql.includes('{n}')) throw new Error(`Nothing changes from one value to the next in: ${sql}`);
  const lines = sql.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  const aligned = lines.map((line) => line.slice(margin)).join('\n        ');
  return values.map((value) => aligned.replaceAll('{n}', String(value))).join(',\n        ');
};

module.exports = { each };
