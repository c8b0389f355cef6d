import type { SqlType } from '../../googlesql/types.ts';
import type { Variable } from '../engine/sessions/session.ts';
import { BigQueryError } from '../errors.ts';
import { bindValue } from '../storage/binds.ts';
import type { Bind } from '../storage/duckdb.ts';

/** The variables of a procedure or script, block by block. */
export class Scope {
  private readonly blocks: Map<string, Variable>[] = [new Map<string, Variable>()];

  /** @param routine the procedure whose statements run in it; null for the script itself */
  constructor(readonly routine: string | null = null) {}

  /** Everything in scope, inner variables in place of outer ones of the same name. */
  visible(): Variable[] {
    const found = new Map<string, Variable>();
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

  declare(name: string, type: SqlType, bind: Bind | null, limits: string | null = null): void {
    const block = this.blocks.at(-1);
    const key = name.toLowerCase();
    if (block === undefined || block.has(key)) throw new BigQueryError('invalidQuery', `Variable '${name}' redeclaration`, 'query');
    block.set(key, { name, type, bind: bind ?? bindValue(type, null), limits });
  }

  find(name: string): Variable {
    const key = name.toLowerCase();
    const variable = this.blocks.findLast((block) => block.has(key))?.get(key);
    if (variable === undefined) throw new BigQueryError('invalidQuery', `Undeclared variable: ${name}`, 'query');
    return variable;
  }
}
