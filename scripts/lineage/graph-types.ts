/**
 * `graph.json`: everything that the lineage page shows, and all that it reads. Ids are `project.dataset.name`.
 * Absent is `null`, never a missing key. Arrays of ids are sorted as the nodes are: by layer, then by name.
 */
export interface LineageGraph {
  readonly version: 1;
  /** Hash of every input; the site is not built again while it stays the same. */
  readonly fingerprint: string;
  readonly project: string;
  readonly builtAt: string;
  readonly dataformVersion: string | null;
  /** The last `dataform run`; null when there was none. */
  readonly run: RunSummary | null;
  readonly layers: readonly Layer[];
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly Edge[];
  readonly assertions: readonly LineageAssertion[];
  readonly layout: Layout;
  /** Which columns each column is made from, by `<node id>.<column>`; null until it has been analysed. */
  readonly columnLineage: Readonly<Record<string, readonly ColumnReference[]>> | null;
}

export interface RunSummary {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly command: string;
}

/** A column of the picture: the nodes of one folder under `definitions/`. */
export interface Layer {
  /** `raw`, `staging`, `intermediate`, `marts`, `scoring`, `monitoring`, or the folder's own name. */
  readonly name: string;
  readonly nodes: readonly string[];
}

export type NodeKind = 'declaration' | 'view' | 'table' | 'incremental' | 'operation';

export interface LineageNode {
  readonly id: string;
  readonly name: string;
  readonly dataset: string;
  readonly project: string;
  readonly layer: string;
  readonly kind: NodeKind;
  readonly description: string | null;
  readonly disabled: boolean;
  readonly tags: readonly string[];
  readonly columns: readonly Column[];
  /** Path from the project's root, e.g. `definitions/marts/customer_features.sqlx`. */
  readonly fileName: string;
  /** The file's text; null when it cannot be read. */
  readonly source: string | null;
  readonly compiledSql: readonly SqlPart[];
  readonly dependencies: readonly string[];
  readonly dependents: readonly string[];
  /** Ids of the assertions on this model, those that span several models included. */
  readonly assertions: readonly string[];
  /** Ids of assertions that must pass before this model is built. */
  readonly waitsFor: readonly string[];
  readonly tests: readonly UnitTest[];
  readonly lastRun: RunResult | null;
}

export interface Column {
  /** Nested columns are written with dots. */
  readonly name: string;
  /** GoogleSQL type when it is known. */
  readonly type: string | null;
  readonly description: string | null;
  /** What the feature contract says of it; null for columns that are no features. */
  readonly feature: FeatureContract | null;
}

export interface FeatureContract {
  readonly unit: string;
  /** Name of the staging model it comes from. */
  readonly source: string;
  readonly basis: 'permitted' | 'prohibited';
  readonly reason: { readonly code: string; readonly text: string };
}

export interface SqlPart {
  readonly part: 'before' | 'query' | 'incremental query' | 'after';
  readonly sql: string;
}

export interface UnitTest {
  readonly name: string;
  readonly fileName: string;
  readonly testSql: string;
  readonly expectedSql: string;
}

export interface LineageAssertion {
  readonly id: string;
  readonly name: string;
  /** `nonNull` and `rowConditions` come from the model's config; `manual` is a file of its own. */
  readonly kind: 'uniqueKey' | 'nonNull' | 'rowConditions' | 'manual';
  /** What must hold, e.g. `customer_id IS NOT NULL`; for a unique key its columns; empty when manual. */
  readonly conditions: readonly string[];
  readonly description: string | null;
  readonly fileName: string;
  /** Returns the rows that break the claim. */
  readonly sql: string;
  /** Ids of the models it is about. */
  readonly models: readonly string[];
  readonly lastRun: RunResult | null;
}

export interface RunResult {
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string | null;
  readonly finishedAt: string;
}

/** Data flows from `from` to `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Where the picture puts things, in CSS pixels at zoom 1, origin at the top left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly layers: readonly { readonly name: string; readonly x: number; readonly width: number }[];
  /** In the order of `nodes`. */
  readonly nodes: readonly Box[];
  /** In the order of `edges`: SVG path data. */
  readonly edges: readonly string[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ColumnReference {
  readonly node: string;
  readonly column: string;
}
