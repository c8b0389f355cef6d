/** @import { LineageNode } from '../graph-types.ts' */
/** @import { Lineage } from './lineage.js' */
import { addressOf } from './address.js';
import { byId, h } from './dom.js';
import { icon } from './icons.js';
import { findMatches } from './search-index.js';
import { layerTitle } from './words.js';

/** @typedef {import('./search-index.js').Match} Match */

/** The search box: a combobox whose list holds models first, then columns. */
export class Search {
  input = /** @type {HTMLInputElement} */ (byId('search'));
  list = byId('results');
  active = -1;

  /** @param {Lineage} lineage @param {(ids: ReadonlySet<string> | null) => void} onFound */
  constructor(lineage, onFound) {
    this.lineage = lineage;
    this.onFound = onFound;
    this.input.addEventListener('input', () => this.#search());
    this.input.addEventListener('focus', () => this.#search());
    this.input.addEventListener('keydown', (event) => this.#key(event));
    this.input.addEventListener('blur', () => setTimeout(() => this.#close(), 0));
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  focus() {
    this.input.focus();
    this.input.select();
  }

  #search() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      this.#close();
      return;
    }
    const { models, columns, found } = findMatches(this.lineage.graph.nodes, words);
    this.list.replaceChildren(
      ...group('Models', models, (match) => this.#option(match, words)),
      ...group('Columns', columns, (match) => this.#option(match, words)),
    );
    if (found.size === 0) this.list.append(h('p', { class: 'none' }, 'No model or column says that.'));
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.onFound(found);
    this.#activate(0);
  }

  /** @param {Match} match @param {string[]} words */
  #option({ node, column }, words) {
    const description = column === null ? node.description : column.description;
    return h(
      'a',
      {
        role: 'option',
        id: `result-${this.list.childElementCount}-${node.id}-${column?.name ?? ''}`,
        href: column === null ? addressOf(node) : addressOf(node, 'columns', column.name),
        tabindex: '-1',
        'data-id': node.id,
        onclick: () => this.#leave(),
      },
      icon(node.kind),
      h('span', { class: 'name' }, ...marked(column?.name ?? node.name, words)),
      h('span', { class: 'where' }, column === null ? layerTitle(node.layer) : node.name),
      description !== null && h('span', { class: 'about' }, ...marked(description, words)),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.#activate(this.active + step);
    } else if (event.key === 'Enter') {
      this.#options()[this.active]?.click();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.#leave();
    }
  }

  #options() {
    return [...this.list.querySelectorAll('a')];
  }

  /** @param {number} index */
  #activate(index) {
    const options = this.#options();
    this.active = options.length === 0 ? -1 : (index + options.length) % options.length;
    for (const [place, option] of options.entries()) option.setAttribute('aria-selected', String(place === this.active));
    const option = options[this.active];
    if (option === undefined) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', option.id);
    option?.scrollIntoView({ block: 'nearest' });
  }

  #leave() {
    this.#close();
    this.input.blur();
  }

  #close() {
    if (this.list.hidden) return;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    this.onFound(null);
  }
}

/** @param {string} title @param {{ shown: Match[], total: number }} matches @param {(match: Match) => HTMLElement} option */
function group(title, { shown, total }, option) {
  if (total === 0) return [];
  const more = total > shown.length ? ` · first ${shown.length} of ${total}` : ` · ${total}`;
  return [h('h2', { role: 'presentation' }, title, h('span', {}, more)), ...shown.map(option)];
}

/** The text with the words found in it marked. @param {string} text @param {string[]} words */
function marked(text, words) {
  const pattern = new RegExp(`(${words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'gi');
  return text.split(pattern).map((piece, index) => (index % 2 === 1 ? h('mark', {}, piece) : piece));
}
