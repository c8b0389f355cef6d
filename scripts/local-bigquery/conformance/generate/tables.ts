import type { ScalarKind, SqlType } from '../../../googlesql/types.ts';
import type { ScopeColumn } from './makers.ts';
import { nullOf } from './term.ts';
import { SCALAR_KINDS, VALUES } from './values.ts';

/** A small table: columns with the text of each row's value. */
export interface MadeTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: SqlType; readonly values: readonly string[] }[];
  /** A column without NULL, different in every row. */
  readonly key: string;
}

const EDGE_ROWS = 8;
const INT64: SqlType = { kind: 'INT64' };
const STRING: SqlType = { kind: 'STRING' };
const NESTED: SqlType = { kind: 'ARRAY', element: { kind: 'STRUCT', fields: [{ name: 'k', type: STRING }, { name: 'v', type: INT64 }] } };

/** Each type's values down its column; the second row is all NULL. */
function edges(): MadeTable {
  const columns = SCALAR_KINDS.map((kind) => {
    const { common, edges: rare } = VALUES[kind];
    const pool = [common[0] ?? '', nullOf({ kind }), ...rare, ...common.slice(1)];
    return { name: `c_${kind.toLowerCase()}`, type: { kind }, values: Array.from({ length: EDGE_ROWS }, (_, row) => (row === 1 ? nullOf({ kind }) : (pool[row % pool.length] ?? ''))) };
  });
  const ids = Array.from({ length: EDGE_ROWS }, (_, row) => String(row + 1));
  return { name: 'edges', key: 'row_id', columns: [{ name: 'row_id', type: INT64, values: ids }, ...columns] };
}

const column = (name: string, kind: ScalarKind, values: readonly (string | null)[]): MadeTable['columns'][number] => ({ name, type: { kind }, values: values.map((value) => value ?? nullOf({ kind })) });
const quoted = (kind: ScalarKind, values: readonly (string | null)[]): (string | null)[] => values.map((value) => (value === null ? null : `${kind} '${value}'`));

