import { BigQueryError } from '../errors.ts';
import type { DuckSql } from '../statement.ts';
import type { Bind } from '../storage/duckdb.ts';
import type { Session } from './session.ts';

/** The values for a statement's placeholders: parameters first, then variables. */
export function bindsOf({ binds }: DuckSql, session: Session): Bind[] {
  const { parameters } = session.options;
  return binds.map((index) => {
    const bind = parameters[index]?.bind ?? session.variables[index - parameters.length]?.bind;
    if (bind === undefined) throw new BigQueryError('invalidQuery', `Query parameter ${index + 1} is not given.`, 'query');
    return bind;
  });
}
