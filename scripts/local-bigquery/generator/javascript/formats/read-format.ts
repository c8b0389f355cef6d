import { combinedDate } from '../../../values/dates/calendar-parts.ts';
import { fail, FIRST_MICROS, isRealDate, joinMicros, LAST_MICROS, SECONDS_PER_DAY, toDays } from '../../../values/dates/civil.ts';
import { READ_ELEMENTS, readSeconds, type Fields } from './read-elements.ts';
import { TextCursor } from './text-cursor.ts';
import { toInstant, zoneOf } from '../../../values/dates/time-zones.ts';
import type { FormatTarget } from './write-format.ts';

/** Elements that a type does not take. */
const FOREIGN: Readonly<Record<FormatTarget, string>> = { DATE: 'cHIklMPpRrSsTXZz', TIME: 'AaBbhCcDdeFGgjmsUuVWwxYyZz', DATETIME: 'Zz', TIMESTAMP: '' };
const MAX_KEPT = 500;

function validate(format: string, target: FormatTarget): void {
  const foreign = FOREIGN[target];
  for (const match of format.matchAll(/%%|%(?:E(?:[*\d](S)|4(Y)|(\w))|O(\w)|(\w))/g)) {
    const name = match.slice(1).join('');
    if (match[0] !== '%%' && foreign.includes(name)) fail(`Invalid format: ${match[0]} is not allowed for the ${target} type.`);
  }
}

/** An element, blanks, or a character that stands for itself; an element at the end of the format may be empty. */
type Token = { readonly element: string; readonly isTight: boolean } | { readonly text: string };

const kept = new Map<string, readonly Token[]>();

function tokens(format: string, target: FormatTarget): readonly Token[] {
  const key = `${target} ${format}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  validate(format, target);
  const found = Array.from(format.matchAll(/%(E(?:[*\d]S|4Y|.)|O.|[^]|$)|[ \t\n\v\f\r]+|[^]/gu), (match): Token => {
    const element = match[1];
    return element === undefined ? { text: match[0] } : { element, isTight: format[match.index + match[0].length] === '%' };
  });
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(key, found);
  return found;
}

const isBlank = (token: Token): boolean => ('text' in token ? /^[ \t\n\v\f\r]/.test(token.text) : token.element === 'n' || token.element === 't');

function readToken(token: Token, fields: Fields): void {
  const { cursor } = fields;
  if ('text' in token) {
    if (isBlank(token)) cursor.skipSpace();
    else if (cursor.next === token.text.charAt(0)) for (const character of token.text.split('')) cursor.expect(character);
    else fail(`Mismatch between format character '${token.text}' and string character '${cursor.next}'`);
    return;
  }
  if (token.element === '') fail("Format string cannot end with a single '%'");
  fields.position += 1;
  const digits = /^E([*\d])S$/.exec(token.element)?.[1];
  const read = READ_ELEMENTS[token.element];
  if (digits !== undefined) readSeconds(fields, digits);
  else if (read === undefined) cursor.fail();
  else read(fields, token.isTight);
}

/**
 * PARSE_DATE, PARSE_TIME, PARSE_DATETIME, PARSE_TIMESTAMP.
 * @param zone of texts that name none @returns microseconds since 1970, UTC or of the clock itself
 */
export function readFormat(format: string, text: string, target: FormatTarget, zone: string): bigint {
  const elements = tokens(format, target);
  const cursor = new TextCursor(text.endsWith('\0') ? text.slice(0, -1) : text);
  const fields: Fields = {
    cursor, zone: zoneOf(zone), year: 1970, century: null, hasCentury: false, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0, isTwelveHour: false, isAfternoon: false,
    unixSeconds: null, offsetMinutes: null, position: 0, last: { year: -1, month: -1, day: -1 }, anyCivilPart: false, parts: [],
  };
  cursor.skipSpace();
  let done = 0;
  for (; done < elements.length && !cursor.failed && !cursor.atEnd; done += 1) readToken(elements[done] ?? { text: '' }, fields);
  if (!cursor.failed) cursor.skipSpace();
  const [left] = elements.slice(done).filter((token) => !isBlank(token));
  if (left !== undefined && 'element' in left && left.element === '') fail("Format string cannot end with a single '%'");
  if (cursor.failed || !cursor.atEnd || left !== undefined) fail(`Failed to parse input string ${quoted(text)}`);
  return instantOf(fields);
}

function instantOf(fields: Fields): bigint {
  if (fields.unixSeconds !== null) return checked(joinMicros(fields.unixSeconds, 0));
  // A leap second is the first of the next minute.
  const isLeap = fields.second === 60;
  const hour = fields.hour + (fields.isTwelveHour && fields.isAfternoon ? 12 : 0);
  const plain = { year: fields.year + (fields.century ?? 0) * 100, month: fields.month, day: fields.day };
  const { year, month, day } = combinedDate(plain, fields.parts, fields.anyCivilPart, fields.last);
  if (!isRealDate(year, month, day) || fields.second > 60) fail('Out-of-range datetime field in parsing function');
  const seconds = toDays(year, month, day) * SECONDS_PER_DAY + hour * 3600 + fields.minute * 60 + (isLeap ? 59 : fields.second);
  const local = joinMicros(seconds, isLeap ? 0 : fields.micros);
  const instant = fields.offsetMinutes === null ? toInstant(local, fields.zone) : local - joinMicros(fields.offsetMinutes * 60, 0);
  return checked(isLeap ? instant + joinMicros(1, 0) : instant);
}

function checked(micros: bigint): bigint {
  if (micros < FIRST_MICROS || micros > LAST_MICROS) fail('Invalid result from parsing function');
  return micros;
}

/** A string as GoogleSQL writes it. */
function quoted(text: string): string {
  const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
  const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\', [quote]: `\\${quote}` };
  const escaped = Array.from(text, (character) => named[character] ?? (character < ' ' || character === '\u007f' ? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}` : character));
  return quote + escaped.join('') + quote;
}
