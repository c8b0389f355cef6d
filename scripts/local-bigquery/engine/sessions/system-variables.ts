import type { Column, SqlType } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import { bindText, bindValue, type TextValue } from '../../storage/binds.ts';
import type { Bind } from '../../storage/duckdb.ts';

const TEXT: SqlType = { kind: 'STRING' };
const INTEGER: SqlType = { kind: 'INT64' };
const STACK: SqlType = {
  kind: 'ARRAY',
  element: { kind: 'STRUCT', fields: [{ name: 'line', type: INTEGER }, { name: 'column', type: INTEGER }, { name: 'filename', type: TEXT }, { name: 'location', type: TEXT }] },
};

/** BigQuery's system variables without their `@@`, and their types. */
const TYPES = {
  dataset_id: TEXT,
  dataset_project_id: TEXT,
  'error.formatted_stack_trace': TEXT,
  'error.message': TEXT,
  'error.stack_trace': STACK,
  'error.statement_text': TEXT,
  location: TEXT,
  project_id: TEXT,
  query_label: TEXT,
  row_count: INTEGER,
  'script.creation_time': { kind: 'TIMESTAMP' },
  'script.job_id': TEXT,
  session_id: TEXT,
  time_zone: TEXT,
} as const satisfies Readonly<Record<string, SqlType>>;

export type SystemVariableName = keyof typeof TYPES;

/** In BigQuery, and not here: refused rather than NULL. */
const REFUSED: readonly Column[] = [
  ...['current_job_id', 'last_job_id', 'reservation'].map((name) => ({ name, type: TEXT })),
  ...['script.bytes_billed', 'script.bytes_processed', 'script.num_child_jobs', 'script.slot_ms'].map((name) => ({ name, type: INTEGER })),
];

const COLUMNS: readonly Column[] = [
  ...Object.entries(TYPES).map(([name, type]) => ({ name, type })),
  ...REFUSED,
];

/** The `@@` variables of one job. */
export class SystemVariables {
  private readonly binds = new Map<string, Bind>();

  /** What a statement may name; none for a text without `@@`. */
  static named(sql: string): readonly Column[] {
    return sql.includes('@@') ? COLUMNS : [];
  }

  /** @param value in GoogleSQL's text form */
  set(name: SystemVariableName, value: TextValue): void {
    this.binds.set(name, bindText(TYPES[name], value));
  }

  /** @param index in `named` */
  at(index: number): Bind {
    const column = COLUMNS[index];
    if (column === undefined) throw new BigQueryError('internalError', 'There is no such system variable.');
    if (REFUSED.includes(column)) throw new BigQueryError('invalidQuery', `@@${column.name} is not supported by the local BigQuery.`, 'query');
    return this.binds.get(column.name) ?? bindValue(column.type, null);
  }

  get(name: SystemVariableName): Bind {
    return this.binds.get(name) ?? bindValue(TYPES[name], null);
  }

  /** Values of several, to be put back by `restore`. */
  save(names: readonly SystemVariableName[]): ReadonlyMap<SystemVariableName, Bind> {
    return new Map(names.map((name) => [name, this.get(name)]));
  }

  restore(saved: ReadonlyMap<SystemVariableName, Bind>): void {
    for (const [name, bind] of saved) this.binds.set(name, bind);
  }
}
