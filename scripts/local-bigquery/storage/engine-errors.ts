import { BigQueryError } from '../errors.ts';
import { messageDouble } from '../values/double-text.ts';
import { decimalText, NUMERIC } from '../values/decimal.ts';

/** Marks, in the engine's own conversion error, a message that we wrote: clients see what follows it and nothing else. */
export const ERROR_MARK = '!error: ';

/** The engine refuses what we gave it, which is our fault: for the log. */
export class EngineRefusal extends BigQueryError {}

/** Its refusal of SQL that we generated, or of a table that has just been replaced: worth compiling anew. */
export class StaleSqlError extends EngineRefusal {}

/** The engine has not the table that a statement was compiled for: it has just been replaced. */
export class MissingTableError extends StaleSqlError {}

const FULL = 'The disk that holds the local warehouse is full: free some space and run it again.';

/** A client would repeat a backendError for a while, in vain. */
export class DiskFullError extends BigQueryError {
  constructor(cause: unknown) {
    super('resourcesExceeded', FULL, null, { cause });
  }
}

/** The engine refuses everything until its file is opened anew, which happens at once: a client may try again. */
export class BrokenEngineError extends BigQueryError {
  /** Whether what was to be committed is. */
  readonly isCommitted: boolean;

  constructor(cause: Error) {
    const isFull = DISK_FULL.test(cause.message);
    super(isFull ? 'resourcesExceeded' : 'backendError', isFull ? FULL : 'The local warehouse could not write its file, and opens it anew: run it again.', null, { cause });
    this.isCommitted = /COMMIT succeeded and is durable/.test(cause.message);
  }
}

/** Turns what DuckDB throws into an error of BigQuery's shape that shows neither generated SQL nor a path. */
export function toBigQueryError(error: unknown, sql: string): Error {
  if (error instanceof BigQueryError || !(error instanceof Error)) return error instanceof Error ? error : new Error(String(error));
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return error;
  const match = /^(?:Error: )?([A-Za-z]+(?: [A-Za-z]+)*) Error: ([\s\S]*)$/.exec(error.message);
  const kind = match?.[1] ?? '';
  const ours = markedMessage(match?.[2] ?? '');
  if (ours !== null) return new BigQueryError('invalidQuery', ours, 'query', { cause: error });
  const text = firstLine(match?.[2] ?? error.message);
  const cause = { cause: error };
  if (kind === 'FATAL' || BROKEN.test(error.message)) return new BrokenEngineError(error);
  // Also a commit says so.
  if (DISK_FULL.test(error.message)) {
    return new DiskFullError(error);
  }
  // A commit says so, too, as a failure of the transaction.
  if (OUT_OF_MEMORY.test(text)) {
    return outOfMemory(cause);
  }
  switch (kind) {
    case 'INTERRUPT':
      return new BigQueryError('stopped', 'Job execution was cancelled: User requested cancellation', null, cause);
    case 'Conversion':
      return new BigQueryError('invalidQuery', conversion(text), 'query', cause);
    case 'Out of Range':
      return new BigQueryError('invalidQuery', outOfRange(text), 'query', cause);
    case 'Invalid Input':
      if (text.startsWith('More than one row returned by a subquery')) return new BigQueryError('invalidQuery', 'Scalar subquery produced more than one element', 'query', cause);
      return new BigQueryError('invalidQuery', REGULAR_EXPRESSION_ERROR.test(text) ? `Cannot parse regular expression: ${text}` : text, 'query', cause);
    case 'Constraint':
      return new BigQueryError('invalidQuery', constraint(text), 'query', cause);
    case 'TransactionContext':
    case 'Transaction':
      return new BigQueryError(
        'invalidQuery',
        'Transaction is aborted due to concurrent update against the same table. Run it again.',
        'query',
        cause,
      );
    case 'Out of Memory':
      return outOfMemory(cause);
    case 'IO':
      return new BigQueryError('backendError', 'The local warehouse could not read or write its files; see its log.', null, cause);
    case 'Catalog': {
      const Refusal = /^Table with name /.test(text) ? MissingTableError : StaleSqlError;
      return new Refusal('invalidQuery', engineRefusal(kind), 'query', { cause: describe(error, sql) });
    }
    case 'Binder':
    case 'Parser':
    case 'Dependency':
      if (TOO_DEEP.test(text)) return new BigQueryError('resourcesExceeded', 'Resources exceeded during query execution: the local BigQuery takes no expressions nested deeper than 1000.', null, cause);
      return new StaleSqlError('invalidQuery', engineRefusal(kind), 'query', { cause: describe(error, sql) });
    case 'Mismatch Type':
      return new BigQueryError('invalidQuery', conversion(text), 'query', cause);
    default:
      return new EngineRefusal('invalidQuery', engineRefusal(kind), 'query', { cause: describe(error, sql) });
  }
}

const TOO_DEEP = /^Max expression depth limit/;
const BROKEN = /database has been invalidated/;
const OUT_OF_MEMORY = /^Failed to commit: .*(?:failed to (?:pin|allocate)|could not allocate|out of memory)/i;

function outOfMemory(cause: { readonly cause: unknown }): BigQueryError {
  return new BigQueryError('resourcesExceeded', 'Resources exceeded during query execution: the local warehouse needs more memory. Set WAREHOUSE_MEMORY (for example 4GB).', null, cause);
}

const DISK_FULL = /No space left|ENOSPC|File too large|EFBIG|failed to offload|temp_directory|max_temp_directory_size/i;

