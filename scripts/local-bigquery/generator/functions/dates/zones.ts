import { literalString } from '../../expressions/constants.ts';
import { MERGED_BEFORE_1970, MERGED_BEFORE_1997 } from '../../../values/dates/zone-names.ts';
import { unsupported } from '../../refusal.ts';
import type { Call } from '../catalogue.ts';

/** The time zone argument of a call; undefined where there is none, or it is UTC. */
export function zoneArgument(call: Call, index: number): string | undefined {
  const node = call.node.argumentList[index];
  const name = node === undefined ? null : literalString(node);
  if (node === undefined || name === 'UTC') return undefined;
  // Zones refuse some years only when a row asks for one: SAFE. would make that NULL.
  if (call.node.errorMode === 'SAFE_ERROR_MODE' && (name === null || MERGED_BEFORE_1970.has(name) || MERGED_BEFORE_1997.has(name))) throw unsupported('SAFE. with a time zone that is not a constant, or whose history is not settled,');
  return call.args[index];
}

/** A TIMESTAMP as the clock shows it in a zone, even in years that a DATETIME cannot hold. */
export function clockTime(timestamp: string, zone: string | undefined): string {
  return zone === undefined ? `make_timestamp(epoch_us(${timestamp}))` : `make_timestamp(gsql_local_micros(epoch_us(${timestamp}), ${zone}))`;
}

/** A TIMESTAMP as a DATETIME. */
export function localTime(timestamp: string, zone: string | undefined): string {
  return zone === undefined ? `make_timestamp(epoch_us(${timestamp}))` : `make_timestamp(gsql_local_datetime(epoch_us(${timestamp}), ${zone}))`;
}

export function localDate(timestamp: string, zone: string | undefined): string {
  return zone === undefined ? `make_timestamp(epoch_us(${timestamp}))::DATE` : `gsql_to_date(gsql_local_date(epoch_us(${timestamp}), ${zone}))`;
}

/** The TIMESTAMP at which a clock in the zone shows that DATETIME. */
export function instantOfDatetime(datetime: string, zone: string | undefined): string {
  return zone === undefined ? `make_timestamptz(epoch_us(${datetime}))` : `make_timestamptz(gsql_datetime_instant(epoch_us(${datetime}), ${zone}))`;
}

export function instantOfDate(date: string, zone: string | undefined): string {
  return zone === undefined ? `make_timestamptz(epoch_us(${date}::TIMESTAMP))` : `make_timestamptz(gsql_date_instant(gsql_days(${date}), ${zone}))`;
}
