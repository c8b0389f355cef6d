import {
  DuckDBBlobValue, DuckDBDateValue, DuckDBDecimalValue, DuckDBIntervalValue, DuckDBTimestampTZValue, DuckDBTimestampValue, DuckDBTimeValue, type DuckDBValue,
} from '../storage/duckdb.ts';
import { BIGNUMERIC, decimalText, fromBlob, NUMERIC } from '../values/decimal.ts';
import type { ValueMessage } from '../../googlesql/resolved-nodes.ts';
import type { SqlType } from '../../googlesql/types.ts';
import { decodeDecimal } from '../generator/expressions/constants.ts';
import { decodeDateTime, decodeInterval, decodeTime } from '../generator/expressions/value-codec.ts';

/** A value of any type as plain JSON, the same whether it comes from DuckDB or from Google's evaluator. */
export type Plain = null | boolean | number | string | Plain[];

const SIGNIFICANT = 13;
const MICROS_PER_SECOND = 1_000_000n;

/** FLOAT64 to 13 significant digits: sums may be taken in another order. */
function float(value: number): Plain {
  return Number.isFinite(value) ? Number(value.toPrecision(SIGNIFICANT)) + 0 : String(value);
}

function timestamp(micros: bigint): string {
  const seconds = micros >= 0n ? micros / MICROS_PER_SECOND : -((-micros + MICROS_PER_SECOND - 1n) / MICROS_PER_SECOND);
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${String(micros - seconds * MICROS_PER_SECOND).padStart(6, '0')}`;
}

function trimmed(numeric: string): string {
  return numeric.includes('.') ? numeric.replace(/\.?0+$/, '') : numeric;
}

export function fromDuck(value: DuckDBValue, type: SqlType): Plain {
  if (value === null) return null;
  if (type.kind === 'ARRAY') return (value as unknown as { readonly items: readonly DuckDBValue[] }).items.map((item) => fromDuck(item, type.element));
  if (type.kind === 'STRUCT') {
    const entries = Object.values((value as unknown as { readonly entries: Readonly<Record<string, DuckDBValue>> }).entries);
    return entries.map((entry, index) => fromDuck(entry, type.fields[index]?.type ?? { kind: 'STRING' }));
  }
  if (typeof value === 'number') return float(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof DuckDBDecimalValue) return trimmed(value.toString());
  if (value instanceof DuckDBBlobValue && type.kind === 'BIGNUMERIC') return decimalText(fromBlob(value.bytes), BIGNUMERIC);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return timestamp(value.micros);
  if (value instanceof DuckDBTimeValue) return timestamp(value.micros).slice(11);
  if (value instanceof DuckDBIntervalValue) return `${value.months} ${value.days} ${value.micros}`;
  return value as boolean | string;
}

export function fromProto(message: ValueMessage | null, type: SqlType): Plain {
  const member = message?.['value'];
  if (message === null || typeof member !== 'string') return null;
  const content = message[member];
  switch (type.kind) {
    case 'ARRAY':
      return ((content as { element?: ValueMessage[] }).element ?? []).map((element) => fromProto(element, type.element));
    case 'STRUCT':
      return ((content as { field?: ValueMessage[] }).field ?? []).map((field, index) => fromProto(field, type.fields[index]?.type ?? { kind: 'STRING' }));
    case 'FLOAT64':
      return float(Number(content));
    case 'NUMERIC':
      return decodeDecimal(content as Uint8Array, NUMERIC);
    case 'BIGNUMERIC':
      return decodeDecimal(content as Uint8Array, BIGNUMERIC);
    case 'BYTES':
      return Buffer.from(content as Uint8Array).toString('hex');
    case 'DATE':
      return new Date(Number(content) * 86_400_000).toISOString().slice(0, 10);
    case 'TIMESTAMP': {
      const { seconds, nanos } = content as { seconds?: string; nanos?: number };
      return timestamp(BigInt(seconds ?? 0) * MICROS_PER_SECOND + BigInt(Math.floor((nanos ?? 0) / 1000)));
    }
    case 'DATETIME': {
      const { bit_field_datetime_seconds: bits, nanos } = content as { bit_field_datetime_seconds?: string; nanos?: number };
      const { date, time } = decodeDateTime(BigInt(bits ?? 0), nanos ?? 0);
      return `${date}T${clock(time)}`;
    }
    case 'TIME':
      return clock(decodeTime(BigInt(String(content))));
    case 'INTERVAL': {
      const { months, days, micros } = decodeInterval(content as Uint8Array);
      return `${months} ${days} ${micros}`;
    }
    default:
      return typeof content === 'boolean' ? content : String(content);
  }
}

function clock({ hour, minute, second, nanos }: ReturnType<typeof decodeTime>): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(hour)}:${two(minute)}:${two(second)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}`;
}
