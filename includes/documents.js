'use strict';

const FIRST = 2;
const LAST = 21;

/**
 * How many of the papers 2 to 21 were handed in, as a sum over their flags.
 * @param {string} prefix  of the flags' names
 */
const count = (prefix) =>
  Array.from({ length: LAST - FIRST + 1 }, (_, index) => `cast(${prefix}_${FIRST + index} as int64)`).join(
    '\n            + ',
  );

module.exports = { count };
