import { createRequire } from 'node:module';
import type { ELK, ElkExtendedEdge, ElkNode, ElkPoint } from 'elkjs/lib/elk-api.js';
import type { GraphContent } from './graph.ts';
import type { Box, Layout } from './graph-types.ts';

/** Size of a model's card in CSS pixels; the style sheet draws it so. */
const CARD = { width: 212, height: 60 };
/** Room above the cards for the layers' headings. */
const HEADING = 44;
const MARGIN = 24;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.partitioning.activate': 'true',
  'elk.edgeRouting': 'POLYLINE',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.thoroughness': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '54',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.spacing.nodeNode': '12',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '8',
  'elk.separateConnectedComponents': 'false',
  'elk.padding': `[left=${MARGIN},top=${MARGIN + HEADING},right=${MARGIN},bottom=${MARGIN}]`,
};

/** Lays the models out in columns by layer, with few crossings; a layer whose models build on each other takes several. */
export async function layOut({ nodes, edges, layers }: GraphContent): Promise<Layout> {
  const drawing: ElkNode = {
    id: 'root',
    layoutOptions: OPTIONS,
    children: nodes.map(({ id, layer }) => ({
      id,
      ...CARD,
      layoutOptions: { 'elk.partitioning.partition': String(layers.findIndex(({ name }) => name === layer)) },
    })),
    edges: edges.map(({ from, to }, index) => ({ id: String(index), sources: [from], targets: [to] })),
  };
  const laid: ElkNode = await createElk().layout(drawing);
  const boxes = new Map((laid.children ?? []).map((child) => [child.id, boxOf(child)]));
  const paths = new Map((laid.edges ?? []).map((edge) => [edge.id, pathOf(edge)]));
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    layers: layers.map((layer) => {
      const own = layer.nodes.map((id) => boxes.get(id)).filter((box) => box !== undefined);
      const left = Math.min(...own.map(({ x }) => x));
      return { name: layer.name, x: left, width: Math.max(...own.map(({ x, width }) => x + width)) - left };
    }),
    nodes: nodes.map(({ id }) => boxes.get(id) ?? { x: 0, y: 0, ...CARD }),
    edges: edges.map((_, index) => paths.get(String(index)) ?? ''),
  };
}

/** elkjs declares a default export that its CommonJS file does not have. */
function createElk(): ELK {
  const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => ELK;
  return new Elk();
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: ElkNode): Box {
  return { x: round(x), y: round(y), width, height };
}

/** An S-shaped curve from bend to bend, level at each, so that an edge leaves and enters its cards level too. */
function pathOf({ sections = [] }: ElkExtendedEdge): string {
  const [section] = sections;
  if (section === undefined) return '';
  let from = section.startPoint;
  let path = `M${coordinates(from)}`;
  for (const to of [...(section.bendPoints ?? []), section.endPoint]) {
    const middle = (from.x + to.x) / 2;
    path += `C${coordinates({ x: middle, y: from.y })} ${coordinates({ x: middle, y: to.y })} ${coordinates(to)}`;
    from = to;
  }
  return path;
}

function coordinates({ x, y }: ElkPoint): string {
  return `${round(x)},${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
