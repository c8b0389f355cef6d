import { fail } from '../../../values/dates/civil.ts';

export type Category = 'LITERAL' | 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND' | 'MERIDIAN_INDICATOR' | 'TIME_ZONE' | 'CENTURY' | 'QUARTER' | 'WEEK' | 'ERA_INDICATOR' | 'MISC';

export interface Element {
  /** `YYYY`, `FF3`; for literals `text`, `quoted` or `space`. */
  readonly name: string;
  readonly category: Category;
  /** What a literal stands for. */
  readonly literal: string;
  readonly casing: 'upper' | 'lower' | 'capital';
  /** As messages show it. */
  readonly shown: string;
}

const CATEGORIES: Readonly<Record<string, Category>> = Object.fromEntries(
  (
    [
      ['YEAR', 'YYYY YYY YY Y RRRR RR Y,YYY IYYY IYY IY I SYYYY YEAR SYEAR'], ['MONTH', 'MM MON MONTH RM'], ['DAY', 'DDD DD D DAY DY J'], ['HOUR', 'HH HH12 HH24'], ['MINUTE', 'MI'],
      ['SECOND', 'SS SSSSS FF1 FF2 FF3 FF4 FF5 FF6 FF7 FF8 FF9'], ['MERIDIAN_INDICATOR', 'AM PM A.M. P.M.'], ['TIME_ZONE', 'TZH TZM'], ['CENTURY', 'CC SCC'], ['QUARTER', 'Q'],
      ['WEEK', 'IW WW W'], ['ERA_INDICATOR', 'AD BC A.D. B.C.'], ['MISC', 'SP TH SPTH THSP FM'],
    ] as const
  ).flatMap(([category, names]) => names.split(' ').map((name) => [name, category])),
);
/** Longest first: the longest name that fits is meant. */
const NAMES = Object.keys(CATEGORIES).sort((a, b) => b.length - a.length);
const MAX_LENGTH = 512;

function casingOf(text: string, category: Category): Element['casing'] {
  if (/^[a-z]/.test(text)) return 'lower';
  return category !== 'MERIDIAN_INDICATOR' && category !== 'ERA_INDICATOR' && /^[A-Z][a-z]/.test(text) ? 'capital' : 'upper';
}

const literal = (name: string, text: string, shown: string): Element => ({ name, category: 'LITERAL', literal: text, casing: 'upper', shown });

/** A text in double quotes, in which a backslash stands before quotes and backslashes. @returns it and its length */
function quotedLiteral(rest: string, at: number): readonly [Element, number] {
  let text = '';
  for (let index = 1; index < rest.length; index += 1) {
    const character = rest[index];
    if (character === '"') return [literal('quoted', text, `'"${text.replace(/[\\"']/g, '\\$&')}"'`), index + 1];
    if (character === '\\') {
      index += 1;
      if (rest[index] !== '\\' && rest[index] !== '"') fail(rest[index] === undefined ? `Cannot find matching " for quoted literal at ${at}` : `Unsupported escape sequence \\${rest[index] ?? ''} in text at ${at}`);
    }
    text += rest[index] ?? '';
  }
  fail(`Cannot find matching " for quoted literal at ${at}`);
}

function nextElement(format: string, at: number): readonly [Element, number] {
  const rest = format.slice(at);
  const spaces = /^ +/.exec(rest)?.[0];
  if (spaces !== undefined) return [literal('space', spaces, `'${spaces}'`), spaces.length];
  if (/^[-./,';:]/.test(rest)) return [literal('text', rest.charAt(0), `'${rest.charAt(0)}'`), 1];
  if (rest.startsWith('"')) return quotedLiteral(rest, at);
  const name = NAMES.find((candidate) => rest.slice(0, candidate.length).toUpperCase() === candidate);
  const category = name === undefined ? undefined : CATEGORIES[name];
  if (name === undefined || category === undefined) fail(`Cannot find matched format element at ${Buffer.byteLength(format.slice(0, at))}`);
  return [{ name, category, literal: '', casing: casingOf(rest, category), shown: `'${name}'` }, name.length];
}

const parsed = new Map<string, readonly Element[]>();
const MAX_PARSED = 500;

/** The elements of the format of a CAST. */
export function formatElements(format: string): readonly Element[] {
  const known = parsed.get(format);
  if (known !== undefined) return known;
  if (Buffer.byteLength(format) > MAX_LENGTH) fail(`Format string too long; limit ${MAX_LENGTH}`);
  const elements: Element[] = [];
  for (let at = 0; at < format.length; ) {
    const [element, length] = nextElement(format, at);
    elements.push(element);
    at += length;
  }
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(format, elements);
  return elements;
}
