/** Digits that a double holds for certain; a number with more is kept as text. */
const SAFE_DIGITS = 15;
/** Stands before a number's text; no JSON string that a file holds is likely to begin so, and one that does is only a text. */
const NUMBER_MARK = '\u0000number:';
const LONG = /\d[\d.]{15,}/;
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = /"\\u0000number:([^"]*)"/g;

/** Parses JSON whose numbers keep all their digits: long ones come as texts, which `numberText` tells from others. */
export function parseExact(text: string): unknown {
  return LONG.test(text) ? parseMarked(text, (token) => token.replace(/[eE].*$/, '').replace(/\D/g, '').length > SAFE_DIGITS) : JSON.parse(text);
}

/** Parses JSON whose numbers all come as their texts, as `numberText` tells them. */
export function parseNumbers(text: string): unknown {
  return parseMarked(text, () => true);
}

function parseMarked(text: string, isMarked: (number: string) => boolean): unknown {
  return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') || !isMarked(token) ? token : JSON.stringify(`${NUMBER_MARK}${token}`))));
}

/** The text of a number that came as one; null for anything else. */
export function numberText(value: unknown): string | null {
  return typeof value === 'string' && value.startsWith(NUMBER_MARK) ? value.slice(NUMBER_MARK.length) : null;
}

/** The JSON text of a value that was parsed here. */
export function exactText(value: unknown): string {
  return JSON.stringify(value).replace(MARKED, '$1');
}