/** What RE2 says of a pattern that it cannot read. */
const REGULAR_EXPRESSION_ERROR =
  /^(?:missing [\])]|unexpected \)|trailing \\|no argument for repetition operator|invalid repetition size|bad repetition operator|invalid perl operator|invalid UTF-8|invalid named capture group|invalid escape sequence|invalid character class|pattern too large - compile failed)/;

/** The message of generator/raise.ts inside the engine's conversion error. */
function markedMessage(text: string): string | null {
  const start = text.indexOf(ERROR_MARK);
  if (start < 0) return null;
  const message = text.slice(start + ERROR_MARK.length);
  const end = message.lastIndexOf("' to INT64");
  return end < 0 ? firstLine(message) : message.slice(0, end);
}

/** DuckDB appends the statement (`LINE 1: …`) and hints after the first line. */
function firstLine(text: string): string {
  return text.split(/\n/, 1)[0]?.trim() ?? '';
}

function engineRefusal(kind: string): string {
  return `The local BigQuery cannot run this statement: its engine refuses what was generated for it (${kind || 'internal'} error).`;
}

/** For the log only: the engine's own words and the SQL. */
function describe(error: Error, sql: string): Error {
  return new Error(`${error.message}\nSQL: ${sql.slice(0, 20_000)}`, { cause: error });
}

const TYPE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(BIGINT|INT64|INT32|INTEGER|HUGEINT|INT128)$/i, 'int64'],
  [/^(DOUBLE|FLOAT)$/i, 'double'],
  [/^DECIMAL/i, 'numeric'],
  [/^(BOOLEAN|BOOL)$/i, 'bool'],
  [/^DATE$/i, 'date'],
  [/^TIME$/i, 'time'],
  [/^TIMESTAMP WITH TIME ZONE$/i, 'timestamp'],
  [/^TIMESTAMP/i, 'datetime'],
];

function conversion(text: string): string {
  if (text.startsWith('Failure in decode')) return 'Invalid cast of bytes to UTF8 string';
  const cast = /[Cc]ould not (?:convert|parse) string ['"](.*)['"] to ([A-Z0-9 (),]+)/.exec(text);
  if (cast) return `Bad ${typeName(cast[2] ?? '')} value: ${cast[1] ?? ''}`;
  const field = /^(?:invalid )?(date|time|timestamp) field value out of range: "(.*?)"|^invalid (date|timestamp) field format: "(.*?)"/i.exec(text);
  if (field) return `Invalid ${field[1] ?? field[3] ?? 'value'}: '${field[2] ?? field[4] ?? ''}'`;
  const range = /^Type ([A-Z0-9]+) with value (.*) can't be cast .* destination type ([A-Z0-9]+)/.exec(text);
  if (range && /^(HUGEINT|INT128)$/.test(range[1] ?? '') && typeName(range[3] ?? '') === 'int64') return 'int64 overflow';
  if (range && typeName(range[1] ?? '') === 'double' && typeName(range[3] ?? '') === 'int64') {
    const value = Number((range[2] ?? '').replace('inf', 'Infinity'));
    return Number.isFinite(value) ? `int64 out of range: ${messageDouble(value)}` : `Illegal conversion of non-finite floating point number to an integer: ${range[2] ?? ''}`;
  }
  if (range) return `Illegal conversion of value ${range[2] ?? ''} of type ${typeName(range[1] ?? '')} to type ${typeName(range[3] ?? '')}`;
  return `Bad value: ${text}`;
}

function typeName(duckType: string): string {
  const name = duckType.trim();
  return TYPE_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? name.toLowerCase();
}

function outOfRange(text: string): string {
  const overflow = /^Overflow in (\w+) of (\S+) \((.*)\)!?/.exec(text);
  if (overflow) return `${typeName(overflow[2] ?? '')} overflow: ${/^DECIMAL/.test(overflow[2] ?? '') ? numerics(overflow[3] ?? '') : overflow[3] ?? ''}`;
  if (/^Overflow in HUGEINT /.test(text)) return 'numeric overflow: SUM or AVG of NUMERIC values whose sum passes 1.7e29 on its way is not supported by the local BigQuery';
  // The one INT64 whose opposite is none.
  if (/^Overflow (?:in negation of|on abs\(|in division of -9223372036854775808 )/.test(text)) return 'int64 overflow: --9223372036854775808';
  return text.replace(/!+$/, '');
}

/** The engine shows units of 1e-9. */
function numerics(operation: string): string {
  return operation.replace(/-?\b\d+/g, (units) => decimalText(BigInt(units), NUMERIC));
}

function constraint(text: string): string {
  const required = /NOT NULL constraint failed: (?:.*\.)?"?([^".]+)"?$/.exec(text);
  if (required) return `Required field ${required[1] ?? ''} cannot be null`;
  // The condition ends in the column's name: engine/tables.ts.
  const column = /CHECK constraint failed.*OR \('(.*)' IS NULL\)\)*$/.exec(text)?.[1]?.replaceAll("''", "'");
  const length = /length\(.*\) <= (?:CAST\()?'?(\d+)/.exec(text)?.[1];
  if (column !== undefined && /round\(/.test(text)) return `The value of field ${column} does not fit the precision and scale of its type`;
  if (column !== undefined) return length === undefined ? `Required field ${column} cannot be null` : `The value of field ${column} is longer than its type allows: ${length}`;
  return text;
}

