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

/** Line by line, two spaces a level; empty arrays and objects on one line. */
export function prettyJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  const lines = (open: string, items: readonly string[], close: string): string => (items.length === 0 ? open + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`);
  if (Array.isArray(value)) return lines('[', value.map((item) => prettyJson(item, inner)), ']');
  if (value instanceof Map) return lines('{', Array.from(value, ([key, member]) => `${JSON.stringify(key)}: ${prettyJson(member, inner)}`), '}');
  return writeJson(value);
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
