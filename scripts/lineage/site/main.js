/** @import { LineageGraph } from '../graph-types.ts' */
import { readAddress } from './address.js';
import { notify } from './copy.js';
import { byId } from './dom.js';
import { Drawing } from './drawing.js';
import { listenToKeys, walkByArrows } from './keyboard.js';
import { Lineage } from './lineage.js';
import { Panel } from './panel.js';
import { Search } from './search.js';
import { showLegend, showRun } from './summary.js';
import { offerTheme } from './theme.js';
import { View } from './view.js';

offerTheme();
start(await loadGraph());

/** @returns {Promise<LineageGraph>} */
async function loadGraph() {
  const response = await fetch('graph.json');
  if (!response.ok) {
    notify('graph.json is missing: build the page again with npm run lineage.');
    throw new Error(`graph.json: ${response.status}`);
  }
  return response.json();
}

/** @param {LineageGraph} graph */
function start(graph) {
  const lineage = new Lineage(graph);
  const drawing = new Drawing(lineage);
  const world = byId('world');
  const view = new View(byId('graph'), world, graph.layout, close);
  const panel = new Panel(lineage, close);
  const search = new Search(lineage, (ids) => drawing.mark(ids));
  /** @type {string | null} */
  let selected = null;

  function close() {
    if (location.hash === '') return;
    const card = selected === null ? undefined : drawing.cards.get(selected);
    history.pushState(null, '', location.pathname + location.search);
    show();
    card?.focus({ preventScroll: true });
  }

  function fit() {
    view.fit(selected === null ? undefined : drawing.litBoxes(selected), selected === null ? undefined : drawing.boxes.get(selected));
  }

  /** Shows what the address names. */
  function show() {
    const address = readAddress(location.hash);
    const node = address === null ? null : lineage.find(address.model);
    const { untouched } = view;
    const wasOpen = !panel.element.hidden;
    selected = node?.id ?? null;
    drawing.light(selected);
    document.title = node === null ? `Lineage of ${graph.project}` : `${node.name} · Lineage`;
    if (address === null) panel.hide();
    else if (node === null) panel.showMissing(address.model);
    else panel.show(node, address);
    const isOpen = !panel.element.hidden;
    const box = selected === null ? undefined : drawing.boxes.get(selected);
    if (untouched && (selected === null || wasOpen !== isOpen)) fit();
    else if (box !== undefined) view.reveal(box);
  }

  byId('project').textContent = graph.project;
  showRun(lineage);
  showLegend(lineage);
  walkByArrows(drawing);
  listenToKeys(view, { search: () => search.focus(), fit, close });
  byId('zoom-in').addEventListener('click', () => view.zoom(1.25));
  byId('zoom-out').addEventListener('click', () => view.zoom(0.8));
  byId('zoom-fit').addEventListener('click', fit);
  byId('nodes').addEventListener('focusin', ({ target }) => {
    const box = drawing.boxes.get(/** @type {HTMLElement} */ (target).dataset['id'] ?? '');
    if (box !== undefined && /** @type {HTMLElement} */ (target).matches(':focus-visible')) view.reveal(box);
  });
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    (panel.element.hidden ? search.input : panel.element).focus();
  });
  addEventListener('hashchange', show);
  addEventListener('resize', () => {
    if (view.untouched) fit();
  });
  show();
  requestAnimationFrame(() => world.classList.add('gliding'));
  document.body.dataset['ready'] = 'true';
}
