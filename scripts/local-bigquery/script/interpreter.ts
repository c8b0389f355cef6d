import type { Fragment, Script, ScriptStatement } from '../../googlesql/script.ts';
import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { SqlType } from '../../googlesql/types.ts';
import type { Compiler } from '../engine/compiler.ts';
import type { Folders } from '../engine/folders.ts';
import { outcome } from '../engine/outcome.ts';
import type { Session, Variable } from '../engine/sessions/session.ts';
import { runStatement } from '../engine/statement.ts';
import type { SystemVariableName } from '../engine/sessions/system-variables.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import { bindValue, rowStruct, structBind } from '../storage/binds.ts';
import type { Bind } from '../storage/duckdb.ts';
import type { BoundParameter } from '../wire/parameters.ts';
import { typeText } from '../wire/schema.ts';
import { checkScript } from './check.ts';
import { checkUsing, dynamicStatement } from './dynamic-sql.ts';
import { createProcedure } from './create-procedure.ts';
import { dropProcedure, findProcedure, routineRef } from './procedures.ts';
import { Expressions, type Piece } from './expressions.ts';
import { atPosition } from './place.ts';
import { Recorder, type OnRun } from './recorder.ts';
import { Scope } from './scope.ts';
import { QueryFailure, RaisedError, ScriptError } from './script-error.ts';

/** What runs after a statement: the next one, or a loop's or procedure's end. */
type Flow = { readonly kind: 'next'; readonly label?: null } | { readonly kind: 'return'; readonly label?: null } | { readonly kind: 'break' | 'continue'; readonly label: string | null };
const NEXT: Flow = { kind: 'next' };
/** System variables that SET may change. */
const WRITABLE = ['dataset_id', 'dataset_project_id', 'location', 'query_label', 'time_zone'];
/** BigQuery's limit on nested calls. */
const MAX_DEPTH = 50;

export interface InterpreterOptions {
  readonly session: Session;
  readonly compiler: Compiler;
  readonly analyzer: Analyzer;
  readonly folders: Folders;
  /** Told of everything that the script runs as a query of its own. */
  readonly onRun: OnRun;
}

/** Runs a script's statements one after the other. */
export class Interpreter {
  private readonly recorder: Recorder;
  private readonly expressions: Expressions;
  private depth = 0;
  /** Errors whose handlers run now, innermost last: what RAISE without a message throws again. */
  private readonly handled: ScriptError[] = [];

  constructor(private readonly options: InterpreterOptions) {
    this.recorder = new Recorder(options.session, options.onRun);
    this.expressions = new Expressions(options.session, options.compiler, { recorder: this.recorder });
  }

  async run(script: Script): Promise<void> {
    checkScript(script.statements);
    await this.body(script.statements, new Scope());
  }

  private async body(statements: readonly ScriptStatement[], scope: Scope): Promise<Flow> {
    for (const statement of statements) {
      this.options.session.signal.throwIfAborted();
      const flow = await this.located(statement, scope, () => this.statement(statement, scope));
      if (flow.kind !== 'next') return flow;
    }
    return NEXT;
  }

