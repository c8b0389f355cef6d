/** A GoogleSQL type as BigQuery knows it. */
export type SqlType =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'ARRAY'; readonly element: SqlType }
  | { readonly kind: 'STRUCT'; readonly fields: readonly StructField[] };

export type ScalarKind =
  | 'BOOL'
  | 'INT64'
  | 'FLOAT64'
  | 'NUMERIC'
  | 'BIGNUMERIC'
  | 'STRING'
  | 'BYTES'
  | 'DATE'
  | 'TIME'
  | 'DATETIME'
  | 'TIMESTAMP'
  | 'INTERVAL'
  | 'JSON';

/** `name` is empty for an anonymous field. */
export interface StructField {
  readonly name: string;
  readonly type: SqlType;
}

/** A column as a statement sees it or puts it out. */
export interface Column {
  readonly name: string;
  readonly type: SqlType;
}
