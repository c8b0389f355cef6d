import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { ScalarKind } from '../../../googlesql/types.ts';
import { fieldType, type FieldSchema } from '../../wire/schema.ts';
import { isReadable } from './csv-text.ts';
import { csvRecords, type CsvRecord } from './csv-records.ts';
import type { SourceFile } from '../gs-uri.ts';
import type { CsvOptions } from '../options.ts';

/** What is wrong with a record of a source file, in BigQuery's words. */
export interface RecordError {
  readonly uri: string;
  readonly message: string;
}

interface Fault {
  readonly message: string;
  /** Column and value, where one column is at fault. */
  readonly place: readonly string[];
}

/** BigQuery tells about this many. */
const TOLD_ERRORS = 5;

export interface Checked {
  readonly bad: number;
  readonly errors: readonly RecordError[];
  /** Bytes of the longest good record. */
  readonly longest: number;
}

/**
 * Reads CSV files record by record, tells the first faults, and writes the good records to `clean` in a form that the
 * engine takes for certain.
 */
export async function checkCsv(
  files: readonly SourceFile[],
  fields: readonly FieldSchema[],
  options: CsvOptions & { readonly ignoreUnknownValues: boolean },
  clean: string,
  maxBad: number,
  signal: AbortSignal,
): Promise<Checked> {
  const checked: { bad: number; longest: number; readonly errors: RecordError[] } = { bad: 0, longest: 0, errors: [] };
  async function* good(): AsyncGenerator<string> {
    for (const { uri, path } of files) {
      let toSkip = options.skipLeadingRows;
      for await (const record of csvRecords(path, options.delimiter, options.quote, signal)) {
        if (toSkip > 0) {
          toSkip -= 1;
          continue;
        }
        if (record.raw.replace(/\r$/, '') === '') continue;
        const found = fault(record, fields, options);
        if (found === null) {
          const text = `${canonical(record, fields, options)}\n`;
          checked.longest = Math.max(checked.longest, Buffer.byteLength(text));
          yield text;
          continue;
        }
        checked.bad += 1;
        if (checked.errors.length < TOLD_ERRORS) {
          const line = `line_number: ${record.line} byte_offset_to_start_of_line: ${record.offset}`;
          checked.errors.push({ uri, message: [`${found.message}; ${line}`, ...found.place].join(' ') });
        }
        if (checked.bad > maxBad && checked.errors.length >= TOLD_ERRORS) return;
      }
    }
  }
  await pipeline(good(), createWriteStream(clean), { signal });
  return checked;
}

function fault(record: CsvRecord, fields: readonly FieldSchema[], options: CsvOptions & { readonly ignoreUnknownValues: boolean }): Fault | null {
  if (record.raw.includes('\ufffd')) return row('Invalid UTF-8 bytes');
  if (record.fault !== null) return row(record.fault);
  if (record.hasQuotedNewline && !options.allowQuotedNewlines) return row('Quoted section contains a newline, and allowQuotedNewlines is not set');
  const { values } = record;
  if (values.length < fields.length && !options.allowJaggedRows) {
    return row(`Too few columns: expected ${fields.length} column(s) but got ${values.length} column(s)`);
  }
  if (values.length > fields.length && !options.ignoreUnknownValues) {
    return row(`Too many columns: expected ${fields.length} column(s) but got ${values.length} column(s)`);
  }
  for (const [index, field] of fields.entries()) {
    const value = values[index];
    const place = `column_index: ${index} column_name: "${field.name}" column_type: ${fieldType(field).kind}`;
    if (value === undefined || isNull(value, options)) {
      if (field.mode === 'REQUIRED') return { message: 'Required column value is missing', place: [place] };
      continue;
    }
    if (!isReadable(fieldType(field).kind as ScalarKind, value.text)) return { message: 'Unable to parse', place: [place, `value: "${value.text.slice(0, 100)}"`] };
  }
  return null;
}

function row(message: string): Fault {
  return { message, place: [] };
}

function isNull({ text, quoted }: { readonly text: string; readonly quoted: boolean }, { nullMarkers }: CsvOptions): boolean {
  return !quoted && nullMarkers.includes(text);
}

function canonical({ values }: CsvRecord, fields: readonly FieldSchema[], options: CsvOptions): string {
  return fields
    .map((_, index) => {
      const value = values[index];
      if (value === undefined || isNull(value, options)) return options.nullMarkers[0] ?? '';
      return options.quote === '' ? value.text : `${options.quote}${value.text.replaceAll(options.quote, options.quote + options.quote)}${options.quote}`;
    })
    .join(options.delimiter);
}
