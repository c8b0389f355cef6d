import type { Fragment } from '../../googlesql/script.ts';
import type { Column, SqlType } from '../../googlesql/types.ts';
import { bindsOf } from '../engine/sessions/binds.ts';
import type { Compiler } from '../engine/compiler.ts';
import { outcome } from '../engine/outcome.ts';
import type { Scans } from '../engine/reading/lookup.ts';
import type { Session, Variable } from '../engine/sessions/session.ts';
import { withPrepared } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { bindValue } from '../storage/binds.ts';
import type { Bind, DuckDBValue } from '../storage/duckdb.ts';
import { typeText } from '../wire/schema.ts';
import type { Recorder, RanKind } from './recorder.ts';
import { QueryFailure } from './script-error.ts';

export interface Value {
  readonly type: SqlType;
  readonly bind: Bind;
}

/** A piece of a script, with its place in it. */
export type Piece = Pick<Fragment, 'text' | 'line' | 'column'>;

/** As what a query is recorded. */
interface Told {
  readonly kind: RanKind;
  readonly piece: Piece;
  readonly sql: string;
}

interface Rows {
  readonly columns: readonly Column[];
  readonly rows: DuckDBValue[][];
  readonly scans: Scans;
}

/** What BigQuery runs a job for to evaluate an expression of a script. */
const SUBQUERY = /\(\s*(?:SELECT|WITH)\b/i;
/** What the analyzer says of a value that is not of its field's type. */
const COERCION = /^Struct (?:field|constructor argument) 1 has type (.*) which (does not coerce to|cannot be coerced to expected type) .*?( at \[\d+:\d+\])?$/;
const BOOL: SqlType = { kind: 'BOOL' };

/** Computes the expressions of a script as queries of one row. */
export class Expressions {
  constructor(
    private readonly session: Session,
    private readonly compiler: Compiler,
    /** `isDry`: nothing is computed, values are of their types, and NULL. */
    private readonly options: { readonly isDry?: boolean; readonly recorder?: Recorder } = {},
  ) {}

  async evaluate(piece: Piece, variables: Variable[]): Promise<Value> {
    return this.single(piece, 'SELECT (', ')', variables);
  }

  /** As GoogleSQL assigns a value to a variable of the type. @throws BigQueryError if it does not coerce to it */
  async evaluateAs(piece: Piece, type: SqlType, variables: Variable[]): Promise<Bind> {
    try {
      const { bind } = await this.single(piece, `SELECT STRUCT<v ${quotedType(type)}>((`, ')).v', variables);
      return bind;
    } catch (error) {
      const [, from, , place] = error instanceof BigQueryError ? (COERCION.exec(error.message) ?? []) : [];
      if (from === undefined) throw error;
      throw new QueryFailure('invalidQuery', `Cannot coerce expression of type ${from} to type ${typeText(type)}${place ?? ''}`, 'query', { cause: error });
    }
  }

  /** A value of one type as a variable of another takes it; null if it does not. */
  async convert({ type, bind }: Value, to: SqlType): Promise<Bind | null> {
    if (typeText(type) === typeText(to)) return bind;
    try {
      return await this.evaluateAs({ text: '__value', line: 1, column: 1 }, to, [{ name: '__value', type, bind }]);
    } catch (error) {
      if (error instanceof BigQueryError && error.message.startsWith('Cannot coerce ')) return null;
      throw error;
    }
  }

  /** NULL counts as false. */
  async condition(piece: Piece, variables: Variable[]): Promise<boolean> {
    return (await this.evaluateAs(piece, BOOL, variables)).value === true;
  }

  /** The place of the first of a CASE's values that equals what it is about; -1 if none does. All of them must compare with it. */
  async choice(about: Piece, values: readonly Piece[], variables: Variable[]): Promise<number> {
    const sql = `SELECT CASE (\n${about.text}\n) ${values.map(({ text }, index) => `WHEN (\n${text}\n) THEN ${index} `).join('')}ELSE -1 END`;
    try {
      const { rows } = await this.query(sql, variables);
      return Number(rows[0]?.[0]);
    } catch (error) {
      throw relocated(error, [about, ...values]);
    }
  }

  /** The type that a type's text means, and that text where its lengths and digits bind what is assigned. @throws BigQueryError without a place */
  async type(text: string): Promise<{ readonly type: SqlType; readonly limits: string | null }> {
    const { columns } = await this.query(`SELECT CAST(NULL AS ${text})`, []).catch((error: unknown) => {
      throw unplaced(error);
    });
    const [column] = columns;
    if (column === undefined) throw new BigQueryError('internalError', 'A type had no value.');
    return { type: column.type, limits: /\(\s*(\d|max\b)/i.test(text) ? text : null };
  }

  /** A value of a type within limits, as a CAST keeps them. @throws BigQueryError for a value beyond them */
  async within(limits: string | null, { type, bind }: Value): Promise<Bind> {
    if (limits === null) return bind;
    return (await this.single({ text: '__value', line: 1, column: 1 }, 'SELECT CAST(', ` AS ${limits})`, [{ name: '__value', type, bind }])).bind;
  }

  /** All rows of a query, for FOR and INTO. @param told as what the query is recorded; null if it is not */
  async query(sql: string, variables: Variable[], told: Told | null = null): Promise<Rows> {
    this.session.variables = variables;
    const { recorder } = this.options;
    try {
      if (recorder === undefined || told === null) return await this.run(sql);
      return await recorder.query(told.kind, told.piece, told.sql, (onCompiled) => this.run(sql, onCompiled), ({ columns, scans }) => outcome('SELECT', { columns, scans }));
    } catch (error) {
      throw QueryFailure.of(error);
    }
  }

  private async run(sql: string, onCompiled: (statementType: string) => void = () => undefined): Promise<Rows> {
    return withPrepared(sql, this.session, this.compiler, async ({ statement, scans }) => {
      if (statement.kind !== 'query') throw new BigQueryError('invalidQuery', 'A query was expected here.', 'query');
      onCompiled('SELECT');
      const { columns, query } = statement;
      const rows = this.isDry ? [] : await this.session.connection.rows(query.sql, bindsOf(query, this.session));
      return { columns, rows, scans };
    });
  }

  private get isDry(): boolean {
    return this.options.isDry ?? false;
  }

  private async single(piece: Piece, before: string, after: string, variables: Variable[]): Promise<Value> {
    try {
      const told = SUBQUERY.test(piece.text) ? ({ kind: 'EXPRESSION', piece, sql: `SELECT ${piece.text}` } as const) : null;
      const { columns, rows } = await this.query(`${before}${piece.text}\n${after}`, variables, told);
      const [column] = columns;
      const [row] = rows;
      if (column !== undefined && this.isDry) return { type: column.type, bind: bindValue(column.type, null) };
      if (column === undefined || row === undefined) throw new BigQueryError('internalError', 'An expression had no value.');
      return { type: column.type, bind: bindValue(column.type, row[0] ?? null) };
    } catch (error) {
      throw moved(error, before.length, piece);
    }
  }
}

/** An error told of a query that holds pieces on lines of their own, with a line before each, told of the piece's own place. */
function relocated(error: unknown, pieces: readonly Piece[]): unknown {
  if (!(error instanceof QueryFailure)) return error;
  const message = error.message.replace(/ at \[(\d+):(\d+)\]$/, (whole, row: string, place: string) => {
    let first = 2;
    for (const { text, line, column } of pieces) {
      const [inside, lines] = [Number(row) - first, text.split('\n').length];
      if (inside < lines) return inside < 0 ? ` at [${line}:${column}]` : ` at [${line + inside}:${inside === 0 ? Number(place) + column - 1 : place}]`;
      first += lines + 1;
    }
    return whole;
  });
  return new QueryFailure(error.reason, message, error.location, { cause: error });
}

/** An error told of the query that was made of a piece, told of the piece's own place. */
function moved(error: unknown, offset: number, { line, column }: Piece): unknown {
  if (!(error instanceof QueryFailure)) return error;
  const message = error.message.replace(/ at \[(\d+):(\d+)\]$/, (_, row: string, place: string) => {
    const first = Number(row) === 1;
    return ` at [${line + Number(row) - 1}:${first ? Number(place) - offset + column - 1 : place}]`;
  });
  return new QueryFailure(error.reason, message, error.location, { cause: error });
}

/** An error told of the query that was made of a text whose own place is not known. */
function unplaced(error: unknown): unknown {
  if (!(error instanceof QueryFailure)) return error;
  return new QueryFailure(error.reason, error.message.replace(/ at \[\d+:\d+\]$/, ''), error.location, { cause: error });
}

/** As `typeText`, with every field's name quoted. */
function quotedType(type: SqlType): string {
  switch (type.kind) {
    case 'ARRAY':
      return `ARRAY<${quotedType(type.element)}>`;
    case 'STRUCT':
      return `STRUCT<${type.fields.map((field) => (field.name === '' ? quotedType(field.type) : `\`${field.name.replace(/[\\`]/g, '\\$&')}\` ${quotedType(field.type)}`)).join(', ')}>`;
    default:
      return type.kind;
  }
}
