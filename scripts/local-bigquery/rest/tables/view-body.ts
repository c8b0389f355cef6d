import { describeStatement } from '../../engine/statement.ts';
import type { Session } from '../../engine/sessions/session.ts';
import { sameName } from '../../engine/definitions/tables.ts';
import { BigQueryError } from '../../errors.ts';
import type { Described } from '../../storage/catalog.ts';
import { flagOf, textOf } from '../../wire/members.ts';
import { isRecord, parseSchema, toField, type FieldSchema } from '../../wire/schema.ts';
import type { Context } from '../context.ts';

export interface ViewBody {
  readonly query: string;
  readonly fields: readonly FieldSchema[];
  readonly info: Described;
  readonly isMaterialized: boolean;
}

/** Reads and checks `view` or `materializedView`; null when the body has neither. */
export async function readView(body: Readonly<Record<string, unknown>>, session: Session, { engine }: Context): Promise<ViewBody | null> {
  const isMaterialized = isRecord(body['materializedView']);
  const view = isMaterialized ? body['materializedView'] : body['view'];
  if (!isRecord(view)) return null;
  const query = textOf(view, 'query');
  if (query === null) throw new BigQueryError('invalid', 'Required parameter is missing: view.query', 'view');
  if (flagOf(view, 'useLegacySql')) throw new BigQueryError('notImplemented', 'The local BigQuery does not speak legacy SQL: set view.useLegacySql to false.', 'view');
  for (const name of ['privacyPolicy', 'foreignDefinitions']) {
    if (view[name] != null) throw new BigQueryError('notImplemented', `The local BigQuery does not support ${name} of views.`, 'view');
  }
  if (Array.isArray(view['userDefinedFunctionResources']) && view['userDefinedFunctionResources'].length > 0) {
    throw new BigQueryError('notImplemented', 'The local BigQuery does not support userDefinedFunctionResources of views: make functions by CREATE FUNCTION.', 'view');
  }
  const { columns } = await describeStatement(query, session, engine.compiler);
  if (columns === null) throw new BigQueryError('invalid', 'A view must be a query.', 'view');
  const described = isRecord(body['schema']) ? parseSchema(body['schema']) : [];
  const fields = columns.map(({ name, type }) => {
    const description = described.find((field) => sameName(field.name, name))?.description;
    return { ...toField(name, type), ...(description === undefined ? {} : { description }) };
  });
  const { enableRefresh, refreshIntervalMs, allowNonIncrementalDefinition } = view;
  const info = {
    ...(enableRefresh === undefined ? {} : { enableRefresh }),
    ...(refreshIntervalMs === undefined ? {} : { refreshIntervalMinutes: Number(refreshIntervalMs) / 60_000 }),
    ...(allowNonIncrementalDefinition === undefined ? {} : { allowNonIncrementalDefinition }),
  };
  return { query, fields, info, isMaterialized };
}
