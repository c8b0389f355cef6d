import type { ResolvedType } from './sql-type.ts';
import type { SqlType } from './types.ts';

/**
 * The nodes of Google's resolved tree that we read, flat, as normalise.ts makes them from the engine's messages. Names
 * are ZetaSQL's own (`ResolvedTableScan` is `TableScan`), fields in camel case. A node that is not listed here arrives as
 * well, with its own `kind`: whoever walks the tree refuses what it does not know.
 */
export interface ResolvedColumn {
  /** Unique in the statement: the identity of a column everywhere in its tree. */
  readonly id: number;
  readonly name: string;
  readonly table: string;
  readonly type: SqlType;
}

/** A value as ValueProto holds it; `value` names the member of the oneof, absent for NULL. */
export type ValueMessage = Readonly<Record<string, unknown>>;

export interface Literal { readonly kind: 'Literal'; readonly type: ResolvedType; readonly value: { readonly type: ResolvedType; readonly value: ValueMessage | null } }
export interface Parameter { readonly kind: 'Parameter'; readonly type: SqlType; readonly name: string; readonly position: number }
export interface Constant { readonly kind: 'Constant'; readonly type: SqlType; readonly constant: string }
export interface SystemVariable { readonly kind: 'SystemVariable'; readonly type: SqlType; readonly namePath: readonly string[] }
export interface ColumnRef { readonly kind: 'ColumnRef'; readonly type: SqlType; readonly column: ResolvedColumn; readonly isCorrelated: boolean }
export interface CallBase {
  readonly type: SqlType;
  /** `ZetaSQL:$add`, `BigQuery:max_by` */
  readonly function: string;
  /** Name of the signature, e.g. `FN_ADD_INT64`; a number as text for functions that we added. */
  readonly signature: string;
  readonly argumentList: readonly Expr[];
  readonly errorMode: 'DEFAULT_ERROR_MODE' | 'SAFE_ERROR_MODE';
  readonly genericArgumentList: readonly unknown[];
}
export interface FunctionCall extends CallBase { readonly kind: 'FunctionCall' }
export interface NonScalarCall extends CallBase {
  readonly distinct: boolean;
  readonly nullHandlingModifier: 'DEFAULT_NULL_HANDLING' | 'IGNORE_NULLS' | 'RESPECT_NULLS';
  readonly withGroupRowsSubquery: Scan | null;
}
export interface AggregateFunctionCall extends NonScalarCall {
  readonly kind: 'AggregateFunctionCall';
  readonly havingModifier: { readonly kind: 'MAX' | 'MIN'; readonly havingExpr: Expr } | null;
  readonly orderByItemList: readonly OrderByItem[];
  readonly limit: Expr | null;
}
export interface AnalyticFunctionCall extends NonScalarCall { readonly kind: 'AnalyticFunctionCall'; readonly windowFrame: WindowFrame | null }
export interface Cast {
  readonly kind: 'Cast';
  readonly type: SqlType;
  readonly expr: Expr;
  readonly returnNullOnError: boolean;
  readonly format: Expr | null;
  readonly timeZone: Expr | null;
  readonly typeModifiers: unknown;
}
export interface MakeStruct { readonly kind: 'MakeStruct'; readonly type: SqlType; readonly fieldList: readonly Expr[] }
export interface GetStructField { readonly kind: 'GetStructField'; readonly type: SqlType; readonly expr: Expr; readonly fieldIdx: number }
export interface GetJsonField { readonly kind: 'GetJsonField'; readonly type: SqlType; readonly expr: Expr; readonly fieldName: string }
export interface SubqueryExpr {
  readonly kind: 'SubqueryExpr';
  readonly type: SqlType;
  readonly subqueryType: 'SCALAR' | 'ARRAY' | 'EXISTS' | 'IN' | 'LIKE_ANY' | 'LIKE_ALL';
  readonly parameterList: readonly ColumnRef[];
  readonly inExpr: Expr | null;
  readonly subquery: Scan;
}
export interface DMLDefault { readonly kind: 'DMLDefault'; readonly type: SqlType }
export type Expr =
  | Literal | Parameter | Constant | SystemVariable | ColumnRef | FunctionCall | AggregateFunctionCall | AnalyticFunctionCall | Cast | MakeStruct
  | GetStructField | GetJsonField | SubqueryExpr | DMLDefault;

