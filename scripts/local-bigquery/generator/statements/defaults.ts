import type { Analyzer } from '../../../googlesql/analyzer.ts';
import type { Expr, ResolvedColumn, Statement } from '../../../googlesql/resolved-nodes.ts';
import type { Relation } from '../../statement.ts';
import { duckType, quoteName } from '../../storage/types.ts';
import { typeText } from '../../wire/schema.ts';
import { expression } from '../expressions/expressions.ts';
import { NO_COLUMNS, type Generation } from '../generation.ts';
import { refusing } from '../refusing.ts';
import { stored } from './stored.ts';

/** The relations of a statement, that which it writes with its columns' DEFAULT values resolved. */
export async function withDefaults(statement: Statement, relations: ReadonlyMap<string, Relation>, analyzer: Analyzer): Promise<ReadonlyMap<string, Relation>> {
  if (statement.kind !== 'InsertStmt' && statement.kind !== 'UpdateStmt' && statement.kind !== 'MergeStmt') return relations;
  const key = statement.tableScan.table;
  const relation = relations.get(key);
  const written = relation?.defaultExpressions;
  if (relation === undefined || written === undefined) return relations;
  return new Map([...relations, [key, { ...relation, defaults: await resolve(relation, written, analyzer) }]]);
}

/** Resolved as the analyzer coerces them where a table is created. */
async function resolve({ columns }: Relation, written: ReadonlyMap<string, string>, analyzer: Analyzer): Promise<ReadonlyMap<string, Expr>> {
  const list = columns.flatMap(({ name, type }, index) => {
    const text = written.get(name);
    return text === undefined ? [] : [{ name, definition: `c${index} ${typeText(type)} DEFAULT (${text}\n)` }];
  });
  const made = await refusing(() => analyzer.analyze({ sql: `CREATE TABLE defaults (${list.map(({ definition }) => definition).join(', ')})`, tables: [] }));
  if (made.kind !== 'CreateTableStmt') throw new Error('The DEFAULT values were not resolved.');
  return new Map(
    made.columnDefinitionList.flatMap(({ defaultValue }, index) => (defaultValue === null ? [] : [[list[index]?.name.toLowerCase() ?? '', defaultValue.expression] as const])),
  );
}

/** DuckDB text of what DEFAULT means for a column; NULL for a column without one. */
export function defaultValue(column: string, { defaults }: Relation, generation: Generation): string {
  const node = defaults?.get(column.toLowerCase());
  return node === undefined ? 'NULL' : expression(node, NO_COLUMNS, generation);
}

/** The columns that an INSERT leaves out and that are not NULL then: those with a DEFAULT, and arrays, which are empty. Quoted name and value of each. */
export function omittedDefaults(inserted: readonly ResolvedColumn[], relation: Relation, generation: Generation): { readonly column: string; readonly value: string }[] {
  const given = new Set(inserted.map(({ name }) => name.toLowerCase()));
  return relation.columns
    .filter(({ name, type }) => (type.kind === 'ARRAY' || relation.defaults?.has(name.toLowerCase()) === true) && !given.has(name.toLowerCase()))
    .map(({ name, type }) => {
      const key = name.toLowerCase();
      const keeping = { decimal: relation.decimals?.get(key), rule: relation.elementRules?.get(key) };
      const hasDefault = relation.defaults?.has(key) === true;
      return { column: quoteName(name), value: hasDefault ? stored(defaultValue(name, relation, generation), name, type, generation, keeping) : `[]::${duckType(type)}` };
    });
}
