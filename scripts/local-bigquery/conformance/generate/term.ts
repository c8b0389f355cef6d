import type { SqlType } from '../../../googlesql/types.ts';
import { typeText } from '../../wire/schema.ts';
import { parameterOf } from './alternatives.ts';

/** A made-up piece of SQL that knows simpler pieces which may stand in its place. */
export interface Term {
  readonly type: SqlType;
  readonly sql: string;
  /** What it is made of. */
  readonly parts: readonly Term[];
  /** What stands between the first two parts: `+`, `AND`, `,`. */
  readonly operator: string;
  /** Simpler terms of the same type, simplest first; finite, and each chain of them ends. */
  simpler(): Iterable<Term>;
}

/** Values to shrink to, by type; a leaf gives way only to those before it. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  INT64: ['1', '0', '-1'],
  FLOAT64: ['1.5', '0.0', '-1.5'],
  NUMERIC: [`NUMERIC '1.5'`, `NUMERIC '0'`],
  BIGNUMERIC: [`BIGNUMERIC '1.5'`, `BIGNUMERIC '0'`],
  BOOL: ['TRUE', 'FALSE'],
  STRING: [`'a'`, `''`],
  BYTES: [`b'a'`, `b''`],
  DATE: [`DATE '2020-01-31'`],
  TIME: [`TIME '12:34:56'`],
  DATETIME: [`DATETIME '2020-01-31 12:34:56'`],
  TIMESTAMP: [`TIMESTAMP '2020-01-31 12:34:56+00'`],
  INTERVAL: ['INTERVAL 1 DAY'],
  JSON: [`JSON '1'`],
};

export function nullOf(type: SqlType): string {
  return `CAST(NULL AS ${typeText(type)})`;
}

function plainLeaves(type: SqlType): readonly string[] {
  if (type.kind === 'ARRAY') return [`CAST([] AS ${typeText(type)})`, nullOf(type)];
  return [...(PLAIN[type.kind] ?? []), nullOf(type)];
}

/** A column, a literal or another text without parts. */
export function leaf(type: SqlType, sql: string): Term {
  return {
    type,
    sql,
    parts: [],
    operator: '',
    *simpler() {
      const plain = plainLeaves(type);
      const rank = plain.indexOf(sql);
      for (const text of rank < 0 ? plain : plain.slice(0, rank)) yield leaf(type, text);
    },
  };
}

/** A literal that we are given as a parameter. As a literal it would be cast to a decimal type by its digits, as a parameter it is a double. */
export function parameterLeaf(type: SqlType, literal: string): Term {
  const told = type.kind === 'FLOAT64' && /^-?[\d.]/.test(literal) ? `CAST('${literal}' AS FLOAT64)` : literal;
  return {
    type,
    sql: parameterOf(told, type),
    parts: [],
    operator: '',
    simpler: () => [leaf(type, literal)],
  };
}

/** Texts around and between children: `texts` is one longer than `children`. */
export function compound(type: SqlType, texts: readonly string[], children: readonly Term[]): Term {
  const same = typeText(type);
  return {
    type,
    sql: texts.map((text, index) => text + (children[index]?.sql ?? '')).join(''),
    parts: children,
    operator: texts[1]?.trim() ?? '',
    *simpler() {
      for (const text of plainLeaves(type)) yield leaf(type, text);
      for (const child of children) if (typeText(child.type) === same) yield child;
      for (const [index, child] of children.entries()) {
        for (const other of child.simpler()) yield compound(type, texts, children.with(index, other));
      }
    },
  };
}

/** Like `compound`, for what no plain value can replace: an aggregate, a part of a query. */
export function fixedForm(type: SqlType, texts: readonly string[], children: readonly Term[]): Term {
  return {
    type,
    sql: texts.map((text, index) => text + (children[index]?.sql ?? '')).join(''),
    parts: children,
    operator: texts[1]?.trim() ?? '',
    *simpler() {
      for (const [index, child] of children.entries()) {
        for (const other of child.simpler()) yield fixedForm(type, texts, children.with(index, other));
      }
    },
  };
}
