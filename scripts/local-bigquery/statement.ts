import type { Column, SqlType } from '../googlesql/types.ts';

/** Names a table, view or model. Project, dataset and table ids are case-sensitive, as in BigQuery. */
export interface TableRef {
  readonly projectId: string;
  readonly datasetId: string;
  readonly tableId: string;
}

/** What the generator needs to know of a table or view that a statement reads or writes. */
export interface Relation {
  readonly ref: TableRef;
  readonly kind: 'table' | 'view';
  readonly columns: readonly Column[];
  /** DuckDB relation text: a quoted qualified table name, or for a view its compiled query in parentheses. */
  readonly from: string;
}

/** A query parameter as the client declared it; `name` is null for positional ones. */
export interface Parameter {
  readonly name: string | null;
  readonly type: SqlType;
}

/** What a statement is compiled against. Lookups see one consistent state of the metadata. */
export interface CompileContext {
  readonly defaultProjectId: string;
  readonly defaultDatasetId: string | null;
  readonly parameters: readonly Parameter[];
  /** Script variables in scope, bound as parameters after `parameters`. */
  readonly variables: readonly Column[];
  /** @param path the parts of a table path as written, e.g. ['p.d.t'], ['d', 't'] or ['p', 'd', 't'] */
  lookup(path: readonly string[]): Promise<Relation | null>;
}

/**
 * DuckDB SQL. Placeholders are `$1`, `$2`, …; `binds[i]` says which of the context's parameters (by index;
 * variables count on from there) stands for `$<i+1>`.
 */
export interface DuckSql {
  readonly sql: string;
  readonly binds: readonly number[];
}

export type CreateMode = 'create' | 'ifNotExists' | 'orReplace';

/** OPTIONS(…) as constants: strings, numbers, booleans, arrays of [key, value] for labels. */
export type StatementOptions = Readonly<Record<string, unknown>>;

/** A column of CREATE TABLE or of a view, with what BigQuery keeps about it beside its type. */
export interface ColumnDefinition extends Column {
  readonly required: boolean;
  readonly description: string | null;
}

export interface Partitioning {
  readonly column: string;
  readonly kind: 'range' | 'time';
  /** kind 'range' */
  readonly start?: number;
  readonly end?: number;
  readonly interval?: number;
  /** kind 'time' */
  readonly unit?: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';
}

/** One analyzed statement, ready for the engine. Every DuckDB text in it was generated from the resolved tree. */
export type CompiledStatement =
  | { readonly kind: 'query'; readonly query: DuckSql; readonly columns: readonly Column[] }
  | {
      readonly kind: 'createTable';
      readonly ref: TableRef;
      readonly temporary: boolean;
      readonly mode: CreateMode;
      readonly columns: readonly ColumnDefinition[];
      /** The query of CREATE TABLE … AS, whose columns come in the order of `columns`; null for an empty table. */
      readonly as: DuckSql | null;
      readonly partitioning: Partitioning | null;
      readonly clustering: readonly string[];
      readonly options: StatementOptions;
    }
  | {
      readonly kind: 'createView';
      readonly ref: TableRef;
      readonly mode: CreateMode;
      readonly columns: readonly ColumnDefinition[];
      /** The view's GoogleSQL text, compiled anew by whoever reads the view. */
      readonly query: string;
      readonly options: StatementOptions;
    }
  | {
      readonly kind: 'dml';
      readonly operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE';
      readonly ref: TableRef;
      /** Run in this order in one transaction; the affected rows are the sum of their counts. */
      readonly steps: readonly DuckSql[];
    }
  | { readonly kind: 'createSchema'; readonly projectId: string; readonly datasetId: string; readonly mode: CreateMode; readonly options: StatementOptions }
  | { readonly kind: 'dropSchema'; readonly projectId: string; readonly datasetId: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'drop'; readonly what: 'TABLE' | 'VIEW'; readonly ref: TableRef; readonly ifExists: boolean }
  | { readonly kind: 'alter'; readonly what: 'TABLE' | 'VIEW'; readonly ref: TableRef; readonly ifExists: boolean; readonly actions: readonly AlterAction[] }
  | { readonly kind: 'exportData'; readonly query: DuckSql; readonly columns: readonly Column[]; readonly options: StatementOptions }
  | { readonly kind: 'assert'; readonly condition: DuckSql; readonly message: string | null };

export type AlterAction =
  | { readonly kind: 'setOptions'; readonly options: StatementOptions }
  | { readonly kind: 'addColumn'; readonly column: ColumnDefinition; readonly ifNotExists: boolean }
  | { readonly kind: 'dropColumn'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string }
  | { readonly kind: 'setColumnOptions'; readonly name: string; readonly options: StatementOptions };

/**
 * Analyzes one statement with Google's analyzer and generates DuckDB SQL from the resolved tree.
 * @throws BigQueryError `invalidQuery` with line and column for what the analyzer refuses, and for every node or
 * function signature that the catalogue does not hold (naming it); `notFound` for a table that is not there.
 */
export type Compile = (statement: string, context: CompileContext) => Promise<CompiledStatement>;
