/** @import { LineageAssertion, LineageNode, SqlPart } from '../graph-types.ts' */

/** @type {Record<LineageNode['kind'], string>} */
export const KINDS = {
  declaration: 'source table',
  view: 'view',
  table: 'table',
  incremental: 'incremental table',
  operation: 'operation',
};

/** @type {Record<LineageAssertion['kind'], string>} */
export const CHECKS = {
  uniqueKey: 'Unique key',
  nonNull: 'Never null',
  rowConditions: 'Row conditions',
  manual: 'Check across models',
};

/** @type {Record<SqlPart['part'], string>} */
export const PARTS = {
  before: 'Before',
  query: 'Query',
  'incremental query': 'Query when rows are added to what is there',
  after: 'After',
};

export const STATUSES = { passed: 'Passed', failed: 'Failed', skipped: 'Skipped', none: 'Not run yet' };

/** @param {string} layer */
export function layerTitle(layer) {
  const words = layer.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
