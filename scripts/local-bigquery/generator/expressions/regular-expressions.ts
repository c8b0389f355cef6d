import { RE2JS } from 're2js';

/** A match by UTF-16 positions; `group` is the only capturing group, null where it took no part. */
interface Match {
  readonly start: number;
  readonly end: number;
  readonly group: { readonly start: number; readonly end: number } | null;
}

/** Patterns that come row by row repeat themselves. */
const MAX_COMPILED = 256;
const compiled = new Map<string, RE2JS>();

const MANY_GROUPS = 'Regular expressions passed into extraction functions must not have more than 1 capturing group';

/** What re2js reads otherwise than RE2, whose verdict on the pattern the generated SQL asks for first. */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  let made: RE2JS;
  try {
    made = RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(`!error: The regular expression ${pattern} is not supported here by the local BigQuery (${(error as Error).message})`, { cause: error });
  }
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** The number of capturing groups; null for a pattern that cannot be read here, maybe because it is wrong. */
export function capturingGroups(pattern: string): number | null {
  try {
    return compile(pattern).groupCount();
  } catch {
    return null;
  }
}

/** Whether some match of the pattern may be empty, in whatever text. */
export function mayMatchEmpty(pattern: string): boolean {
  // A word boundary alone can hold between characters and not in the empty text.
  return pattern.includes('\\b') || compile(pattern).matcher('').find();
}

export function contains(text: string, pattern: string): boolean {
  return compile(pattern).matcher(text).find();
}

