import { GoogleSqlError } from './errors.ts';
import { SourceText, type SourceRange } from './source-text.ts';

/** A piece of the script's own text; an expression may be put in parentheses: `SELECT (${text})`. */
export interface Fragment extends SourceRange {
  readonly text: string;
  /** Counted from 1, where the piece begins. */
  readonly line: number;
  readonly column: number;
}

export interface Branch {
  readonly condition: Fragment;
  readonly body: readonly ScriptStatement[];
}

export interface ProcedureParameter {
  readonly name: string;
  readonly mode: 'IN' | 'OUT' | 'INOUT';
  /** The type as written, e.g. `ARRAY<INT64>`; null for ANY TYPE. */
  readonly type: string | null;
}

type Body = readonly ScriptStatement[];
/** What a statement of a script does; `statement` is everything that the compiler takes. */
export type ScriptAction =
  | { readonly kind: 'statement' }
  | { readonly kind: 'declare'; readonly names: readonly string[]; readonly type: string | null; readonly value: Fragment | null }
  /** Several names take the fields of a struct. */
  | { readonly kind: 'set'; readonly names: readonly string[]; readonly value: Fragment }
  | { readonly kind: 'setSystemVariable'; readonly path: readonly string[]; readonly value: Fragment }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Body }
  | { readonly kind: 'case'; readonly value: Fragment | null; readonly branches: readonly Branch[]; readonly otherwise: Body | null }
  /** `handler` is EXCEPTION WHEN ERROR THEN; null without one. */
  | { readonly kind: 'block'; readonly label: string | null; readonly body: Body; readonly handler: Body | null }
  | { readonly kind: 'loop'; readonly label: string | null; readonly body: Body }
  | { readonly kind: 'while'; readonly label: string | null; readonly condition: Fragment; readonly body: Body }
  | { readonly kind: 'repeat'; readonly label: string | null; readonly body: Body; readonly until: Fragment }
  | { readonly kind: 'for'; readonly label: string | null; readonly variable: string; readonly query: Fragment; readonly body: Body }
  | { readonly kind: 'break' | 'continue'; readonly label: string | null }
  | { readonly kind: 'return' | 'beginTransaction' | 'commit' | 'rollback' }
  | { readonly kind: 'raise'; readonly message: Fragment | null }
  | { readonly kind: 'call'; readonly path: readonly string[]; readonly args: readonly Fragment[] }
  | {
      readonly kind: 'createProcedure';
      readonly path: readonly string[];
      readonly mode: 'create' | 'orReplace' | 'ifNotExists';
      readonly parameters: readonly ProcedureParameter[];
      /** BEGIN … END, to be parsed anew by whoever calls it. */
      readonly body: Fragment;
      /** OPTIONS(…) as written; empty without. */
      readonly options: string;
    }
  | { readonly kind: 'dropProcedure'; readonly path: readonly string[]; readonly ifExists: boolean }
  | {
      readonly kind: 'executeImmediate';
      readonly sql: Fragment;
      readonly into: readonly string[];
      readonly using: readonly { readonly name: string | null; readonly value: Fragment }[];
    };

export type ScriptStatement = ScriptAction & Fragment;

export interface Script {
  readonly statements: readonly ScriptStatement[];
}

/** A node of Google's syntax tree, normalised. */
interface Node {
  readonly kind: string;
  readonly parseLocationRange: SourceRange | null;
  readonly [field: string]: unknown;
}

/** Reads what an interpreter needs from the syntax tree of a script. */
export function readScript(sql: string, tree: Record<string, unknown>): Script {
  const reader = new ScriptReader(new SourceText(sql));
  return { statements: reader.body((tree as Node)['statementListNode']) };
}

export interface AlteredTable {
  readonly path: readonly string[];
  readonly what: 'TABLE' | 'VIEW';
  readonly ifExists: boolean;
}

/** Reads ALTER TABLE and ALTER VIEW from the syntax tree of one statement; null for every other one. */
export function readAlteredTable(tree: Record<string, unknown>): AlteredTable | null {
  const what = tree['kind'] === 'AlterTableStatement' ? 'TABLE' : tree['kind'] === 'AlterViewStatement' ? 'VIEW' : null;
  return what === null ? null : { path: path(tree['path']), what, ifExists: tree['isIfExists'] === true };
}

class ScriptReader {
  constructor(private readonly source: SourceText) {}

  body(list: unknown): ScriptStatement[] {
    const nodes = ((list as Node | null)?.['statementList'] ?? []) as Node[];
    return nodes.map((node) => ({ ...this.action(node), ...this.fragment(node) }));
  }

