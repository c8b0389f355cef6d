import { GoogleSqlError } from './errors.ts';
import { QUOTED_TEXT } from './quoted-text.ts';
import type { Statement } from './resolved-nodes.ts';

/** Words and signs, with what is quoted as a whole, so that no keyword is found in it. */
const TOKEN = new RegExp(String.raw`${QUOTED_TEXT}|\w+|\|>|\S`, 'g');
const COMMENT = /^(?:#|--|\/\*)/;

interface Token {
  readonly text: string;
  /** In capitals. */
  readonly word: string;
  readonly start: number;
}

function tokensOf(sql: string): Token[] {
  return [...sql.matchAll(TOKEN)].filter(([text]) => !COMMENT.test(text)).map((match) => ({ text: match[0], word: match[0].toUpperCase(), start: match.index }));
}

/** Whether the text uses pipe syntax, for which the engine is too old. */
export function usesPipes(sql: string): boolean {
  return sql.includes('|>') && tokensOf(sql).some(({ text }) => text === '|>');
}

export interface Renamed {
  readonly sql: string;
  /** Where BY NAME wants the same columns on both sides: the statement that keeps all columns of both. It must have no more of them. */
  readonly widened: string | null;
}

/**
 * Writes BY NAME, for which the engine is too old, as the CORRESPONDING that it knows: `INNER … BY NAME` is `…
 * CORRESPONDING`, FULL and LEFT stay, and BY NAME alone is CORRESPONDING between queries of the same columns.
 * @throws GoogleSqlError for the form that the engine has not: BY NAME ON (…)
 */
export function correspondByName(sql: string): Renamed {
  if (!/\bby\s+name\b/i.test(sql)) return { sql, widened: null };
  const tokens = tokensOf(sql);
  const edits: Edit[] = [];
  const widenings: Edit[] = [];
  tokens.forEach((token, index) => {
    const [quantifier, by, name, after] = tokens.slice(index + 1, index + 5);
    const isSetOperation = /^(?:UNION|INTERSECT|EXCEPT)$/.test(token.word) && /^(?:ALL|DISTINCT)$/.test(quantifier?.word ?? '');
    if (!isSetOperation || by?.word !== 'BY' || name?.word !== 'NAME') return;
    if (after?.word === 'ON') throw new GoogleSqlError('unimplemented', `${token.word} ${quantifier?.word ?? ''} BY NAME ON (…) is not supported: select the columns on both sides`);
    edits.push({ start: by.start, end: name.start + name.text.length, text: 'CORRESPONDING' });
    const before = tokens[index - 1];
    if (before?.word === 'INNER') edits.push({ start: before.start, end: before.start + before.text.length, text: '' });
    else if (!/^(?:FULL|LEFT|OUTER)$/.test(before?.word ?? '')) widenings.push({ start: token.start, end: token.start, text: 'FULL ' });
  });
  return { sql: edited(sql, edits), widened: widenings.length === 0 ? null : edited(sql, [...edits, ...widenings]) };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function edited(sql: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), sql);
}

/**
 * @param common the statement over the columns in common @param all the one over all columns, both resolved with the columns that nobody reads
 * @throws GoogleSqlError where they differ
 */
export function checkSameColumns(common: Statement, all: Statement): void {
  if (columnCounts(common).join() !== columnCounts(all).join()) {
    throw new GoogleSqlError('invalid', 'The queries of a set operation BY NAME must have the same columns: use FULL, LEFT or INNER … BY NAME for others');
  }
}

/** Of each set operation. */
function columnCounts(node: unknown): number[] {
  if (Array.isArray(node)) return node.flatMap(columnCounts);
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return [];
  const { kind, columnList } = node as { readonly kind?: string; readonly columnList?: readonly unknown[] };
  return [...(kind === 'SetOperationScan' ? [columnList?.length ?? 0] : []), ...Object.values(node).flatMap(columnCounts)];
}