/** Length of the character at a UTF-16 position. */
function characterLength(text: string, position: number): number {
  return (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
}

const ASCII = /^[\0-\x7f]*$/;

/** What a text is made of: of bytes it has a character U+0000 to U+00FF each. */
export type Unit = 'characters' | 'bytes';

/** RE2 takes the bytes within a character for no word boundary, and so matches there. */
function refuseBoundaries(text: string, pattern: string, unit: Unit): void {
  if (unit === 'characters' && pattern.includes('\\B') && !ASCII.test(text)) throw new Error('!error: A regular expression with \\B over characters beyond ASCII is not supported by the local BigQuery');
}

/** Matches one after the other; after an empty one the search goes on one character further. */
function* matches(text: string, pattern: string, unit: Unit): Generator<Match & { readonly next: number }> {
  const expression = compile(pattern);
  const groups = expression.groupCount();
  if (groups > 1) throw new Error(`!error: ${MANY_GROUPS}`);
  refuseBoundaries(text, pattern, unit);
  const matcher = expression.matcher(text);
  let position = 0;
  do {
    if (!matcher.find(position)) return;
    const [start, end] = [matcher.start(), matcher.end()];
    const whole = { start, end };
    const group = groups === 0 ? whole : matcher.start(1) < 0 ? null : { start: matcher.start(1), end: matcher.end(1) };
    position = start === end && end < text.length ? end + characterLength(text, end) : end;
    yield { ...whole, group, next: position };
  } while (position < text.length);
}

export function extractAll(text: string, pattern: string, unit: Unit = 'characters'): string[] {
  return Array.from(matches(text, pattern, unit), ({ group }) => (group === null ? '' : text.slice(group.start, group.end)));
}

/** The text from a character position on, counted from 1; null beyond its size, which is measured in bytes. */
function from(text: string, position: bigint, occurrence: bigint, unit: Unit, least: number): string | null {
  const size = Math.max(least, unit === 'bytes' ? text.length : Buffer.byteLength(text));
  if (position <= 0n) throw new Error('!error: Position must be positive');
  if (occurrence <= 0n) throw new Error('!error: Occurrence must be positive');
  if (position > BigInt(size)) return null;
  let offset = 0;
  for (let left = Number(position) - 1; left > 0 && offset < text.length; left -= 1) offset += characterLength(text, offset);
  return text.slice(offset);
}

function nth(text: string, pattern: string, occurrence: bigint, unit: Unit): (Match & { readonly next: number }) | null {
  let left = occurrence;
  for (const match of matches(text, pattern, unit)) {
    left -= 1n;
    if (left === 0n) return match;
  }
  return null;
}

export function extract(text: string, pattern: string, position: bigint, occurrence: bigint, unit: Unit = 'characters'): string | null {
  // The empty text has a first position too.
  const rest = from(text, position, occurrence, unit, 1);
  const group = rest === null ? null : (nth(rest, pattern, occurrence, unit)?.group ?? null);
  return group === null || rest === null ? null : rest.slice(group.start, group.end);
}

/** Position of an occurrence in characters, or the one after it; 0 if there is none. The empty pattern is nowhere. */
export function positionOf(text: string, pattern: string, position: bigint, occurrence: bigint, after: bigint, unit: Unit = 'characters'): bigint {
  if (after !== 0n && after !== 1n) throw new Error('!error: Invalid return_position_after_match.');
  const rest = from(text, position, occurrence, unit, 0);
  if (rest === null || pattern === '') return 0n;
  const match = nth(rest, pattern, occurrence, unit);
  if (match?.group == null) return 0n;
  // Without a group GoogleSQL counts back from where the search would go on, which an empty match has moved.
  const end = capturingGroups(pattern) === 0 ? match.next : match.group.end;
  const units = after === 1n ? end : end - (match.group.end - match.group.start);
  return BigInt(Array.from(rest.slice(0, units)).length) + position;
}

/** Replaces every match; `\0` to `\9` in the replacement are the match and its groups, `\\` is a backslash. */
export function replaceAll(text: string, pattern: string, replacement: string, unit: Unit = 'characters'): string {
  const expression = compile(pattern);
  checkReplacement(replacement, expression.groupCount());
  refuseBoundaries(text, pattern, unit);
  const matcher = expression.matcher(text);
  const written = (): string => replacement.replace(/\\(.)/gs, (_, character: string) => (character === '\\' ? character : (matcher.group(Number(character)) ?? '')));
  let result = '';
  let position = 0;
  let last = -1;
  while (position <= text.length && matcher.find(position)) {
    const [start, end] = [matcher.start(), matcher.end()];
    result += text.slice(position, start);
    position = end;
    // An empty match that touches the match before it is none.
    if (start !== end || start !== last) result += written();
    if (start === end) {
      if (end >= text.length) return result;
      const next = end + characterLength(text, end);
      result += text.slice(end, next);
      position = next;
    }
    last = end;
  }
  return result + text.slice(position);
}

/** @throws Error of the replacement's form, as RE2 words it */
export function checkReplacement(replacement: string, groups: number): void {
  const fail = (why: string): never => {
    throw new Error(`!error: Invalid REGEXP_REPLACE pattern: ${why}`);
  };
  let highest = -1;
  for (let index = 0; index < replacement.length; index += 1) {
    if (replacement[index] !== '\\') continue;
    index += 1;
    const character = replacement[index];
    if (character === undefined) fail(`Rewrite schema error: '\\' not allowed at end.`);
    else if (/\d/.test(character)) highest = Math.max(highest, Number(character));
    else if (character !== '\\') fail(`Rewrite schema error: '\\' must be followed by a digit or '\\'.`);
  }
  if (highest > groups) fail(`Rewrite schema requests ${highest} matches, but the regexp only has ${groups} parenthesized subexpressions.`);
}

/**
 * A pattern over BYTES as one over the text that has a character U+0000 to U+00FF for each byte: RE2 reads both in
 * Latin-1, where a byte is any character (`\C`) and no escape goes beyond it.
 */
export function latin1Pattern(pattern: string): string {
  return pattern.replace(/\\Q.*?(?:\\E|$)|\\x\{([0-9a-fA-F]+)\}|\\C|\\./gs, (escape, code: string | undefined) => {
    if (code !== undefined && Number.parseInt(code, 16) > 0xff) throw new Error(`!error: Cannot parse regular expression: invalid escape sequence: \\x{${code}`);
    return escape === '\\C' ? '(?s:.)' : escape;
  });
}
