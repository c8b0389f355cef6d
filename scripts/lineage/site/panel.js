/** @import { LineageNode } from '../graph-types.ts' */
/** @import { Lineage } from './lineage.js' */
/** @import { Tab, Address } from './address.js' */
import { addressOf, TABS } from './address.js';
import { checks } from './panel-checks.js';
import { columns } from './panel-columns.js';
import { overview } from './panel-overview.js';
import { sql } from './panel-sql.js';
import { copyButton } from './copy.js';
import { breakable, byId, h } from './dom.js';
import { icon } from './icons.js';
import { KINDS, layerTitle } from './words.js';

const CONTENT = { overview, columns, sql, checks };

/** The side panel: one model, in tabs. */
export class Panel {
  element = byId('panel');

  /** @param {Lineage} lineage @param {() => void} onClose */
  constructor(lineage, onClose) {
    this.lineage = lineage;
    this.onClose = onClose;
  }

  hide() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  /** @param {LineageNode} node @param {Address} address */
  show(node, address) {
    const tabs = TABS.map((tab) => this.#tab(node, tab, tab === address.tab));
    const body = h('div', { class: 'body', role: 'tabpanel', id: 'tabpanel', 'aria-labelledby': `tab-${address.tab}`, tabindex: '-1' });
    body.append(CONTENT[address.tab](this.lineage, node, address));
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = false;
    this.element.setAttribute('aria-label', `Model ${node.name}`);
    this.element.replaceChildren(
      h(
        'header',
        {},
        h('p', { class: 'kind' }, icon(node.kind), `${layerTitle(node.layer)} · ${KINDS[node.kind]}`, node.disabled && ' · disabled'),
        h('div', { class: 'buttons' }, this.#widen(), this.#close()),
        h('h2', {}, ...breakable(node.name)),
        h('p', { class: 'path' }, h('code', {}, ...breakable(node.id)), copyButton(node.id, 'the full name')),
        h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'About this model', onkeydown: moveBetweenTabs }, tabs),
      ),
      body,
    );
    if (hadFocus) this.element.focus({ preventScroll: true });
    body.querySelector('[data-wanted]')?.scrollIntoView({ block: 'center' });
  }

  /** @param {string} name */
  showMissing(name) {
    this.element.hidden = false;
    this.element.replaceChildren(
      h(
        'header',
        {},
        h('div', { class: 'buttons' }, this.#close()),
        h('h2', {}, 'No such model'),
        h('p', {}, 'This project has no model called ', h('code', {}, ...breakable(name)), '. Search for it above, or click a card.'),
      ),
    );
  }

  /** @param {LineageNode} node @param {Tab} tab @param {boolean} selected */
  #tab(node, tab, selected) {
    const count = { overview: null, columns: node.columns.length, sql: null, checks: node.assertions.length + node.tests.length }[tab];
    const title = { overview: 'Overview', columns: 'Columns', sql: 'SQL', checks: 'Checks' }[tab];
    const { status, failed } = this.lineage.health(node);
    const failures = tab === 'checks' && failed > 0 ? failed : null;
    return h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${tab}`,
        'aria-selected': String(selected),
        'aria-controls': 'tabpanel',
        tabindex: selected ? '0' : '-1',
        onclick: () => {
          history.replaceState(null, '', addressOf(node, tab));
          this.show(node, { model: node.id, tab, column: null });
          document.getElementById(`tab-${tab}`)?.focus();
        },
      },
      title,
      count !== null && h('span', { class: 'count', 'data-status': tab === 'checks' ? status : null, title: failures && `${failures} failed` }, failures === null ? String(count) : `${failures}/${count}`),
    );
  }

  #close() {
    return h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', title: 'Close (Esc)', onclick: this.onClose }, icon('close'));
  }

  #widen() {
    const button = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Wide panel', title: 'Wide panel', 'aria-pressed': String(this.element.classList.contains('wide')) }, icon('widen'));
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(this.element.classList.toggle('wide')));
      window.dispatchEvent(new Event('resize'));
    });
    return button;
  }
}

/** Arrow keys go from tab to tab. @param {KeyboardEvent} event */
function moveBetweenTabs(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const list = /** @type {HTMLElement} */ (event.currentTarget);
  if (step === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  const all = [...list.querySelectorAll('button')];
  const current = all.findIndex((tab) => tab === document.activeElement);
  all[(current + step + all.length) % all.length]?.click();
}
