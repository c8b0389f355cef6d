import type { Analyzer } from '../../googlesql/analyzer.ts';
import { BigQueryError } from '../errors.ts';
import { refusing } from '../generator/refusing.ts';

const PLACE = / at \[(\d+):(\d+)\]$/;
const COMMENT = /(?:--|#)[^\n]*|\/\*[\s\S]*?\*\//g;

/**
 * What is wrong with a script. Its grammar says of a word that begins no statement that the script should have ended before it;
 * BigQuery says that the word is unexpected, as the grammar of statements does.
 */
export async function syntaxError(sql: string, error: unknown, analyzer: Analyzer): Promise<unknown> {
  if (!(error instanceof BigQueryError) || !error.message.startsWith('Syntax error: Expected end of input but got')) return error;
  const [place, row, column] = PLACE.exec(error.message) ?? [];
  if (place === undefined) return error;
  const lines = sql.split('\n').slice(0, Number(row));
  const before = [...lines.slice(0, -1), Array.from(lines.at(-1) ?? '').slice(0, Number(column) - 1).join('')].join('\n');
  if (!/^$|;$/.test(before.replace(COMMENT, '').trimEnd())) return error;
  const alone = await failureOf(`${before.replace(/[^\n]/gu, ' ')}${sql.slice(before.length)}`, analyzer);
  return alone?.message.startsWith('Syntax error: ') === true && alone.message.endsWith(place) ? alone : error;
}

/** A query of comments alone. */
export async function nothingToRun(sql: string, analyzer: Analyzer): Promise<BigQueryError> {
  return (await failureOf(sql, analyzer)) ?? new BigQueryError('invalidQuery', 'Syntax error: Unexpected end of statement', 'query');
}

async function failureOf(sql: string, analyzer: Analyzer): Promise<BigQueryError | null> {
  const error: unknown = await refusing(() => analyzer.tableNames(sql)).then(() => null, (thrown: unknown) => thrown);
  return error instanceof BigQueryError ? error : null;
}
