import type { AlterActionNode, AlterSchemaStmt, AlterStmt, AlterTableSetOptionsStmt } from '../../../googlesql/resolved-nodes.ts';
import { BigQueryError } from '../../errors.ts';
import type { AlterAction, CompiledStatement, RelationKind, TableRef } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { datasetRef, isQualified, tableRef } from '../expressions/paths.ts';
import { unsupported } from '../refusal.ts';
import { columnDefinition, defaultExpression, typeParameters } from './columns.ts';
import { foreignKey, primaryKeyColumns } from './constraints.ts';
import { statementOptions } from './options.ts';

const KINDS: Readonly<Record<AlterStmt['kind'], RelationKind>> = {
  AlterTableStmt: 'TABLE',
  AlterViewStmt: 'VIEW',
  AlterMaterializedViewStmt: 'MATERIALIZED VIEW',
};

export function alterTable(node: AlterStmt | AlterTableSetOptionsStmt, generation: Generation): CompiledStatement {
  const ref = tableRef(node.namePath, generation.context);
  const qualified = isQualified(node.namePath);
  if (node.kind === 'AlterTableSetOptionsStmt') {
    return { kind: 'alter', what: 'TABLE', ref, qualified, ifExists: node.isIfExists, actions: [{ kind: 'setOptions', options: statementOptions(node.optionList, generation) }] };
  }
  const actions = node.alterActionList.map((action) => alterAction(action, ref, generation));
  return { kind: 'alter', what: KINDS[node.kind], ref, qualified, ifExists: node.isIfExists, actions };
}

export function alterSchema(node: AlterSchemaStmt, generation: Generation): CompiledStatement {
  const [action, ...more] = node.alterActionList;
  if (action?.kind !== 'SetOptionsAction' || more.length > 0) throw unsupported(`ALTER SCHEMA … ${action === undefined ? '' : actionName(action.kind)}`);
  return { kind: 'alterSchema', ...datasetRef(node.namePath, generation.context), ifExists: node.isIfExists, options: statementOptions(action.optionList, generation) };
}

function alterAction(node: AlterActionNode, ref: TableRef, generation: Generation): AlterAction {
  switch (node.kind) {
    case 'SetOptionsAction':
      return { kind: 'setOptions', options: statementOptions(node.optionList, generation) };
    case 'AddColumnAction':
      return { kind: 'addColumn', column: columnDefinition(node.columnDefinition, generation), ifNotExists: node.isIfNotExists };
    case 'DropColumnAction':
      return { kind: 'dropColumn', name: node.name, ifExists: node.isIfExists };
    case 'RenameColumnAction':
      return { kind: 'renameColumn', from: node.name, to: node.newName, ifExists: node.isIfExists };
    case 'RenameToAction':
      return { kind: 'renameTo', tableId: newName(node.newPath) };
    case 'AlterColumnOptionsAction':
      return { kind: 'setColumnOptions', name: node.column, options: statementOptions(node.optionList, null), ifExists: node.isIfExists };
    case 'AlterColumnSetDataTypeAction':
      if ((node.updatedAnnotations?.childList.length ?? 0) > 0) throw unsupported('ALTER COLUMN SET DATA TYPE with parameters or NOT NULL inside a type');
      return { kind: 'setDataType', name: node.column, type: node.updatedType, ...typeParameters(node.updatedTypeParameters, node.updatedType, node.column), ifExists: node.isIfExists };
    case 'AlterColumnDropNotNullAction':
      return { kind: 'dropNotNull', name: node.column, ifExists: node.isIfExists };
    case 'AlterColumnSetDefaultAction':
      return { kind: 'setDefault', name: node.column, expression: defaultExpression(node.defaultValue, node.column, generation), ifExists: node.isIfExists };
    case 'AlterColumnDropDefaultAction':
      return { kind: 'setDefault', name: node.column, expression: null, ifExists: node.isIfExists };
    case 'AddConstraintAction':
      if (node.constraint.kind === 'PrimaryKey') return { kind: 'addPrimaryKey', columns: primaryKeyColumns(node.constraint), ifNotExists: node.isIfNotExists };
      return { kind: 'addForeignKey', key: foreignKey(node.constraint, '', generation), ifNotExists: node.isIfNotExists };
    case 'DropPrimaryKeyAction':
      return { kind: 'dropPrimaryKey', ifExists: node.isIfExists };
    case 'DropConstraintAction':
      return { kind: 'dropConstraint', name: node.name, ifExists: node.isIfExists };
    default:
      throw unsupported(`ALTER TABLE … ${actionName((node as { kind: string }).kind)}`);
  }

  function newName(path: readonly string[]): string {
    const [name = '', ...more] = path.join('.').split('.');
    if (more.length > 0) throw new BigQueryError('invalidQuery', `RENAME TO takes a table name without a dataset: ${ref.datasetId}.${ref.tableId} stays in its dataset.`, 'query');
    return name;
  }
}

/** `AlterColumnSetDataTypeAction` → `ALTER COLUMN SET DATA TYPE` */
function actionName(kind: string): string {
  return kind.replace(/Action$/, '').replace(/(?<!^)(?=[A-Z])/g, ' ').toUpperCase();
}
