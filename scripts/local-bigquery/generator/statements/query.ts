import type { OutputColumn, QueryStmt, Scan } from '../../../googlesql/resolved-nodes.ts';
import type { Column } from '../../../googlesql/types.ts';
import { BigQueryError } from '../../errors.ts';
import type { CompiledStatement, DuckSql } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { isRowByRow } from '../scans/row-by-row.ts';
import { scan } from '../scans/scans.ts';
import { writeOutput } from '../scans/select.ts';
import { quoteName, structKey } from '../../storage/types.ts';
import { stringConstant } from '../text/text.ts';

export function query(node: QueryStmt, generation: Generation): CompiledStatement {
  return { kind: 'query', ...(node.isValueTable ? valueTable(node, generation) : rowTable(node, generation)), rowByRow: isRowByRow(node.query, generation) };
}

interface Written {
  readonly query: DuckSql;
  readonly columns: readonly Column[];
}

function rowTable(node: QueryStmt, generation: Generation): Written {
  const columns = outputColumns(node.outputColumnList);
  return { query: queryText(node.query, node.outputColumnList, columns, generation), columns };
}

/** SELECT AS STRUCT or AS VALUE at the top: BigQuery puts the fields of a struct out as columns. */
function valueTable(node: QueryStmt, generation: Generation): Written {
  const [output] = node.outputColumnList;
  if (output === undefined) throw new Error('A value table has no column.');
  const { type } = output.column;
  const inner = queryText(node.query, node.outputColumnList, [{ name: 'value', type }], generation);
  if (type.kind !== 'STRUCT') {
    const columns = [{ name: 'f0_', type }];
    return { query: { ...inner, sql: `SELECT v.value AS "f0_" FROM (${inner.sql}) AS v` }, columns };
  }
  const columns = namedColumns(type.fields);
  const fields = columns.map(({ name }, index) => `struct_extract(v.value, ${stringConstant(structKey(type.fields[index]?.name ?? '', index))}) AS ${quoteName(name)}`);
  return { query: { ...inner, sql: `SELECT ${fields.join(', ')} FROM (${inner.sql}) AS v` }, columns };
}

/** The query with its output columns under their names. */
export function queryText(node: Scan, output: readonly OutputColumn[], columns: readonly Column[], generation: Generation): DuckSql {
  const select = scan(node, generation, null);
  return generation.finish(writeOutput(select, output.map(({ column }, index) => ({ column, name: columns[index]?.name ?? '' }))));
}

/** Output columns as BigQuery names them: those without a name are f0_, f1_, … @throws BigQueryError for duplicates */
export function outputColumns(output: readonly OutputColumn[]): Column[] {
  return namedColumns(output.map(({ name, column }) => ({ name, type: column.type })));
}

function namedColumns(output: readonly Column[]): Column[] {
  let anonymous = 0;
  const columns = output.map(({ name, type }) => {
    if (!name.startsWith('$') && name !== '') return { name, type };
    anonymous += 1;
    return { name: `f${anonymous - 1}_`, type };
  });
  const repeated = duplicates(columns.map(({ name }) => name));
  if (repeated.length > 0) {
    throw new BigQueryError('invalidQuery', `Duplicate column names in the result are not supported. Found duplicate(s): ${repeated.join(', ')}`, 'query');
  }
  return columns;
}

/** Names that an earlier one equals but for case, each once. */
function duplicates(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const found = new Map<string, string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key)) found.set(key, name);
    seen.add(key);
  }
  return [...found.values()];
}
