import type { Fragment, Script, ScriptStatement } from '../../googlesql/script.ts';
import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { SqlType } from '../../googlesql/types.ts';
import type { Compiler } from '../engine/compiler.ts';
import type { Folders } from '../engine/folders.ts';
import { outcome, type Outcome } from '../engine/outcome.ts';
import type { Session } from '../engine/session.ts';
import { runStatement } from '../engine/statement.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/compile.ts';
import { bindValue, rowStruct, structBind } from '../storage/binds.ts';
import { createProcedure, dropProcedure, findProcedure } from './procedures.ts';
import { Expressions } from './expressions.ts';
import { Scope } from './scope.ts';
import { nameSystemVariables } from './system-variables.ts';

/** What runs after a statement: the next one, or a loop's or procedure's end. */
type Flow = { readonly kind: 'next'; readonly label?: null } | { readonly kind: 'return'; readonly label?: null } | { readonly kind: 'break' | 'continue'; readonly label: string | null };
const NEXT: Flow = { kind: 'next' };
/** BigQuery's limit on nested calls. */
const MAX_DEPTH = 50;

/** Told of every statement that a script ran. */
export type OnStatement = (sql: string, outcome: Outcome) => Promise<void>;

export interface InterpreterOptions {
  readonly session: Session;
  readonly compiler: Compiler;
  readonly analyzer: Analyzer;
  readonly folders: Folders;
  readonly onStatement: OnStatement;
}

/** Where an error is told from, and what `@@error` shows. */
class ScriptError extends BigQueryError {
  constructor(
    error: BigQueryError,
    readonly plain: string,
    readonly statementText: string,
  ) {
    super(error.reason, error.message, error.location, { cause: error });
  }
}

/** Runs a script's statements one after the other. */
export class Interpreter {
  private readonly expressions: Expressions;
  private depth = 0;
  /** Errors whose handlers run now, innermost last: what RAISE without a message throws again. */
  private readonly handled: BigQueryError[] = [];

  constructor(private readonly options: InterpreterOptions) {
    this.expressions = new Expressions(options.session, options.compiler);
  }

  async run(script: Script): Promise<void> {
    const scope = new Scope();
    scope.setSystem('__project_id', this.options.session.options.projectId);
    scope.setSystem('__time_zone', 'UTC');
    await this.body(script.statements, scope);
  }

  private async body(statements: readonly ScriptStatement[], scope: Scope): Promise<Flow> {
    for (const statement of statements) {
      this.options.session.signal.throwIfAborted();
      const flow = await this.located(statement, () => this.statement(statement, scope));
      if (flow.kind !== 'next') return flow;
    }
    return NEXT;
  }

