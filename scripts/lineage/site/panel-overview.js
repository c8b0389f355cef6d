/** @import { LineageNode } from '../graph-types.ts' */
/** @import { Lineage } from './lineage.js' */
import { addressOf } from './address.js';
import { breakable, counted, h, prose, time } from './dom.js';
import { icon } from './icons.js';
import { layerTitle, STATUSES } from './words.js';

/** @param {Lineage} lineage @param {LineageNode} node */
export function overview(lineage, node) {
  const paths = lineage.pathsToRaw(node.id);
  return h(
    'div',
    {},
    h('p', { class: 'description' }, ...(node.description === null ? ['It has no description.'] : prose(node.description))),
    facts(lineage, node),
    models('Made from', 'upstream', lineage.pick(node.dependencies), 'Nothing in this project: it is where the data comes in.'),
    models('Feeds', 'downstream', lineage.pick(node.dependents), 'Nothing in this project: it is where the data ends.'),
    paths.length > 0 && h('section', { class: 'paths' }, h('h3', {}, 'Back to the raw tables', h('span', {}, String(paths.length))), h('ul', {}, paths.map(path))),
  );
}

/** @param {Lineage} lineage @param {LineageNode} node */
function facts(lineage, node) {
  const upstream = lineage.upstream(node.id).size;
  const downstream = lineage.downstream(node.id).size;
  return h(
    'dl',
    { class: 'facts' },
    h('dt', {}, 'File'),
    h('dd', {}, h('code', {}, ...node.fileName.split(/(?<=\/)/).flatMap((piece) => [h('wbr'), ...breakable(piece)]))),
    h('dt', {}, 'Last run'),
    h('dd', {}, ...lastRun(node)),
    h('dt', {}, 'Related'),
    h('dd', {}, h('span', { class: 'up' }, `${upstream} upstream`), ', ', h('span', { class: 'down' }, `${downstream} downstream`)),
    node.tags.length > 0 && [h('dt', {}, 'Tags'), h('dd', {}, node.tags.join(', '))],
  );
}

/** @param {LineageNode} node */
function lastRun({ lastRun: result, kind }) {
  if (kind === 'declaration') return ['Declared only: it is loaded, not built'];
  if (result === null) return [STATUSES.none];
  const pill = h('span', { class: 'pill', 'data-status': result.status }, STATUSES[result.status]);
  return [pill, ' ', time(result.finishedAt), result.message !== null && h('pre', { class: 'message' }, result.message)];
}

/** @param {string} title @param {string} direction @param {LineageNode[]} nodes @param {string} none */
function models(title, direction, nodes, none) {
  return h(
    'section',
    { class: 'models', 'data-direction': direction },
    h('h3', {}, title, h('span', {}, String(nodes.length))),
    nodes.length === 0 ? h('p', { class: 'none' }, none) : h('ul', {}, nodes.map((node) => h('li', {}, modelLink(node)))),
  );
}

/** @param {LineageNode} node */
function modelLink(node) {
  return h(
    'a',
    { class: 'model', href: addressOf(node), 'data-id': node.id },
    icon(node.kind),
    h('span', { class: 'name' }, ...breakable(node.name)),
    h('span', { class: 'layer' }, layerTitle(node.layer)),
  );
}

/** @param {LineageNode[]} nodes the raw table first, the model itself last */
function path(nodes) {
  const steps = nodes.slice(0, -1);
  return h(
    'li',
    { 'aria-label': `From ${steps[0]?.name ?? ''} in ${counted(steps.length, 'step')}` },
    steps.map((node, index) => [index > 0 && icon('arrow'), h('a', { href: addressOf(node), 'data-id': node.id }, ...breakable(node.name))]).flat(),
  );
}
