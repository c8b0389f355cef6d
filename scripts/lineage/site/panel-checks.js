/** @import { LineageAssertion, LineageNode, UnitTest } from '../graph-types.ts' */
/** @import { Lineage } from './lineage.js' */
import { addressOf } from './address.js';
import { breakable, h, prose, time } from './dom.js';
import { block } from './panel-sql.js';
import { CHECKS, STATUSES } from './words.js';

/** @param {Lineage} lineage @param {LineageNode} node */
export function checks(lineage, node) {
  const assertions = node.assertions.flatMap((id) => lineage.assertions.get(id) ?? []);
  const failedFirst = assertions.toSorted((a, b) => Number(b.lastRun?.status === 'failed') - Number(a.lastRun?.status === 'failed'));
  return h(
    'div',
    { class: 'checks' },
    h('h3', {}, 'Assertions', h('span', {}, String(assertions.length))),
    assertions.length === 0 && h('p', { class: 'none' }, 'Nothing is asserted of it.'),
    h('ul', {}, failedFirst.map((assertion) => check(lineage, node, assertion))),
    node.waitsFor.length > 0 && [h('h3', {}, 'Built only after'), h('ul', { class: 'waits' }, node.waitsFor.map((id) => h('li', {}, h('code', {}, ...breakable(id)))))],
    h('h3', {}, 'Unit tests', h('span', {}, String(node.tests.length))),
    node.tests.length === 0 && h('p', { class: 'none' }, 'It has none.'),
    h('ul', {}, node.tests.map((test) => unitTest(lineage, test))),
  );
}

/** @param {Lineage} lineage @param {LineageNode} node @param {LineageAssertion} assertion */
function check(lineage, node, assertion) {
  const { kind, conditions, description, lastRun, models, sql, fileName, name } = assertion;
  const status = lastRun?.status ?? 'none';
  const others = lineage.pick(models.filter((id) => id !== node.id));
  return h(
    'li',
    { class: 'check', 'data-status': status, 'data-id': assertion.id },
    h('div', { class: 'head' }, h('strong', {}, kind === 'manual' ? h('code', {}, ...breakable(name)) : CHECKS[kind]), h('span', { class: 'pill', 'data-status': status }, STATUSES[status])),
    description !== null && h('p', {}, ...prose(description)),
    conditions.length > 0 && h('ul', { class: 'conditions' }, kind === 'uniqueKey' ? h('li', {}, h('code', {}, conditions.join(', '))) : conditions.map((text) => h('li', {}, h('code', {}, text)))),
    lastRun?.message != null && h('pre', { class: 'message' }, lastRun.message),
    others.length > 0 && h('p', { class: 'also' }, 'With ', ...others.flatMap((other, index) => [index > 0 && ', ', h('a', { href: addressOf(other) }, ...breakable(other.name))])),
    h('p', { class: 'when' }, lastRun !== null && time(lastRun.finishedAt), lastRun !== null && ' · ', h('code', {}, ...breakable(fileName))),
    h('details', {}, h('summary', {}, 'SQL that finds the rows at fault'), block(lineage, name, sql)),
  );
}

/** @param {Lineage} lineage @param {UnitTest} test */
function unitTest(lineage, { name, fileName, testSql, expectedSql }) {
  return h(
    'li',
    { class: 'check' },
    h('div', { class: 'head' }, h('strong', {}, h('code', {}, ...breakable(name)))),
    h('p', { class: 'when' }, h('code', {}, ...breakable(fileName)), ' · run by ', h('code', {}, 'dataform test')),
    h('details', {}, h('summary', {}, 'SQL'), block(lineage, 'The model over the test’s input', testSql), block(lineage, 'Rows that must come out', expectedSql)),
  );
}
