import { doubleText } from './number-text.ts';
import { INT64_MIN, type Json, type JsonObject, MAX_DEPTH, sorted, UINT64_MAX } from './value.ts';

/** Text that is no JSON; the message is worded as Google's parser words it. */
export class JsonSyntaxError extends Error {}

/** `exact` refuses numbers that their double would not show again; `round` takes the nearest double. */
export type WideNumberMode = 'exact' | 'round';

const VALUE = "'[', '{', or a literal";
const CONTROL_NAMES = 'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ');
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' };
const ESCAPED: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const MAX_NUMBER_LENGTH = 1500;

/** Reads strict JSON. @throws JsonSyntaxError */
export function parseJson(text: string, mode: WideNumberMode = 'round'): Json {
  const parser = new Parser(text, mode);
  const value = parser.value(0);
  parser.end();
  return value;
}

class Parser {
  private at = 0;
  /** Where the text starts that a message quotes: the last string or number, or what came before it. */
  private from = 0;

  constructor(
    private readonly text: string,
    private readonly mode: WideNumberMode,
  ) {
    if (text.startsWith('\ufeff')) this.at = this.from = 1;
  }

  value(depth: number, context = 'value'): Json {
    this.space();
    const character = this.text[this.at];
    switch (character) {
      case '{':
        return this.object(depth + 1);
      case '[':
        return this.array(depth + 1);
      case '"':
        return this.string(context);
      case 't':
        return this.literal('true', true, context, '');
      case 'f':
        return this.literal('false', false, context, '');
      case 'n':
        return this.literal('null', null, context, '');
      default:
        if (character !== undefined && (character === '-' || isDigit(character))) return this.number(context);
        throw this.unexpected(context, VALUE, '');
    }
  }

  end(): void {
    this.space();
    if (this.at < this.text.length) throw this.unexpected('value', 'end of input');
  }