export interface OrderByItem {
  readonly kind: 'OrderByItem';
  readonly columnRef: ColumnRef;
  readonly collationName: Expr | null;
  readonly isDescending: boolean;
  readonly nullOrder: 'ORDER_UNSPECIFIED' | 'NULLS_FIRST' | 'NULLS_LAST';
}
export interface ComputedColumn { readonly kind: 'ComputedColumn'; readonly column: ResolvedColumn; readonly expr: Expr }
export interface OutputColumn { readonly kind: 'OutputColumn'; readonly name: string; readonly column: ResolvedColumn }
export interface WindowFrameExpr {
  readonly kind: 'WindowFrameExpr';
  readonly boundaryType: 'UNBOUNDED_PRECEDING' | 'OFFSET_PRECEDING' | 'CURRENT_ROW' | 'OFFSET_FOLLOWING' | 'UNBOUNDED_FOLLOWING';
  readonly expression: Expr | null;
}
export interface WindowFrame { readonly kind: 'WindowFrame'; readonly frameUnit: 'ROWS' | 'RANGE'; readonly startExpr: WindowFrameExpr; readonly endExpr: WindowFrameExpr }
export interface AnalyticFunctionGroup {
  readonly kind: 'AnalyticFunctionGroup';
  readonly partitionBy: { readonly partitionByList: readonly ColumnRef[] } | null;
  readonly orderBy: { readonly orderByItemList: readonly OrderByItem[] } | null;
  readonly analyticFunctionList: readonly ComputedColumn[];
}
export interface ColumnHolder { readonly kind: 'ColumnHolder'; readonly column: ResolvedColumn }

