'use strict';

/**
 * The first known value in an order, nulls passed over: of the newest row that knows it by `month desc`, of the oldest
 * by `month`.
 * @param {string} value
 * @param {string} order  e.g. `recency_rank`, where 1 is the newest
 */
const firstKnown = (value, order) => `array_agg(${value} ignore nulls order by ${order} limit 1)[safe_offset(0)]`;

module.exports = { firstKnown };
