import type { SqlType } from '../../../googlesql/types.ts';
import { typeText } from '../../wire/schema.ts';
import type { Plain } from '../canonical.ts';
import type { Answer } from './rig.ts';

/**
 * What came of a case. `invalid`: Google's analyzer refuses the statement; `unanswered`: the reference evaluator has no
 * answer of its own to compare with; `free`: a difference that allowances.ts lets pass.
 */
export type Outcome = 'agreed' | 'agreed on an error' | 'refused' | 'invalid' | 'unanswered' | 'free' | 'different';

/** FLOAT64 may differ by so much, relative to the greater. */
const TOLERANCE = 1e-12;

/** What two right answers may differ in, see allowances.ts. */
export interface Leeway {
  /** By how much FLOAT64 may differ besides. */
  readonly noise: number;
  /** Whether an interval may be another one of the same length. */
  readonly lengths: boolean;
}

const NO_LEEWAY: Leeway = { noise: 0, lengths: false };

export function compareAnswers(ours: Answer, reference: Answer, ordered: boolean, { noise, lengths }: Leeway = NO_LEEWAY): Outcome {
  if (ours.kind === 'broken') return 'different';
  if (ours.kind === 'refused') return 'refused';
  if (reference.kind === 'refused') return 'unanswered';
  if (reference.kind === 'invalid') return ours.kind === 'rows' ? 'different' : 'invalid';
  if (reference.kind === 'failed') return ours.kind === 'rows' ? 'different' : 'agreed on an error';
  if (ours.kind !== 'rows' || reference.kind !== 'rows') return 'different';
  if (ours.types.map(typeText).join() !== reference.types.map(typeText).join()) return 'different';
  const [own, other] = lengths ? [ours, reference].map(({ rows }) => rows.map((row) => row.map((value, column) => byLength(value, ours.types[column] as SqlType)))) as [Plain[][], Plain[][]] : [ours.rows, reference.rows];
  const inOrder = ordered && !(noise > 0 && haveSameRanks(own, other, ours.types, noise));
  const [mine, theirs] = inOrder ? [own, other] : [sorted(own), sorted(other)];
  return sameRows(mine, theirs, ours.types, noise) ? 'agreed' : 'different';
}

/**
 * Whether rows may have changed places with each other only because noise decides between them: they are ordered by their columns
 * from the left, and up to the first FLOAT64 each column, read down, is the same.
 */
function haveSameRanks(mine: readonly Plain[][], theirs: readonly Plain[][], types: readonly SqlType[], noise: number): boolean {
  const count = types.findIndex(({ kind }) => kind === 'FLOAT64') + 1;
  const ranks = (rows: readonly Plain[][]): Plain[][] => rows.map((row) => row.slice(0, count));
  return count > 0 && sameRows(ranks(mine), ranks(theirs), types, noise);
}

function sameRows(mine: readonly Plain[][], theirs: readonly Plain[][], types: readonly SqlType[], noise: number): boolean {
  return mine.length === theirs.length && mine.every((row, index) => row.length === theirs[index]?.length && row.every((value, column) => same(value, theirs[index]?.[column] ?? null, types[column] as SqlType, noise)));
}

function same(mine: Plain, theirs: Plain, type: SqlType, noise: number): boolean {
  if (Array.isArray(mine) && Array.isArray(theirs)) {
    return mine.length === theirs.length && mine.every((value, index) => same(value, theirs[index] ?? null, memberType(type, index), noise));
  }
  if (typeof mine === 'number' && typeof theirs === 'number') {
    return mine === theirs || Math.abs(mine - theirs) <= Math.max(noise, TOLERANCE * Math.max(Math.abs(mine), Math.abs(theirs)));
  }
  return mine === theirs;
}

/** Intervals by their length in microseconds, a month being thirty days. */
function byLength(value: Plain, type: SqlType): Plain {
  if (Array.isArray(value)) return value.map((item, index) => byLength(item, memberType(type, index)));
  if (type.kind !== 'INTERVAL' || typeof value !== 'string') return value;
  const [months = 0n, days = 0n, micros = 0n] = value.split(' ').map(BigInt);
  return String((months * 30n + days) * 86_400_000_000n + micros);
}

function memberType(type: SqlType, index: number): SqlType {
  if (type.kind === 'ARRAY') return type.element;
  return type.kind === 'STRUCT' ? (type.fields[index]?.type ?? type) : type;
}

/** Rows in an order that small differences of floats do not change. */
function sorted(rows: readonly Plain[][]): readonly Plain[][] {
  const key = (row: Plain[]): string => JSON.stringify(row, (_, value: unknown) => (typeof value === 'number' ? value.toPrecision(9) : value));
  return [...rows].map((row) => ({ row, text: key(row) })).sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ row }) => row);
}
