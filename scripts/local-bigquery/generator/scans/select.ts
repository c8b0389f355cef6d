import type { ResolvedColumn } from '../../../googlesql/resolved-nodes.ts';
import type { Generation, Scope } from '../generation.ts';
import { quoteName } from '../../storage/types.ts';

/**
 * A SELECT under construction. Operators of the resolved tree are folded into one as long as SQL's own order of clauses
 * allows it; `seal` makes it a derived table when the next operator needs its result.
 */
export interface Select {
  /** FROM clause; null for one row without columns. */
  readonly from: string | null;
  /** Whether `from` is a join, which needs parentheses on the right-hand side of another. */
  readonly isJoin: boolean;
  readonly ctes: readonly string[];
  readonly recursive: boolean;
  readonly where: readonly string[];
  readonly groupBy: string | null;
  readonly orderBy: readonly string[];
  readonly limit: string | null;
  /** How each column is written in terms of `from`. */
  readonly columns: ReadonlyMap<number, string>;
  /** Columns whose text is an expression: later operators refer to them only through `seal`. */
  readonly computed: ReadonlySet<number>;
}

const EMPTY: Select = {
  from: null,
  isJoin: false,
  ctes: [],
  recursive: false,
  where: [],
  groupBy: null,
  orderBy: [],
  limit: null,
  columns: new Map(),
  computed: new Set(),
};

export function selectFrom(from: string | null, columns: ReadonlyMap<number, string>, isJoin = false): Select {
  return { ...EMPTY, from, columns, isJoin };
}

/** Whether the select is no more than its FROM clause. */
export function isBare(select: Select): boolean {
  return isFilterable(select) && select.where.length === 0 && select.from !== null && select.ctes.length === 0;
}

/** Whether a WHERE condition may still be added. */
export function isFilterable(select: Select): boolean {
  return select.computed.size === 0 && select.groupBy === null && select.limit === null && select.orderBy.length === 0;
}

/** Whether expressions may still be computed from its columns. */
export function isProjectable(select: Select): boolean {
  return select.computed.size === 0 && select.groupBy === null && select.limit === null && select.orderBy.length === 0;
}

/** A name for a column that no other column of the statement has. */
export function columnAlias({ id, name }: ResolvedColumn): string {
  return /^[a-z_]\w*$/i.test(name) ? `${name}_${id}` : `c${id}`;
}

/**
 * Wraps the select as a derived table that offers those of the `visible` columns that are used.
 * @param extra further columns, `expression AS alias` with aliases that no table has
 */
export function seal(select: Select, visible: readonly ResolvedColumn[], generation: Generation, extra: readonly string[] = []): Select {
  const alias = generation.alias('q');
  const offered = offeredColumns(visible, generation);
  const columns = new Map(offered.map((column) => [column.id, `${alias}.${columnAlias(column)}`]));
  const items = [...offered.map((column) => item(select, column, columnAlias(column))), ...extra];
  return selectFrom(`(${writeSelect(select, items)}) AS ${alias}`, columns);
}

/** `seal` that keeps the order: DuckDB keeps none of a derived table's inside a subquery, so its keys come along as columns. */
export function sealOrdered(select: Select, visible: readonly ResolvedColumn[], generation: Generation): Select {
  if (select.orderBy.length === 0) return seal(select, visible, generation);
  const alias = generation.alias('q');
  const offered = offeredColumns(visible, generation);
  const keys = select.orderBy.map((text) => /^([\s\S]*) ((?:ASC|DESC) NULLS (?:FIRST|LAST))$/.exec(text)?.slice(1) ?? [text, '']);
  const items = [...offered.map((column) => item(select, column, columnAlias(column))), ...keys.map(([key], index) => `${key ?? ''} AS ${alias}_${index}`)];
  const inner = writeSelect(select.limit === null ? { ...select, orderBy: [] } : select, items);
  const columns = new Map(offered.map((column) => [column.id, `${alias}.${columnAlias(column)}`]));
  return { ...selectFrom(`(${inner}) AS ${alias}`, columns), orderBy: keys.map(([, direction], index) => `${alias}.${alias}_${index} ${direction ?? ''}`) };
}

function offeredColumns(visible: readonly ResolvedColumn[], generation: Generation): ResolvedColumn[] {
  return [...new Map(visible.map((column) => [column.id, column])).values()].filter(({ id }) => generation.used.has(id));
}

export function sealUnless(ok: boolean, select: Select, visible: readonly ResolvedColumn[], generation: Generation): Select {
  return ok ? select : seal(select, visible, generation);
}

/** `expression AS alias`, or the bare column where its name is the alias. */
export function item(select: Select, column: ResolvedColumn, alias: string): string {
  const sql = select.columns.get(column.id);
  if (sql === undefined) throw new Error(`Column ${column.name}#${column.id} is not among the columns of its scan.`);
  return sql.endsWith(`.${alias}`) ? sql : `${sql} AS ${alias}`;
}

/** The SELECT with the given columns, under the given names, in this order. */
export function writeOutput(select: Select, output: readonly { readonly column: ResolvedColumn; readonly name: string }[]): string {
  return writeSelect(select, output.map(({ column, name }) => item(select, column, quoteName(name))));
}

/** The SELECT with the given columns under aliases by position, for set operations and CTEs. */
export function writeColumns(select: Select, columns: readonly ResolvedColumn[]): { readonly sql: string; readonly names: readonly string[] } {
  const seen = new Set<number>();
  const names = columns.map((column, index) => {
    const name = seen.has(column.id) ? `${columnAlias(column)}_${index}` : columnAlias(column);
    seen.add(column.id);
    return name;
  });
  const items = columns.map((column, index) => item(select, column, names[index] ?? ''));
  return { sql: writeSelect(select, items), names };
}

export function writeSelect(select: Select, items: readonly string[]): string {
  const clauses = [
    select.ctes.length > 0 ? `WITH ${select.recursive ? 'RECURSIVE ' : ''}${select.ctes.join(',\n')}\n` : '',
    `SELECT ${items.length > 0 ? items.join(', ') : '1 AS one'}`,
    select.from === null ? '' : `\nFROM ${select.from}`,
    select.where.length > 0 ? `\nWHERE ${select.where.join('\n  AND ')}` : '',
    select.groupBy === null ? '' : `\nGROUP BY ${select.groupBy}`,
    select.orderBy.length > 0 ? `\nORDER BY ${select.orderBy.join(', ')}` : '',
    select.limit === null ? '' : `\n${select.limit}`,
  ];
  return clauses.join('');
}

export function scopeOf(select: Select, outer: Scope | null): Scope {
  return { columns: select.columns, outer };
}