interface ScanBase { readonly columnList: readonly ResolvedColumn[]; readonly isOrdered: boolean }
export interface SingleRowScan extends ScanBase { readonly kind: 'SingleRowScan' }
export interface TableScan extends ScanBase {
  readonly kind: 'TableScan';
  /** The name under which the analyzer was given the table. */
  readonly table: string;
  readonly columnIndexList: readonly number[];
  readonly alias: string;
  readonly forSystemTimeExpr: Expr | null;
}
export interface JoinScan extends ScanBase {
  readonly kind: 'JoinScan';
  readonly joinType: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly leftScan: Scan;
  readonly rightScan: Scan;
  readonly joinExpr: Expr | null;
}
export interface ArrayScan extends ScanBase {
  readonly kind: 'ArrayScan';
  readonly inputScan: Scan | null;
  readonly arrayExpr: Expr;
  readonly elementColumn: ResolvedColumn;
  readonly arrayOffsetColumn: ColumnHolder | null;
  readonly joinExpr: Expr | null;
  readonly isOuter: boolean;
}
export interface FilterScan extends ScanBase { readonly kind: 'FilterScan'; readonly inputScan: Scan; readonly filterExpr: Expr }
export interface ProjectScan extends ScanBase { readonly kind: 'ProjectScan'; readonly inputScan: Scan; readonly exprList: readonly ComputedColumn[] }
export interface GroupingSetMultiColumn { readonly columnList: readonly ColumnRef[] }
export interface GroupingSet {
  readonly kind: 'GroupingSet' | 'Rollup' | 'Cube';
  readonly groupByColumnList?: readonly ColumnRef[];
  readonly rollupColumnList?: readonly GroupingSetMultiColumn[];
  readonly cubeColumnList?: readonly GroupingSetMultiColumn[];
}
export interface AggregateScan extends ScanBase {
  readonly kind: 'AggregateScan';
  readonly inputScan: Scan;
  readonly groupByList: readonly ComputedColumn[];
  readonly aggregateList: readonly ComputedColumn[];
  readonly groupingSetList: readonly GroupingSet[];
  readonly groupingCallList: readonly { readonly groupByColumn: ColumnRef; readonly outputColumn: ResolvedColumn }[];
}
export interface SetOperationItem { readonly scan: Scan; readonly outputColumnList: readonly ResolvedColumn[] }
export interface SetOperationScan extends ScanBase {
  readonly kind: 'SetOperationScan';
  readonly opType: 'UNION_ALL' | 'UNION_DISTINCT' | 'INTERSECT_ALL' | 'INTERSECT_DISTINCT' | 'EXCEPT_ALL' | 'EXCEPT_DISTINCT';
  readonly inputItemList: readonly SetOperationItem[];
}
export interface OrderByScan extends ScanBase { readonly kind: 'OrderByScan'; readonly inputScan: Scan; readonly orderByItemList: readonly OrderByItem[] }
export interface LimitOffsetScan extends ScanBase { readonly kind: 'LimitOffsetScan'; readonly inputScan: Scan; readonly limit: Expr; readonly offset: Expr | null }
export interface SampleScan extends ScanBase {
  readonly kind: 'SampleScan';
  readonly inputScan: Scan;
  readonly method: string;
  readonly size: Expr;
  readonly unit: 'ROWS' | 'PERCENT';
  readonly repeatableArgument: Expr | null;
  readonly weightColumn: ColumnHolder | null;
  readonly partitionByList: readonly Expr[];
}
export interface WithRefScan extends ScanBase { readonly kind: 'WithRefScan'; readonly withQueryName: string }
export interface AnalyticScan extends ScanBase { readonly kind: 'AnalyticScan'; readonly inputScan: Scan; readonly functionGroupList: readonly AnalyticFunctionGroup[] }
export interface WithEntry { readonly withQueryName: string; readonly withSubquery: Scan }
export interface WithScan extends ScanBase { readonly kind: 'WithScan'; readonly withEntryList: readonly WithEntry[]; readonly query: Scan; readonly recursive: boolean }
export interface RecursiveScan extends ScanBase {
  readonly kind: 'RecursiveScan';
  readonly opType: 'UNION_ALL' | 'UNION_DISTINCT';
  readonly nonRecursiveTerm: SetOperationItem;
  readonly recursiveTerm: SetOperationItem;
}
export interface RecursiveRefScan extends ScanBase { readonly kind: 'RecursiveRefScan' }
export type Scan =
  | SingleRowScan | TableScan | JoinScan | ArrayScan | FilterScan | ProjectScan | AggregateScan | SetOperationScan | OrderByScan
  | LimitOffsetScan | SampleScan | WithRefScan | AnalyticScan | WithScan | RecursiveScan | RecursiveRefScan;