  /** Says where in the script an error happened, unless something inside has said so. */
  private async located<T>(statement: ScriptStatement, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ScriptError || !(error instanceof BigQueryError) || error.reason === 'stopped') throw error;
      await this.options.session.statementFailed();
      const place = / at \[\d+:\d+\]$/.test(error.message) ? '' : ` at [${statement.line}:${statement.column}]`;
      const located = new BigQueryError(error.reason, `${error.message}${place}`, error.location, { cause: error });
      throw new ScriptError(located, error.message, statement.text);
    }
  }

  private async statement(statement: ScriptStatement, scope: Scope): Promise<Flow> {
    const { session } = this.options;
    switch (statement.kind) {
      case 'statement':
        await this.execute(atPosition(statement), statement.text, scope);
        return NEXT;
      case 'declare':
        await this.declare(statement.names, statement.type, statement.value, scope);
        return NEXT;
      case 'set':
        await this.set(statement.names, statement.value, scope);
        return NEXT;
      case 'setSystemVariable':
        throw unsupported(`SET @@${statement.path.join('.')}`);
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
        await session.begin();
        await this.options.onStatement(statement.text, outcome('BEGIN_TRANSACTION'));
        return NEXT;
      case 'commit':
        await session.commit();
        await this.options.onStatement(statement.text, outcome('COMMIT_TRANSACTION'));
        return NEXT;
      case 'rollback':
        await session.rollback();
        await this.options.onStatement(statement.text, outcome('ROLLBACK_TRANSACTION'));
        return NEXT;
      case 'raise':
        return this.raise(statement.message, scope);
      case 'call':
        await this.call(statement.path, statement.args, scope);
        return NEXT;
      case 'createProcedure': {
        const ddlOperation = await createProcedure(session, statement);
        await this.options.onStatement(statement.text, outcome('CREATE_PROCEDURE', { ddlOperation }));
        return NEXT;
      }
      case 'dropProcedure': {
        const ddlOperation = await dropProcedure(session, statement.path, statement.ifExists);
        await this.options.onStatement(statement.text, outcome('DROP_PROCEDURE', { ddlOperation }));
        return NEXT;
      }
      case 'executeImmediate':
        await this.executeImmediate(statement, scope);
        return NEXT;
    }
  }

  private async execute(sql: string, text: string, scope: Scope): Promise<Outcome> {
    const { session, compiler, folders } = this.options;
    session.variables = scope.visible();
    const result = await runStatement(nameSystemVariables(sql), session, compiler, folders);
    scope.setSystem('__row_count', result.affectedRows === undefined ? null : String(result.affectedRows));
    await this.options.onStatement(text, result);
    return result;
  }

  private async declare(names: readonly string[], typeText: string | null, value: Fragment | null, scope: Scope): Promise<void> {
    const declared = typeText === null ? null : await this.expressions.type(typeText);
    if (declared === null) {
      if (value === null) throw new BigQueryError('invalidQuery', 'DECLARE needs a type or a DEFAULT.', 'query');
      const { type, bind } = await this.expressions.evaluate(value, scope.visible());
      for (const name of names) scope.declare(name, type, bind);
      return;
    }
    const bind = value === null ? null : await this.expressions.evaluateAs(value, declared, scope.visible());
    for (const name of names) scope.declare(name, declared, bind);
  }

  private async set(names: readonly string[], value: Fragment, scope: Scope): Promise<void> {
    const [first] = names;
    if (names.length === 1 && first !== undefined) {
      const variable = scope.find(first);
      variable.bind = await this.expressions.evaluateAs(value, variable.type, scope.visible());
      return;
    }
    const variables = names.map((name) => scope.find(name));
    const target = { kind: 'STRUCT' as const, fields: variables.map(({ type }, index) => ({ name: `_${index}`, type })) };
    const bind = await this.expressions.evaluateAs(value, target, scope.visible());
    const parts = structBind(target, bind.value);
    variables.forEach((variable, index) => {
      variable.bind = parts[index] ?? bindValue(variable.type, null);
    });
  }

  private async choose(branches: readonly { readonly condition: Fragment; readonly body: readonly ScriptStatement[] }[], otherwise: readonly ScriptStatement[], scope: Scope): Promise<Flow> {
    for (const { condition, body } of branches) {
      if (await this.expressions.condition(condition, scope.visible())) return this.body(body, scope);
    }
    return this.body(otherwise, scope);
  }

  private async caseStatement(statement: Extract<ScriptStatement, { kind: 'case' }>, scope: Scope): Promise<Flow> {
    const { value, branches, otherwise } = statement;
    const tests = branches.map(({ condition, body }) => ({
      body,
      condition: value === null ? condition : { ...condition, text: `(${value.text}\n) = (${condition.text}\n)` },
    }));
    if (otherwise !== null) return this.choose(tests, otherwise, scope);
    for (const { condition, body } of tests) {
      if (await this.expressions.condition(condition, scope.visible())) return this.body(body, scope);
    }
    throw new BigQueryError('invalidQuery', 'No matching clause was found in CASE statement', 'query');
  }

  private async block({ label, body, handler }: Extract<ScriptStatement, { kind: 'block' }>, scope: Scope): Promise<Flow> {
    try {
      const flow = await scope.block(() => this.body(body, scope));
      return flow.kind === 'break' && flow.label !== null && flow.label === label ? NEXT : flow;
    } catch (error) {
      if (handler === null || !(error instanceof ScriptError)) throw error;
      scope.setSystem('__error_message', error.plain);
      scope.setSystem('__error_statement_text', error.statementText);
      scope.setSystem('__error_formatted_stack_trace', error.message);
      this.handled.push(error);
      try {
        return await scope.block(() => this.body(handler, scope));
      } finally {
        this.handled.pop();
        scope.setSystem('__error_message', null);
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
    const { columns, rows } = await this.expressions.query(query.text, scope.visible());
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
      if (current === undefined) throw new BigQueryError('invalidQuery', 'Cannot re-raise: there is no error to raise again.', 'query');
      throw current;
    }
    const { type, bind } = await this.expressions.evaluate(message, scope.visible());
    if (type.kind !== 'STRING') throw new BigQueryError('invalidQuery', 'The message of RAISE must be a STRING.', 'query');
    throw new BigQueryError('invalidQuery', typeof bind.value === 'string' ? bind.value : 'RAISE with a NULL message', 'query');
  }

  private async call(path: readonly string[], args: readonly Fragment[], scope: Scope): Promise<void> {
    const procedure = findProcedure(this.options.session, path);
    const { parameters, body } = await procedure.read(this.options.analyzer);
    if (args.length !== parameters.length) {
      throw new BigQueryError('invalidQuery', `Procedure ${path.join('.')} takes ${parameters.length} argument(s), not ${args.length}.`, 'query');
    }
    const inner = new Scope(scope);
    const results: { readonly from: string; readonly to: string }[] = [];
    for (const [index, parameter] of parameters.entries()) {
      const argument = args[index] ?? { text: 'NULL' };
      const isOut = parameter.mode !== 'IN';
      const target = isOut ? scope.find(argument.text.trim().replaceAll('`', '')) : null;
      const declared = parameter.type === null ? null : await this.expressions.type(parameter.type);
      const type = declared ?? target?.type ?? (await this.expressions.evaluate(argument, scope.visible())).type;
      const bind = parameter.mode === 'OUT' ? null : await this.expressions.evaluateAs(argument, type, scope.visible());
      inner.declare(parameter.name, type, bind);
      if (target !== null) results.push({ from: parameter.name, to: target.name });
    }
    if (this.depth >= MAX_DEPTH) throw new BigQueryError('invalidQuery', `Procedures call each other more than ${MAX_DEPTH} deep.`, 'query');
    this.depth += 1;
    try {
      const script = await refusing(() => this.options.analyzer.parseScript(body));
      await this.body(script.statements, inner);
    } finally {
      this.depth -= 1;
    }
    for (const { from, to } of results) scope.find(to).bind = inner.find(from).bind;
  }

  private async executeImmediate({ sql, into, using }: Extract<ScriptStatement, { kind: 'executeImmediate' }>, scope: Scope): Promise<void> {
    const { session, analyzer, compiler, folders } = this.options;
    const { bind } = await this.expressions.evaluate(sql, scope.visible());
    if (typeof bind.value !== 'string') throw new BigQueryError('invalidQuery', 'EXECUTE IMMEDIATE expects a non-NULL STRING.', 'query');
    const parameters = [];
    for (const { name, value } of using) parameters.push({ name, ...(await this.expressions.evaluate(value, scope.visible())) });
    const text = bind.value;
    const script = await refusing(() => analyzer.parseScript(text));
    const [statement, ...more] = script.statements;
    if (statement === undefined || more.length > 0) throw new BigQueryError('invalidQuery', 'EXECUTE IMMEDIATE runs exactly one statement.', 'query');
    if (into.length > 0) {
      const targets = into.map((name) => scope.find(name));
      const { columns, rows } = await session.withParameters(parameters, () => this.expressions.query(statement.text, []));
      if (rows.length > 1) throw new BigQueryError('invalidQuery', 'EXECUTE IMMEDIATE … INTO returned more than one row.', 'query');
      if (columns.length !== targets.length) throw new BigQueryError('invalidQuery', `EXECUTE IMMEDIATE … INTO returned ${columns.length} column(s) for ${targets.length} variable(s).`, 'query');
      targets.forEach((variable, index) => {
        variable.bind = bindValue(variable.type, rows[0]?.[index] ?? null);
      });
      return;
    }
    if (statement.kind !== 'statement') {
      if (using.length > 0) throw unsupported('USING with a statement that is no query, DML or DDL');
      await this.body([statement], new Scope(scope));
      return;
    }
    session.variables = [];
    const result = await session.withParameters(parameters, () => runStatement(statement.text, session, compiler, folders));
    scope.setSystem('__row_count', result.affectedRows === undefined ? null : String(result.affectedRows));
    await this.options.onStatement(statement.text, result);
  }
}

/** @returns null to go on with the loop */
function afterPass(flow: Flow, label: string | null): Flow | null {
  if (flow.kind === 'next') return null;
  if (flow.kind === 'return') return flow;
  if (flow.label !== null && flow.label !== label) return flow;
  return flow.kind === 'break' ? NEXT : null;
}

/** The statement where it stands in its script, so that messages name its line and column. */
function atPosition({ text, line, column }: ScriptStatement): string {
  return `${'\n'.repeat(line - 1)}${' '.repeat(column - 1)}${text}`;
}

function unsupported(what: string): BigQueryError {
  return new BigQueryError('invalidQuery', `${what} is not supported by the local BigQuery.`, 'query');
}
