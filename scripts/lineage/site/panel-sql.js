/** @import { LineageNode } from '../graph-types.ts' */
/** @import { Lineage } from './lineage.js' */
import { addressOf } from './address.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { highlight } from './highlight.js';
import { PARTS } from './words.js';

/** Which of the two the reader looked at last. @type {'source' | 'compiled'} */
let side = 'source';

/** @param {Lineage} lineage @param {LineageNode} node */
export function sql(lineage, node) {
  const content = h('div');
  const buttons = ['source', 'compiled'].map((name) =>
    h('button', { type: 'button', 'data-side': name, onclick: () => choose(/** @type {'source' | 'compiled'} */ (name)) }, name === 'source' ? 'Source (SQLX)' : 'Compiled SQL'),
  );
  /** @param {'source' | 'compiled'} name */
  const choose = (name) => {
    side = name;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset['side'] === name));
    content.replaceChildren(...(name === 'source' ? source(lineage, node) : compiled(lineage, node)));
  };
  choose(node.compiledSql.length === 0 ? 'source' : side);
  return h('div', { class: 'sql' }, h('div', { class: 'sides', role: 'group', 'aria-label': 'Which SQL' }, buttons), content);
}

/** @param {Lineage} lineage @param {LineageNode} node */
function source(lineage, node) {
  if (node.source === null) return [h('p', { class: 'none' }, `${node.fileName} could not be read when this page was built.`)];
  return [block(lineage, node.fileName, node.source)];
}

/** @param {Lineage} lineage @param {LineageNode} node */
function compiled(lineage, node) {
  if (node.compiledSql.length === 0) return [h('p', { class: 'none' }, 'A declared table has no SQL of its own.')];
  return node.compiledSql.map(({ part, sql: text }) => block(lineage, PARTS[part], text));
}

/** @param {Lineage} lineage @param {string} title @param {string} text */
export function block(lineage, title, text) {
  return h('figure', { class: 'block' }, h('figcaption', {}, title, copyButton(text, title)), highlight(text, (name) => resolve(lineage, name)));
}

/** @param {Lineage} lineage @param {string} name */
function resolve(lineage, name) {
  const node = lineage.find(name);
  return node === null ? null : addressOf(node);
}
