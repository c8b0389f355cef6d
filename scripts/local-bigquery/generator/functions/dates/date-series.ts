import { CLOCK_MICROS, datePart, DAYS, MICROS_PER_DAY, MONTHS } from '../../expressions/date-parts.ts';
import { raise } from '../../text/raise.ts';
import { unsupported } from '../../refusal.ts';
import { argument, type Builder, type Call, type Catalogue } from '../catalogue.ts';

const STEP_IS_ZERO = `'Sequence step cannot be 0.'`;
/** More than there are between the first and the last date, so that a larger step yields the first element alone. */
const FAR_DAYS = 4_000_000;
const FAR_MICROS = 400_000_000_000_000_000;

const partOf = (call: Call, index: number): string => datePart(call.node.argumentList[index]);
const within = (count: string, far: number): string => `least(greatest(${count}, -${far}), ${far})`;

const dateArray: Builder = (call) => {
  const part = call.args.length > 3 ? partOf(call, 3) : 'DAY';
  const [days, months] = [DAYS[part], MONTHS[part]];
  if (days === undefined && months === undefined) throw unsupported(`GENERATE_DATE_ARRAY by ${part}`);
  return call.once([argument(call, 0), argument(call, 1), call.args[2] ?? '1::BIGINT'], (from, to, count) => {
    const step = months === undefined ? `to_days((${within(count, FAR_DAYS)} * ${days ?? 1})::INTEGER)` : `to_months((${within(count, FAR_DAYS)} * ${months})::INTEGER)`;
    return `CASE WHEN ${from} IS NULL OR ${to} IS NULL OR ${count} IS NULL THEN NULL WHEN ${count} = 0 THEN ${raise(STEP_IS_ZERO, 'DATE[]')} ELSE generate_series(${from}::TIMESTAMP, ${to}::TIMESTAMP, ${step})::DATE[] END`;
  });
};

const timestampArray: Builder = (call) => {
  const part = partOf(call, 3);
  const micros = part === 'DAY' ? MICROS_PER_DAY : CLOCK_MICROS[part];
  if (micros === undefined) throw unsupported(`GENERATE_TIMESTAMP_ARRAY by ${part}`);
  return call.once([argument(call, 0), argument(call, 1), argument(call, 2)], (from, to, count) => {
    const series = `generate_series(epoch_us(${from}), epoch_us(${to}), ${within(count, Math.floor(FAR_MICROS / micros))} * ${micros})`;
    return `CASE WHEN ${from} IS NULL OR ${to} IS NULL OR ${count} IS NULL THEN NULL WHEN ${count} = 0 THEN ${raise(STEP_IS_ZERO, 'TIMESTAMPTZ[]')} ELSE list_transform(${series}, lambda micros: make_timestamptz(micros)) END`;
  });
};

/** Where buckets begin that name no origin; years begin with a month, and 1950-01-01 was a Sunday. */
const ORIGIN: Readonly<Record<string, string>> = { DATE: `'1950-01-01'::DATE`, DATETIME: `'1950-01-01'::TIMESTAMP`, TIMESTAMP: `'1950-01-01 00:00:00+00'::TIMESTAMPTZ` };
const MADE: Readonly<Record<string, (micros: string) => string>> = {
  DATE: (micros) => `make_timestamp(${micros})::DATE`,
  DATETIME: (micros) => `make_timestamp(${micros})`,
  TIMESTAMP: (micros) => `make_timestamptz(${micros})`,
};

const bucket: Builder = (call) => {
  const { kind } = call.node.type;
  const made = MADE[kind];
  if (made === undefined) throw unsupported(`Buckets of ${kind}`);
  const micros = (value: string): string => (kind === 'DATE' ? `epoch_us(${value}::TIMESTAMP)` : `epoch_us(${value})`);
  return call.once([argument(call, 1)], (width) =>
    made(`gsql_bucket('${kind}', ${micros(argument(call, 0))}, gsql_interval_months(${width}), gsql_interval_days(${width}), gsql_interval_micros(${width}), ${micros(call.args[2] ?? ORIGIN[kind] ?? '')})`));
};

export const DATE_SERIES: Catalogue = {
  FN_GENERATE_DATE_ARRAY: dateArray,
  FN_GENERATE_TIMESTAMP_ARRAY: timestampArray,
  FN_DATE_BUCKET: bucket,
  FN_DATETIME_BUCKET: bucket,
  FN_TIMESTAMP_BUCKET: bucket,
};
