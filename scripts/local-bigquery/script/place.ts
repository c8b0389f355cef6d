import type { Fragment } from '../../googlesql/script.ts';

/** The statement where it stands in its script, so that messages name its line and column. */
export function atPosition({ text, line, column }: Pick<Fragment, 'text' | 'line' | 'column'>): string {
  return `${'\n'.repeat(line - 1)}${' '.repeat(column - 1)}${text}`;
}
