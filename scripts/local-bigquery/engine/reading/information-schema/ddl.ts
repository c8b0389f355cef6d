import type { Partitioning } from '../../../statement.ts';
import { relationKind, type Dataset, type Table } from '../../../storage/catalog.ts';
import { fieldType, typeText, type FieldSchema } from '../../../wire/schema.ts';
import { optionsClause, optionValues, quoted } from './option-values.ts';

const NAME = /^[A-Za-z_]\w*$/;

function identifier(name: string): string {
  return NAME.test(name) ? name : `\`${name.replace(/[\\`]/g, '\\$&')}\``;
}

/** A column's type as DDL writes it, with what its fields carry. */
export function columnTypeText(field: FieldSchema, notes = false): string {
  if (field.mode === 'REPEATED') return `ARRAY<${columnTypeText({ ...field, mode: 'NULLABLE' }, notes)}>`;
  if (field.fields !== undefined) {
    return `STRUCT<${field.fields.map((child) => `${identifier(child.name)} ${columnTypeText(child, notes)}${notes ? suffix(child) : ''}`).join(', ')}>`;
  }
  const parameters = [field.maxLength, field.precision, field.scale].filter((parameter) => parameter !== undefined);
  return `${typeText(fieldType(field))}${parameters.length === 0 ? '' : `(${parameters.join(', ')})`}`;
}

function suffix(field: FieldSchema): string {
  const value = field.defaultValueExpression === undefined ? '' : ` DEFAULT ${field.defaultValueExpression}`;
  const required = field.mode === 'REQUIRED' ? ' NOT NULL' : '';
  const description = field.description === undefined ? '' : ` OPTIONS(description=${quoted(field.description)})`;
  return `${value}${required}${description}`;
}

/** The statement that makes a table or view as it is now. */
export function tableDdl(table: Table): string {
  const { shape, partitioning, clustering, info, extra } = table;
  const { projectId, datasetId, tableId } = shape.ref;
  const kind = relationKind(table);
  const name = `\`${projectId}.${datasetId}.${tableId}\``;
  const options = optionsClause(optionValues(info, kind));
  const layout = [...(partitioning === null ? [] : [`PARTITION BY ${partitionExpression(partitioning, shape.fields)}`]), ...(clustering.length === 0 ? [] : [`CLUSTER BY ${clustering.map(identifier).join(', ')}`])];
  if (shape.kind === 'view') {
    const described = shape.fields.some(({ description }) => description !== undefined);
    const list = described ? [`(\n${shape.fields.map((field) => `  ${identifier(field.name)}${suffix({ ...field, mode: 'NULLABLE' })}`).join(',\n')}\n)`] : [];
    return `${[`CREATE ${kind} ${name}`, ...list, ...layout, ...(options === '' ? [] : [options]), `AS ${shape.viewQuery ?? ''}`].join('\n')};`;
  }
  if (extra?.variant === 'snapshot' || extra?.variant === 'clone') {
    const base = extra.base === undefined ? '' : `\nCLONE \`${extra.base.ref.projectId}.${extra.base.ref.datasetId}.${extra.base.ref.tableId}\``;
    return `${[`CREATE ${kind} ${name}${base}`, ...(options === '' ? [] : [options])].join('\n')};`;
  }
  const lines = shape.fields.map((field) => `  ${identifier(field.name)} ${columnTypeText(field, true)}${suffix(field)}`);
  const { primaryKey, foreignKeys } = extra?.constraints ?? { primaryKey: null, foreignKeys: [] };
  if (primaryKey !== null) lines.push(`  PRIMARY KEY (${primaryKey.map(identifier).join(', ')}) NOT ENFORCED`);
  for (const { columns, references, referencedColumns } of foreignKeys) {
    lines.push(`  FOREIGN KEY (${columns.map(identifier).join(', ')}) REFERENCES \`${references.projectId}.${references.datasetId}.${references.tableId}\`(${referencedColumns.map(identifier).join(', ')}) NOT ENFORCED`);
  }
  return `${[`CREATE TABLE ${name}`, `(\n${lines.join(',\n')}\n)`, ...layout, ...(options === '' ? [] : [options])].join('\n')};`;
}

function partitionExpression({ kind, column, unit = 'DAY', start, end, interval }: Partitioning, fields: readonly FieldSchema[]): string {
  const name = identifier(column);
  if (kind === 'range') return `RANGE_BUCKET(${name}, GENERATE_ARRAY(${start ?? 0}, ${end ?? 0}, ${interval ?? 1}))`;
  const type = fields.find((field) => field.name.toLowerCase() === column.toLowerCase())?.type ?? 'DATE';
  if (unit === 'DAY') return type === 'DATE' ? name : `DATE(${name})`;
  return `${type}_TRUNC(${name}, ${unit})`;
}

export function datasetDdl({ ref, info, location }: Dataset): string {
  const options = optionsClause([...optionValues(info, 'SCHEMA'), { name: 'location', type: 'STRING', value: quoted(location.toLowerCase()) }]);
  return `CREATE SCHEMA \`${ref.projectId}.${ref.datasetId}\`\n${options};`;
}
