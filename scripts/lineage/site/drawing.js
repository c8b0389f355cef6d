/** @import { LineageNode, Box } from '../graph-types.ts' */
/** @import { Lineage, Relation } from './lineage.js' */
import { addressOf } from './address.js';
import { breakable, byId, counted, h, svg } from './dom.js';
import { icon } from './icons.js';
import { KINDS, layerTitle } from './words.js';

/** A prefix of more characters than this gets a line of its own. */
const LONG_PREFIX = 8;

/** The models as cards in their layers, and the edges between them. */
export class Drawing {
  /** @type {Map<string, HTMLAnchorElement>} */
  cards = new Map();
  /** @type {Map<string, Box>} */
  boxes = new Map();
  /** @type {{ from: string, to: string, path: SVGElement }[]} */
  edges = [];

  /** @param {Lineage} lineage */
  constructor(lineage) {
    this.lineage = lineage;
    const { graph } = lineage;
    const { layout } = graph;
    byId('layers').append(...layout.layers.map((layer, index) => layerBand(layer, layout.height, graph.layers[index]?.nodes.length ?? 0)));
    const canvas = byId('edges');
    canvas.setAttribute('width', String(layout.width));
    canvas.setAttribute('height', String(layout.height));
    this.edges = graph.edges.map(({ from, to }, index) => ({ from, to, path: svg('path', { d: layout.edges[index] ?? '' }) }));
    canvas.append(...this.edges.map(({ path }) => path));
    for (const [index, node] of graph.nodes.entries()) {
      const box = layout.nodes[index];
      if (box === undefined) continue;
      this.boxes.set(node.id, box);
      this.cards.set(node.id, this.#card(node, box));
    }
    byId('nodes').append(...this.cards.values());
  }

  /** Lights up what the model is made from and what is made from it; null lets all rest. @param {string | null} id */
  light(id) {
    const upstream = id === null ? new Set() : this.lineage.upstream(id);
    const downstream = id === null ? new Set() : this.lineage.downstream(id);
    document.body.classList.toggle('lit', id !== null);
    for (const [other, card] of this.cards) {
      /** @type {Relation} */
      let relation = 'unrelated';
      if (other === id) relation = 'selected';
      else if (upstream.has(other)) relation = 'upstream';
      else if (downstream.has(other)) relation = 'downstream';
      card.dataset['relation'] = relation;
      if (other === id) card.setAttribute('aria-current', 'true');
      else card.removeAttribute('aria-current');
    }
    for (const { from, to, path } of this.edges) {
      let relation = 'unrelated';
      if (upstream.has(from) && (to === id || upstream.has(to))) relation = 'upstream';
      else if (downstream.has(to) && (from === id || downstream.has(from))) relation = 'downstream';
      path.dataset['relation'] = relation;
      if (relation !== 'unrelated') path.parentNode?.append(path);
    }
  }

  /** Marks the models that a search found; null ends the search. @param {ReadonlySet<string> | null} ids */
  mark(ids) {
    document.body.classList.toggle('searching', ids !== null);
    for (const [id, card] of this.cards) card.classList.toggle('hit', ids?.has(id) ?? false);
  }

  /** @param {string} id @returns {Box[]} the boxes of the model and of everything lit with it */
  litBoxes(id) {
    const ids = [id, ...this.lineage.upstream(id), ...this.lineage.downstream(id)];
    return ids.flatMap((other) => this.boxes.get(other) ?? []);
  }

  /** @param {LineageNode} node @param {Box} box */
  #card(node, box) {
    const prefix = this.lineage.prefixes.get(node.layer) ?? '';
    const health = this.lineage.health(node);
    const checks = health.broken ? 'last run failed' : checksInWords(health);
    const card = h(
      'a',
      {
        class: 'card',
        href: addressOf(node),
        'data-id': node.id,
        'data-layer': node.layer,
        'data-kind': node.kind,
        'data-relation': 'unrelated',
        'data-disabled': node.disabled,
        title: `${node.dataset}.${node.name}\n${node.description ?? ''}`.trim(),
        'aria-label': `${node.name}, ${KINDS[node.kind]} in ${layerTitle(node.layer)}, ${checks}`,
        draggable: 'false',
        onmouseenter: () => this.#near(node.id, true),
        onmouseleave: () => this.#near(node.id, false),
      },
      icon(node.kind),
      h('span', { class: 'name' }, prefix !== '' && h('span', { class: prefix.length > LONG_PREFIX ? 'prefix long' : 'prefix' }, ...breakable(prefix), h('wbr')), ...breakable(node.name.slice(prefix.length))),
      health.status !== 'none' && h('span', { class: 'health', 'data-status': health.status }, health.failed > 0 ? String(health.failed) : ''),
    );
    Object.assign(card.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
    return card;
  }

  /** @param {string} id @param {boolean} on */
  #near(id, on) {
    for (const { from, to, path } of this.edges) if (from === id || to === id) path.classList.toggle('near', on);
  }
}

/** @param {{ name: string, x: number, width: number }} layer @param {number} height @param {number} count */
function layerBand({ name, x, width }, height, count) {
  const band = h('div', { class: 'band' }, h('h2', {}, layerTitle(name), h('span', {}, String(count))));
  Object.assign(band.style, { left: `${x - 14}px`, width: `${width + 28}px`, height: `${height}px` });
  return band;
}

/** @param {{ failed: number, passed: number, total: number }} health */
function checksInWords({ failed, passed, total }) {
  if (total === 0) return 'no checks';
  if (failed > 0) return `${failed} of ${counted(total, 'check')} failed`;
  if (passed === total) return `${counted(total, 'check')} passed`;
  return `${counted(total, 'check')}, ${passed === 0 ? 'not run yet' : `${passed} passed`}`;
}
