/** @import { Lineage } from './lineage.js' */
import { addressOf } from './address.js';
import { byId, breakable, counted, h, time } from './dom.js';
import { CHECKS } from './words.js';

/** The last run in a line, opening to what failed in it. @param {Lineage} lineage */
export function showRun(lineage) {
  const { run, assertions, nodes } = lineage.graph;
  const element = byId('run');
  if (run === null) {
    element.replaceChildren(h('summary', {}, h('span', { class: 'dot', 'data-status': 'none' }), 'Not run yet'), h('div', { class: 'popover' }, h('p', {}, 'No ', h('code', {}, 'npm run dataform -- run'), ' has been recorded. Its results show here once the page is built again.')));
    return;
  }
  const count = (/** @type {string} */ status) => assertions.filter(({ lastRun }) => lastRun?.status === status).length;
  const failedChecks = assertions.filter(({ lastRun }) => lastRun?.status === 'failed');
  const failedModels = nodes.filter(({ lastRun }) => lastRun?.status === 'failed');
  const failures = failedChecks.length + failedModels.length;
  element.replaceChildren(
    h('summary', {}, h('span', { class: 'dot', 'data-status': failures > 0 ? 'failed' : 'passed' }), failures > 0 ? `${failures} failed` : `${counted(count('passed'), 'check')} passed`, h('span', { class: 'ago' }, time(run.finishedAt))),
    h(
      'div',
      { class: 'popover' },
      h('p', {}, h('code', {}, run.command)),
      h('p', {}, `Of ${counted(assertions.length, 'assertion')}: ${count('passed')} passed, ${failedChecks.length} failed, ${count('skipped')} skipped, ${assertions.filter(({ lastRun }) => lastRun === null).length} not run yet.`),
      failures > 0 && h('ul', {}, [
        ...failedModels.map((node) => h('li', {}, h('a', { href: addressOf(node) }, ...breakable(node.name)), ' was not built')),
        ...failedChecks.map(({ kind, models: [model], name }) => {
          const node = model === undefined ? undefined : lineage.nodes.get(model);
          return h('li', {}, node === undefined ? h('code', {}, name) : h('a', { href: addressOf(node, 'checks') }, ...breakable(node.name)), ` ${kind === 'manual' ? name : CHECKS[kind]}`);
        }),
      ]),
    ),
  );
  element.addEventListener('click', (event) => {
    if (/** @type {Element} */ (event.target).closest('a') !== null) element.removeAttribute('open');
  });
  for (const type of ['pointerdown', 'focusin']) {
    document.addEventListener(type, (event) => {
      if (!element.contains(/** @type {Node} */ (event.target))) element.removeAttribute('open');
    });
  }
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !element.hasAttribute('open')) return;
    event.stopPropagation();
    element.removeAttribute('open');
  });
}

/** @param {Lineage} lineage */
export function showLegend(lineage) {
  const { nodes, layers } = lineage.graph;
  byId('legend').append(
    h('p', { class: 'hint' }, `${counted(nodes.length, 'model')} in ${counted(layers.length, 'layer')}. Data flows from left to right: click a model to see what it is made from and what it feeds.`),
    h('p', { class: 'keys' }, h('span', { class: 'key up' }, 'made from'), h('span', { class: 'key self' }, 'selected'), h('span', { class: 'key down' }, 'feeds')),
  );
}
