import { describeStatement } from '../../engine/statement.ts';
import type { Session } from '../../engine/sessions/session.ts';
import { BigQueryError } from '../../errors.ts';
import { fieldType, typeText, type FieldSchema } from '../../wire/schema.ts';
import type { Context } from '../context.ts';

/** @throws BigQueryError for a column whose `defaultValueExpression` is no value of its type: every insert would fail */
export async function checkDefaults(fields: readonly FieldSchema[], session: Session, { engine }: Context): Promise<void> {
  for (const field of fields) {
    const { name, defaultValueExpression: expression } = field;
    if (expression === undefined) continue;
    try {
      await describeStatement(`CREATE TEMP TABLE checked (\`${name}\` ${typeText(fieldType(field))} DEFAULT ${expression})`, session, engine.compiler);
    } catch (error) {
      if (!(error instanceof BigQueryError)) throw error;
      throw new BigQueryError('invalid', `Invalid default value expression for column ${name}: ${error.message.replace(/ at \[\d+:\d+\]$/, '')}`, 'schema', { cause: error });
    }
  }
}