  private action(node: Node): ScriptAction {
    switch (node.kind) {
      case 'VariableDeclaration':
        return { kind: 'declare', names: identifiers(node['variableList']), type: this.text(node['type']), value: this.optional(node['defaultValue']) };
      case 'SingleAssignment':
        return { kind: 'set', names: [identifier(node['variable'])], value: this.fragment(node['expression']) };
      case 'AssignmentFromStruct':
        return { kind: 'set', names: identifiers(node['variables']), value: this.fragment(node['structExpression']) };
      case 'SystemVariableAssignment':
        return { kind: 'setSystemVariable', path: path((node['systemVariable'] as Node)['path']), value: this.fragment(node['expression']) };
      case 'IfStatement':
        return this.ifStatement(node);
      case 'CaseStatement':
        return this.caseStatement(node);
      case 'BeginEndBlock':
        return this.block(node);
      case 'WhileStatement':
      case 'RepeatStatement':
      case 'ForInStatement':
        return this.loop(node);
      case 'BreakStatement':
        return { kind: 'break', label: label(node) };
      case 'ContinueStatement':
        return { kind: 'continue', label: label(node) };
      case 'ReturnStatement':
        return { kind: 'return' };
      case 'BeginStatement':
        return { kind: 'beginTransaction' };
      case 'CommitStatement':
        return { kind: 'commit' };
      case 'RollbackStatement':
        return { kind: 'rollback' };
      case 'RaiseStatement':
        return { kind: 'raise', message: this.optional(node['message']) };
      case 'CallStatement':
        return { kind: 'call', path: path(node['procedureName']), args: nodes(node['arguments']).map((argument) => this.fragment(argument)) };
      case 'CreateProcedureStatement':
        return this.createProcedure(node);
      case 'DropStatement':
        if (!/procedure$/i.test(String(node['schemaObjectKind']))) return { kind: 'statement' };
        return { kind: 'dropProcedure', path: path(node['name']), ifExists: node['isIfExists'] === true };
      case 'ExecuteImmediateStatement':
        return this.executeImmediate(node);
      default:
        return { kind: 'statement' };
    }
  }

  private ifStatement(node: Node): ScriptAction {
    const elseIfs = nodes((node['elseifClauses'] as Node | null)?.['elseifClauses']);
    const branches = [
      { condition: this.fragment(node['condition']), body: this.body(node['thenList']) },
      ...elseIfs.map((clause) => ({ condition: this.fragment(clause['condition']), body: this.body(clause['body']) })),
    ];
    return { kind: 'if', branches, otherwise: this.body(node['elseList']) };
  }

  private caseStatement(node: Node): ScriptAction {
    const clauses = nodes((node['whenThenClauses'] as Node)['whenThenClauses']);
    return {
      kind: 'case',
      value: this.optional(node['expression']),
      branches: clauses.map((clause) => ({ condition: this.fragment(clause['condition']), body: this.body(clause['body']) })),
      otherwise: node['elseList'] === null ? null : this.body(node['elseList']),
    };
  }

  private block(node: Node): ScriptAction {
    const [handler] = nodes((node['handlerList'] as Node | null)?.['exceptionHandlerList']);
    return {
      kind: 'block',
      label: label(node),
      body: this.body(node['statementListNode']),
      handler: handler === undefined ? null : this.body(handler['statementList']),
    };
  }

  private loop(node: Node): ScriptAction {
    const common = { label: label(node), body: this.body(node['body']) };
    if (node.kind === 'ForInStatement') return { kind: 'for', ...common, variable: identifier(node['variable']), query: this.fragment(node['query']) };
    if (node.kind === 'RepeatStatement') return { kind: 'repeat', ...common, until: this.fragment((node['untilClause'] as Node)['condition']) };
    const condition = this.optional(node['condition']);
    return condition === null ? { kind: 'loop', ...common } : { kind: 'while', ...common, condition };
  }

  private createProcedure(node: Node): ScriptAction {
    if (node['language'] !== null) throw new GoogleSqlError('unimplemented', 'Procedures in another language than SQL are not supported');
    const parameters = nodes((node['parameters'] as Node)['parameterEntries']).map((parameter): ProcedureParameter => {
      const mode = parameter['procedureParameterMode'];
      return {
        name: identifier(parameter['name']),
        mode: mode === 'OUT' || mode === 'INOUT' ? mode : 'IN',
        type: this.text(parameter['type']),
      };
    });
    const mode = node['isOrReplace'] === true ? 'orReplace' : node['isIfNotExists'] === true ? 'ifNotExists' : 'create';
    return { kind: 'createProcedure', path: path(node['name']), mode, parameters, body: this.fragment(node['body']), options: this.text(node['optionsList']) ?? '' };
  }

  private executeImmediate(node: Node): ScriptAction {
    const using = nodes((node['usingClause'] as Node | null)?.['arguments']).map((argument) => {
      const alias = argument['alias'] as Node | null;
      return { name: alias === null ? null : identifier(alias['identifier']), value: this.fragment(argument['expression']) };
    });
    const into = (node['intoClause'] as Node | null)?.['identifiers'];
    return { kind: 'executeImmediate', sql: this.fragment(node['sql']), into: into == null ? [] : identifiers(into), using };
  }

  private fragment(node: unknown): Fragment {
    const fragment = this.source.fragment((node as Node).parseLocationRange ?? { start: 0, end: 0 });
    return { ...fragment, ...this.source.position(fragment.start) };
  }

  private optional(node: unknown): Fragment | null {
    return node === null || node === undefined ? null : this.fragment(node);
  }

  private text(node: unknown): string | null {
    return this.optional(node)?.text ?? null;
  }
}

function nodes(list: unknown): readonly Node[] {
  return (list ?? []) as Node[];
}

function identifier(node: unknown): string {
  return String((node as Node)['idString']);
}

function identifiers(list: unknown): string[] {
  return nodes((list as Node)['identifierList']).map(identifier);
}

function path(node: unknown): string[] {
  return nodes((node as Node)['names']).map(identifier);
}

function label(node: Node): string | null {
  const found = node['label'] as Node | null;
  return found === null ? null : identifier(found['name']);
}
