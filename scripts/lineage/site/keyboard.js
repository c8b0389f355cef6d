/** @import { Drawing } from './drawing.js' */
/** @import { View } from './view.js' */

/** @typedef {{ search: () => void, fit: () => void, close: () => void }} Commands */

/** Keys that work anywhere on the page but in a text field. @param {View} view @param {Commands} commands */
export function listenToKeys(view, commands) {
  document.addEventListener('keydown', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') commands.close();
    if (target.closest('input') !== null) return;
    /** @type {Record<string, () => void>} */
    const actions = { '/': commands.search, f: commands.fit, '+': () => view.zoom(1.25), '=': () => view.zoom(1.25), '-': () => view.zoom(0.8) };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

/** Arrow keys walk the graph: left to what it is made from, right to what it feeds, up and down within a column.
 * @param {Drawing} drawing */
export function walkByArrows(drawing) {
  document.getElementById('nodes')?.addEventListener('keydown', (event) => {
    const card = /** @type {HTMLElement} */ (event.target);
    const id = card.dataset['id'];
    const next = id === undefined ? undefined : neighbour(drawing, id, event.key);
    if (next === undefined) return;
    event.preventDefault();
    drawing.cards.get(next)?.focus();
  });
}

/** @param {Drawing} drawing @param {string} id @param {string} key */
function neighbour(drawing, id, key) {
  const node = drawing.lineage.nodes.get(id);
  const box = drawing.boxes.get(id);
  if (node === undefined || box === undefined) return undefined;
  /** @param {Iterable<string>} ids */
  const nearest = (ids) => [...ids].sort((a, b) => distance(a) - distance(b))[0];
  /** @param {string} other */
  const distance = (other) => Math.abs((drawing.boxes.get(other)?.y ?? 0) - box.y);
  if (key === 'ArrowLeft') return nearest(node.dependencies);
  if (key === 'ArrowRight') return nearest(node.dependents);
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined;
  const column = [...drawing.boxes].filter(([, { x, y }]) => x === box.x && (key === 'ArrowUp' ? y < box.y : y > box.y));
  return nearest(column.map(([other]) => other));
}
