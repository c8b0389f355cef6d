import { expect } from 'chai';
import type { CompiledAction, Target } from '../../scripts/dataform/compile.ts';
import { actionFingerprints, runnableActions } from '../../scripts/start/stale-actions.ts';

const target = (name: string): Target => ({ database: 'p', schema: 'd', name });
const action = (name: string, query: string, ...upstream: string[]): CompiledAction => ({
  target: target(name),
  query,
  dependencyTargets: upstream.map(target),
});

/** raw → staged → {summed → mart, counted} */
const tables = [
  action('mart', 'select 4', 'summed'),
  action('staged', 'select 1', 'raw'),
  action('summed', 'select 2', 'staged'),
  action('counted', 'select 3', 'staged'),
];
const graph = { declarations: [{ target: target('raw') }], tables };

function changed(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...after].filter(([name, print]) => before.get(name) !== print).map(([name]) => name);
}

describe('actionFingerprints', () => {
  const before = actionFingerprints(graph, 'raw files');

  it('stays the same for the same graph and data', () => {
    expect(changed(before, actionFingerprints({ ...graph, tables: [...tables].reverse() }, 'raw files'))).to.deep.equal([]);
  });

  it('changes for an edited action and for all that lies downstream of it, and for nothing else', () => {
    const edited = tables.map((table) => (table.target.name === 'summed' ? { ...table, query: 'select 22' } : table));
    expect(changed(before, actionFingerprints({ ...graph, tables: edited }, 'raw files'))).to.have.members(['p.d.summed', 'p.d.mart']);
  });

  it('changes for everything when the raw tables change', () => {
    expect(changed(before, actionFingerprints(graph, 'other files'))).to.have.lengthOf(tables.length);
  });

  it('counts assertions in and disabled actions out', () => {
    const withMore = {
      ...graph,
      assertions: [action('mart_unique', 'select 5', 'mart')],
      operations: [{ ...action('off', 'select 6'), disabled: true }],
    };
    expect(runnableActions(withMore).map(({ target: { name } }) => name)).to.include('mart_unique').and.not.include('off');
  });
});
