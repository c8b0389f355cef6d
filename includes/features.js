'use strict';

const { reasons } = require('./contract/reasons.js');

/**
 * The feature contract: which features there are, in which order, and what each one means. The mart's columns, the
 * training table, the model's input and the reason codes all follow it. The features are listed by source in
 * `contract/`.
 *
 * Names are `<source>_<measure>[_<aggregate>][_<window>]`: the source is one of `application`, `bureau`,
 * `bureau_balance`, `previous`, `pos`, `card`, `installments`; the window is `last_<n>_<unit>`, the stretch up to the
 * application. All features are numbers, flags are 0 or 1, lengths of time are positive. Null says that the value is
 * not known or that there is no history to take it from; only a `_count` over no history is 0.
 *
 * @typedef {object} Reason
 * @property {string} code  stable code of the reason, e.g. `EXT01`; features that say the same share one
 * @property {string} text  plain phrase for an applicant or a risk officer, true when the feature raises the risk
 */

/**
 * @typedef {object} Feature
 * @property {string} name  column of `customer_features`: `<source>_<measure>_<aggregate>_<window>`
 * @property {string} description
 * @property {string} unit  e.g. `currency units`, `days`, `ratio`, `count`, `0/1`
 * @property {string} source  the staging model it comes from
 * @property {'permitted' | 'prohibited'} basis  `prohibited` under Reg B / ECOA: sex, marital status, family, age
 * @property {Reason} reason
 */

/**
 * @typedef {object} Part  features of one staging model
 * @property {string} source
 * @property {string} [basis]
 * @property {readonly { name: string, unit: string, reason: string, description: string }[]} features
 */

/** @type {readonly Part[]} */
const parts = [
  require('./contract/external_scores.js'),
  require('./contract/loan_terms.js'),
  require('./contract/profile.js'),
  require('./contract/surroundings.js'),
  require('./contract/bureau.js'),
  require('./contract/bureau_balance.js'),
  require('./contract/previous.js'),
  require('./contract/pos.js'),
  require('./contract/card.js'),
  require('./contract/installments.js'),
  require('./contract/prohibited.js'),
];

/** @type {(code: string) => Reason} */
const reason = (code) => {
  const text = new Map(Object.entries(reasons)).get(code);
  if (text === undefined) throw new Error(`Reason ${code} is not in includes/contract/reasons.js.`);
  return { code, text };
};

/** @type {readonly Feature[]} */
const features = parts.flatMap((part) =>
  part.features.map((feature) => ({
    name: feature.name,
    description: feature.description,
    unit: feature.unit,
    source: part.source,
    basis: part.basis === 'prohibited' ? 'prohibited' : 'permitted',
    reason: reason(feature.reason),
  })),
);

module.exports = { features };
