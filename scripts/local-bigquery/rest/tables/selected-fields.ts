import type { ResultSet } from '../../engine/reading/results.ts';
import { sameName } from '../../engine/definitions/tables.ts';
import { BigQueryError } from '../../errors.ts';
import type { TableRef } from '../../statement.ts';
import { makeShape, tableName, type Shape } from '../../storage/catalog.ts';
import type { Cell } from '../../wire/rows.ts';
import { resultSchema, type FieldSchema } from '../../wire/schema.ts';

/** Names of fields, each from the column on. */
type Paths = readonly (readonly string[])[];

/** Only the named columns, in the table's order; of a record the named fields. @throws BigQueryError for one that is not there */
export function selectFields(shape: Shape, list: string): Shape {
  const choice = choose(shape.fields, pathsOf(list), '', shape.ref);
  return makeShape({ ...shape, fields: choice.map(({ field }) => field) });
}

/** The same of a query's rows. */
export function selectCells(results: ResultSet, list: string, ref: TableRef): ResultSet {
  const choice = choose(resultSchema(results.columns).fields, pathsOf(list), '', ref);
  return {
    columns: results.columns,
    totalRows: results.totalRows,
    memory: results.memory,
    page: async (start, maxRows) => {
      const page = await results.page(start, maxRows);
      return { ...page, rows: page.rows.map((row) => cellsOf(row, choice)) };
    },
    dispose: () => results.dispose(),
  };
}

function pathsOf(list: string): Paths {
  return list.split(',').map((path) => path.trim().split('.'));
}

interface Chosen {
  /** Place among its siblings. */
  readonly index: number;
  readonly field: FieldSchema;
  /** What is chosen of a record; null for all of it. */
  readonly inner: readonly Chosen[] | null;
}

function choose(fields: readonly FieldSchema[], paths: Paths, prefix: string, ref: TableRef): Chosen[] {
  for (const [name = ''] of paths) {
    if (!fields.some((field) => sameName(field.name, name))) {
      throw new BigQueryError('invalid', `Invalid field name "${prefix}${name}": Field ${prefix}${name} is not in the table ${tableName(ref)}.`, 'selectedFields');
    }
  }
  return fields.flatMap((field, index): Chosen[] => {
    const own = paths.filter(([name = '']) => sameName(name, field.name)).map(([, ...rest]) => rest);
    if (own.length === 0) return [];
    if (own.some((rest) => rest.length === 0)) return [{ index, field, inner: null }];
    const inner = choose(field.fields ?? [], own, `${prefix}${field.name}.`, ref);
    return [{ index, field: { ...field, fields: inner.map((chosen) => chosen.field) }, inner }];
  });
}

function cellsOf(cells: readonly Cell[], choice: readonly Chosen[]): Cell[] {
  return choice.map(({ index, inner }) => cellOf(cells[index] ?? null, inner));
}

function cellOf(cell: Cell, inner: readonly Chosen[] | null): Cell {
  if (inner === null || cell === null || typeof cell === 'string') return cell;
  if ('items' in cell) return { items: cell.items.map((item) => cellOf(item, inner)) };
  return 'fields' in cell ? { fields: cellsOf(cell.fields, inner) } : cell;
}
