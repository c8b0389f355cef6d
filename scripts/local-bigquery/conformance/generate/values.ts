import type { ScalarKind, SqlType } from '../../../googlesql/types.ts';
import { typeText } from '../../wire/schema.ts';
import type { Choose } from './choose.ts';
import { leaf, nullOf, type Term } from './term.ts';

interface Values {
  /** What most rows hold. */
  readonly common: readonly string[];
  /** Limits, special values, and what trips implementations. */
  readonly edges: readonly string[];
}

/** Literals by type. */
export const VALUES: Readonly<Record<ScalarKind, Values>> = {
  BOOL: { common: ['TRUE', 'FALSE'], edges: ['TRUE'] },
  INT64: {
    common: ['0', '1', '2', '3', '-1', '7', '12', '-5', '100'],
    edges: ['9223372036854775807', '(-9223372036854775808)', '-365', '2147483648', '365243', '1000000007', '9007199254740993'],
  },
  FLOAT64: {
    common: ['0.0', '1.0', '1.5', '-2.5', '0.1', '3.75', '10.0', '-0.5'],
    edges: [`CAST('nan' AS FLOAT64)`, `CAST('inf' AS FLOAT64)`, `CAST('-inf' AS FLOAT64)`, '2.675', '1e10', '1e308', '4.9e-324', '(-0.0)', '9007199254740993.0', '1e-7', '123456789.125'],
  },
  NUMERIC: {
    common: [`NUMERIC '0'`, `NUMERIC '1'`, `NUMERIC '-1.5'`, `NUMERIC '2.25'`, `NUMERIC '10'`, `NUMERIC '0.1'`],
    edges: [`NUMERIC '99999999999999999999999999999.999999999'`, `NUMERIC '-99999999999999999999999999999.999999999'`, `NUMERIC '0.000000001'`, `NUMERIC '0.5'`, `NUMERIC '123456789012345678.987654321'`],
  },
  BIGNUMERIC: {
    common: [`BIGNUMERIC '0'`, `BIGNUMERIC '1'`, `BIGNUMERIC '-1.5'`, `BIGNUMERIC '2.25'`, `BIGNUMERIC '10'`],
    edges: [
      `BIGNUMERIC '578960446186580977117854925043439539266.34992332820282019728792003956564819967'`, `BIGNUMERIC '-578960446186580977117854925043439539266.34992332820282019728792003956564819968'`,
      `BIGNUMERIC '0.00000000000000000000000000000000000001'`, `BIGNUMERIC '123456789012345678901234567890.123456789'`, `BIGNUMERIC '0.5'`,
    ],
  },
  STRING: {
    common: [`'a'`, `'b'`, `'abc'`, `'a,b'`, `'Hello'`, `'12'`, `'x-y'`],
    edges: [`''`, `' '`, `'Xé'`, `'👍12'`, `'  b, c '`, `'1.5'`, `'2020-02-29'`, `'true'`, `'%a_'`, `'e\\u0301'`, `'ß'`, `'İ'`, `'Ǆ'`, `'a\\nb'`, `'NaN'`, `'\\\\'`, `'{"a": [1, "x"]}'`, `'日本語'`],
  },
  BYTES: { common: [`b'a'`, `b'abc'`, `b'xyz'`], edges: [`b''`, `b'\\x00'`, `b'\\xff\\xfe'`, `b'\\xc3\\xa9'`, `b'\\xf0\\x9f\\x91\\x8d'`] },
  DATE: {
    common: [`DATE '2020-01-31'`, `DATE '2019-12-29'`, `DATE '2021-06-15'`, `DATE '1970-01-01'`],
    edges: [`DATE '2020-02-29'`, `DATE '0001-01-01'`, `DATE '9999-12-31'`, `DATE '1999-12-31'`, `DATE '2016-01-03'`, `DATE '1900-02-28'`, `DATE '2024-12-30'`],
  },
  TIME: { common: [`TIME '12:34:56'`, `TIME '00:00:00'`, `TIME '08:05:00'`], edges: [`TIME '23:59:59.999999'`, `TIME '00:00:00.000001'`, `TIME '12:30:00.5'`] },
  DATETIME: {
    common: [`DATETIME '2020-01-31 12:34:56'`, `DATETIME '2021-06-15 00:00:00'`, `DATETIME '1970-01-01 00:00:00'`],
    edges: [`DATETIME '0001-01-01 00:00:00'`, `DATETIME '9999-12-31 23:59:59.999999'`, `DATETIME '2020-02-29 23:59:59.5'`, `DATETIME '1969-12-31 23:59:59.999999'`, `DATETIME '2021-03-28 02:30:00'`],
  },
  TIMESTAMP: {
    common: [`TIMESTAMP '2020-01-31 12:34:56+00'`, `TIMESTAMP '2021-06-15 00:00:00+00'`, `TIMESTAMP '1970-01-01 00:00:00+00'`],
    edges: [`TIMESTAMP '0001-01-01 00:00:00+00'`, `TIMESTAMP '9999-12-31 23:59:59.999999+00'`, `TIMESTAMP '2020-02-29 23:59:59.5+00'`, `TIMESTAMP '1969-12-31 23:59:59.999999+00'`, `TIMESTAMP '2021-03-28 01:30:00+00'`, `TIMESTAMP '2021-11-07 06:30:00.123+00'`],
  },
  INTERVAL: {
    common: ['INTERVAL 1 DAY', 'INTERVAL 2 MONTH', 'INTERVAL -3 HOUR', `INTERVAL '1-2 3 4:5:6' YEAR TO SECOND`],
    edges: ['INTERVAL 0 DAY', `INTERVAL '0-0 0 0:0:0.000001' YEAR TO SECOND`, 'INTERVAL 10000 YEAR', 'INTERVAL -13 MONTH', `INTERVAL '-1-2 30 -4:5:6.789' YEAR TO SECOND`, 'INTERVAL 100000 SECOND'],
  },
  JSON: {
    common: [`JSON '1'`, `JSON '"a"'`, `JSON '{"a": 1, "b": [1, 2, {"c": "x"}]}'`, `JSON '[1, "a", null]'`, `JSON 'true'`],
    edges: [`JSON 'null'`, `JSON '{}'`, `JSON '[]'`, `JSON '1.5'`, `JSON '"1e3"'`, `JSON '9223372036854775807'`, `JSON '{"a": null, "é": {"b": "\\\\u00e9"}}'`, `JSON '[[1], [2, 3]]'`, `JSON '-0.0'`],
  },
};

export const SCALAR_KINDS = Object.keys(VALUES) as readonly ScalarKind[];

const NULL_PERCENT = 6;
const EDGE_PERCENT = 25;

/** A literal of any type; arrays and structs are made of literals. */
export function literal(type: SqlType, choose: Choose, edgePercent = EDGE_PERCENT): Term {
  return leaf(type, literalText(type, choose, edgePercent));
}

function literalText(type: SqlType, choose: Choose, edgePercent: number): string {
  if (choose.percent(NULL_PERCENT)) return nullOf(type);
  switch (type.kind) {
    case 'ARRAY': {
      const items = choose.list(0, 3, () => literalText(type.element, choose, edgePercent));
      return `${typeText(type)}[${items.join(', ')}]`;
    }
    case 'STRUCT':
      return `${typeText(type)}(${type.fields.map((field) => literalText(field.type, choose, edgePercent)).join(', ')})`;
    default: {
      const { common, edges } = VALUES[type.kind];
      return choose.of(choose.percent(edgePercent) ? edges : common);
    }
  }
}
