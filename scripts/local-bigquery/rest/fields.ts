import type { Request } from 'express';
import { BigQueryError } from '../errors.ts';
import { isRecord } from '../wire/schema.ts';

/** Members that are wanted, with those wanted inside each; null for all of it. */
type Mask = ReadonlyMap<string, Mask | null>;

/** The part of an answer that `fields` names: `kind,rows/f/v,schema(fields(name,type))`. */
export function partOf(request: Request, body: unknown): unknown {
  // Few requests name one, and reading the query text of all would cost each of them.
  if (!request.url.includes('fields=')) return body;
  const text = request.query['fields'] ?? request.query['$fields'];
  return typeof text === 'string' && text !== '' ? pick(body, readMask(text)) : body;
}

function pick(value: unknown, mask: Mask): unknown {
  if (Array.isArray(value)) return value.map((item) => pick(item, mask));
  if (!isRecord(value)) return value;
  const all = mask.get('*');
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const inner = mask.get(name) ?? (mask.has(name) ? null : all);
      if (inner === undefined) return [];
      if (inner === null) return [[name, member]];
      return typeof member === 'object' && member !== null ? [[name, pick(member, inner)]] : [];
    }),
  );
}

/** @throws BigQueryError for a text that is no mask */
export function readMask(text: string): Mask {
  const tokens = text.match(/[\w*$-]+|[/,()]|[^\s]/g) ?? [];
  let at = 0;
  const invalid = (): BigQueryError => new BigQueryError('invalid', `Invalid field selection ${text}`, 'fields');
  const list = (): Mask => {
    const mask = new Map<string, Mask | null>();
    for (;;) {
      const [name, inner] = path();
      mask.set(name, mask.has(name) ? merge(mask.get(name) ?? null, inner) : inner);
      if (tokens[at] !== ',') return mask;
      at += 1;
    }
  };
  const path = (): [string, Mask | null] => {
    const name = tokens[at];
    if (name === undefined || !/^[\w*$-]+$/.test(name)) throw invalid();
    at += 1;
    if (tokens[at] === '/') {
      at += 1;
      return [name, new Map([path()])];
    }
    if (tokens[at] !== '(') return [name, null];
    at += 1;
    const inner = list();
    if (tokens[at] !== ')') throw invalid();
    at += 1;
    return [name, inner];
  };
  const mask = list();
  if (at < tokens.length) throw invalid();
  return mask;
}

/** All that either wants. */
function merge(one: Mask | null, other: Mask | null): Mask | null {
  if (one === null || other === null) return null;
  const merged = new Map(one);
  for (const [name, inner] of other) merged.set(name, merged.has(name) ? merge(merged.get(name) ?? null, inner) : inner);
  return merged;
}
