import { BigQueryError } from '../../errors.ts';
import type { DuckSql } from '../../statement.ts';
import type { Bind } from '../../storage/duckdb.ts';
import type { Session } from './session.ts';

/** The values for a statement's placeholders: parameters first, then variables, then system variables. */
export function bindsOf({ binds }: DuckSql, session: Session): Bind[] {
  const { parameters } = session.options;
  const others = parameters.length + session.variables.length;
  return binds.map((index) => {
    if (index >= others) return session.system.at(index - others);
    const bind = parameters[index]?.bind ?? session.variables[index - parameters.length]?.bind;
    if (bind === undefined) throw new BigQueryError('invalidQuery', `Query parameter ${index + 1} is not given.`, 'query');
    return bind;
  });
}
