import type { CreateTableBase, ForeignKey as ResolvedForeignKey, PrimaryKey } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { ForeignKey, TableConstraints, TableRef } from '../../statement.ts';
import type { Generation } from '../generation.ts';

/** The keys of CREATE TABLE. A foreign key without a name is called after its place, as BigQuery does: `fk$1`. */
export function tableConstraints({ primaryKey, foreignKeyList }: CreateTableBase, ref: TableRef, generation: Generation): TableConstraints | null {
  if (primaryKey === null && foreignKeyList.length === 0) return null;
  return {
    primaryKey: primaryKey === null ? null : primaryKeyColumns(primaryKey),
    foreignKeys: foreignKeyList.map((key, index) => foreignKey(key, `${ref.tableId}.fk$${index + 1}`, generation)),
  };
}

export function primaryKeyColumns({ columnNameList, unenforced }: PrimaryKey): readonly string[] {
  if (!unenforced) throw new BigQueryError('invalidQuery', 'Enforced primary keys are not supported: write PRIMARY KEY (…) NOT ENFORCED.', 'query');
  return columnNameList;
}

export function foreignKey(key: ResolvedForeignKey, defaultName: string, generation: Generation): ForeignKey {
  if (key.enforced) throw new BigQueryError('invalidQuery', 'Enforced foreign keys are not supported: write REFERENCES … NOT ENFORCED.', 'query');
  const { ref, columns } = generation.relation(key.referencedTable);
  return {
    name: key.constraintName === '' ? defaultName : key.constraintName,
    columns: key.referencingColumnList,
    references: ref,
    referencedColumns: key.referencedColumnOffsetList.map((offset) => columns[offset]?.name ?? ''),
  };
}
