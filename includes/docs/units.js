'use strict';

/** What the ending of a column's name says about its unit and sign; added where a description leaves it open. */
const endings = /** @type {const} */ ([
  { name: /_amount(_sum|_max|_mean)?$/, said: /currency units/, text: 'In currency units.' },
  { name: /_day$/, said: /relative to the application/i, text: 'Relative to the application, negative is before it.' },
  { name: /(^|_)month$/, said: /relative to the application/i, text: 'Relative to the application: -1 is the month before it.' },
]);

/**
 * The descriptions with their units.
 * @param {Record<string, string>} columns  descriptions by column name
 */
const withUnits = (columns) =>
  Object.fromEntries(
    Object.entries(columns).map(([column, description]) => {
      const unit = endings.find(({ name, said }) => name.test(column) && !said.test(description));
      return [column, unit === undefined ? description : `${description} ${unit.text}`];
    }),
  );

module.exports = { withUnits };
