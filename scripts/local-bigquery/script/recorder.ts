import type { Outcome } from '../engine/outcome.ts';
import type { Session } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import type { Piece } from './expressions.ts';

/** Where a script was when it ran something; `routine` names the procedure whose text that is part of. */
export interface StackFrame {
  readonly piece: Piece;
  readonly routine: string | null;
}

/** Whether a statement of the script ran, or an expression of one that had to be asked of the tables. */
export type RanKind = 'STATEMENT' | 'EXPRESSION';

/** A query that a script runs. */
export interface Run {
  readonly kind: RanKind;
  readonly sql: string;
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
}

/** What becomes of a query. */
export interface Recording {
  /** @param statementType as `statistics.query.statementType` spells it */
  compiled(statementType: string): void;
  /** @param transactionId of the transaction that the query was part of */
  ended(result: Outcome | BigQueryError, transactionId: string | null): Promise<void>;
}

export type OnRun = (run: Run) => Recording;

/** Tells of everything that a script runs, with the calls that led there. */
export class Recorder {
  private readonly calls: { readonly frame: StackFrame; readonly callee: string }[] = [];

  constructor(
    private readonly session: Session,
    private readonly onRun: OnRun,
  ) {}

  /** Does `work`, which runs the text, and tells how it ended. @param work is to say the type of what it runs as soon as it knows */
  async query<T>(kind: RanKind, piece: Piece, sql: string, work: (onCompiled: (statementType: string) => void) => Promise<T>, outcomeOf: (result: T) => Outcome): Promise<T> {
    const { transactionId, signal } = this.session;
    const recording = this.onRun({ kind, sql, frames: this.frames(piece) });
    // That of BEGIN TRANSACTION is there afterwards, that of COMMIT before.
    const ended = (result: Outcome | BigQueryError): Promise<void> => recording.ended(result, transactionId ?? this.session.transactionId);
    let result: T;
    try {
      result = await work((statementType) => {
        recording.compiled(statementType);
      });
    } catch (error) {
      await ended(failureOf(error, signal));
      throw error;
    }
    await ended(outcomeOf(result));
    return result;
  }

  async statement(piece: Piece, work: (onCompiled: (statementType: string) => void) => Promise<Outcome>): Promise<void> {
    await this.query('STATEMENT', piece, piece.text, work, (result) => result);
  }

  /** What `work` runs, it runs in the procedure. */
  async call<T>(piece: Piece, callee: string, work: () => Promise<T>): Promise<T> {
    this.calls.push({ frame: { piece, routine: this.routine }, callee });
    try {
      return await work();
    } finally {
      this.calls.pop();
    }
  }

  private get routine(): string | null {
    return this.calls.at(-1)?.callee ?? null;
  }

  private frames(piece: Piece): StackFrame[] {
    return [{ piece, routine: this.routine }, ...this.calls.map(({ frame }) => frame).reverse()];
  }
}

/** What a query that was ended, or failed, tells its clients. */
export function failureOf(error: unknown, signal: AbortSignal): BigQueryError {
  const reason: unknown = signal.aborted ? signal.reason : error;
  return reason instanceof BigQueryError ? reason : new BigQueryError('internalError', 'The local BigQuery failed; its log says why.', null, { cause: reason });
}