export interface Option { readonly name: string; readonly qualifier: string; readonly value: Expr }
export interface ColumnAnnotations {
  readonly notNull: boolean;
  readonly optionList: readonly Option[];
  /** Of an array's element, or of each of a struct's fields; shorter where the rest has none. */
  readonly childList: readonly (ColumnAnnotations | null)[];
  /** TypeParametersProto: `string_type_parameters: {max_length}`, `numeric_type_parameters: {precision, scale}`, `child_list` */
  readonly typeParameters: ValueMessage | null;
}
export interface ColumnDefaultValue { readonly expression: Expr; readonly sql: string }
export interface PrimaryKey { readonly kind: 'PrimaryKey'; readonly constraintName: string; readonly columnNameList: readonly string[]; readonly unenforced: boolean }
export interface ForeignKey {
  readonly kind: 'ForeignKey';
  readonly constraintName: string;
  readonly referencingColumnList: readonly string[];
  readonly referencedTable: string;
  readonly referencedColumnOffsetList: readonly number[];
  readonly enforced: boolean;
}
export interface ColumnDefinition {
  readonly name: string;
  readonly type: SqlType;
  readonly annotations: ColumnAnnotations | null;
  readonly column: ResolvedColumn;
  readonly generatedColumnInfo: unknown;
  readonly defaultValue: ColumnDefaultValue | null;
}
export interface QueryStmt { readonly kind: 'QueryStmt'; readonly outputColumnList: readonly OutputColumn[]; readonly isValueTable: boolean; readonly query: Scan }
export interface CreateBase {
  readonly namePath: readonly string[];
  readonly createScope: 'CREATE_DEFAULT_SCOPE' | 'CREATE_PRIVATE' | 'CREATE_PUBLIC' | 'CREATE_TEMP';
  readonly createMode: 'CREATE_DEFAULT' | 'CREATE_OR_REPLACE' | 'CREATE_IF_NOT_EXISTS';
  readonly optionList: readonly Option[];
}
export interface CreateTableBase extends CreateBase {
  readonly columnDefinitionList: readonly ColumnDefinition[];
  readonly partitionByList: readonly Expr[];
  readonly clusterByList: readonly Expr[];
  readonly isValueTable: boolean;
  readonly likeTable: string | null;
  readonly foreignKeyList: readonly ForeignKey[];
  readonly primaryKey: PrimaryKey | null;
  readonly collationName: Expr | null;
  readonly connection: unknown;
  readonly checkConstraintList: readonly unknown[];
}
export interface CreateTableStmt extends CreateTableBase { readonly kind: 'CreateTableStmt'; readonly cloneFrom: Scan | null; readonly copyFrom: Scan | null }
export interface CreateTableAsSelectStmt extends CreateTableBase {
  readonly kind: 'CreateTableAsSelectStmt';
  readonly outputColumnList: readonly OutputColumn[];
  readonly query: Scan;
}
export interface CreateViewStmt extends CreateBase {
  readonly kind: 'CreateViewStmt';
  readonly outputColumnList: readonly OutputColumn[];
  readonly hasExplicitColumns: boolean;
  readonly query: Scan;
  readonly sql: string;
  readonly isValueTable: boolean;
  readonly recursive: boolean;
  readonly columnDefinitionList: readonly ColumnDefinition[];
}
export interface CreateMaterializedViewStmt extends Omit<CreateViewStmt, 'kind'> { readonly kind: 'CreateMaterializedViewStmt'; readonly replicaSource: Scan | null; readonly partitionByList: readonly Expr[]; readonly clusterByList: readonly Expr[] }
export interface CreateSnapshotTableStmt extends CreateBase { readonly kind: 'CreateSnapshotTableStmt'; readonly cloneFrom: Scan }
export interface CreateSchemaStmt extends CreateBase { readonly kind: 'CreateSchemaStmt'; readonly collationName: Expr | null }
export interface DropStmt {
  readonly kind: 'DropStmt';
  readonly objectType: string;
  readonly isIfExists: boolean;
  readonly namePath: readonly string[];
  readonly dropMode: 'DROP_MODE_UNSPECIFIED' | 'RESTRICT' | 'CASCADE';
}
export interface DropRelationStmt { readonly kind: 'DropMaterializedViewStmt' | 'DropSnapshotTableStmt'; readonly isIfExists: boolean; readonly namePath: readonly string[] }
export interface DMLValue { readonly value: Expr }
export interface InsertRow { readonly valueList: readonly DMLValue[] }
export interface InsertStmt {
  readonly kind: 'InsertStmt';
  readonly tableScan: TableScan;
  readonly insertMode: string;
  readonly assertRowsModified: unknown;
  readonly returning: unknown;
  readonly insertColumnList: readonly ResolvedColumn[];
  readonly query: Scan | null;
  readonly queryOutputColumnList: readonly ResolvedColumn[];
  readonly rowList: readonly InsertRow[];
}
export interface DeleteStmt { readonly kind: 'DeleteStmt'; readonly tableScan: TableScan; readonly assertRowsModified: unknown; readonly returning: unknown; readonly whereExpr: Expr | null }
export interface UpdateItem {
  readonly target: Expr;
  readonly setValue: DMLValue | null;
  readonly arrayUpdateList: readonly unknown[];
  readonly deleteList: readonly unknown[];
  readonly updateList: readonly unknown[];
  readonly insertList: readonly unknown[];
}
export interface UpdateStmt {
  readonly kind: 'UpdateStmt';
  readonly tableScan: TableScan;
  readonly assertRowsModified: unknown;
  readonly returning: unknown;
  readonly whereExpr: Expr | null;
  readonly updateItemList: readonly UpdateItem[];
  readonly fromScan: Scan | null;
}
export interface MergeWhen {
  readonly matchType: 'MATCHED' | 'NOT_MATCHED_BY_SOURCE' | 'NOT_MATCHED_BY_TARGET';
  readonly matchExpr: Expr | null;
  readonly actionType: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly insertColumnList: readonly ResolvedColumn[];
  readonly insertRow: InsertRow | null;
  readonly updateItemList: readonly UpdateItem[];
}
export interface MergeStmt { readonly kind: 'MergeStmt'; readonly tableScan: TableScan; readonly fromScan: Scan; readonly mergeExpr: Expr; readonly whenClauseList: readonly MergeWhen[] }
export interface TruncateStmt { readonly kind: 'TruncateStmt'; readonly tableScan: TableScan; readonly whereExpr: Expr | null }
export interface ExportDataStmt {
  readonly kind: 'ExportDataStmt';
  readonly optionList: readonly Option[];
  readonly outputColumnList: readonly OutputColumn[];
  readonly query: Scan;
  readonly connection: unknown;
}
export interface AssertStmt { readonly kind: 'AssertStmt'; readonly expression: Expr; readonly description: string }
export type AlterActionNode =
  | { readonly kind: 'SetOptionsAction'; readonly optionList: readonly Option[] }
  | { readonly kind: 'AddColumnAction'; readonly isIfNotExists: boolean; readonly columnDefinition: ColumnDefinition }
  | { readonly kind: 'DropColumnAction'; readonly isIfExists: boolean; readonly name: string }
  | { readonly kind: 'RenameColumnAction'; readonly isIfExists: boolean; readonly name: string; readonly newName: string }
  | { readonly kind: 'AlterColumnOptionsAction'; readonly isIfExists: boolean; readonly column: string; readonly optionList: readonly Option[] }
  | { readonly kind: 'AlterColumnSetDataTypeAction'; readonly isIfExists: boolean; readonly column: string; readonly updatedType: SqlType; readonly updatedTypeParameters: ValueMessage | null; readonly updatedAnnotations: ColumnAnnotations | null }
  | { readonly kind: 'AlterColumnDropNotNullAction' | 'AlterColumnDropDefaultAction'; readonly isIfExists: boolean; readonly column: string }
  | { readonly kind: 'AlterColumnSetDefaultAction'; readonly isIfExists: boolean; readonly column: string; readonly defaultValue: ColumnDefaultValue }
  | { readonly kind: 'RenameToAction'; readonly newPath: readonly string[] }
  | { readonly kind: 'AddConstraintAction'; readonly isIfNotExists: boolean; readonly constraint: PrimaryKey | ForeignKey }
  | { readonly kind: 'DropPrimaryKeyAction'; readonly isIfExists: boolean }
  | { readonly kind: 'DropConstraintAction'; readonly isIfExists: boolean; readonly name: string };
export interface AlterSchemaStmt { readonly kind: 'AlterSchemaStmt'; readonly namePath: readonly string[]; readonly isIfExists: boolean; readonly alterActionList: readonly AlterActionNode[] }
export interface AlterStmt {
  readonly kind: 'AlterTableStmt' | 'AlterViewStmt' | 'AlterMaterializedViewStmt';
  readonly namePath: readonly string[];
  readonly isIfExists: boolean;
  readonly alterActionList: readonly AlterActionNode[];
}
export interface AlterTableSetOptionsStmt { readonly kind: 'AlterTableSetOptionsStmt'; readonly namePath: readonly string[]; readonly optionList: readonly Option[]; readonly isIfExists: boolean }
export type Statement =
  | QueryStmt | CreateTableStmt | CreateTableAsSelectStmt | CreateViewStmt | CreateMaterializedViewStmt | CreateSnapshotTableStmt | CreateSchemaStmt
  | AlterSchemaStmt | DropStmt | DropRelationStmt | InsertStmt | DeleteStmt
  | UpdateStmt | MergeStmt | TruncateStmt | ExportDataStmt | AssertStmt | AlterStmt | AlterTableSetOptionsStmt;
