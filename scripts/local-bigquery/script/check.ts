import type { ScriptStatement } from '../../googlesql/script.ts';
import { BigQueryError } from '../errors.ts';

type Body = readonly ScriptStatement[];

interface Surroundings {
  readonly variables: ReadonlySet<string>;
  /** Enclosing labels, and whether each is a loop's. */
  readonly labels: ReadonlyMap<string, boolean>;
  readonly inLoop: boolean;
  readonly inHandler: boolean;
}

/**
 * Checks of a script what its grammar does not: where variables are declared, and where BREAK, CONTINUE and RAISE stand.
 * @param names variables that are there already: a procedure's parameters
 * @throws BigQueryError with line and column
 */
export function checkScript(body: Body, names: readonly string[] = []): void {
  check(body, { variables: new Set(names.map((name) => name.toLowerCase())), labels: new Map(), inLoop: false, inHandler: false }, true);
}

function check(body: Body, outer: Surroundings, mayDeclare: boolean): void {
  const variables = new Set(outer.variables);
  const here = { ...outer, variables };
  let declaring = mayDeclare;
  for (const statement of body) {
    if (statement.kind !== 'declare') declaring = false;
    else if (!declaring) throw at(statement, 'Variable declarations are allowed only at the start of a block or script');
    else for (const name of statement.names) add(variables, name, statement);
    checkStatement(statement, here);
  }
}

function checkStatement(statement: ScriptStatement, here: Surroundings): void {
  switch (statement.kind) {
    case 'if':
    case 'case':
      for (const branch of statement.branches) check(branch.body, here, false);
      check(statement.otherwise ?? [], here, false);
      return;
    case 'block':
      check(statement.body, { ...here, labels: labelled(here, statement, statement.label, false) }, true);
      if (statement.handler !== null) check(statement.handler, { ...here, labels: labelled(here, statement, statement.label, false), inHandler: true }, true);
      return;
    case 'loop':
    case 'while':
    case 'repeat':
      check(statement.body, { ...here, labels: labelled(here, statement, statement.label, true), inLoop: true }, false);
      return;
    case 'for': {
      const variables = new Set(here.variables);
      add(variables, statement.variable, statement);
      check(statement.body, { ...here, variables, labels: labelled(here, statement, statement.label, true), inLoop: true }, false);
      return;
    }
    case 'break':
    case 'continue':
      checkJump(statement, statement.kind, statement.label, here);
      return;
    case 'raise':
      if (statement.message === null && !here.inHandler) throw at(statement, 'Cannot re-raise an existing exception outside of an exception handler');
      return;
    default:
  }
}

function checkJump(statement: ScriptStatement, kind: 'break' | 'continue', label: string | null, { inLoop, labels }: Surroundings): void {
  const keyword = /^\w+/.exec(statement.text)?.[0].toUpperCase() ?? '';
  if (label === null) {
    if (!inLoop) throw at(statement, `${keyword}${kind === 'break' ? ' without label' : ''} is only allowed inside of a loop body`);
    return;
  }
  const isLoop = labels.get(label.toLowerCase());
  if (isLoop === undefined) throw at(statement, `${keyword} label ${label} names no enclosing block or loop`);
  if (kind === 'continue' && !isLoop) throw at(statement, `${keyword} label ${label} names a block, not a loop`);
}

function labelled({ labels }: Surroundings, statement: ScriptStatement, label: string | null, isLoop: boolean): ReadonlyMap<string, boolean> {
  if (label === null) return labels;
  if (labels.has(label.toLowerCase())) throw at(statement, `Duplicate label ${label}: an enclosing block or loop has it`);
  return new Map([...labels, [label.toLowerCase(), isLoop]]);
}

function add(variables: Set<string>, name: string, statement: ScriptStatement): void {
  if (variables.has(name.toLowerCase())) throw at(statement, `Variable '${name}' redeclaration`);
  variables.add(name.toLowerCase());
}

function at({ line, column }: ScriptStatement, message: string): BigQueryError {
  return new BigQueryError('invalidQuery', `${message} at [${line}:${column}]`, 'query');
}
