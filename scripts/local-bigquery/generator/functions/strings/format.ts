import type { SqlType } from '../../../../googlesql/types.ts';
import { typeText } from '../../../wire/schema.ts';
import { literalString } from '../../expressions/constants.ts';
import { parseFormat, type FormatPart, type Specifier } from '../../format/specifiers.ts';
import { unsupported } from '../../refusal.ts';
import { stringConstant } from '../../text/text.ts';
import { argument, type Builder } from '../catalogue.ts';
import { display, text } from './display.ts';

interface Argument {
  readonly value: string;
  readonly type: SqlType;
}

/** FORMAT. A constant format of plain elements is a concatenation; javascript/format.ts does everything else. */
export const formatFunction: Builder = (call) => {
  const [node, ...rest] = call.node.argumentList;
  const literal = node === undefined ? null : literalString(node);
  return call.once(call.args.slice(1), (...values) => {
    const list = rest.map(({ type }, index) => ({ value: values[index] ?? '', type: type as SqlType }));
    const parts = literal === null ? null : parse(literal, list);
    if (call.node.errorMode === 'SAFE_ERROR_MODE' && (parts === null || parts.some(mayBeRefused))) throw unsupported('SAFE.FORMAT with a format that is not a constant, or with %o, %x or %X, or with a flag \' and a precision,');
    if (parts === null) return inJavaScript(argument(call, 0), list, null);
    let next = 0;
    const pieces = parts.map((part) => {
      if ('text' in part) return stringConstant(part.text);
      const taken = list.slice(next, (next += 1 + Number(part.width === 'argument') + Number(part.precision === 'argument')));
      return plain(part, taken) ?? inJavaScript(stringConstant(part.source), taken, part.letter);
    });
    return pieces.length === 0 ? `''` : `(${pieces.join(' || ')})`;
  });
};

/** What is refused only when a row is computed would be NULL under SAFE. */
function mayBeRefused(part: FormatPart): boolean {
  return 'letter' in part && ('oxX'.includes(part.letter) || (part.flags.has("'") && part.precision !== null));
}

/** null where the format is wrong, which fails when a row is computed. */
function parse(format: string, list: readonly Argument[]): FormatPart[] | null {
  try {
    return parseFormat(format, list.map(({ type }) => typeText(type)));
  } catch {
    return null;
  }
}

/** @param letter the only one that the format has; null if any may occur, so that all texts of each argument are needed */
function inJavaScript(format: string, list: readonly Argument[], letter: string | null): string {
  const texts = list.flatMap(({ value, type }, index) => {
    const isValue = letter === null || index === list.length - 1;
    const style = letter === 't' ? 'reader' : letter === 'T' ? 'literal' : null;
    if (letter !== null && isValue && style !== null) return [`NULL`, style === 'reader' ? display(value, type, style) : 'NULL', style === 'literal' ? display(value, type, style) : 'NULL'];
    return [raw(value, type), ...(letter === null ? [display(value, type, 'reader'), display(value, type, 'literal')] : ['NULL', 'NULL'])];
  });
  return `gsql_format(${format}, ${stringConstant(JSON.stringify(list.map(({ type }) => typeText(type))))}, [${texts.join(', ')}]::VARCHAR[])`;
}

/** The text from which javascript/format.ts reads a value; NULL for types that are only shown. */
function raw(value: string, type: SqlType): string {
  switch (type.kind) {
    case 'INT64':
    case 'FLOAT64':
    case 'NUMERIC':
    case 'STRING':
    case 'JSON':
      return `${value}::VARCHAR`;
    case 'BIGNUMERIC':
      return text(value, type);
    default:
      return 'NULL';
  }
}

/** DuckDB's printf knows 17 significant digits of a number; one less is certain. */
const CERTAIN_DIGITS = 16;
const DEFAULT_PRECISION = 6;

/** What DuckDB does by itself; null if it takes more. */
function plain({ flags, width, precision, letter, source }: Specifier, [argument, ...more]: readonly Argument[]): string | null {
  if (argument === undefined || more.length > 0) return null;
  const { value, type } = argument;
  const isBare = flags.size === 0 && width === null && precision === null;
  if ((letter === 'd' || letter === 'i') && isBare) return `${value}::VARCHAR`;
  if (type.kind === 'INT64' && /^%[-0]?(?:[1-9]\d?)?[di]$/.test(source)) return `printf(${stringConstant(source.replace('i', 'd'))}, ${value})`;
  // What follows NUL is lost, as in C.
  if (letter === 's' && isBare) return `split_part(${value}, chr(0), 1)`;
  if (letter === 't' && isBare) return display(value, type, 'reader');
  if (letter === 'T' && isBare) return display(value, type, 'literal');
  const decimals = Number(precision ?? DEFAULT_PRECISION);
  if (type.kind !== 'FLOAT64' || decimals >= CERTAIN_DIGITS || !/^%[-0]?(?:[1-9]\d?)?(?:\.\d+)?[fF]$/.test(source)) return null;
  // Zero has no sign.
  return `CASE WHEN abs(${value}) < 1e${CERTAIN_DIGITS - decimals} THEN printf(${stringConstant(source)}, ${value} + 0e0) ELSE ${inJavaScript(stringConstant(source), [argument], letter)} END`;
}
