import type { Column } from '../../googlesql/types.ts';
import type { Parameter, TableRef } from '../statement.ts';
import type { DatasetRef } from '../storage/catalog.ts';
import type { Scans } from './reading/lookup.ts';
import type { ResultSet } from './reading/results.ts';

export interface DmlStats {
  readonly insertedRowCount: number;
  readonly updatedRowCount: number;
  readonly deletedRowCount: number;
}

export type DdlOperation = 'CREATE' | 'REPLACE' | 'SKIP' | 'DROP' | 'ALTER';

/** What a statement did, as far as a job's statistics tell it. */
export interface Outcome {
  /** As `statistics.query.statementType` spells it. */
  readonly statementType: string;
  /** Columns of the answer, for a dry run as well; null for a statement without rows. */
  readonly columns: readonly Column[] | null;
  readonly results: ResultSet | null;
  readonly affectedRows?: number;
  readonly dmlStats?: DmlStats;
  readonly ddlOperation?: DdlOperation;
  readonly ddlTable?: TableRef;
  readonly ddlDataset?: DatasetRef;
  readonly ddlRoutine?: DatasetRef & { readonly routineId: string };
  /** Rows that EXPORT DATA wrote. */
  readonly exportedRows?: number;
  /** Of a dry run: what the client has yet to declare. */
  readonly undeclared?: readonly Parameter[];
  /** What the statement reads. */
  readonly scans?: Scans;
  /** Logical bytes of what it reads, by estimate. */
  readonly bytesRead?: number;
}

export function outcome(statementType: string, more: Partial<Outcome> = {}): Outcome {
  return { statementType, columns: null, results: null, ...more };
}
