/** A DuckDB string constant of any Unicode text. */
export function stringConstant(text: string): string {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`;
  // DuckDB's parser ends a statement at NUL.
  return `(${text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`).join(' || chr(0) || ')})`;
}

const SIMPLE = /^(?:[a-z]\w*\.)?(?:"(?:[^"]|"")*"|\w+)(?:::[A-Z]+)?$|^\$\d+::[A-Z ]+$|^\(?-?[\w.']+\)?(?:::[A-Z]+)?$|^\(?-?\d[\d.]*e[+-]?\d+\)?$/i;

/** Whether an expression may be written twice: a column, a parameter or a constant. */
export function isSimple(sql: string): boolean {
  return SIMPLE.test(sql);
}

/** Whether an expression is a column of a table with an alias. */
export function isColumn(sql: string): boolean {
  return /^[a-z]\w*\./i.test(sql) && isSimple(sql);
}

/** Functions whose every call gives another value. */
export const VOLATILE = /\b(?:random|uuid)\(/;

/**
 * The name of a lambda's row whose fields are read. DuckDB takes `name.field` for a field of a column where one has that name, so
 * it is none that a table's column might have.
 */
export const LAMBDA_ROW = 'gsqlrow';
