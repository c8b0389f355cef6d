import { BIGINT, type Bind } from './duckdb.ts';

/** Texts and quoted names, which are left alone, or a placeholder. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\d+)/g;

/**
 * Writes integers into the text where placeholders stand for them. The engine plans a statement with placeholders
 * twice, once without their values and once with them; over hundreds of columns that is a fifth of a look-up.
 * @returns null when there is a value of another type: the placeholders that stay must have no gaps
 */
export function withIntegers(sql: string, binds: readonly Bind[]): string | null {
  if (!binds.every(({ type, value }) => type === BIGINT && typeof value === 'bigint')) return null;
  return sql.replace(TOKEN, (token, digits: string | undefined) => {
    const bind = binds[Number(digits) - 1];
    return bind === undefined ? token : `CAST(${String(bind.value)} AS BIGINT)`;
  });
}
