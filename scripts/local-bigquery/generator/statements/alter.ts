import type { AlterActionNode, AlterStmt, AlterTableSetOptionsStmt } from '../../../googlesql/resolved-nodes.ts';
import type { AlterAction, CompiledStatement } from '../../statement.ts';
import type { Generation } from '../generation.ts';
import { tableRef } from '../paths.ts';
import { unsupported } from '../refusal.ts';
import { columnDefinition, statementOptions } from './options.ts';

export function alterTable(node: AlterStmt | AlterTableSetOptionsStmt, { context }: Generation): CompiledStatement {
  const actions = node.kind === 'AlterTableSetOptionsStmt' ? [{ kind: 'setOptions' as const, options: statementOptions(node.optionList) }] : node.alterActionList.map(action);
  return { kind: 'alter', what: node.kind === 'AlterViewStmt' ? 'VIEW' : 'TABLE', ref: tableRef(node.namePath, context), ifExists: node.isIfExists, actions };
}

function action(node: AlterActionNode): AlterAction {
  switch (node.kind) {
    case 'SetOptionsAction':
      return { kind: 'setOptions', options: statementOptions(node.optionList) };
    case 'AddColumnAction':
      return { kind: 'addColumn', column: columnDefinition(node.columnDefinition), ifNotExists: node.isIfNotExists };
    case 'DropColumnAction':
      return { kind: 'dropColumn', name: node.name, ifExists: node.isIfExists };
    case 'RenameColumnAction':
      if (node.isIfExists) throw unsupported('RENAME COLUMN IF EXISTS');
      return { kind: 'renameColumn', from: node.name, to: node.newName };
    case 'AlterColumnOptionsAction':
      if (node.isIfExists) throw unsupported('ALTER COLUMN IF EXISTS');
      return { kind: 'setColumnOptions', name: node.column, options: statementOptions(node.optionList) };
    default:
      throw unsupported(`ALTER TABLE … ${(node as { kind: string }).kind.replace(/Action$/, '').replace(/(?<!^)(?=[A-Z])/g, ' ').toUpperCase()}`);
  }
}
