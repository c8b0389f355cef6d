import type { Expr } from '../googlesql/resolved-nodes.ts';
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
  /** GoogleSQL text of the columns' DEFAULT values, by column name; absent for none. */
  readonly defaultExpressions?: ReadonlyMap<string, string>;
  /** The same by column name in lower case, as the compiler resolves them for a statement that writes. */
  readonly defaults?: ReadonlyMap<string, Expr>;
  /** Columns that must be named to be read: `*` leaves them out. */
  readonly pseudoColumns?: readonly string[];
  /** P and S of NUMERIC(P, S) columns, by name in lower case; absent for none. */
  readonly decimals?: ReadonlyMap<string, DecimalSize>;
  /** Columns whose arrays hold values that must keep to something, by name in lower case; absent for none. */
  readonly elementRules?: ReadonlyMap<string, ElementRule>;
  /** The partitioning column that whoever reads it must filter by. */
  readonly partitionFilter?: string;
  /** Whether its rows may only be read: a snapshot. */
  readonly readOnly?: boolean;
}

/** What the values of a field inside an array must keep to. */
export interface ElementRule {
  readonly required: boolean;
  /** In characters, or in bytes of BYTES; null for any. */
  readonly maxLength: number | null;
  /** Of a struct's fields, in their order; null for nothing. */
  readonly fields: readonly (ElementRule | null)[];
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
  /** How parameters that nobody declared stand in the statement, whose types are wanted: the compiler throws `UndeclaredParameters`. */
  readonly undeclared?: 'named' | 'positional';
  /** Of the job, for messages. */
  readonly location?: string;
  /** Script variables in scope, bound as parameters after `parameters`. */
  readonly variables: readonly Column[];
  /** `@@` variables by their dotted names, bound after `variables`; absent where a statement can have none. */
  readonly systemVariables?: readonly Column[];
  /** @param path the parts of a table path as written, e.g. ['p.d.t'], ['d', 't'] or ['p', 'd', 't'] */
  lookup(path: readonly string[]): Promise<Relation | null>;
  /** Told of every read of a table, with the columns that are read of it. */
  readonly onScan?: (ref: TableRef, columns: readonly string[]) => void;
  /** Functions of SQL that a text may mean: those whose names it holds. */
  functions(text: string): readonly KnownFunction[];
  /** The model that a path names, ready to compute; null for none. */
  model(path: readonly string[]): Promise<KnownModel | null>;
}

/** A function of SQL that statements may call, under each of its spellings. */
export interface KnownFunction {
  readonly paths: readonly (readonly string[])[];
  readonly what: 'scalar' | 'aggregate' | 'table';
  /** `type` is null for ANY TYPE; `isNotAggregate` marks one that an aggregate function takes once for all rows. */
  readonly parameters: readonly { readonly name: string; readonly type: SqlType | null; readonly isNotAggregate?: boolean }[];
  /** The declared type of the value, or of each row as a struct; null where the body says it. */
  readonly returns: SqlType | null;
  /** An expression, or the query of a table function. */
  readonly body: string;
}

export interface KnownModel {
  /** Names the graph for the function that computes it. */
  readonly key: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/** An input or output of a graph, as far as one row has part in it. */
export interface Tensor {
  readonly name: string;
  readonly element: 'FLOAT64' | 'INT64' | 'BOOL';
  /** Values for one row; null for a single value, which is no array. */
  readonly width: number | null;
}

/**
 * DuckDB SQL. Placeholders are `$1`, `$2`, …; `binds[i]` says which of the context's parameters (by index;
 * variables count on from there, then system variables) stands for `$<i+1>`.
 */
export interface DuckSql {
  readonly sql: string;
  readonly binds: readonly number[];
}

export type CreateMode = 'create' | 'ifNotExists' | 'orReplace';

/** The value of an option that is no constant: a query of one row and column, run by the engine. */
export class DeferredOption {
  constructor(
    readonly query: DuckSql,
    readonly type: SqlType,
  ) {}
}

/** OPTIONS(…): strings, numbers, booleans, arrays of [key, value] for labels; timestamps as text. */
export type StatementOptions = Readonly<Record<string, unknown>>;

/** What BigQuery keeps of a column, or of a field inside one, beside its name and type. */
export interface FieldNotes {
  readonly required: boolean;
  readonly description: string | null;
  /** Of STRING(L) and BYTES(L): characters or bytes. */
  readonly maxLength?: number;
  /** Of NUMERIC(P, S). */
  readonly decimal?: DecimalSize;
  /** Of the fields of a STRUCT, or of an array of them, in their order. */
  readonly children?: readonly FieldNotes[];
}

/** P and S of NUMERIC(P, S): digits in all, and behind the point. */
export interface DecimalSize {
  readonly precision: number;
  readonly scale: number;
}

/** A column of CREATE TABLE or of a view. */
export interface ColumnDefinition extends Column, FieldNotes {
  /** GoogleSQL text of DEFAULT. */
  readonly defaultExpression?: string;
}

/** Keys that BigQuery keeps and shows, and never enforces. */
export interface TableConstraints {
  readonly primaryKey: readonly string[] | null;
  readonly foreignKeys: readonly ForeignKey[];
}

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: TableRef;
  readonly referencedColumns: readonly string[];
}

