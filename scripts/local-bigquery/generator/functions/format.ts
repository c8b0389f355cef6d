import type { SqlType } from '../../../googlesql/types.ts';
import { structKey } from '../../storage/types.ts';
import { literalString } from '../constants.ts';
import { raise } from '../raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text.ts';
import { argument, type Builder } from './catalogue.ts';

const SPECIFIER = /%(?:%|([-0]?)(\d*)(?:\.(\d+))?([a-zA-Z]))/g;

/** FORMAT with a constant format of %d %i %s %f %e %g %t %T and %%; NULL arguments make NULL, but for %t and %T. */
export const formatFunction: Builder = (call) => {
  const [node] = call.node.argumentList;
  const format = node === undefined ? null : literalString(node);
  if (format === null) throw unsupported('FORMAT with a format that is not a constant');
  const pieces: string[] = [];
  let end = 0;
  let next = 1;
  for (const match of format.matchAll(SPECIFIER)) {
    if (match.index > end) pieces.push(literalPiece(format.slice(end, match.index)));
    end = match.index + match[0].length;
    if (match[0] === '%%') {
      pieces.push(`'%'`);
      continue;
    }
    const type = call.node.argumentList[next]?.type as SqlType | undefined;
    if (type === undefined) throw unsupported('FORMAT with too few arguments');
    pieces.push(specifier(match[4] ?? '', match[0], argument(call, next), type, (match[1] ?? '') + (match[2] ?? '') + (match[3] ?? '')));
    next += 1;
  }
  if (end < format.length) pieces.push(literalPiece(format.slice(end)));
  if (next < call.args.length) throw unsupported('FORMAT with more arguments than its format names');
  return pieces.length === 0 ? `''` : `(${pieces.join(' || ')})`;
};

function literalPiece(text: string): string {
  if (text.includes('%')) throw unsupported(`The format element ${text.slice(text.indexOf('%'), text.indexOf('%') + 3)} in FORMAT`);
  return stringConstant(text);
}

function specifier(letter: string, whole: string, value: string, type: SqlType, modifiers: string): string {
  if ((letter === 'd' || letter === 'i') && type.kind === 'INT64') return modifiers === '' ? `${value}::VARCHAR` : `printf(${stringConstant(whole.replace('i', 'd'))}, ${value})`;
  if ('fFeEgG'.includes(letter) && type.kind === 'FLOAT64') return decimal(whole, value);
  if (letter === 's' && type.kind === 'STRING' && modifiers === '') return value;
  if ((letter === 't' || letter === 'T') && modifiers === '') return display(value, type, letter === 'T');
  throw unsupported(`The format element ${whole} for ${type.kind}`);
}

/** DuckDB's printf has 17 significant digits, and zeros from there. Zero has no sign. */
const EXACT_BELOW = '1e15';
const MAX_PRECISION = 15;

function decimal(whole: string, value: string): string {
  if (Number(/\.(\d+)/.exec(whole)?.[1] ?? 0) > MAX_PRECISION) throw unsupported(`FORMAT with more than ${MAX_PRECISION} digits`);
  const written = `printf(${stringConstant(whole)}, ${value} + 0e0)`;
  if (!/f$/i.test(whole)) return written;
  const message = `FORMAT of a FLOAT64 of ${EXACT_BELOW} or more with ${whole} is not supported by the local BigQuery`;
  return `CASE WHEN isfinite(${value}) AND abs(${value}) >= ${EXACT_BELOW} THEN ${raise(stringConstant(message), 'VARCHAR')} ELSE ${written} END`;
}

/** The value as %t (for readers) or %T (as a literal) shows it. */
function display(value: string, type: SqlType, asLiteral: boolean): string {
  const shown = displayed(value, type, asLiteral);
  return `coalesce(${shown}, 'NULL')`;
}

function displayed(value: string, type: SqlType, asLiteral: boolean): string {
  switch (type.kind) {
    case 'INT64':
    case 'BOOL':
      return `${value}::VARCHAR`;
    case 'STRING':
      return asLiteral ? quoted(value) : value;
    case 'DATE':
      return asLiteral ? `('DATE "' || ${value}::VARCHAR || '"')` : `${value}::VARCHAR`;
    case 'FLOAT64': {
      const text = `CASE WHEN ${value} = 0 AND signbit(${value}) THEN '-0' ELSE gsql_double_to_string(${value}) END`;
      const whole = `CASE WHEN isfinite(${value}) AND NOT regexp_matches(${text}, '[.e]') THEN ${text} || '.0' ELSE ${text} END`;
      return asLiteral ? `CASE WHEN isfinite(${value}) THEN ${whole} ELSE 'CAST("' || ${text} || '" AS FLOAT64)' END` : whole;
    }
    case 'ARRAY':
      return `('[' || array_to_string(list_transform(${value}, lambda x: ${display('x', type.element, asLiteral)}), ', ') || ']')`;
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => display(`struct_extract(${value}, '${structKey(field.name, index)}')`, field.type, asLiteral));
      if (fields.length < 2) throw unsupported('FORMAT of a STRUCT with one field');
      return `CASE WHEN ${value} IS NOT NULL THEN '(' || ${fields.join(` || ', ' || `)} || ')' END`;
    }
    default:
      throw unsupported(`FORMAT of ${type.kind}`);
  }
}

/** A string literal in double quotes, or in single ones if it holds double quotes only. */
function quoted(value: string): string {
  const escaped = `replace(replace(replace(replace(${value}, '\\', '\\\\'), chr(10), '\\n'), chr(13), '\\r'), chr(9), '\\t')`;
  return `CASE WHEN contains(${value}, '"') AND NOT contains(${value}, '''') THEN '''' || ${escaped} || '''' ELSE '"' || replace(${escaped}, '"', '\\"') || '"' END`;
}
