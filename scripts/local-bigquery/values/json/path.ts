/** A path that the function refuses; the message is Google's. */
export class JsonPathError extends Error {}

/** One step: `.key`, `."key"` (legacy `['key']`) or `[position]`. Readers take a key of digits for a position as well. */
export interface PathStep {
  readonly key: string;
  readonly isPosition: boolean;
}
export type JsonPath = readonly PathStep[];

/** Legacy paths quote keys as `['a.b']` and take `[a]`, the others as `."a.b"`; strict ones, which mutators take, keep keys and positions apart. */
export type PathDialect = 'standard' | 'legacy' | 'strict';

const PLAIN_KEY = /^\.([\p{L}\p{N}_\-:\t\n\f\r ]+)/u;
const POSITION = /^\[[\t\n\f\r ]*(-?\d+)[\t\n\f\r ]*\]/;
const STRICT_POSITION = /^\[[\t\n\f\r ]*(\d+)[\t\n\f\r ]*\]/;
const STANDARD_QUOTED = /^\."((?:[^"\\]|\\.)*)"/s;
const LEGACY_QUOTED = /^\[[\t\n\f\r ]*'((?:[^'\\]|\\.)*)'[\t\n\f\r ]*\]/s;
/** In legacy paths a plain word may stand in brackets as well. */
const LEGACY_WORD = /^\[[\t\n\f\r ]*([\p{L}\p{N}_-]+)[\t\n\f\r ]*\]/u;
const UNSUPPORTED = /\.\.|\*|@/;

const cache = new Map<string, JsonPath | JsonPathError>();
const CACHE_LIMIT = 1000;

/** @throws JsonPathError */
export function parsePath(text: string, dialect: PathDialect): JsonPath {
  const key = `${dialect}:${text}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = attempt(text, dialect);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(key, found);
  }
  if (found instanceof JsonPathError) throw found;
  return found;
}

/** A path that adapts to the arrays of a value: `lax $.a`, `lax recursive $.a`. */
export interface LaxPath {
  readonly steps: JsonPath;
  readonly isRecursive: boolean;
}

const MODIFIERS = /^(?:(?:lax|recursive)[\t\n\f\r ]+)+/i;

/** Null for a path without modifiers. @throws JsonPathError */
export function parseLaxPath(text: string): LaxPath | null {
  const written = MODIFIERS.exec(text)?.[0];
  if (written === undefined) return null;
  const modifiers = written.trim().toLowerCase().split(/\s+/);
  const path = text.slice(written.length);
  if (new Set(modifiers).size < modifiers.length || (modifiers.includes('lax') && !path.startsWith('$'))) {
    throw new JsonPathError(`JSONPath must start with zero or more unique modifiers followed by '$'`);
  }
  if (!modifiers.includes('lax')) throw new JsonPathError(`JSONPath has an invalid combination of modifiers. The 'lax' modifier must be included if 'recursive' is specified.`);
  return { steps: parsePath(path, 'strict'), isRecursive: modifiers.includes('recursive') };
}

/** Whether a text is a path. */
export function isPath(text: string, dialect: PathDialect): boolean {
  return !(attempt(text, dialect) instanceof JsonPathError);
}

function attempt(text: string, dialect: PathDialect): JsonPath | JsonPathError {
  if (/^\s*lax\b/i.test(text)) return new JsonPathError('JSONPath in a lax mode, other than of JSON_QUERY of a JSON value, is not supported by the local BigQuery');
  if (!text.startsWith('$')) return new JsonPathError(`JSONPath must start with '$'`);
  const steps: PathStep[] = [];
  const quote = dialect === 'legacy' ? "'" : '"';
  let rest = text.slice(1);
  // Legacy paths may end with a dot.
  while (rest !== '' && !(dialect === 'legacy' && rest === '.')) {
    const quoted = (dialect === 'legacy' ? LEGACY_QUOTED : STANDARD_QUOTED).exec(rest);
    const position = (dialect === 'strict' ? STRICT_POSITION : POSITION).exec(rest);
    const match = quoted ?? position ?? (dialect === 'legacy' ? LEGACY_WORD.exec(rest) : null) ?? PLAIN_KEY.exec(rest);
    if (match === null) {
      const operator = dialect === 'strict' ? undefined : UNSUPPORTED.exec(rest)?.[0];
      return new JsonPathError(operator === undefined ? `Invalid token in JSONPath at: ${rest}` : `Unsupported operator in JSONPath: ${operator}`);
    }
    const key = match[1] ?? '';
    steps.push({ key: quoted === null ? key : key.replaceAll(`\\${quote}`, quote), isPosition: position !== null });
    rest = rest.slice(match[0].length);
  }
  return steps;
}

/** The position that a step names in an array of a JSON value; null if it names none. */
export function positionIn({ key }: PathStep): number | null {
  return /^[\t\n\v\f\r ]*[+-]?\d+[\t\n\v\f\r ]*$/.test(key) ? Number(key.trim()) : null;
}

/** The same in an array of JSON text, where what follows the digits is ignored, as is what leaves 32 bits. */
export function positionInText({ key }: PathStep): number | null {
  const digits = /^[\t\n\v\f\r ]*([+-]?\d+)/.exec(key)?.[1];
  if (digits === undefined) return null;
  const value = BigInt(digits.replace('+', ''));
  const largest = 2n ** 63n - 1n;
  return Number(BigInt.asIntN(32, value > largest ? largest : value < -largest - 1n ? -largest - 1n : value));
}
