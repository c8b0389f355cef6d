'use strict';

/**
 * The first known value in an order: nulls are passed over, as a plain "last row" would not.
 * @param {string} value
 * @param {string} order  e.g. `recency_rank`, or `month desc` for the newest month
 */
const newest = (value, order) => `array_agg(${value} ignore nulls order by ${order} limit 1)[safe_offset(0)]`;

module.exports = { newest };
