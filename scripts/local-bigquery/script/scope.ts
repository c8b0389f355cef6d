import type { SqlType } from '../../googlesql/types.ts';
import type { Variable } from '../engine/session.ts';
import { BigQueryError } from '../errors.ts';
import { bindText, bindValue } from '../storage/binds.ts';
import type { Bind } from '../storage/duckdb.ts';

const TEXT: SqlType = { kind: 'STRING' };
const INTEGER: SqlType = { kind: 'INT64' };

/** The variables of a procedure or script, block by block, and the system variables over all of them. */
export class Scope {
  private readonly blocks: Map<string, Variable>[] = [new Map<string, Variable>()];
  private readonly system: Map<string, Variable>;

  constructor(system?: Scope) {
    this.system = system?.system ?? new Map([
      systemVariable('__error_message', TEXT),
      systemVariable('__error_statement_text', TEXT),
      systemVariable('__error_formatted_stack_trace', TEXT),
      systemVariable('__row_count', INTEGER),
      systemVariable('__project_id', TEXT),
      systemVariable('__script_job_id', TEXT),
      systemVariable('__time_zone', TEXT),
    ]);
  }

  /** Everything in scope, inner variables in place of outer ones of the same name. */
  visible(): Variable[] {
    const found = new Map(this.system);
    for (const block of this.blocks) for (const [key, variable] of block) found.set(key, variable);
    return [...found.values()];
  }

  async block<T>(work: () => Promise<T>): Promise<T> {
    this.blocks.push(new Map());
    try {
      return await work();
    } finally {
      this.blocks.pop();
    }
  }

  declare(name: string, type: SqlType, bind: Bind | null): void {
    const block = this.blocks.at(-1);
    const key = name.toLowerCase();
    if (block === undefined || block.has(key)) throw new BigQueryError('invalidQuery', `Variable '${name}' redeclaration`, 'query');
    block.set(key, { name, type, bind: bind ?? bindValue(type, null) });
  }

  find(name: string): Variable {
    const key = name.toLowerCase();
    const variable = this.blocks.findLast((block) => block.has(key))?.get(key);
    if (variable === undefined) throw new BigQueryError('invalidQuery', `Undeclared variable: ${name}`, 'query');
    return variable;
  }

  setSystem(name: string, value: string | null): void {
    const variable = this.system.get(name);
    if (variable) variable.bind = bindText(variable.type, value);
  }
}

function systemVariable(name: string, type: SqlType): [string, Variable] {
  return [name, { name, type, bind: bindText(type, null) }];
}
