/** @import { Column, LineageNode } from '../graph-types.ts' */

/** @typedef {{ node: LineageNode, column: Column | null, score: number }} Match */
/** @typedef {{ shown: Match[], total: number }} Matches */

const MODELS_SHOWN = 12;
const COLUMNS_SHOWN = 40;

/**
 * Models and columns whose name and description hold all the words, best first.
 * @param {readonly LineageNode[]} nodes @param {readonly string[]} words lower case
 * @returns {{ models: Matches, columns: Matches, found: Set<string> }} found: ids of the models, by their own words or a column's
 */
export function findMatches(nodes, words) {
  const models = nodes.flatMap((node) => match(node, null, words, node.name, `${node.dataset} ${node.description ?? ''}`));
  const columns = nodes.flatMap((node) =>
    node.columns.flatMap((column) => match(node, column, words, column.name, `${column.description ?? ''} ${column.feature?.reason.code ?? ''}`)),
  );
  return {
    models: best(models, MODELS_SHOWN),
    columns: best(columns, COLUMNS_SHOWN),
    found: new Set([...models, ...columns].map(({ node }) => node.id)),
  };
}

/**
 * @param {LineageNode} node @param {Column | null} column @param {readonly string[]} words
 * @param {string} name @param {string} rest @returns {Match[]} none or one
 */
function match(node, column, words, name, rest) {
  let score = 0;
  const lowName = name.toLowerCase();
  const lowRest = rest.toLowerCase();
  for (const word of words) {
    const gain = scoreOf(lowName, lowRest, word);
    if (gain === 0) return [];
    score += gain;
  }
  return [{ node, column, score }];
}

/** @param {string} name @param {string} rest @param {string} word */
function scoreOf(name, rest, word) {
  if (name === word) return 100;
  if (name.startsWith(word)) return 60;
  if (name.includes(`_${word}`)) return 40;
  if (name.includes(word)) return 25;
  return rest.includes(word) ? 5 : 0;
}

/** @param {Match[]} matches @param {number} limit @returns {Matches} */
function best(matches, limit) {
  const sorted = matches.toSorted((a, b) => b.score - a.score);
  return { shown: sorted.slice(0, limit), total: matches.length };
}
