/** ZetaSQL packs civil times into bit fields (zetasql/public/civil_time.h) and intervals into 16 bytes. */
export interface CivilTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
}

const NANOS_BITS = 30n;

/** `|..hour (5)|minute (6)|second (6)|nanos (30)|` */
export function decodeTime(bits: bigint): CivilTime {
  return { ...clock(bits >> NANOS_BITS), nanos: Number(bits & ((1n << NANOS_BITS) - 1n)) };
}

/** `|year (14)|month (4)|day (5)|hour (5)|minute (6)|second (6)|` */
export function decodeDateTime(bits: bigint, nanos: number): { readonly date: string; readonly time: CivilTime } {
  const day = Number((bits >> 17n) & 31n);
  const month = Number((bits >> 22n) & 15n);
  const year = Number(bits >> 26n);
  const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return { date, time: { ...clock(bits), nanos } };
}

function clock(bits: bigint): Omit<CivilTime, 'nanos'> {
  return { hour: Number((bits >> 12n) & 31n), minute: Number((bits >> 6n) & 63n), second: Number(bits & 63n) };
}

export interface IntervalParts {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
  /** Below the microseconds, from 0 to 999. */
  readonly nanos: number;
}

const NANOS_MASK = 0x3ff;

/** 8 bytes of microseconds, 4 of days, 4 of months (18 bits, sign above) and fractions below a microsecond. */
export function decodeInterval(bytes: Uint8Array): IntervalParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.getUint32(12, true);
  const magnitude = (packed & 0x7fffffff) >>> 13;
  return {
    micros: view.getBigInt64(0, true),
    days: view.getInt32(8, true),
    months: packed >>> 31 === 1 ? -magnitude : magnitude,
    nanos: packed & NANOS_MASK,
  };
}
