import type { CompiledGraph } from '../dataform/compile.ts';
import { targetName } from '../dataform/compile.ts';
import type { RunRecord } from '../dataform/run-record.ts';
import { describeAssertion } from './assertions.ts';
import { readAssertions, readModels, readTests, type CompiledModel, type CompiledTest } from './compiled-actions.ts';
import { describeColumns, type Contracts } from './columns.ts';
import type { Edge, Layer, LineageAssertion, LineageGraph, LineageNode, RunResult, SqlPart } from './graph-types.ts';
import { layerOf, orderLayers } from './layers.ts';

export interface GraphInput {
  readonly compiled: CompiledGraph;
  /** Text of the project's files by path; a file that is missing has no entry. */
  readonly sources: ReadonlyMap<string, string>;
  readonly contracts: Contracts;
  readonly run: RunRecord | null;
}

/** What the graph says before it is drawn. */
export type GraphContent = Pick<LineageGraph, 'project' | 'dataformVersion' | 'run' | 'layers' | 'nodes' | 'edges' | 'assertions'>;

/** Turns Dataform's compiled graph, the project's files and the last run into the graph that the page shows. */
export function buildGraph({ compiled, sources, contracts, run }: GraphInput): GraphContent {
  const results = new Map(run?.actions.map(({ target, ...result }) => [targetName(target), pickResult(result)]));
  const models = readModels(compiled).map((model) => ({ ...model, layer: layerOf(model.fileName, model.target.schema) }));
  const ids = new Set(models.map(({ id }) => id));
  const layerNames = orderLayers(models);
  const ordered = models.toSorted(
    (a, b) => layerNames.indexOf(a.layer) - layerNames.indexOf(b.layer) || a.target.name.localeCompare(b.target.name),
  );
  const inOrder = (wanted: ReadonlySet<string>): string[] => ordered.map(({ id }) => id).filter((id) => wanted.has(id));
  const assertions = readAssertions(compiled).map((assertion) => {
    const about = assertion.parent === null ? assertion.dependencies : [assertion.parent];
    return describeAssertion(assertion, inOrder(new Set(about)), results.get(assertion.id) ?? null);
  });
  const tests = testsByModel(readTests(compiled), sources, models);
  const nodes = ordered.map((model): LineageNode => ({
    id: model.id,
    name: model.target.name,
    dataset: model.target.schema,
    project: model.target.database,
    layer: model.layer,
    kind: model.kind,
    description: model.description ?? contracts.tables.get(model.target.name)?.description ?? null,
    disabled: model.disabled,
    tags: model.tags,
    columns: describeColumns(model, contracts),
    fileName: model.fileName,
    source: sources.get(model.fileName) ?? null,
    compiledSql: sqlParts(model),
    dependencies: inOrder(new Set(model.dependencies)),
    dependents: inOrder(new Set(models.filter(({ dependencies }) => dependencies.includes(model.id)).map(({ id }) => id))),
    assertions: assertions.filter((assertion) => assertion.models.includes(model.id)).map(({ id }) => id),
    waitsFor: model.dependencies.filter((id) => !ids.has(id)),
    tests: (tests.get(model.id) ?? []).map(({ name, fileName, testSql, expectedSql }) => ({ name, fileName, testSql, expectedSql })),
    lastRun: results.get(model.id) ?? null,
  }));
  return {
    project: projectOf(compiled),
    dataformVersion: typeof compiled['dataformCoreVersion'] === 'string' ? compiled['dataformCoreVersion'] : null,
    run: run === null ? null : { startedAt: run.startedAt, finishedAt: run.finishedAt, command: run.command },
    layers: layerNames.map((name): Layer => ({ name, nodes: nodes.filter(({ layer }) => layer === name).map(({ id }) => id) })),
    nodes,
    edges: nodes.flatMap(({ id, dependencies }) => dependencies.map((from): Edge => ({ from, to: id }))),
    assertions: sortAssertions(assertions),
  };
}

function pickResult({ status, message, finishedAt }: RunResult): RunResult {
  return { status, message, finishedAt };
}

function sqlParts({ before, query, incrementalQuery, after }: CompiledModel): SqlPart[] {
  const parts: SqlPart[] = before.map((sql) => ({ part: 'before', sql }));
  if (query !== null) parts.push({ part: 'query', sql: query });
  if (incrementalQuery !== null && incrementalQuery !== query) {
    parts.push({ part: 'incremental query', sql: incrementalQuery });
  }
  return [...parts, ...after.map((sql): SqlPart => ({ part: 'after', sql }))];
}

/** The compiled graph does not say which model a unit test is of: its config block does, under `dataset`. */
function testsByModel(
  tests: readonly CompiledTest[],
  sources: ReadonlyMap<string, string>,
  models: readonly CompiledModel[],
): Map<string, CompiledTest[]> {
  const byModel = new Map<string, CompiledTest[]>();
  for (const test of tests) {
    const config = sources.get(test.fileName) ?? '';
    const dataset = /\bdataset\s*:\s*(\{[^}]*\}|["'][^"']+["'])/.exec(config)?.[1] ?? '';
    const name = /\bname\s*:\s*["']([^"']+)["']/.exec(dataset)?.[1] ?? /^["']([^"']+)["']$/.exec(dataset)?.[1];
    const schema = /\bschema\s*:\s*["']([^"']+)["']/.exec(dataset)?.[1];
    const model = models.find(({ target }) => target.name === name && (schema === undefined || target.schema === schema));
    if (model !== undefined) byModel.set(model.id, [...(byModel.get(model.id) ?? []), test]);
  }
  return byModel;
}

const KIND_ORDER: readonly LineageAssertion['kind'][] = ['uniqueKey', 'nonNull', 'rowConditions', 'manual'];

function sortAssertions(assertions: readonly LineageAssertion[]): LineageAssertion[] {
  const kindRank = ({ kind }: LineageAssertion): number => KIND_ORDER.indexOf(kind);
  return assertions.toSorted((a, b) => kindRank(a) - kindRank(b) || a.name.localeCompare(b.name));
}

function projectOf(compiled: CompiledGraph): string {
  const config = compiled['projectConfig'];
  const database = typeof config === 'object' && config !== null && 'defaultDatabase' in config ? config.defaultDatabase : '';
  return typeof database === 'string' ? database : '';
}