  private object(depth: number): JsonObject {
    this.deeper(depth);
    const members: JsonObject = new Map();
    this.at += 1;
    this.space();
    if (this.text[this.at] === '}') {
      this.at += 1;
      return members;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') throw this.unexpected('object key', 'string literal');
      const key = this.string('object key', 'string literal');
      this.space();
      if (this.text[this.at] !== ':') throw this.unexpected('object separator', "':'");
      this.at += 1;
      const value = this.value(depth);
      if (!members.has(key)) members.set(key, value);
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== '}') throw this.unexpected('object', "'}'");
      this.at += 1;
      if (next === '}') return sorted(members);
    }
  }

  private array(depth: number): Json[] {
    this.deeper(depth);
    const items: Json[] = [];
    this.at += 1;
    this.space();
    if (this.text[this.at] === ']') {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.value(depth));
      this.space();
      const next = this.text[this.at];
      if (next !== ',' && next !== ']') throw this.unexpected('array', "']'");
      this.at += 1;
      if (next === ']') return items;
    }
  }

  private deeper(depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonSyntaxError(`Max nesting of ${MAX_DEPTH} has been exceeded while parsing JSON`);
  }

  private string(context: string, expected = ''): string {
    this.from = this.at;
    this.at += 1;
    let result = '';
    let start = this.at;
    for (;;) {
      const character = this.text[this.at];
      if (character === undefined) throw this.broken('invalid string: missing closing quote', context, expected);
      if (character === '"') {
        this.at += 1;
        return result + this.text.slice(start, this.at - 1);
      }
      if (character < ' ') {
        this.at += 1;
        throw this.broken(`invalid string: control character ${controlName(character)}`, context, expected);
      }
      if (character !== '\\') {
        this.at += 1;
        continue;
      }
      result += this.text.slice(start, this.at) + this.escape(context, expected);
      start = this.at;
    }
  }

  private escape(context: string, expected: string): string {
    const letter = this.text[this.at + 1];
    this.at = Math.min(this.at + 2, this.text.length);
    const plain = letter === undefined ? undefined : ESCAPED[letter];
    if (plain !== undefined) return plain;
    if (letter !== 'u') throw this.broken('invalid string: forbidden character after backslash', context, expected);
    const unit = this.unit(context, expected);
    if (unit >= 0xdc00 && unit <= 0xdfff) throw this.broken('invalid string: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF', context, expected);
    if (unit < 0xd800 || unit > 0xdbff) return String.fromCharCode(unit);
    const lonely = 'invalid string: surrogate U+DC00..U+DFFF must be followed by U+DC00..U+DFFF';
    for (const wanted of '\\u') {
      const character = this.text[this.at];
      if (character !== undefined) this.at += 1;
      if (character !== wanted) throw this.broken(lonely, context, expected);
    }
    const low = this.unit(context, expected);
    if (low < 0xdc00 || low > 0xdfff) throw this.broken(lonely, context, expected);
    return String.fromCharCode(unit, low);
  }

  private unit(context: string, expected: string): number {
    for (let count = 0; count < 4; count += 1) {
      const character = this.text[this.at];
      if (character !== undefined) this.at += 1;
      if (character === undefined || !/[0-9a-fA-F]/.test(character)) throw this.broken(`invalid string: '\\u' must be followed by 4 hex digits`, context, expected);
    }
    return parseInt(this.text.slice(this.at - 4, this.at), 16);
  }

  private number(context: string, expected = ''): number | bigint {
    this.from = this.at;
    const start = this.at;
    const digits = (message: string): void => {
      if (!isDigit(this.text[this.at])) {
        if (this.at < this.text.length) this.at += 1;
        throw this.broken(`invalid number; ${message}`, context, expected);
      }
      while (isDigit(this.text[this.at])) this.at += 1;
    };
    if (this.text[this.at] === '-') this.at += 1;
    if (this.text[this.at] === '0') this.at += 1;
    else digits(`expected digit after '-'`);
    let whole = true;
    if (this.text[this.at] === '.') {
      whole = false;
      this.at += 1;
      digits(`expected digit after '.'`);
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      whole = false;
      this.at += 1;
      const sign = this.text[this.at] === '+' || this.text[this.at] === '-';
      if (sign) this.at += 1;
      digits(sign ? 'expected digit after exponent sign' : `expected '+', '-', or digit after exponent`);
    }
    return readNumber(this.text.slice(start, this.at), whole, this.mode);
  }

  private literal<T>(word: string, value: T, context: string, expected: string): T {
    for (const wanted of word) {
      const character = this.text[this.at];
      if (character !== undefined) this.at += 1;
      if (character !== wanted) throw this.broken('invalid literal', context, expected);
    }
    return value;
  }

  private space(): void {
    for (;;) {
      const character = this.text[this.at];
      if (character !== ' ' && character !== '\n' && character !== '\t' && character !== '\r') return;
      this.at += 1;
    }
  }

  /** What comes is a whole token in the wrong place, or no token at all. @param orElse what is expected where it is none */
  private unexpected(context: string, expected: string, orElse = expected): JsonSyntaxError {
    const character = this.text[this.at];
    if (character === undefined) return syntaxError(context, 'unexpected end of input', expected);
    if ('[]{}:,'.includes(character)) return syntaxError(context, `unexpected '${character}'`, expected);
    if (character === '"') {
      this.string(context, orElse);
      return syntaxError(context, 'unexpected string literal', expected);
    }
    if (character === '-' || isDigit(character)) {
      this.number(context, orElse);
      return syntaxError(context, 'unexpected number literal', expected);
    }
    const word = { t: 'true', f: 'false', n: 'null' }[character];
    if (word !== undefined) {
      this.literal(word, null, context, orElse);
      return syntaxError(context, `unexpected ${word} literal`, expected);
    }
    this.at += character >= '\ud800' && character <= '\udbff' ? 2 : 1;
    return this.broken('invalid literal', context, orElse);
  }

  private broken(message: string, context: string, expected: string): JsonSyntaxError {
    const read = this.text.slice(this.from, this.at).replace(/[\0-\x1f]/g, (character) => `<${codePoint(character)}>`);
    return syntaxError(context, `${message}; last read: '${read}'`, expected);
  }
}

function syntaxError(context: string, what: string, expected: string): JsonSyntaxError {
  return new JsonSyntaxError(`syntax error while parsing ${context} - ${what}${expected === '' ? '' : `; expected ${expected}`}`);
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function codePoint(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function controlName(character: string): string {
  const code = codePoint(character);
  const escape = SHORT_ESCAPES[character];
  return `${code} (${CONTROL_NAMES[character.charCodeAt(0)] ?? ''}) must be escaped to \\u${code.slice(2)}${escape === undefined ? '' : ` or ${escape}`}`;
}

function readNumber(text: string, whole: boolean, mode: WideNumberMode): number | bigint {
  if (whole) {
    const value = BigInt(text);
    if (value >= INT64_MIN && value <= UINT64_MAX) return value;
  }
  const value = Number(text);
  if (!Number.isFinite(value)) throw new JsonSyntaxError(`number overflow parsing '${text}'`);
  if (mode === 'exact') {
    if (text.length > MAX_NUMBER_LENGTH) throw new JsonSyntaxError(`Input number ${text} is too long.`);
    if (decimal(text) !== decimal(doubleText(value))) throw new JsonSyntaxError(`Input number: ${text} cannot round-trip through string representation`);
  }
  return value;
}

/** A decimal in one form, so that equal numbers have equal texts. */
function decimal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  return `${sign}${trimmed}e${Number(exponent) - fraction.length + digits.length - trimmed.length}`;
}
