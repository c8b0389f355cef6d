import type { Analyzer } from '../../googlesql/analyzer.ts';
import type { ScriptStatement } from '../../googlesql/script.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';
import type { BoundParameter } from '../wire/parameters.ts';
import { checkScript } from './check.ts';

/** Statements of the script's own language that BigQuery does not run as dynamic SQL, as its parser names them. */
const REFUSED: Readonly<Partial<Record<ScriptStatement['kind'], string>>> = {
  declare: 'VariableDeclaration',
  set: 'SingleAssignment',
  setSystemVariable: 'SystemVariableAssignment',
  if: 'IfStatement',
  case: 'CaseStatement',
  loop: 'WhileStatement',
  while: 'WhileStatement',
  repeat: 'RepeatStatement',
  for: 'ForInStatement',
  break: 'BreakStatement',
  continue: 'ContinueStatement',
  return: 'ReturnStatement',
  raise: 'RaiseStatement',
  call: 'CallStatement',
  executeImmediate: 'ExecuteImmediateStatement',
};

/** The one statement of EXECUTE IMMEDIATE's text. @throws BigQueryError for none, for several and for what may not be there */
export async function dynamicStatement(text: string, analyzer: Analyzer): Promise<ScriptStatement> {
  const { statements } = await parsed(text, analyzer);
  const [statement, ...more] = statements;
  if (statement === undefined) throw invalid('Empty EXECUTE IMMEDIATE sql string cannot be executed');
  if (more.length > 0) throw invalid('EXECUTE IMMEDIATE sql string must contain exactly one statement');
  const refused = REFUSED[statement.kind];
  if (refused !== undefined) throw invalid(`SQL created by EXECUTE IMMEDIATE contains unsupported statement type: ${refused}`);
  return statement;
}

async function parsed(text: string, analyzer: Analyzer): Promise<{ readonly statements: readonly ScriptStatement[] }> {
  try {
    const script = await refusing(() => analyzer.parseScript(text));
    checkScript(script.statements);
    return script;
  } catch (error) {
    if (!(error instanceof BigQueryError) || error.reason !== 'invalidQuery') throw error;
    throw new BigQueryError('invalidQuery', `Invalid EXECUTE IMMEDIATE sql string \`${text}\`, ${error.message}`, 'query', { cause: error });
  }
}

/** @throws BigQueryError for USING with positions and names at once, or a name twice */
export function checkUsing(parameters: readonly BoundParameter[]): void {
  const names = parameters.flatMap(({ name }) => (name === null ? [] : [name.toLowerCase()]));
  if (names.length > 0 && names.length < parameters.length) throw invalid('EXECUTE IMMEDIATE USING parameters must be all positional or all named.');
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated !== undefined) throw invalid(`EXECUTE IMMEDIATE USING parameter ${repeated} is given twice.`);
}

function invalid(message: string): BigQueryError {
  return new BigQueryError('invalidQuery', message, 'query');
}
