import { QUOTED_TEXT } from './quoted-text.ts';

const TOKEN = new RegExp(String.raw`${QUOTED_TEXT}|\bJSON_SET(?=\s*\()`, 'gi');

/** Our own name for JSON_SET, just as long, so that places in the text stay. */
export const JSON_SET_NAME = 'JSON_PUT';

/** The engine is too old for JSON_SET's argument create_if_missing: a statement with it calls a function that knows it. */
export function nameJsonSet(sql: string): string {
  if (!/\bcreate_if_missing\s*=>/i.test(sql)) return sql;
  return sql.replace(TOKEN, (token) => (token.toUpperCase() === 'JSON_SET' ? JSON_SET_NAME : token));
}
