'use strict';

const { parse } = require('./contract/grammar.js');
const { features } = require('./features.js');

const NEWLINE = ',\n        ';

/** @param {string} part */
const namesOf = (part) => {
  const names = features.filter((feature) => feature.part === part).map(({ name }) => name);
  if (names.length === 0) throw new Error(`The feature contract has no part "${part}".`);
  return names;
};

/**
 * The features of a part that every customer has a row for: `profile.application_email_flag, …`.
 * @param {string} part  part of the contract, and alias of the table that holds it
 */
const ofApplication = (part) => namesOf(part).map((name) => `${part}.${name}`).join(NEWLINE);

/**
 * The features of a history that a customer may not have: a count over no history is 0, all else stays null.
 * @param {string} part  part of the contract, and alias of the table that holds it
 */
const ofHistory = (part) =>
  namesOf(part)
    .map((name) => (isCount(name) ? `coalesce(${part}.${name}, 0) as ${name}` : `${part}.${name}`))
    .join(NEWLINE);

/** @param {string} name */
const isCount = (name) => parse(name).aggregate === 'count';

/**
 * Every feature in the order of the contract.
 * @param {string} alias  alias of the table that holds them
 */
const all = (alias) => features.map(({ name }) => `${alias}.${name}`).join(NEWLINE);

module.exports = { ofApplication, ofHistory, isCount, all };
