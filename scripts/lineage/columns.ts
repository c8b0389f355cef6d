import type { CompiledModel } from './compiled-actions.ts';
import type { Column, FeatureContract } from './graph-types.ts';

interface DocumentedColumn {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

/** What `includes/` knows of columns beyond the models' own docs. */
export interface Contracts {
  /** Raw tables by name. */
  readonly tables: ReadonlyMap<string, { readonly description: string; readonly columns: readonly DocumentedColumn[] }>;
  /** Features by name. */
  readonly features: ReadonlyMap<string, FeatureContract>;
}

/** A declaration's columns come from `includes/raw_tables.js`, typed; a model's from its config block. */
export function describeColumns(model: CompiledModel, { tables, features }: Contracts): Column[] {
  const documented = new Map(model.columns.map(({ name, description }) => [name, description]));
  const typed = model.kind === 'declaration' ? (tables.get(model.target.name)?.columns ?? []) : [];
  const types = new Map(typed.map(({ name, type }) => [name, type]));
  const rest = typed.filter(({ name }) => !documented.has(name));
  const isFeature = model.kind !== 'declaration';
  return [
    ...model.columns.map(({ name, description }) => ({
      name,
      type: types.get(name) ?? null,
      description,
      feature: isFeature ? (features.get(name) ?? null) : null,
    })),
    ...rest.map(({ name, type, description }) => ({ name, type, description, feature: null })),
  ];
}
