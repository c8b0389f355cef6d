import { BigQueryError } from '../../errors.ts';
import { emptyArrays } from '../../generator/statements/stored.ts';
import { makeShape, tableName, type Table } from '../../storage/catalog.ts';
import { duckType, quoteName } from '../../storage/types.ts';
import { fieldType, typeText, type FieldSchema } from '../../wire/schema.ts';
import { rebuild } from './alter-table.ts';
import type { Session } from '../sessions/session.ts';
import { columnList, sameName } from './tables.ts';

/** How a new schema may differ from the one that a table has. */
export interface Allowed {
  readonly allowFieldAddition: boolean;
  readonly allowFieldRelaxation: boolean;
  /** Whether descriptions and the like are those of the new schema. */
  readonly takeNotes?: boolean;
}

interface Change {
  /** Names from the column inwards, and what is to be added there. */
  readonly added: readonly { readonly path: readonly string[]; readonly field: FieldSchema }[];
  readonly relaxed: readonly string[];
}

/**
 * Gives a table the schema that a client wants, and alters what is stored.
 * @throws BigQueryError `invalid`, in BigQuery's words, for what may not change
 */
export async function updateSchema(session: Session, table: Table, wanted: readonly FieldSchema[], allowed: Allowed): Promise<Table> {
  const { shape } = table;
  const refuse = (what: string): BigQueryError => new BigQueryError('invalid', `Provided Schema does not match Table ${tableName(shape.ref)}. ${what}`, 'schema');
  const change: { added: { path: string[]; field: FieldSchema }[]; relaxed: string[] } = { added: [], relaxed: [] };

  /** @param path as the engine names what is inside a list @param prefix as BigQuery does */
  const merge = (known: readonly FieldSchema[], next: readonly FieldSchema[], path: readonly string[], prefix: string): FieldSchema[] => {
    const named = (name: string): string => `${prefix}${name}`;
    const kept = known.map((field) => {
      const twin = next.find(({ name }) => sameName(name, field.name));
      if (twin === undefined) throw refuse(`Field ${named(field.name)} is missing in new schema`);
      const [type, wantedType] = [elementText(field), elementText(twin)];
      if (field.fields === undefined || twin.fields === undefined ? type !== wantedType : false) throw refuse(`Field ${named(field.name)} has changed type from ${type} to ${wantedType}`);
      const [mode, wantedMode] = [field.mode ?? 'NULLABLE', twin.mode ?? 'NULLABLE'];
      if (mode !== wantedMode) {
        if (mode !== 'REQUIRED' || wantedMode !== 'NULLABLE' || !allowed.allowFieldRelaxation) throw refuse(`Field ${named(field.name)} has changed mode from ${mode} to ${wantedMode}`);
        change.relaxed.push(named(field.name));
      }
      if (allowed.takeNotes === true && Number(twin.maxLength ?? Infinity) < Number(field.maxLength ?? Infinity)) throw refuse(`Field ${named(field.name)} has changed type from ${lengthText(field)} to ${lengthText(twin)}`);
      if (allowed.takeNotes === true && isNarrower(twin, field)) throw refuse(`Field ${named(field.name)} has changed type from ${lengthText(field)} to ${lengthText(twin)}`);
      const inner = [...path, field.name, ...(mode === 'REPEATED' ? ['element'] : [])];
      const notes = allowed.takeNotes === true ? { ...twin, name: field.name } : { ...field, ...(mode === wantedMode ? {} : { mode: 'NULLABLE' as const }) };
      return { ...notes, ...(field.fields === undefined ? {} : { fields: merge(field.fields, twin.fields ?? [], inner, `${named(field.name)}.`) }) };
    });
    const added = next.filter(({ name }) => !known.some((field) => sameName(field.name, name)));
    for (const field of added) {
      if (!allowed.allowFieldAddition) throw refuse(`Cannot add fields (field: ${named(field.name)})`);
      if (field.mode === 'REQUIRED') throw refuse(`Cannot add required fields to an existing schema. (field: ${named(field.name)})`);
      change.added.push({ path: [...path, field.name], field });
    }
    return [...kept, ...added];
  };
  const fields = merge(shape.fields, wanted, [], '');
  if (JSON.stringify(fields) === JSON.stringify(shape.fields)) return table;
  return store(session, table, fields, change);
}

async function store(session: Session, table: Table, fields: readonly FieldSchema[], { added, relaxed }: Change): Promise<Table> {
  const physical = table.shape.physical ?? '';
  // An array that a row has not is empty, and the engine adds no column with a default inside a transaction.
  const arrays = added.filter(({ path, field }) => path.length === 1 && field.mode === 'REPEATED').map(({ field }) => field);
  for (const { path, field } of added) {
    if (arrays.includes(field)) continue;
    await session.connection.run(`ALTER TABLE ${physical} ADD COLUMN ${path.map(quoteName).join('.')} ${duckType(fieldType(field))}`);
  }
  // Those inside of what a row has are NULL now.
  const nested = new Set(added.filter(({ path, field }) => path.length > 1 && field.mode === 'REPEATED').map(({ path }) => path[0]));
  const list = columnList(fields);
  // Conditions cannot be altered; without any, columns can.
  const isConditional = list.includes('CHECK') && (added.length + relaxed.length > 0 || list !== columnList(table.shape.fields));
  if (isConditional || arrays.length > 0 || nested.size > 0 || relaxed.some((path) => path.includes('.'))) {
    const value = (field: FieldSchema): string => (nested.has(field.name) ? emptyArrays(quoteName(field.name), field.name, fieldType(field)) : quoteName(field.name));
    return rebuild(session, table, fields, fields.map((field) => (arrays.includes(field) ? '[]' : value(field))));
  }
  for (const name of relaxed) await session.connection.run(`ALTER TABLE ${physical} ALTER COLUMN ${quoteName(name)} DROP NOT NULL`);
  return { ...table, shape: makeShape({ ...table.shape, fields }) };
}

function elementText(field: FieldSchema): string {
  return field.fields === undefined ? typeText(fieldType({ ...field, mode: 'NULLABLE' })) : 'RECORD';
}

/** Whether a NUMERIC(P, S) has fewer digits before the point or behind it than another. */
function isNarrower(one: FieldSchema, other: FieldSchema): boolean {
  if (one.precision === undefined) return false;
  const whole = ({ precision, scale = '0' }: FieldSchema): number => (precision === undefined ? Infinity : Number(precision) - Number(scale));
  return other.precision === undefined || whole(one) < whole(other) || Number(one.scale ?? 0) < Number(other.scale ?? 0);
}

function lengthText({ type, maxLength, precision, scale }: FieldSchema): string {
  const parameters = [maxLength, precision, scale].filter((parameter) => parameter !== undefined);
  return parameters.length === 0 ? type : `${type}(${parameters.join(', ')})`;
}