  /** Says where in the script an error happened, unless something inside has said so. */
  private async located<T>(statement: ScriptStatement, { routine }: Scope, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ScriptError || !(error instanceof BigQueryError) || error.reason === 'stopped') throw error;
      await this.options.session.statementFailed();
      throw ScriptError.at(error, statement.text, { line: statement.line, column: statement.column, routine });
    }
  }

  private async statement(statement: ScriptStatement, scope: Scope): Promise<Flow> {
    const { session } = this.options;
    switch (statement.kind) {
      case 'statement':
        await this.execute(statement, scope.visible());
        return NEXT;
      case 'declare':
        await this.declare(statement.names, statement.type, statement.value, scope);
        return NEXT;
      case 'set':
        await this.set(statement.names, statement.value, scope);
        return NEXT;
      case 'setSystemVariable':
        await this.setSystem(statement.path.join('.').toLowerCase(), statement.value, scope);
        return NEXT;
      case 'if':
        return this.choose(statement.branches, statement.otherwise, scope);
      case 'case':
        return this.caseStatement(statement, scope);
      case 'block':
        return this.block(statement, scope);
      case 'loop':
      case 'while':
      case 'repeat':
        return this.loop(statement, scope);
      case 'for':
        return this.forLoop(statement, scope);
      case 'break':
      case 'continue':
        return { kind: statement.kind, label: statement.label };
      case 'return':
        return { kind: 'return' };
      case 'beginTransaction':
        await this.recorder.statement(statement, async () => {
          await session.begin();
          return outcome('BEGIN_TRANSACTION');
        });
        return NEXT;
      case 'commit':
        await this.recorder.statement(statement, async () => {
          await session.commit();
          return outcome('COMMIT_TRANSACTION');
        });
        return NEXT;
      case 'rollback':
        await this.recorder.statement(statement, async () => {
          await session.rollback();
          return outcome('ROLLBACK_TRANSACTION');
        });
        return NEXT;
      case 'raise':
        return this.raise(statement.message, scope);
      case 'call':
        await this.call(statement, scope);
        return NEXT;
      case 'createProcedure':
        await this.recorder.statement(statement, async () => {
          const ddlOperation = await createProcedure(statement, this.options);
          return outcome('CREATE_PROCEDURE', { ddlOperation, ddlRoutine: routineRef(session, statement.path) });
        });
        return NEXT;
      case 'dropProcedure':
        await this.recorder.statement(statement, async () => {
          const ddlOperation = await dropProcedure(session, statement.path, statement.ifExists);
          return outcome('DROP_PROCEDURE', { ddlOperation, ddlRoutine: routineRef(session, statement.path) });
        });
        return NEXT;
      case 'executeImmediate':
        await this.executeImmediate(statement, scope);
        return NEXT;
    }
  }

  private async execute(piece: Piece, variables: Variable[]): Promise<void> {
    const { session, compiler, folders } = this.options;
    session.variables = variables;
    try {
      await this.recorder.statement(piece, async (onCompiled) => {
        const result = await runStatement(atPosition(piece), session, compiler, folders, onCompiled);
        session.system.set('row_count', result.affectedRows === undefined ? null : String(result.affectedRows));
        return result;
      });
    } catch (error) {
      throw QueryFailure.of(error);
    }
  }

  private async declare(names: readonly string[], typeText: string | null, value: Fragment | null, scope: Scope): Promise<void> {
    const declared = typeText === null ? null : await this.expressions.type(typeText);
    if (declared === null) {
      if (value === null) throw new BigQueryError('invalidQuery', 'DECLARE needs a type or a DEFAULT.', 'query');
      const { type, bind } = await this.expressions.evaluate(value, scope.visible());
      for (const name of names) scope.declare(name, type, bind);
      return;
    }
    const { type, limits } = declared;
    const bind = value === null ? null : await this.expressions.within(limits, { type, bind: await this.expressions.evaluateAs(value, type, scope.visible()) });
    for (const name of names) scope.declare(name, type, bind, limits);
  }

  private async assign(variable: Variable, bind: Bind): Promise<void> {
    variable.bind = await this.expressions.within(variable.limits ?? null, { type: variable.type, bind });
  }

  private async set(names: readonly string[], value: Fragment, scope: Scope): Promise<void> {
    const [first] = names;
    if (names.length === 1 && first !== undefined) {
      const variable = scope.find(first);
      await this.assign(variable, await this.expressions.evaluateAs(value, variable.type, scope.visible()));
      return;
    }
    const variables = names.map((name) => scope.find(name));
    if (new Set(variables).size < variables.length) throw new BigQueryError('invalidQuery', `Assigning multiple values to variable: ${names.find((name, index) => variables.indexOf(scope.find(name)) < index) ?? ''}`, 'query');
    const target = { kind: 'STRUCT' as const, fields: variables.map(({ type }) => ({ name: '', type })) };
    const bind = await this.expressions.evaluateAs(value, target, scope.visible());
    const parts = structBind(target, bind.value);
    const binds: Bind[] = [];
    for (const [index, { type, limits = null }] of variables.entries()) binds.push(await this.expressions.within(limits, { type, bind: parts[index] ?? bindValue(type, null) }));
    variables.forEach((variable, index) => {
      variable.bind = binds[index] ?? variable.bind;
    });
  }

  private async setSystem(name: string, value: Fragment, scope: Scope): Promise<void> {
    const { session } = this.options;
    if (name === 'reservation') throw unsupported('SET @@reservation');
    if (!WRITABLE.includes(name)) throw new BigQueryError('invalidQuery', `System variable @@${name} cannot be assigned to`, 'query');
    const bind = await this.expressions.evaluateAs(value, { kind: 'STRING' }, scope.visible());
    const text = typeof bind.value === 'string' ? bind.value : null;
    if (name === 'time_zone' ? text !== 'UTC' : name === 'location' && text !== session.options.location) throw unsupported(`SET @@${name} to ${text ?? 'NULL'}`);
    if (name === 'dataset_id') session.options = { ...session.options, datasetId: text };
    if (name === 'dataset_project_id' && text !== session.options.projectId) throw unsupported(`SET @@dataset_project_id to ${text ?? 'NULL'}`);
    session.system.set(name as SystemVariableName, text);
  }

  private async choose(branches: readonly { readonly condition: Fragment; readonly body: readonly ScriptStatement[] }[], otherwise: readonly ScriptStatement[], scope: Scope): Promise<Flow> {
    for (const { condition, body } of branches) {
      if (await this.expressions.condition(condition, scope.visible())) return this.body(body, scope);
    }
    return this.body(otherwise, scope);
  }

  private async caseStatement(statement: Extract<ScriptStatement, { kind: 'case' }>, scope: Scope): Promise<Flow> {
    const { value, branches, otherwise } = statement;
    if (value === null) return this.choose(branches, otherwise ?? [], scope);
    const chosen = await this.expressions.choice(value, branches.map(({ condition }) => condition), scope.visible());
    return this.body(branches[chosen]?.body ?? otherwise ?? [], scope);
  }

  private async block({ label, body, handler }: Extract<ScriptStatement, { kind: 'block' }>, scope: Scope): Promise<Flow> {
    const leave = (flow: Flow): Flow => (flow.kind === 'break' && flow.label !== null && sameLabel(flow.label, label) ? NEXT : flow);
    try {
      return leave(await scope.block(() => this.body(body, scope)));
    } catch (error) {
      if (handler === null || !(error instanceof ScriptError)) throw error;
      const { system } = this.options.session;
      const outer = system.save(['error.message', 'error.statement_text', 'error.formatted_stack_trace', 'error.stack_trace']);
      system.set('error.message', error.told);
      system.set('error.statement_text', error.statementText);
      system.set('error.formatted_stack_trace', error.stackTrace);
      system.set('error.stack_trace', { items: error.frames.map(({ line, column, routine }) => ({ fields: [String(line), String(column), null, routine] })) });
      this.handled.push(error);
      try {
        return leave(await scope.block(() => this.body(handler, scope)));
      } finally {
        this.handled.pop();
        system.restore(outer);
      }
    }
  }

  private async loop(statement: Extract<ScriptStatement, { kind: 'loop' | 'while' | 'repeat' }>, scope: Scope): Promise<Flow> {
    for (;;) {
      this.options.session.signal.throwIfAborted();
      if (statement.kind === 'while' && !(await this.expressions.condition(statement.condition, scope.visible()))) return NEXT;
      const flow = await this.body(statement.body, scope);
      const end = afterPass(flow, statement.label);
      if (end !== null) return end;
      if (statement.kind === 'repeat' && (await this.expressions.condition(statement.until, scope.visible()))) return NEXT;
      // A loop of SETs alone must not keep other clients from their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async forLoop({ query, variable, body, label }: Extract<ScriptStatement, { kind: 'for' }>, scope: Scope): Promise<Flow> {
    const { columns, rows } = await this.expressions.query(query.text, scope.visible(), { kind: 'EXPRESSION', piece: query, sql: query.text });
    const type: SqlType = { kind: 'STRUCT', fields: columns };
    for (const row of rows) {
      this.options.session.signal.throwIfAborted();
      const flow = await scope.block(() => {
        scope.declare(variable, type, bindValue(type, rowStruct(columns, row)));
        return this.body(body, scope);
      });
      const end = afterPass(flow, label);
      if (end !== null) return end;
    }
    return NEXT;
  }

  private async raise(message: Fragment | null, scope: Scope): Promise<never> {
    if (message === null) {
      const current = this.handled.at(-1);
      if (current === undefined) throw new BigQueryError('invalidQuery', 'Cannot re-raise an existing exception outside of an exception handler', 'query');
      throw current;
    }
    const bind = await this.expressions.evaluateAs(message, { kind: 'STRING' }, scope.visible());
    throw new RaisedError(typeof bind.value === 'string' ? bind.value : null);
  }

  private async call(statement: Extract<ScriptStatement, { kind: 'call' }>, scope: Scope): Promise<void> {
    const { path, args, line, column } = statement;
    const procedure = findProcedure(this.options.session, path);
    const { parameters, body } = await procedure.read(this.options.analyzer);
    if (args.length !== parameters.length) {
      throw new BigQueryError('invalidQuery', `Procedure ${path.join('.')} takes ${parameters.length} argument(s), not ${args.length}.`, 'query');
    }
    const inner = new Scope(procedure.name);
    const results: { readonly from: string; readonly to: Variable }[] = [];
    for (const [index, parameter] of parameters.entries()) {
      const argument = args[index] ?? { text: 'NULL', line, column };
      const target = parameter.mode === 'IN' ? null : outputVariable(argument.text, scope);
      if (target !== null && results.some(({ to }) => to === target)) throw new BigQueryError('invalidQuery', `A variable cannot be passed in multiple times as OUT/INOUT arguments: ${target.name}`, 'query');
      const declared = parameter.type === null ? null : await this.expressions.type(parameter.type);
      if (declared !== null && declared.limits !== null) throw unsupported(`An argument of a procedure of type ${declared.limits}`);
      const type = declared?.type ?? target?.type ?? (await this.expressions.evaluate(argument, scope.visible())).type;
      const bind = parameter.mode === 'OUT' ? null : await this.expressions.evaluateAs(argument, type, scope.visible());
      inner.declare(parameter.name, type, bind);
      if (target !== null) results.push({ from: parameter.name, to: target });
    }
    if (this.depth >= MAX_DEPTH) throw new BigQueryError('invalidQuery', `Out of stack space due to deeply-nested procedure call to ${path.join('.')}`, 'query');
    this.depth += 1;
    try {
      const script = await refusing(() => this.options.analyzer.parseScript(body));
      await this.recorder.call(statement, procedure.name, () => this.body(script.statements, inner));
    } catch (error) {
      throw error instanceof ScriptError ? error.calledFrom({ line, column, routine: scope.routine }) : error;
    } finally {
      this.depth -= 1;
    }
    for (const { from, to } of results) {
      const bind = await this.expressions.convert(inner.find(from), to.type);
      if (bind === null) throw new BigQueryError('invalidQuery', `Variable ${to.name} cannot be passed as output argument ${from}: the types differ.`, 'query');
      await this.assign(to, bind);
    }
  }

  private async executeImmediate({ sql, into, using }: Extract<ScriptStatement, { kind: 'executeImmediate' }>, scope: Scope): Promise<void> {
    const { session, analyzer } = this.options;
    const targets = into.map((name) => scope.find(name));
    const bind = await this.expressions.evaluateAs(sql, { kind: 'STRING' }, scope.visible());
    if (typeof bind.value !== 'string') throw new BigQueryError('invalidQuery', 'EXECUTE IMMEDIATE sql string cannot be NULL', 'query');
    const parameters: BoundParameter[] = [];
    for (const { name, value } of using) parameters.push({ name, ...(await this.expressions.evaluate(value, scope.visible())) });
    checkUsing(parameters);
    if (new Set(targets).size < targets.length) throw new BigQueryError('invalidQuery', 'EXECUTE IMMEDIATE with INTO clause cannot assign to the same variable multiple times', 'query');
    const text = bind.value;
    const statement = await dynamicStatement(text, analyzer);
    if (targets.length > 0) {
      const { columns, rows } = await session.withParameters(parameters, () => this.expressions.query(atPosition(statement), [], { kind: 'STATEMENT', piece: statement, sql: statement.text }));
      if (columns.length !== targets.length) {
        throw new BigQueryError('invalidQuery', `Variables returned by Dynamic SQL do not match number of variables in INTO clause, expected ${targets.length} columns, but got ${columns.length}`, 'query');
      }
      if (rows.length > 1) throw new BigQueryError('invalidQuery', 'DynamicSQL may only return 0 or 1 rows with INTO clause', 'query');
      for (const [index, variable] of targets.entries()) {
        const type = columns[index]?.type ?? variable.type;
        const converted = await this.expressions.convert({ type, bind: bindValue(type, rows[0]?.[index] ?? null) }, variable.type);
        if (converted === null) {
          throw new BigQueryError('invalidQuery', `Value returned by Dynamic SQL has type ${typeText(type)} which is not assignable to variable ${variable.name} of type ${typeText(variable.type)}`, 'query');
        }
        await this.assign(variable, converted);
      }
      return;
    }
    if (statement.kind !== 'statement') {
      if (using.length > 0) throw unsupported('USING with a statement that is no query, DML or DDL');
      await this.body([statement], new Scope(scope.routine));
      return;
    }
    await session.withParameters(parameters, () => this.execute(statement, []));
  }
}

/** The variable that an OUT or INOUT argument names. */
function outputVariable(text: string, scope: Scope): Variable {
  const name = /^\s*`?([A-Za-z_][\w]*)`?\s*$/.exec(text)?.[1];
  if (name === undefined) throw new BigQueryError('invalidQuery', 'Procedure OUT/INOUT argument must be a variable', 'query');
  return scope.find(name);
}

/** @returns null to go on with the loop */
function afterPass(flow: Flow, label: string | null): Flow | null {
  if (flow.kind === 'next') return null;
  if (flow.kind === 'return') return flow;
  if (flow.label !== null && !sameLabel(flow.label, label)) return flow;
  return flow.kind === 'break' ? NEXT : null;
}

function sameLabel(one: string, other: string | null): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function unsupported(what: string): BigQueryError {
  return new BigQueryError('invalidQuery', `${what} is not supported by the local BigQuery.`, 'query');
}
