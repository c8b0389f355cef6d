import type { Described } from '../../../storage/catalog.ts';
import { OPTIONS, type Option, type OptionsOf } from '../../definitions/options.ts';

export interface OptionValue {
  readonly name: string;
  /** As INFORMATION_SCHEMA spells types. */
  readonly type: string;
  /** A GoogleSQL literal. */
  readonly value: string;
}

const DAY_MS = 86_400_000;

/** A GoogleSQL string literal. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** The options that are set, as GoogleSQL writes them. */
export function optionValues(info: Described, of: OptionsOf): OptionValue[] {
  const known: Readonly<Record<string, Option>> = OPTIONS[of];
  return Object.entries(known).flatMap(([name, { member, kind }]) => {
    const value = info[member];
    return value === undefined || value === null || name === 'location' ? [] : [{ name, ...optionValue(name, kind, value) }];
  });
}

function optionValue(name: string, kind: string, value: unknown): { readonly type: string; readonly value: string } {
  switch (kind) {
    case 'bool':
      return { type: 'BOOL', value: String(value) };
    case 'number':
      if (name === 'max_time_travel_hours') return { type: 'INT64', value: String(value) };
      return { type: 'FLOAT64', value: float(name.startsWith('default_') ? Number(value) / DAY_MS : Number(value)) };
    case 'timestamp':
      return { type: 'TIMESTAMP', value: `TIMESTAMP ${quoted(new Date(Number(value)).toISOString())}` };
    case 'labels': {
      const pairs = Object.entries(value as Readonly<Record<string, string>>).map(([key, text]) => `STRUCT(${quoted(key)}, ${quoted(text)})`);
      return { type: 'ARRAY<STRUCT<STRING, STRING>>', value: `[${pairs.join(', ')}]` };
    }
    default:
      return { type: 'STRING', value: quoted(String(value)) };
  }
}

/** `OPTIONS(\n  name=value\n)`; empty for none. */
export function optionsClause(options: readonly OptionValue[]): string {
  return options.length === 0 ? '' : `OPTIONS(\n${options.map(({ name, value }) => `  ${name}=${value}`).join(',\n')}\n)`;
}
