import type { ScalarFunction } from '../../storage/scalar-functions.ts';
import { applyFormat } from '../format/apply.ts';
import { parseFormat, type FormatPart } from '../format/specifiers.ts';
import { bytesText, stringLiteral } from '../format/literals.ts';

/** The texts of one argument in the list that `gsql_format` takes: value, %t, %T. */
const TEXTS = 3;

/** @param types JSON: the arguments' types, as GoogleSQL writes them */
function format(text: string, types: string, texts: readonly (string | null)[]): string | null {
  const names = typesOf(types);
  return applyFormat(partsOf(text, types), names, names.map((_, index) => {
    const [value = null, shown = null, literal = null] = texts.slice(TEXTS * index, TEXTS * (index + 1));
    return { value, shown, literal };
  }));
}

let lastTypes = { text: '[]', names: [] as readonly string[] };

/** The same types come with every row. */
function typesOf(text: string): readonly string[] {
  if (lastTypes.text !== text) lastTypes = { text, names: JSON.parse(text) as readonly string[] };
  return lastTypes.names;
}

/** Formats come row by row, and most are one. */
const MAX_PARSED = 64;
const parsed = new Map<string, readonly FormatPart[]>();

function partsOf(text: string, types: string): readonly FormatPart[] {
  const key = types + text;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const parts = parseFormat(text, typesOf(types));
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(key, parts);
  return parts;
}

export const FORMAT_FUNCTIONS: readonly ScalarFunction[] = [
  { name: 'gsql_format', parameters: ['VARCHAR', 'VARCHAR', 'VARCHAR[]'], returns: 'VARCHAR', call: format },
  { name: 'gsql_string_literal', parameters: ['VARCHAR'], returns: 'VARCHAR', call: stringLiteral },
  { name: 'gsql_bytes_text', parameters: ['BLOB'], returns: 'VARCHAR', call: (bytes: Uint8Array) => bytesText(bytes, false) },
  { name: 'gsql_bytes_literal', parameters: ['BLOB'], returns: 'VARCHAR', call: (bytes: Uint8Array) => bytesText(bytes, true) },
];
