'use strict';

/**
 * The grammar of feature names: `<source>_<measure>[_<aggregate>][_<window>]`, for example
 * `installments` `late_days` `mean` `last_90_days`.
 *
 * - source: whose rows it is computed from, see `sources`
 * - measure: what is measured; a value of the one row of the application ends in its kind, see `kinds`
 * - aggregate: how a customer's many rows became one number, see `aggregates`; a history always has one
 * - window: `last_<n>_<unit>`, the stretch up to the application; without one it is the whole record
 */

/** The staging model behind each source. */
const sources = {
  application: 'stg_home_credit__applications',
  bureau: 'stg_home_credit__bureau_credits',
  bureau_balance: 'stg_home_credit__bureau_balances',
  previous: 'stg_home_credit__previous_applications',
  pos: 'stg_home_credit__pos_cash_balances',
  card: 'stg_home_credit__credit_card_balances',
  installments: 'stg_home_credit__installment_payments',
};

/** What a single value of the application is. */
const kinds = {
  flag: '1 if so, 0 if not',
  amount: 'money',
  days: 'length of time',
  months: 'length of time',
  years: 'length of time',
  hour: 'hour of the day',
  level: 'ordered category',
  score: 'external score, 0 to 1',
  mode: 'most frequent value',
  range: 'highest minus lowest',
  product: 'one value times another',
  interest: 'yearly price of a credit, per unit of credit',
};

/** How many rows become one number. */
const aggregates = {
  count: 'number of rows, 0 over no history',
  sum: 'sum',
  mean: 'arithmetic mean of the known values',
  min: 'lowest value; of days and months ago, the newest row',
  max: 'highest value; of days and months ago, the oldest row',
  share: 'rows of a kind among all, or one amount as a part of another',
  ratio: 'one sum over another',
  latest: 'of the newest row that knows it',
  trend: 'mean of the newer half of the window minus mean of the older half',
};

const windowUnits = /** @type {const} */ (['days', 'months', 'applications', 'payments']);

const WINDOW = new RegExp(`_last_([1-9]\\d*)_(${windowUnits.join('|')})$`);
/** The longest first: `bureau_balance_…` is not `bureau`'s. */
const SOURCES = Object.keys(sources).sort((one, other) => other.length - one.length);

/**
 * @typedef {object} FeatureName
 * @property {keyof typeof sources} source
 * @property {string} measure
 * @property {keyof typeof aggregates | null} aggregate  null for a plain value of the application
 * @property {string | null} window  `last_90_days`; null for the whole record
 */

/**
 * Takes a feature's name apart.
 * @param {string} name
 * @returns {FeatureName}
 * @throws Error that says what is wrong with the name
 */
const parse = (name) => {
  const source = /** @type {keyof typeof sources | undefined} */ (SOURCES.find((known) => name.startsWith(`${known}_`)));
  if (source === undefined) throw new Error(`${name} begins with no source of includes/contract/grammar.js.`);
  if (!/^[a-z]+(_[a-z0-9]+)+$/.test(name)) throw new Error(`${name} is not lower case words between underscores.`);
  const window = WINDOW.exec(name);
  const words = name.slice(source.length + 1, window?.index).split('_');
  const last = words.at(-1) ?? '';
  const isAggregate = last in aggregates && words.length > 1;
  const measure = (isAggregate ? words.slice(0, -1) : words).join('_');
  if (/(^|_)last(_|$)/.test(measure)) throw new Error(`${name} speaks of a window that is not last_<n>_<${windowUnits.join(', ')}>.`);
  const isPlain = source === 'application' && words.length > 1 && last in kinds;
  if (!isAggregate && !isPlain) throw new Error(`${name} has no aggregate at its end: ${Object.keys(aggregates).join(', ')}.`);
  return {
    source,
    measure,
    aggregate: isAggregate ? /** @type {keyof typeof aggregates} */ (last) : null,
    window: window === null ? null : window[0].slice(1),
  };
};

module.exports = { sources, kinds, aggregates, windowUnits, parse };
