/** @import { LineageNode } from '../graph-types.ts' */

/** @typedef {'overview' | 'columns' | 'sql' | 'checks'} Tab */
/** @typedef {{ model: string, tab: Tab, column: string | null }} Address */

/** @type {readonly Tab[]} */
export const TABS = ['overview', 'columns', 'sql', 'checks'];

/** The address of a model: `#dataset.name`, `#dataset.name/sql`, `#dataset.name/columns/column`.
 * @param {LineageNode} node @param {Tab} [tab] @param {string | null} [column] */
export function addressOf(node, tab = 'overview', column = null) {
  const parts = [`${node.dataset}.${node.name}`];
  if (tab !== 'overview') parts.push(tab);
  if (column !== null) parts.push(column);
  return `#${parts.map(encodeURIComponent).join('/')}`;
}

/** @param {string} hash @returns {Address | null} null when it names no model */
export function readAddress(hash) {
  const [model = '', tab = 'overview', column = null] = hash.replace(/^#/, '').split('/').map(decode);
  if (model === '') return null;
  return { model, tab: TABS.find((name) => name === tab) ?? 'overview', column };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
