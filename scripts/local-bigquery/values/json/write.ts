import { doubleText } from './number-text.ts';
import type { Json } from './value.ts';

/** A value as BigQuery prints it: no spaces, keys in order, characters above U+007F as they are. */
export function writeJson(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return doubleText(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (value instanceof Map) return `{${Array.from(value, ([key, member]) => `${JSON.stringify(key)}:${writeJson(member)}`).join(',')}}`;
  return String(value);
}

/** Lays out JSON text whose strings, numbers and order of members are to stay as they are. */
export function prettyText(text: string): string {
  let result = '';
  let indent = '';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|\[\]|\{\}|[[\]{},:]|[^[\]{},:"]+/gs)) {
    if (token === '[' || token === '{') {
      indent += '  ';
      result += `${token}\n${indent}`;
    } else if (token === ']' || token === '}') {
      indent = indent.slice(2);
      result += `\n${indent}${token}`;
    } else if (token === ',') result += `,\n${indent}`;
    else result += token === ':' ? ': ' : token;
  }
  return result;
}
