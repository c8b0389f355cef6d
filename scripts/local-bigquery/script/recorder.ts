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

/** A query that a script ran. */
export interface Ran {
  readonly kind: RanKind;
  readonly sql: string;
  /** Innermost first. */
  readonly frames: readonly StackFrame[];
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly transactionId: string | null;
  /** As `statistics.query.statementType` spells it; null for what failed before it was known. */
  readonly statementType: string | null;
  readonly result: Outcome | BigQueryError;
}

export type OnRan = (ran: Ran) => Promise<void>;

/** Tells of everything that a script runs, with the calls that led there. */
export class Recorder {
  private readonly calls: { readonly frame: StackFrame; readonly callee: string }[] = [];

  constructor(
    private readonly session: Session,
    private readonly onRan: OnRan,
  ) {}

  /** Does `work`, which runs the text, and tells how it ended. @param work is to say the type of what it runs as soon as it knows */
  async query<T>(kind: RanKind, piece: Piece, sql: string, work: (onCompiled: (statementType: string) => void) => Promise<T>, outcomeOf: (result: T) => Outcome): Promise<T> {
    const { transactionId, signal } = this.session;
    const began = Date.now();
    let statementType: string | null = null;
    const tell = (result: Ran['result']): Promise<void> =>
      this.onRan({ kind, sql, frames: this.frames(piece), began, transactionId: transactionId ?? this.session.transactionId, statementType, result });
    let result: T;
    try {
      result = await work((type) => {
        statementType = type;
      });
    } catch (error) {
      await tell(failureOf(error, signal));
      throw error;
    }
    await tell(outcomeOf(result));
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

function failureOf(error: unknown, signal: AbortSignal): BigQueryError {
  const reason: unknown = signal.aborted ? signal.reason : error;
  return reason instanceof BigQueryError ? reason : new BigQueryError('internalError', 'The local BigQuery failed; its log says why.', null, { cause: reason });
}
