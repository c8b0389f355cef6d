import { BigQueryError } from '../../errors.ts';
import type { AlterAction, TableConstraints } from '../../statement.ts';
import type { Table } from '../../storage/catalog.ts';
import { sameName } from './tables.ts';

type ConstraintAction = Extract<AlterAction, { kind: 'addPrimaryKey' | 'addForeignKey' | 'dropPrimaryKey' | 'dropConstraint' }>;

/** Adds or drops a key; a primary key is called `<table>.pk$`, as BigQuery does. */
export function alterConstraints(table: Table, action: ConstraintAction): Table {
  const { primaryKey, foreignKeys } = table.extra?.constraints ?? { primaryKey: null, foreignKeys: [] };
  switch (action.kind) {
    case 'addPrimaryKey':
      if (primaryKey !== null) {
        if (action.ifNotExists) return table;
        throw invalid('The table already has a primary key.');
      }
      return withConstraints(table, { primaryKey: action.columns, foreignKeys });
    case 'addForeignKey': {
      const name = action.key.name === '' ? unusedName(table, foreignKeys) : action.key.name;
      if (foreignKeys.some((key) => key.name === name)) {
        if (action.ifNotExists) return table;
        throw invalid(`The constraint ${name} already exists.`);
      }
      return withConstraints(table, { primaryKey, foreignKeys: [...foreignKeys, { ...action.key, name }] });
    }
    case 'dropPrimaryKey':
      if (primaryKey === null) {
        if (action.ifExists) return table;
        throw invalid('The table has no primary key.');
      }
      return withConstraints(table, { primaryKey: null, foreignKeys });
    case 'dropConstraint': {
      const left = foreignKeys.filter(({ name }) => !sameName(name, action.name));
      if (left.length === foreignKeys.length) {
        if (action.ifExists) return table;
        throw invalid(`Constraint not found: ${action.name}`);
      }
      return withConstraints(table, { primaryKey, foreignKeys: left });
    }
  }
}

function withConstraints(table: Table, constraints: TableConstraints): Table {
  return { ...table, extra: { ...table.extra, constraints } };
}

function unusedName({ shape }: Table, keys: TableConstraints['foreignKeys']): string {
  for (let number = keys.length + 1; ; number += 1) {
    const name = `${shape.ref.tableId}.fk$${number}`;
    if (keys.every((key) => key.name !== name)) return name;
  }
}

function invalid(message: string): BigQueryError {
  return new BigQueryError('invalidQuery', message, 'query');
}
