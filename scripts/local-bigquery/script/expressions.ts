import type { Fragment } from '../../googlesql/script.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { bindsOf } from '../engine/binds.ts';
import type { Compiler } from '../engine/compiler.ts';
import type { Session, Variable } from '../engine/session.ts';
import { withPrepared } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { bindValue } from '../storage/binds.ts';
import type { Column } from '../../googlesql/types.ts';
import type { Bind, DuckDBValue } from '../storage/duckdb.ts';
import { typeText } from '../wire/schema.ts';
import { nameSystemVariables } from './system-variables.ts';

export interface Value {
  readonly type: SqlType;
  readonly bind: Bind;
}

/** Computes the expressions of a script as queries of one row. */
export class Expressions {
  constructor(
    private readonly session: Session,
    private readonly compiler: Compiler,
  ) {}

  async evaluate({ text }: Pick<Fragment, 'text'>, variables: Variable[]): Promise<Value> {
    const { columns, rows } = await this.query(`SELECT (${text}\n)`, variables);
    const [column] = columns;
    const [row] = rows;
    if (column === undefined || row === undefined) throw new BigQueryError('internalError', 'An expression had no value.');
    return { type: column.type, bind: bindValue(column.type, row[0] ?? null) };
  }

  /** @throws BigQueryError if the value neither is of the type nor coerces to it */
  async evaluateAs(fragment: Pick<Fragment, 'text'>, type: SqlType, variables: Variable[]): Promise<Bind> {
    const value = await this.evaluate(fragment, variables);
    const [from, to] = [typeText(value.type), typeText(type)];
    if (from === to || value.bind.value === null) return bindValue(type, value.bind.value);
    if (isShape(value.type, type) || coerces(value.type, type, fragment.text)) {
      const { bind } = await this.evaluate({ text: `CAST((${fragment.text}\n) AS ${to})` }, variables);
      return bind;
    }
    throw new BigQueryError('invalidQuery', `Cannot coerce expression of type ${from} to type ${to}`, 'query');
  }

  async condition(fragment: Pick<Fragment, 'text'>, variables: Variable[]): Promise<boolean> {
    const { type, bind } = await this.evaluate(fragment, variables);
    if (type.kind !== 'BOOL') throw new BigQueryError('invalidQuery', `A condition must be BOOL, not ${typeText(type)}`, 'query');
    return bind.value === true;
  }

  /** The type that a type's text means. */
  async type(text: string): Promise<SqlType> {
    const { columns } = await this.query(`SELECT CAST(NULL AS ${text})`, []);
    const [column] = columns;
    if (column === undefined) throw new BigQueryError('internalError', 'A type had no value.');
    return column.type;
  }

  /** All rows of a query, for FOR and INTO. */
  async query(sql: string, variables: Variable[]): Promise<{ columns: readonly Column[]; rows: DuckDBValue[][] }> {
    this.session.variables = variables;
    return withPrepared(nameSystemVariables(sql), this.session, this.compiler, async ({ statement }) => {
      if (statement.kind !== 'query') throw new BigQueryError('invalidQuery', 'A query was expected here.', 'query');
      const rows = await this.session.connection.rows(statement.query.sql, bindsOf(statement.query, this.session));
      return { columns: statement.columns, rows };
    });
  }
}

/** Arrays and structs whose parts differ in names or in what coerces. */
function isShape(from: SqlType, to: SqlType): boolean {
  if (from.kind === 'ARRAY' && to.kind === 'ARRAY') return typeText(from.element) === typeText(to.element) || isShape(from.element, to.element) || coerces(from.element, to.element, '');
  if (from.kind === 'STRUCT' && to.kind === 'STRUCT') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, index) => {
        const other = to.fields[index]?.type;
        return other !== undefined && (typeText(field.type) === typeText(other) || isShape(field.type, other) || coerces(field.type, other, ''));
      })
    );
  }
  return false;
}

const WIDER: Readonly<Record<string, readonly string[]>> = {
  INT64: ['NUMERIC', 'BIGNUMERIC', 'FLOAT64'],
  NUMERIC: ['BIGNUMERIC', 'FLOAT64'],
  BIGNUMERIC: ['FLOAT64'],
  DATE: ['DATETIME', 'TIMESTAMP'],
  DATETIME: ['TIMESTAMP'],
};

/** GoogleSQL's implicit coercions; string literals become dates and times. */
function coerces(from: SqlType, to: SqlType, text: string): boolean {
  if (WIDER[from.kind]?.includes(to.kind) === true) return true;
  const isLiteral = /^\s*['"]/.test(text);
  return from.kind === 'STRING' && isLiteral && ['DATE', 'DATETIME', 'TIME', 'TIMESTAMP', 'BYTES'].includes(to.kind);
}
