import { expect } from 'chai';
import type { GraphContent } from '../../scripts/lineage/graph.ts';
import type { Box, Layout, LineageNode } from '../../scripts/lineage/graph-types.ts';
import { layOut } from '../../scripts/lineage/layout.ts';

const SIZES = { raw: 40, staging: 40, intermediate: 50, marts: 12, scoring: 4, monitoring: 4 };
/** A mart that reads nothing: only its layer says where it stands. */
const ORPHAN = 'p.marts.m5';
/** What buildLineageSite may take beyond compiling, in ms of processor time: a busy machine is not our slowness. */
const BUDGET = 2500;

const EMPTY: LineageNode = {
  id: '', name: '', dataset: '', project: 'p', layer: '', kind: 'table', description: null, disabled: false, tags: [], columns: [],
  fileName: '', source: null, compiledSql: [], dependencies: [], dependents: [], assertions: [], waitsFor: [], tests: [], lastRun: null,
};

describe('layout of 150 models', () => {
  const graph = largeGraph();
  let layout: Layout;
  let elapsed: number;

  before(async () => {
    const start = process.cpuUsage();
    layout = await layOut(graph);
    elapsed = process.cpuUsage(start).user / 1000;
  });

  it('takes less than the start may wait for it', () => {
    expect(elapsed).to.be.below(BUDGET);
  });

  it('puts every layer right of the one before', () => {
    const right = layout.layers.map(({ x, width }) => x + width);
    for (const [index, { x, name }] of layout.layers.entries()) {
      if (index > 0) expect(x, name).to.be.above(right[index - 1] ?? NaN);
    }
  });

  it('lets no two cards overlap', () => {
    const overlap = (a: Box, b: Box): boolean =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    const pairs = layout.nodes.flatMap((a, index) => layout.nodes.slice(index + 1).filter((b) => overlap(a, b)));
    expect(pairs).to.deep.equal([]);
  });

  it('leads every edge from the right side of its source to the left side of its reader', () => {
    const boxes = new Map(graph.nodes.map(({ id }, index) => [id, layout.nodes[index]]));
    for (const [index, { from, to }] of graph.edges.entries()) {
      const numbers = (layout.edges[index] ?? '').match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
      expect(numbers[0], `${from} → ${to}`).to.be.closeTo((boxes.get(from)?.x ?? NaN) + (boxes.get(from)?.width ?? NaN), 0.2);
      expect(numbers.at(-2), `${from} → ${to}`).to.be.closeTo(boxes.get(to)?.x ?? NaN, 0.2);
    }
  });
});

/** Each model reads one to three models of the layer before, by fixed strides, and now and then one further back. */
function largeGraph(): GraphContent {
  const layers = Object.entries(SIZES).map(([name, size]) => ({ name, nodes: Array.from({ length: size }, (_, index) => `p.${name}.m${index}`) }));
  const nodes = layers.flatMap(({ name, nodes: ids }, place) =>
    ids.map((id, index): LineageNode => {
      const before = layers[place - 1]?.nodes ?? [];
      const older = layers[place - 2]?.nodes ?? [];
      const wanted = [before[(index * 7) % before.length], before[(index * 3 + 1) % before.length], older[(index * 5) % older.length]];
      const dependencies = [...new Set(wanted.slice(0, id === ORPHAN ? 0 : 1 + (index % 3)))].filter((other) => other !== undefined);
      return { ...EMPTY, id, name: id, layer: name, dependencies };
    }),
  );
  const edges = nodes.flatMap(({ id, dependencies }) => dependencies.map((from) => ({ from, to: id })));
  return { project: 'p', dataformVersion: null, run: null, layers, nodes, edges, assertions: [] };
}
