import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Column } from '../../../scripts/googlesql/types.ts';
import { fromDuck, type Plain } from '../../../scripts/local-bigquery/conformance/canonical.ts';
import { openWarehouse, type Warehouse } from '../../../scripts/local-bigquery/conformance/warehouse.ts';

/** A statement, and what the table holds after it or how it fails. */
interface Case {
  readonly sql: string;
  readonly table?: string;
  readonly rows?: Plain[][];
  readonly error?: string;
}

interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

const INT64 = { kind: 'INT64' } as const;
const STRING = { kind: 'STRING' } as const;
const FLOAT64 = { kind: 'FLOAT64' } as const;
const INNER = { kind: 'STRUCT', fields: [{ name: 'c', type: STRING }, { name: 'd', type: FLOAT64 }] } as const;
const PLAIN = [{ name: 'id', type: INT64 }, { name: 'name', type: STRING }, { name: 'f', type: FLOAT64 }];
const TABLES: Readonly<Record<string, Table>> = {
  t: { columns: PLAIN, rows: [['1', `'one'`, '1.5'], ['2', `'two'`, 'NULL'], ['3', 'NULL', `'nan'::DOUBLE`]] },
  s: { columns: PLAIN, rows: [['2', `'zwei'`, '2.5'], ['4', `'vier'`, '4'], ['NULL', `'none'`, '0']] },
  n: {
    columns: [
      { name: 'id', type: INT64 },
      { name: 'st', type: { kind: 'STRUCT', fields: [{ name: 'a', type: INT64 }, { name: 'b', type: INNER }] } },
      { name: 'xs', type: { kind: 'ARRAY', element: INT64 } },
    ],
    rows: [['1', `{'a': 1, 'b': {'c': 'x', 'd': 1.5}}`, '[1, 2]'], ['2', 'NULL', '[]'], ['3', `{'a': NULL, 'b': NULL}`, '[3]']],
  },
};

describe('DML over small tables', () => {
  let warehouse: Warehouse;
  before(async () => {
    warehouse = await openWarehouse();
  });
  after(() => warehouse.close());
  beforeEach(async () => {
    for (const [name, { columns, rows }] of Object.entries(TABLES)) await warehouse.addTable(name, columns, rows);
  });

  for (const { sql, table, rows, error } of JSON.parse(readFileSync(new URL('cases/dml.json', import.meta.url), 'utf8')) as Case[]) {
    it(sql, async () => {
      const failure = await warehouse.run(sql).then(() => undefined, (thrown: unknown) => (thrown as Error).message.split('\n')[0]);
      expect(failure).to.equal(error);
      if (table === undefined) return;
      const found = await warehouse.duck(`SELECT * FROM "${table}"`);
      const plain = found.map((row) => row.map((value, index) => fromDuck(value, TABLES[table]?.columns[index]?.type ?? STRING)));
      expect(plain.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))).to.deep.equal(rows);
    });
  }
});
