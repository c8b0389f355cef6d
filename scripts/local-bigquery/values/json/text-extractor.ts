import { positionInText, type JsonPath, type PathStep } from './path.ts';

/** What a path finds in JSON text: `text` is the value of a scalar, or an array or object as JSON text without spaces. */
export interface Found {
  readonly kind: 'null' | 'scalar' | 'container';
  readonly text: string;
  /** The value as JSON text: strings with quotes. */
  readonly json: string;
}

const MAX_TEXT_DEPTH = 1000;

/** Text that is no JSON as far as it had to be read. */
class Malformed extends Error {}

/**
 * Finds a value in JSON text the way BigQuery's functions of STRING do: numbers keep their form, reading stops at the first
 * match, and what comes after it may be anything. Like Google's reader it takes more than JSON: strings in single quotes,
 * C's escapes, a trailing comma, nothing for null.
 * @returns null where the path leads nowhere or the text is no JSON
 */
export function findInText(text: string, path: JsonPath): Found | null {
  return reading(() => new Reader(text).find(path, 0, 0));
}

/** The elements of the array that the path finds; null if it finds no array. */
export function elementsInText(text: string, path: JsonPath): Found[] | null {
  return reading(() => {
    const reader = new Reader(text);
    reader.find(path, 0, 0, true);
    return reader.elements;
  });
}

function reading<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

const NULL: Found = { kind: 'null', text: 'null', json: 'null' };
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
/** Strings without anything to decode. */
const PLAIN_STRING = /"[^"\\]*"|'[^'\\]*'/y;

class Reader {
  /** Those of the array that was looked for; null if something else was found. */
  elements: Found[] | null = null;
  private at = 0;

  constructor(private readonly text: string) {}

  /** Reads one value and looks in it for the rest of the path. @param keep whether to keep the elements of a found array */
  find(path: JsonPath, step: number, depth: number, keep = false): Found | null {
    this.space();
    const next = path[step];
    const open = this.text[this.at];
    if (next === undefined) {
      if (open === '[' && keep) {
        const elements: Found[] = [];
        this.array(depth + 1, () => {
          elements.push(this.read(depth + 1));
          return null;
        }, () => elements.push(NULL));
        this.elements = elements;
        return NULL;
      }
      return this.read(depth);
    }
    const inside = (matches: boolean): Found | null => {
      if (matches) return this.find(path, step + 1, depth + 1, keep);
      this.read(depth + 1);
      return null;
    };
    if (open === '{') return this.object(depth + 1, (key) => inside(key === next.key), (key) => key === next.key && step + 1 === path.length);
    if (open === '[') return this.array(depth + 1, (index) => inside(isAt(next, index)), (index) => isAt(next, index) && step + 1 === path.length);
    this.read(depth);
    return null;
  }

