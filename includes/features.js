'use strict';

const { parse, sources } = require('./contract/grammar.js');
const { reasons } = require('./contract/reasons.js');

/**
 * The feature contract: which features there are, in which order, and what each one means. The mart's columns, the
 * training table, the model's input and the reason codes all follow it. The features are listed in `contract/`, by
 * part: each is the work of one intermediate model.
 *
 * Names follow the grammar of `contract/grammar.js`, which also gives each feature its source. All features are
 * numbers, flags are 0 or 1, lengths of time are positive. Null says that the value is not known or that there is no
 * history to take it from; only a `_count` over no history is 0.
 *
 * @typedef {object} Reason
 * @property {string} code  stable code of the reason, e.g. `EXT01`; features that say the same share one
 * @property {string} text  plain phrase for an applicant or a risk officer, true when the feature raises the risk
 */

/**
 * @typedef {object} Feature
 * @property {string} part  part of the contract that lists it, e.g. `bureau`
 * @property {string} name  column of `customer_features`: `<source>_<measure>_<aggregate>_<window>`
 * @property {string} description
 * @property {string} unit  e.g. `currency units`, `days`, `ratio`, `count`, `0/1`
 * @property {string} source  the staging model that its name says it comes from
 * @property {'permitted' | 'prohibited'} basis  `prohibited` under Reg B / ECOA: sex, marital status, family, age
 * @property {Reason} reason
 */

/**
 * @typedef {object} Part  features of one intermediate model
 * @property {string} [basis]
 * @property {readonly { name: string, unit: string, reason: string, description: string }[]} features
 */

/**
 * The parts of the contract, in order.
 * @type {Record<string, Part>}
 */
const parts = {
  external_scores: require('./contract/external_scores.js'),
  loan_terms: require('./contract/loan_terms.js'),
  profile: require('./contract/profile.js'),
  surroundings: require('./contract/surroundings.js'),
  peers: require('./contract/peers.js'),
  loan_tariff: require('./contract/loan_tariff.js'),
  bureau: require('./contract/bureau.js'),
  bureau_debt: require('./contract/bureau_debt.js'),
  bureau_balance: require('./contract/bureau_balance.js'),
  previous: require('./contract/previous.js'),
  previous_terms: require('./contract/previous_terms.js'),
  previous_sequence: require('./contract/previous_sequence.js'),
  previous_loans: require('./contract/previous_loans.js'),
  pos: require('./contract/pos.js'),
  card: require('./contract/card.js'),
  card_windows: require('./contract/card_windows.js'),
  installments: require('./contract/installments.js'),
  installments_windows: require('./contract/installments_windows.js'),
  installments_sequence: require('./contract/installments_sequence.js'),
  bureau_comparisons: require('./contract/bureau_comparisons.js'),
  previous_comparisons: require('./contract/previous_comparisons.js'),
  obligations: require('./contract/obligations.js'),
  prohibited: require('./contract/prohibited.js'),
};

/** @type {(code: string) => Reason} */
const reason = (code) => {
  const text = new Map(Object.entries(reasons)).get(code);
  if (text === undefined) throw new Error(`Reason ${code} is not in includes/contract/reasons.js.`);
  return { code, text };
};

/** @type {readonly Feature[]} */
const features = Object.entries(parts).flatMap(([partName, part]) =>
  part.features.map((feature) => ({
    part: partName,
    name: feature.name,
    description: feature.description,
    unit: feature.unit,
    source: sources[parse(feature.name).source],
    basis: part.basis === 'prohibited' ? 'prohibited' : 'permitted',
    reason: reason(feature.reason),
  })),
);

module.exports = { features };
