/** One element of a FORMAT string: text as it is, or a value with flags, width and precision. */
export type FormatPart = { readonly text: string } | Specifier;

/** Numbers of a format string that an argument gives (`*`). */
export type Size = number | 'argument' | null;

export interface Specifier {
  /** As the format string has it: `%-5.2f` */
  readonly source: string;
  /** Of `-+ #0'`. */
  readonly flags: ReadonlySet<string>;
  readonly width: Size;
  readonly precision: Size;
  readonly letter: string;
}

/** GoogleSQL's limit for what FORMAT makes, and for a width. */
export const MAX_OUTPUT = 1_048_576;
const MAX_INT64 = 9_223_372_036_854_775_807n;
/** The digits after the point of the smallest double; %g prints no zeros beyond them. */
export const MAX_DECIMALS = 1074;
const MAX_SIGNIFICANT = 2_147_483_647;

/** What each letter takes, as the message for other types names it. */
const EXPECTED: readonly (readonly [letters: string, expected: string, kinds: readonly string[] | null])[] = [
  ['di', 'integer', ['INT64']],
  ['u', 'UINT', []],
  ['oxX', 'integer', ['INT64']],
  ['fFeEgG', 'FLOAT64', ['FLOAT64', 'NUMERIC', 'BIGNUMERIC']],
  ['s', 'STRING', ['STRING']],
  ['pP', 'PROTO or JSON', ['JSON']],
  ['tT', '', null],
];

/**
 * Reads a format string and checks it against the types of its arguments.
 * @param types as GoogleSQL writes them, without the format string itself
 * @throws Error with GoogleSQL's words, marked as ours
 */
export function parseFormat(format: string, types: readonly string[]): FormatPart[] {
  const parts: FormatPart[] = [];
  let rest = format;
  let next = 0;
  while (rest !== '') {
    const start = rest.indexOf('%');
    if (start !== 0) parts.push({ text: start < 0 ? rest : rest.slice(0, start) });
    if (start < 0) break;
    const match = /^%([-+ #'0]*)(\*|[0-9]*)(\.(?:\*|[0-9]*))?([^\n])/u.exec(rest.slice(start));
    if (match === null) fail(`Invalid FORMAT string: "${format}"`);
    const [whole, flags = '', width = '', precision = '', letter = ''] = match;
    rest = rest.slice(start + whole.length);
    if (letter === '%') {
      if (flags.replaceAll("'", '') + width + precision !== '') fail(`Invalid FORMAT string: "${format}"`);
      parts.push({ text: '%' });
      continue;
    }
    if (width === '*') checkType(types, next++, 'integer', ['INT64']);
    else if (Number(width) > MAX_OUTPUT) fail(`Width ${BigInt(width) > MAX_INT64 ? MAX_INT64 : width} exceeds the maximum supported output width of FORMAT. Limit: ${MAX_OUTPUT}`);
    if (precision === '.*') checkType(types, next++, 'integer', ['INT64']);
    else checkPrecision(Number(precision.slice(1)), letter);
    if (next < types.length) checkLetter(letter, types, next, format);
    next += 1;
    parts.push({
      source: whole,
      flags: new Set(flags),
      width: width === '' ? null : width === '*' ? 'argument' : Number(width),
      precision: precision === '' ? null : precision === '.*' ? 'argument' : Number(precision.slice(1)),
      letter,
    });
  }
  if (next !== types.length) fail(`Too ${next > types.length ? 'few' : 'many'} arguments to FORMAT for pattern "${format}"; Expected ${next + 1}; Got ${types.length + 1}`);
  return parts;
}

function fail(message: string): never {
  throw new Error(`!error: ${message}`);
}

function checkType(types: readonly string[], index: number, expected: string, kinds: readonly string[]): void {
  const type = types[index];
  if (type !== undefined && !kinds.includes(type)) fail(`Invalid type for argument ${index + 2} to FORMAT; Expected ${expected}; Got ${type}`);
}

function checkLetter(letter: string, types: readonly string[], index: number, format: string): void {
  const known = EXPECTED.find(([letters]) => letters.includes(letter));
  if (known === undefined) fail(`Invalid format specifier character "${letter}" in FORMAT string: "${format}"`);
  const [, expected, kinds] = known;
  if (kinds !== null) checkType(types, index, expected, kinds);
}

/** @throws Error for more digits than GoogleSQL prints with that letter */
export function checkPrecision(precision: number, letter: string): void {
  const most = 'eEfF'.includes(letter) ? MAX_DECIMALS : 'gG'.includes(letter) ? MAX_SIGNIFICANT : MAX_OUTPUT;
  if (precision > most) fail(`Precision value is too big${most}`);
}