  /** Reads one value whole. */
  private read(depth: number): Found {
    this.space();
    const open = this.text[this.at];
    if (open === '"' || open === "'") {
      const text = this.string();
      return { kind: 'scalar', text, json: jsonString(text) };
    }
    if (open === '{') {
      const members: string[] = [];
      this.object(depth + 1, (key) => {
        members.push(`${jsonString(key)}:${this.read(depth + 1).json}`);
        return null;
      }, (key) => members.push(`${jsonString(key)}:null`) < 0);
      return container(`{${members.join(',')}}`);
    }
    if (open === '[') {
      const items: string[] = [];
      this.array(depth + 1, () => {
        items.push(this.read(depth + 1).json);
        return null;
      }, () => items.push('null') < 0);
      return container(`[${items.join(',')}]`);
    }
    for (const word of ['true', 'false', 'null']) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return word === 'null' ? NULL : { kind: 'scalar', text: word, json: word };
    }
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number === undefined) throw new Malformed();
    this.at += number.length;
    // A point or an exponent must have digits.
    if (/[.eE]/.test(this.text[this.at] ?? '') && !(number.includes('.') && this.text[this.at] === '.') && !/[eE]/.test(number)) throw new Malformed();
    return { kind: 'scalar', text: number, json: number };
  }

  /** @param visit reads the member's value @param missing a member without one; true ends the reading with null */
  private object(depth: number, visit: (key: string) => Found | null, missing: (key: string) => boolean): Found | null {
    this.deeper(depth);
    this.at += 1;
    for (;;) {
      this.space();
      const open = this.text[this.at];
      if (open === '}') {
        this.at += 1;
        return null;
      }
      if (open !== '"' && open !== "'") throw new Malformed();
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') throw new Malformed();
      this.at += 1;
      this.space();
      if (this.text[this.at] === ',') {
        if (missing(key)) return NULL;
      } else {
        const found = visit(key);
        if (found !== null) return found;
      }
      this.separator('}');
    }
  }

  private array(depth: number, visit: (index: number) => Found | null, missing: (index: number) => unknown): Found | null {
    this.deeper(depth);
    this.at += 1;
    for (let index = 0; ; index += 1) {
      this.space();
      const open = this.text[this.at];
      if (open === ']') {
        this.at += 1;
        return null;
      }
      if (open === ',') {
        if (missing(index) === true) return NULL;
      } else {
        const found = visit(index);
        if (found !== null) return found;
      }
      this.separator(']');
    }
  }

  private separator(close: string): void {
    this.space();
    if (this.text[this.at] === ',') this.at += 1;
    else if (this.text[this.at] !== close) throw new Malformed();
  }

  private string(): string {
    PLAIN_STRING.lastIndex = this.at;
    const plain = PLAIN_STRING.exec(this.text)?.[0];
    if (plain !== undefined) {
      this.at += plain.length;
      return plain.slice(1, -1);
    }
    const quote = this.text[this.at];
    let result = '';
    for (this.at += 1; ; this.at += 1) {
      const character = this.text[this.at];
      if (character === undefined) throw new Malformed();
      if (character === quote) {
        this.at += 1;
        return result;
      }
      result += character === '\\' ? this.escape() : character;
    }
  }

  /** Leaves the reader on the escape's last character. */
  private escape(): string {
    this.at += 1;
    const letter = this.text[this.at];
    if (letter === undefined) throw new Malformed();
    if (letter === 'u') return this.code(4);
    if (letter === 'x') return this.code(2);
    if (letter >= '0' && letter <= '7') {
      const digits = /^[0-7]{1,3}/.exec(this.text.slice(this.at, this.at + 3))?.[0] ?? '0';
      this.at += digits.length - 1;
      return ascii(parseInt(digits, 8));
    }
    return LETTERS[letter] ?? letter;
  }

  private code(length: number): string {
    const digits = this.text.slice(this.at + 1, this.at + 1 + length);
    if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) throw new Malformed();
    this.at += length;
    const code = parseInt(digits, 16);
    if (length === 2) return ascii(code);
    if (code >= 0xd800 && code <= 0xdfff) throw new Error('!error: A surrogate escaped in JSON text is not supported by the local BigQuery: use PARSE_JSON');
    return String.fromCharCode(code);
  }

  private deeper(depth: number): void {
    if (depth > MAX_TEXT_DEPTH) throw new Error(`!error: JSON parsing failed due to deeply nested array/struct. Maximum nesting depth is ${MAX_TEXT_DEPTH}`);
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && !(code >= 9 && code <= 13)) return;
      this.at += 1;
    }
  }
}

function ascii(code: number): string {
  if (code > 0x7f) throw new Error('!error: An octal or hexadecimal escape beyond ASCII in JSON text is not supported by the local BigQuery');
  return String.fromCharCode(code);
}

function isAt(step: PathStep, index: number): boolean {
  return positionInText(step) === index;
}

function container(json: string): Found {
  return { kind: 'container', text: json, json };
}

/** As functions of STRING escape: also the line separators that JavaScript once took for line ends. */
export function jsonString(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
