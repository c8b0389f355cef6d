import type { ElementRule } from '../statement.ts';
import type { FieldSchema } from './schema.ts';

/** What the values inside the arrays of a field must keep to; null for nothing. The engine's own conditions see to the rest. */
export function elementRule(field: FieldSchema, inArray = false): ElementRule | null {
  const inside = inArray || field.mode === 'REPEATED';
  const fields = (field.fields ?? []).map((child) => elementRule(child, inside));
  const required = inArray && field.mode === 'REQUIRED';
  const maxLength = inside && field.maxLength !== undefined ? Number(field.maxLength) : null;
  return required || maxLength !== null || fields.some((rule) => rule !== null) ? { required, maxLength, fields } : null;
}
