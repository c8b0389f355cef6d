/**
 * Writes `@@error.message` as the name of a script variable, `__error_message`: of the same length, so that positions
 * in messages stay right. Strings, quoted names and comments stay as they are.
 */
export function nameSystemVariables(sql: string): string {
  if (!sql.includes('@@')) return sql;
  return sql.replace(TOKENS, (token: string) => (token.startsWith('@@') ? token.replace('@@', '__').replaceAll('.', '_').toLowerCase() : token));
}

const TOKENS = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|@@[A-Za-z_][\w.]*/g;
