'use strict';

/**
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

/** @type {readonly Feature[]} */
const features = [];

module.exports = { features };
