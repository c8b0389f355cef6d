import type { Compile, CompiledStatement } from '../statement.ts';
import { isCurrent, Lookup, type CompiledViews, type Dependencies, type Scans } from './reading/lookup.ts';
import type { Session } from './sessions/session.ts';
import { SystemVariables } from './sessions/system-variables.ts';

/** Compiled statements kept; about 20 kB each for statements over 200 columns. */
const KEPT = 500;
const MAX_KEPT_LENGTH = 100_000;

export interface Prepared {
  readonly statement: CompiledStatement;
  readonly dependencies: Dependencies;
  readonly scans: Scans;
}

/** Compiles statements, and remembers those, and the views they read, whose tables have not changed since. */
export class Compiler {
  private readonly cache = new Map<string, Prepared>();
  private readonly views: CompiledViews = new WeakMap();

  constructor(private readonly compile: Compile) {}

  /** @param undeclared to learn of parameters that nobody declared: see `CompileContext` */
  async prepare(sql: string, session: Session, undeclared?: 'named' | 'positional'): Promise<Prepared> {
    const { projectId, parameters } = session.options;
    const datasetId = session.defaultDatasetId;
    const variables = session.variables.map(({ name, type }) => ({ name, type }));
    const declared = parameters.map(({ name, type }) => ({ name, type }));
    const key = session.isPlain && undeclared === undefined ? JSON.stringify([sql, projectId, datasetId, declared, variables]) : null;
    const known = key === null ? undefined : this.cache.get(key);
    if (key !== null && known !== undefined) {
      this.cache.delete(key);
      if (isCurrent(known.dependencies, session.state)) {
        this.cache.set(key, known);
        return known;
      }
    }
    const lookup = new Lookup(session, this.compile, this.views);
    const statement = await this.compile(sql, {
      defaultProjectId: projectId,
      defaultDatasetId: datasetId,
      get location() {
        return session.options.place?.location ?? session.options.location;
      },
      parameters: declared,
      ...(undeclared === undefined ? {} : { undeclared }),
      variables,
      systemVariables: SystemVariables.named(sql),
      lookup: (path) => lookup.find(path, { projectId, datasetId }),
      onScan: lookup.noteScan,
      functions: (text) => lookup.functions(text, projectId, true),
      model: (path) => lookup.model(path, { projectId, datasetId }),
    });
    const prepared = { statement, dependencies: lookup.dependencies, scans: lookup.scans };
    if (key !== null && !lookup.isPrivate && sql.length <= MAX_KEPT_LENGTH) this.keep(key, prepared);
    return prepared;
  }

  private keep(key: string, prepared: Prepared): void {
    this.cache.set(key, prepared);
    if (this.cache.size <= KEPT) return;
    for (const oldest of this.cache.keys()) {
      this.cache.delete(oldest);
      break;
    }
  }
}
