const DELIMITER = /[\p{White_Space}[\](){}/|<>!?@"^#$&~_,.:;*%+\\-]/u;

/** Greek letters with iota subscript: their one-letter capitals, which JavaScript's full mapping takes apart. */
function iotaCapital(code: number): number | null {
  if (code >= 0x1f80 && code <= 0x1faf) return (code & 8) === 0 ? code + 8 : code;
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? code + 9 : null;
}

/** The case mappings that keep one character one character. */
function simpleUpper(character: string): string {
  const upper = character.toUpperCase();
  if (Array.from(upper).length === 1) return upper;
  const capital = iotaCapital(character.codePointAt(0) ?? 0);
  return capital === null ? character : String.fromCodePoint(capital);
}

function simpleLower(character: string): string {
  const lower = character.toLowerCase();
  return Array.from(lower).length === 1 ? lower : (Array.from(lower)[0] ?? '');
}

/** What stands for GoogleSQL's own delimiters. */
const DEFAULT_DELIMITERS = '\0default';

/** @param delimiters the characters after which a word begins */
export function initcap(text: string, delimiters: string): string {
  const given = new Set(delimiters);
  const ends = (character: string): boolean => (delimiters === DEFAULT_DELIMITERS ? DELIMITER.test(character) : given.has(character));
  let begins = true;
  let result = '';
  for (const character of text) {
    const isDelimiter = ends(character);
    result += isDelimiter ? character : begins ? simpleUpper(character) : simpleLower(character);
    begins = isDelimiter;
  }
  return result;
}

export function casefold(text: string, form: 'NFC' | 'NFKC' | 'NFD' | 'NFKD'): string {
  return Array.from(text.normalize(form), fold).join('');
}

/** Full case folding (Unicode's CaseFolding.txt, C and F): lower case of the capitals, letter by letter. */
function fold(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x131) return character;
  // Cherokee folds to its capitals.
  if ((code >= 0x13f8 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) return character.toUpperCase();
  if (code >= 0x13a0 && code <= 0x13f5) return character;
  return Array.from(character.toLowerCase().toUpperCase(), (one) => one.toLowerCase()).join('');
}
