import { targetName, type CompiledGraph, type Target } from '../dataform/compile.ts';

/** The fields of Dataform's compiled actions that the lineage reads, absent ones filled in. */
export interface CompiledModel {
  readonly id: string;
  readonly target: Target;
  readonly kind: 'declaration' | 'view' | 'table' | 'incremental' | 'operation';
  readonly fileName: string;
  readonly description: string | null;
  readonly columns: readonly { readonly name: string; readonly description: string | null }[];
  readonly tags: readonly string[];
  readonly disabled: boolean;
  readonly dependencies: readonly string[];
  readonly query: string | null;
  readonly incrementalQuery: string | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface CompiledAssertion {
  readonly id: string;
  readonly target: Target;
  readonly fileName: string;
  readonly description: string | null;
  readonly query: string;
  readonly dependencies: readonly string[];
  /** The model in whose config block it stands; null for an assertion that is a file of its own. */
  readonly parent: string | null;
}

export interface CompiledTest {
  readonly name: string;
  readonly fileName: string;
  readonly testSql: string;
  readonly expectedSql: string;
}

/** An action as `dataform compile --json` prints it. */
interface RawAction {
  readonly type?: string;
  readonly target: Target;
  readonly fileName?: string;
  readonly actionDescriptor?: {
    readonly description?: string;
    readonly columns?: readonly { readonly path?: readonly string[]; readonly description?: string }[];
  };
  readonly tags?: readonly string[];
  readonly disabled?: boolean;
  readonly dependencyTargets?: readonly Target[];
  readonly query?: string;
  readonly queries?: readonly string[];
  readonly incrementalQuery?: string;
  readonly preOps?: readonly string[];
  readonly postOps?: readonly string[];
  readonly parentAction?: Target;
}

interface RawTest {
  readonly name: string;
  readonly fileName?: string;
  readonly testQuery?: string;
  readonly expectedOutputQuery?: string;
}

export function readModels(graph: CompiledGraph): CompiledModel[] {
  const rows = (field: string): readonly RawAction[] => (graph[field] ?? []) as readonly RawAction[];
  return [
    ...rows('declarations').map((action) => model(action, 'declaration')),
    ...rows('tables').map((action) => model(action, tableKind(action.type))),
    ...rows('operations').map((action) => model(action, 'operation')),
  ];
}

export function readAssertions(graph: CompiledGraph): CompiledAssertion[] {
  return ((graph.assertions ?? []) as readonly RawAction[]).map((action) => ({
    id: targetName(action.target),
    target: action.target,
    fileName: action.fileName ?? '',
    description: action.actionDescriptor?.description ?? null,
    query: (action.query ?? '').trim(),
    dependencies: (action.dependencyTargets ?? []).map(targetName),
    parent: action.parentAction === undefined ? null : targetName(action.parentAction),
  }));
}

export function readTests(graph: CompiledGraph): CompiledTest[] {
  return ((graph['tests'] ?? []) as readonly RawTest[]).map((test) => ({
    name: test.name,
    fileName: test.fileName ?? '',
    testSql: (test.testQuery ?? '').trim(),
    expectedSql: (test.expectedOutputQuery ?? '').trim(),
  }));
}

function model(action: RawAction, kind: CompiledModel['kind']): CompiledModel {
  const { target, actionDescriptor } = action;
  const query = action.query ?? action.queries?.join(';\n\n') ?? '';
  return {
    id: targetName(target),
    target,
    kind,
    fileName: action.fileName ?? '',
    description: actionDescriptor?.description ?? null,
    columns: (actionDescriptor?.columns ?? []).map(({ path, description }) => ({
      name: (path ?? []).join('.'),
      description: description ?? null,
    })),
    tags: action.tags ?? [],
    disabled: action.disabled ?? false,
    dependencies: [...new Set((action.dependencyTargets ?? []).map(targetName))],
    query: query.trim() === '' ? null : query.trim(),
    incrementalQuery: action.incrementalQuery === undefined ? null : action.incrementalQuery.trim(),
    before: (action.preOps ?? []).map((sql) => sql.trim()),
    after: (action.postOps ?? []).map((sql) => sql.trim()),
  };
}

function tableKind(type: string | undefined): CompiledModel['kind'] {
  return type === 'view' || type === 'incremental' ? type : 'table';
}
