/** @import { Column, LineageNode } from '../graph-types.ts' */
/** @import { Lineage } from './lineage.js' */
/** @import { Address } from './address.js' */
import { addressOf } from './address.js';
import { breakable, counted, h, prose } from './dom.js';

/** @param {Lineage} lineage @param {LineageNode} node @param {Address} address */
export function columns(lineage, node, { column: wanted }) {
  if (node.columns.length === 0) return h('p', { class: 'none' }, 'No column of it is documented.');
  const rows = node.columns.map((column) => ({ text: searchable(column), element: row(lineage, column, column.name === wanted) }));
  const shown = h('p', { class: 'shown', role: 'status' }, counted(rows.length, 'column'));
  const filter = h('input', {
    type: 'search',
    class: 'filter',
    'aria-label': 'Filter columns',
    placeholder: 'Filter columns',
      title: 'Words of the name, the description, the unit, the source or the reason',
    oninput: () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      for (const { text, element } of rows) {
        element.hidden = !words.every((word) => text.includes(word));
        if (!element.hidden) count += 1;
      }
      shown.textContent = count === rows.length ? counted(count, 'column') : `${count} of ${counted(rows.length, 'column')}`;
    },
  });
  return h('div', { class: 'columns' }, h('div', { class: 'filtering' }, filter, shown), h('ul', {}, rows.map(({ element }) => element)));
}

/** @param {Column} column */
function searchable({ name, type, description, feature }) {
  const contract = feature === null ? [] : [feature.unit, feature.source, feature.basis, feature.reason.code, feature.reason.text];
  return [name, type, description, ...contract].join(' ').toLowerCase();
}

/** @param {Lineage} lineage @param {Column} column @param {boolean} wanted */
function row(lineage, { name, type, description, feature }, wanted) {
  return h(
    'li',
    { 'data-column': name, 'data-wanted': wanted },
    h(
      'div',
      { class: 'head' },
      h('code', {}, ...breakable(name)),
      type !== null && h('span', { class: 'chip' }, type),
      feature !== null && h('span', { class: 'chip' }, feature.unit),
      feature?.basis === 'prohibited' && h('span', { class: 'chip prohibited', title: 'Prohibited under Reg B / ECOA: the default model does not use it' }, 'prohibited basis'),
    ),
    h('p', {}, ...(description === null ? [h('em', {}, 'Not described')] : prose(description))),
    feature !== null && contract(lineage, feature),
  );
}

/** @param {Lineage} lineage @param {NonNullable<Column['feature']>} feature */
function contract(lineage, { source, reason, basis }) {
  const model = lineage.find(source);
  return h(
    'dl',
    {},
    h('dt', {}, 'Source'),
    h('dd', {}, model === null ? h('code', {}, source) : h('a', { href: addressOf(model), 'data-id': model.id }, ...breakable(source))),
    h('dt', {}, 'Basis'),
    h('dd', {}, basis),
    h('dt', {}, 'Reason'),
    h('dd', {}, h('code', {}, reason.code), ` ${reason.text}`),
  );
}