/** What a stored table or view is beside what it holds; null for a plain one. */
export type TableVariant = 'materializedView' | 'snapshot' | 'clone' | null;

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
  /** `rowByRow` says that it holds no rows in memory, however big the table. */
  | { readonly kind: 'query'; readonly query: DuckSql; readonly columns: readonly Column[]; readonly rowByRow: boolean }
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
      readonly constraints?: TableConstraints;
      /** LIKE, COPY and CLONE take the columns and all that is kept of this table, unless the statement says otherwise. */
      readonly source?: { readonly ref: TableRef; readonly by: 'like' | 'copy' | 'clone' | 'snapshot' };
    }
  | {
      readonly kind: 'createView';
      readonly ref: TableRef;
      readonly materialized?: boolean;
      readonly mode: CreateMode;
      readonly columns: readonly ColumnDefinition[];
      /** The view's GoogleSQL text, compiled anew by whoever reads the view. */
      readonly query: string;
      readonly options: StatementOptions;
      readonly partitioning?: Partitioning | null;
      readonly clustering?: readonly string[];
    }
  | {
      readonly kind: 'dml';
      readonly operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'TRUNCATE';
      readonly ref: TableRef;
      /** Run in this order in one transaction; the affected rows are the sum of their counts. */
      readonly steps: readonly DuckSql[];
    }
  | { readonly kind: 'createSchema'; readonly projectId: string; readonly datasetId: string; readonly mode: CreateMode; readonly options: StatementOptions }
  | { readonly kind: 'alterSchema'; readonly projectId: string; readonly datasetId: string; readonly ifExists: boolean; readonly options: StatementOptions }
  | { readonly kind: 'dropSchema'; readonly projectId: string; readonly datasetId: string; readonly ifExists: boolean; readonly cascade: boolean }
  /** `qualified` says that the name has a dataset, so that it means no temporary table. */
  | { readonly kind: 'drop'; readonly what: RelationKind | 'EXTERNAL TABLE'; readonly ref: TableRef; readonly qualified: boolean; readonly ifExists: boolean }
  | { readonly kind: 'alter'; readonly what: RelationKind; readonly ref: TableRef; readonly qualified: boolean; readonly ifExists: boolean; readonly actions: readonly AlterAction[] }
  | { readonly kind: 'createFunction'; readonly ref: TableRef; readonly temporary: boolean; readonly mode: CreateMode; readonly definition: Omit<KnownFunction, 'paths'>; readonly options: StatementOptions }
  | { readonly kind: 'createModel'; readonly ref: TableRef; readonly mode: CreateMode; readonly options: StatementOptions }
  | { readonly kind: 'dropRoutine'; readonly what: 'FUNCTION' | 'TABLE FUNCTION' | 'MODEL'; readonly ref: TableRef; readonly ifExists: boolean }
  | { readonly kind: 'exportData'; readonly query: DuckSql; readonly columns: readonly Column[]; readonly options: StatementOptions }
  | { readonly kind: 'assert'; readonly condition: DuckSql; readonly message: string | null };

/** As DROP and ALTER name them. */
export type RelationKind = 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SNAPSHOT TABLE';

export type AlterAction =
  | { readonly kind: 'setOptions'; readonly options: StatementOptions }
  | { readonly kind: 'addColumn'; readonly column: ColumnDefinition; readonly ifNotExists: boolean }
  | { readonly kind: 'dropColumn'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'renameColumn'; readonly from: string; readonly to: string; readonly ifExists: boolean }
  | { readonly kind: 'renameTo'; readonly tableId: string }
  | { readonly kind: 'setColumnOptions'; readonly name: string; readonly options: StatementOptions; readonly ifExists: boolean }
  | { readonly kind: 'setDataType'; readonly name: string; readonly type: SqlType; readonly maxLength?: number; readonly decimal?: DecimalSize; readonly ifExists: boolean }
  | { readonly kind: 'dropNotNull'; readonly name: string; readonly ifExists: boolean }
  /** `expression` is GoogleSQL text; null drops the default. */
  | { readonly kind: 'setDefault'; readonly name: string; readonly expression: string | null; readonly ifExists: boolean }
  | { readonly kind: 'addPrimaryKey'; readonly columns: readonly string[]; readonly ifNotExists: boolean }
  | { readonly kind: 'addForeignKey'; readonly key: ForeignKey; readonly ifNotExists: boolean }
  | { readonly kind: 'dropPrimaryKey'; readonly ifExists: boolean }
  | { readonly kind: 'dropConstraint'; readonly name: string; readonly ifExists: boolean };

/**
 * Analyzes one statement with Google's analyzer and generates DuckDB SQL from the resolved tree.
 * @throws BigQueryError `invalidQuery` with line and column for what the analyzer refuses, and for every node or
 * function signature that the catalogue does not hold (naming it); `notFound` for a table that is not there.
 */
export type Compile = (statement: string, context: CompileContext) => Promise<CompiledStatement>;
