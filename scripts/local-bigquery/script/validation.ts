import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { Fragment, ProcedureParameter, ScriptStatement } from '../../googlesql/script.ts';
import type { SqlType } from '../../googlesql/types.ts';
import type { Compiler } from '../engine/compiler.ts';
import type { Scans } from '../engine/reading/lookup.ts';
import type { Session } from '../engine/sessions/session.ts';
import { describeStatement } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import { Changes, isDdl } from './changes.ts';
import { checkScript } from './check.ts';
import { Expressions, type Piece } from './expressions.ts';
import { atPosition } from './place.ts';
import { findProcedure, strictMode } from './procedures.ts';
import { Scope } from './scope.ts';
import { QueryFailure, ScriptError } from './script-error.ts';

type Body = readonly ScriptStatement[];
type CreateProcedure = ScriptStatement & { kind: 'createProcedure' };

/** What a dry run does not look into, nor at what follows. */
const CONTROL = new Set(['if', 'case', 'loop', 'while', 'repeat', 'for']);
/** What a dry run looks at, but not at what follows. */
const LAST = new Set(['call', 'executeImmediate', 'createProcedure', 'dropProcedure']);
const LITERAL = /^\s*(['"])(\w+)\1\s*$/;

export interface Validation {
  readonly session: Session;
  readonly compiler: Compiler;
  readonly analyzer: Analyzer;
  /** Told what a statement would read. */
  readonly onScans?: (scans: Scans) => void;
}

/**
 * Follows a script without running it, as far as can be known: what it makes or changes itself, it does not look at again.
 * @throws ScriptError for tables, columns, functions, variables and procedures that are not there, and for types that do not fit
 */
export class Validator {
  private readonly expressions: Expressions;
  private readonly changes = new Changes();

  constructor(private readonly options: Validation) {
    this.expressions = new Expressions(options.session, options.compiler, { isDry: true });
  }

  /** CREATE PROCEDURE: unless strict_mode is FALSE, the body must hold before anything calls it. */
  async definition({ body, parameters, options }: CreateProcedure): Promise<void> {
    const { statements } = await refusing(() => this.options.analyzer.parseScript(atPosition(body)));
    const isStrict = strictMode(options) ?? true;
    if (isStrict) checkScript(statements, parameters.map(({ name }) => name));
    const repeated = parameters.find(({ name }, index) => parameters.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase()));
    if (repeated !== undefined) throw new BigQueryError('invalidQuery', `Duplicate argument name ${repeated.name}`, 'query');
    if (isStrict) await this.procedure(statements, parameters);
  }

  /** A procedure's body, in all its branches; with ANY TYPE, whose statements have their types by the call, none of it. */
  private async procedure(body: Body, parameters: readonly ProcedureParameter[]): Promise<void> {
    const scope = new Scope();
    for (const { name, type } of parameters) {
      if (type === null) return;
      scope.declare(name, (await this.expressions.type(type)).type, null);
    }
    await this.body(body, scope, false);
  }

  /** A script's dry run, which ends where BigQuery's does: at DDL, branches, loops, calls and dynamic SQL. */
  async dryRun(body: Body): Promise<void> {
    await this.body(body, new Scope(), true);
  }

  /** @returns whether what follows can be looked at */
  private async body(statements: Body, scope: Scope, isDryRun: boolean): Promise<boolean> {
    for (const statement of statements) {
      if (isDryRun && CONTROL.has(statement.kind)) return false;
      if (!(await this.statement(statement, scope, isDryRun))) return false;
      if (isDryRun && (LAST.has(statement.kind) || (statement.kind === 'statement' && isDdl(statement.text)))) return false;
    }
    return true;
  }

  /** @returns whether what follows can be looked at */
  private async statement(statement: ScriptStatement, scope: Scope, isDryRun: boolean): Promise<boolean> {
    const check = (pieces: readonly (Piece | null)[], work: () => Promise<void>): Promise<boolean> => this.check(statement, pieces, work);
    const evaluate = async (piece: Fragment): Promise<void> => {
      await this.expressions.evaluate(piece, scope.visible());
    };
    const condition = (piece: Fragment): Promise<boolean> =>
      check([piece], async () => {
        await this.expressions.condition(piece, scope.visible());
      });
    switch (statement.kind) {
      case 'statement':
        await check([statement], async () => this.query(statement, scope));
        if (isDdl(statement.text)) this.changes.addDdl(statement.text);
        break;
      case 'declare':
        await this.declare(statement, scope);
        break;
      case 'set':
        await check([statement.value], async () => this.set(statement, scope));
        break;
      case 'setSystemVariable':
        return this.setSystem(statement, scope, isDryRun);
      case 'if':
      case 'case':
        if (statement.kind === 'case' && statement.value !== null) await check([statement.value], async () => evaluate(statement.value as Fragment));
        for (const branch of statement.branches) {
          await (statement.kind === 'case' && statement.value !== null ? check([branch.condition], async () => evaluate(branch.condition)) : condition(branch.condition));
          await this.body(branch.body, scope, isDryRun);
        }
        await this.body(statement.otherwise ?? [], scope, isDryRun);
        break;
      case 'block': {
        const goesOn = await scope.block(() => this.body(statement.body, scope, isDryRun));
        if (!isDryRun && statement.handler !== null) await scope.block(() => this.body(statement.handler ?? [], scope, isDryRun));
        return goesOn;
      }
      case 'loop':
        this.changes.addAll(statement.body);
        await this.body(statement.body, scope, isDryRun);
        break;
      case 'while':
        await condition(statement.condition);
        this.changes.addAll(statement.body);
        await this.body(statement.body, scope, isDryRun);
        break;
      case 'repeat':
        this.changes.addAll(statement.body);
        await this.body(statement.body, scope, isDryRun);
        await condition(statement.until);
        break;
      case 'for':
        await this.forLoop(statement, scope, isDryRun);
        break;
      case 'raise':
        if (statement.message !== null) await check([statement.message], async () => evaluate(statement.message as Fragment));
        break;
      case 'call':
        await check([statement], async () => this.call(statement, scope));
        this.changes.anything();
        break;
      case 'createProcedure':
        if (isDryRun) await check([], () => this.apart().definition(statement));
        this.changes.add(statement.path.join('.'));
        break;
      case 'dropProcedure':
        this.changes.add(statement.path.join('.'));
        break;
      case 'executeImmediate':
        await check([statement.sql, ...statement.using.map(({ value }) => value)], async () => {
          for (const name of statement.into) scope.find(name);
          await this.expressions.evaluateAs(statement.sql, { kind: 'STRING' }, scope.visible());
          for (const { value } of statement.using) await evaluate(value);
        });
        this.changes.anything();
        break;
      default:
    }
    return true;
  }

  /** @returns whether it was looked at @throws ScriptError */
  private async check(statement: ScriptStatement, pieces: readonly (Piece | null)[], work: () => Promise<void>): Promise<boolean> {
    if (pieces.some((piece) => piece !== null && this.changes.isIn(piece.text))) return false;
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof BigQueryError) || error instanceof ScriptError) throw error;
      if (this.changes.mayBeAnything) return false;
      throw ScriptError.at(error, statement.text, { line: statement.line, column: statement.column, routine: null });
    }
  }

  /** For a body that does not see what this one has changed. */
  private apart(): Validator {
    const { session, compiler, analyzer } = this.options;
    return new Validator({ session, compiler, analyzer });
  }

  private async query(statement: ScriptStatement, scope: Scope): Promise<void> {
    const { session, compiler, onScans } = this.options;
    session.variables = scope.visible();
    try {
      const { scans } = await describeStatement(atPosition(statement), session, compiler);
      if (scans !== undefined) onScans?.(scans);
    } catch (error) {
      throw QueryFailure.of(error);
    }
  }

  private async declare(statement: ScriptStatement & { kind: 'declare' }, scope: Scope): Promise<void> {
    const { names, type, value } = statement;
    const found: SqlType[] = [];
    await this.check(statement, [], async () => {
      if (type !== null) found.push((await this.expressions.type(type)).type);
    });
    const [declared] = found;
    await this.check(statement, [value], async () => {
      if (value === null) return;
      if (declared === undefined) found.push((await this.expressions.evaluate(value, scope.visible())).type);
      else await this.expressions.evaluateAs(value, declared, scope.visible());
    });
    for (const name of names) this.declareOf(name, found[0], scope);
  }

  private async set({ names, value }: ScriptStatement & { kind: 'set' }, scope: Scope): Promise<void> {
    const types = names.map((name) => scope.find(name).type);
    const [first] = types;
    if (names.some((name) => this.changes.has(name)) || first === undefined) return;
    await this.expressions.evaluateAs(value, types.length === 1 ? first : { kind: 'STRUCT', fields: types.map((type) => ({ name: '', type })) }, scope.visible());
  }

  /** After SET @@dataset_id, names without a dataset are those of another one. */
  private async setSystem(statement: ScriptStatement & { kind: 'setSystemVariable' }, scope: Scope, isDryRun: boolean): Promise<boolean> {
    const { path, value } = statement;
    await this.check(statement, [value], async () => {
      await this.expressions.evaluateAs(value, { kind: 'STRING' }, scope.visible());
    });
    if (path.join('.').toLowerCase() !== 'dataset_id') return true;
    const datasetId = LITERAL.exec(value.text)?.[2];
    const { session } = this.options;
    if (isDryRun && datasetId !== undefined) session.options = { ...session.options, datasetId };
    else this.changes.anything();
    return !isDryRun || datasetId !== undefined;
  }

  private async forLoop(statement: ScriptStatement & { kind: 'for' }, scope: Scope, isDryRun: boolean): Promise<void> {
    const { query, variable, body } = statement;
    const found: SqlType[] = [];
    await this.check(statement, [query], async () => {
      found.push({ kind: 'STRUCT', fields: (await this.expressions.query(query.text, scope.visible())).columns });
    });
    this.changes.addAll(body);
    await scope.block(async () => {
      this.declareOf(variable, found[0], scope);
      await this.body(body, scope, isDryRun);
    });
  }

  /** Of a variable whose type is not known yet, nothing that reads it can be said. */
  private declareOf(name: string, type: SqlType | undefined, scope: Scope): void {
    if (type === undefined) this.changes.add(name);
    scope.declare(name, type ?? { kind: 'INT64' }, null);
  }

  private async call({ path, args }: ScriptStatement & { kind: 'call' }, scope: Scope): Promise<void> {
    const { parameters } = await findProcedure(this.options.session, path).read(this.options.analyzer);
    if (args.length !== parameters.length) {
      throw new BigQueryError('invalidQuery', `Procedure ${path.join('.')} takes ${parameters.length} argument(s), not ${args.length}.`, 'query');
    }
    for (const [index, { mode, type }] of parameters.entries()) {
      const argument = args[index];
      if (argument === undefined) continue;
      if (type === null || mode === 'OUT') await this.expressions.evaluate(argument, scope.visible());
      else await this.expressions.evaluateAs(argument, (await this.expressions.type(type)).type, scope.visible());
    }
  }
}