/** Rows that repeat and miss keys; floats are quarters, so that sums are exact in any order. */
const FACTS: MadeTable = {
  name: 'facts',
  key: 'id',
  columns: [
    column('id', 'INT64', ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']),
    column('k', 'INT64', ['1', '1', '2', '2', '2', null, '3', '4', '4', '7', null, '1']),
    column('g', 'STRING', [`'a'`, `'b'`, `'a'`, null, `'c'`, `'b'`, `'a'`, `'b'`, null, `'a'`, `''`, `'é'`]),
    column('n', 'INT64', ['5', '-3', '0', '12', null, '7', '7', '1', '-3', null, '5', '2']),
    column('x', 'FLOAT64', ['1.5', '-2.25', null, '0.0', '100.75', '1.5', '-0.5', null, '3.25', '8.0', '1.5', '-2.25']),
    column('m', 'NUMERIC', quoted('NUMERIC', ['1.5', '-2.25', null, '0', '100.123456789', '1.5', '-0.5', null, '3.25', '8', '0.1', '7'])),
    column('b', 'BOOL', ['TRUE', 'FALSE', null, 'TRUE', 'TRUE', 'FALSE', null, 'FALSE', 'TRUE', 'FALSE', 'TRUE', 'TRUE']),
    column('d', 'DATE', quoted('DATE', ['2020-01-31', '2020-02-29', null, '1999-12-31', '2020-01-31', '2021-06-15', '1970-01-01', null, '2020-02-29', '2022-01-01', '2020-12-31', '2019-12-29'])),
    column('t', 'TIMESTAMP', quoted('TIMESTAMP', ['2020-01-31 12:34:56+00', null, '2021-03-28 01:30:00.5+00', '2020-01-31 12:34:56+00', '1969-12-31 23:59:59+00', '2020-06-01 00:00:00+00', '2020-06-01 00:00:00+00', null, '2021-11-07 05:30:00+00', '2022-01-01 00:00:00+00', '2020-12-31 23:59:59.999999+00', '2019-01-01 00:00:00+00'])),
    column('s', 'STRING', [`'Hello'`, `'a,b'`, null, `''`, `'x-y'`, `'Hello'`, `'👍'`, `'abc'`, `'12'`, null, `'Zz'`, `'a'`]),
    // Some are equally long, and differ in their parts.
    column('i', 'INTERVAL', ['INTERVAL 29 DAY', `INTERVAL '0-1 -1 0' YEAR TO HOUR`, 'INTERVAL 0 DAY', null, 'INTERVAL 1 MONTH', 'INTERVAL 720 HOUR', `INTERVAL '1 -24' DAY TO HOUR`, 'INTERVAL 29 DAY', 'INTERVAL -3 HOUR', null, `INTERVAL '28 24' DAY TO HOUR`, `INTERVAL '0-1 -2 1' YEAR TO HOUR`]),
    column('y', 'BYTES', [`b'a'`, `b'\\xff'`, null, `b''`, `b'abc'`, `b'a'`, `b'\\x00'`, `b'z'`, null, `b'a'`, `b'ab'`, `b'b'`]),
  ],
};

const LABELS: MadeTable = {
  name: 'labels',
  key: 'id',
  columns: [
    column('id', 'INT64', ['1', '2', '3', '4', '5', '6']),
    column('k', 'INT64', ['1', '2', '2', '5', null, '4']),
    column('label', 'STRING', [`'one'`, `'two'`, `'deux'`, `'five'`, `'none'`, null]),
    column('x', 'FLOAT64', ['0.5', '1.5', null, '-2.25', '0.0', '8.0']),
    column('d', 'DATE', quoted('DATE', ['2020-01-31', null, '2020-02-29', '2019-12-29', '2020-01-31', '2022-01-01'])),
  ],
};

const NEST: MadeTable = {
  name: 'nest',
  key: 'id',
  columns: [
    column('id', 'INT64', ['1', '2', '3', '4', '5']),
    column('k', 'INT64', ['1', '2', null, '4', '4']),
    { name: 'xs', type: { kind: 'ARRAY', element: INT64 }, values: ['[1, 2, 3]', 'ARRAY<INT64>[]', '[7]', '[2, 2, -5]', '[9223, 0]'] },
    { name: 'ss', type: { kind: 'ARRAY', element: STRING }, values: [`['a', 'b']`, `['']`, 'ARRAY<STRING>[]', `['é', '👍', 'a']`, `['Hello']`] },
    { name: 'kv', type: NESTED, values: [`[STRUCT('a' AS k, 1 AS v), STRUCT('b', 2)]`, `CAST([] AS ARRAY<STRUCT<k STRING, v INT64>>)`, `[STRUCT('c' AS k, CAST(NULL AS INT64) AS v)]`, `[STRUCT('a' AS k, 5 AS v)]`, `[STRUCT(CAST(NULL AS STRING) AS k, 3 AS v), STRUCT('a', 1)]`] },
    { name: 'st', type: { kind: 'STRUCT', fields: [{ name: 'a', type: INT64 }, { name: 'b', type: STRING }] }, values: [`STRUCT(1 AS a, 'x' AS b)`, `STRUCT(2 AS a, CAST(NULL AS STRING) AS b)`, 'CAST(NULL AS STRUCT<a INT64, b STRING>)', `STRUCT(CAST(NULL AS INT64) AS a, 'y' AS b)`, `STRUCT(1 AS a, 'x' AS b)`] },
  ],
};

export const MADE_TABLES: readonly MadeTable[] = [edges(), FACTS, LABELS, NEST];

/** The table as a query. */
export function tableText({ columns }: MadeTable): string {
  const rows = columns[0]?.values.map((_, row) => `SELECT ${columns.map(({ name, values }) => (row === 0 ? `${values[row] ?? ''} AS ${name}` : (values[row] ?? ''))).join(', ')}`) ?? [];
  return rows.join('\nUNION ALL ');
}

export function scopeOf(table: MadeTable, alias = table.name): ScopeColumn[] {
  return table.columns.map(({ name, type }) => ({ type, sql: `${alias}.${name}` }));
}
