import type { Expr } from '../../../../googlesql/resolved-nodes.ts';
import { literalString } from '../../expressions/constants.ts';
import { writeFormat } from '../../javascript/formats/write-format.ts';
import { unsupported } from '../../refusal.ts';
import { stringConstant } from '../../text/text.ts';
import { argument, type Builder, type Call, type Catalogue } from '../catalogue.ts';
import { clockTime, zoneArgument } from './zones.ts';

type Target = 'DATE' | 'TIME' | 'DATETIME' | 'TIMESTAMP';

const DATE_ELEMENTS: Readonly<Record<string, string>> = {
  Y: '%Y', m: '%m', d: '%d', y: '%y', j: '%j', b: '%b', B: '%B', a: '%a', A: '%A', F: '%Y-%m-%d', D: '%m/%d/%y', '%': '%%', U: '%U', W: '%W', V: '%V', G: '%G', u: '%u', w: '%w', E4Y: '%Y',
};
/** Elements that DuckDB writes as GoogleSQL does; longer ones spelled out. */
const ELEMENTS: Readonly<Record<Exclude<Target, 'TIME'>, Readonly<Record<string, string>>>> = {
  DATE: DATE_ELEMENTS,
  DATETIME: { ...DATE_ELEMENTS, H: '%H', M: '%M', S: '%S', p: '%p', I: '%I', T: '%H:%M:%S', R: '%H:%M' },
  TIMESTAMP: { ...DATE_ELEMENTS, H: '%H', M: '%M', S: '%S', p: '%p', I: '%I', T: '%H:%M:%S', R: '%H:%M' },
};

/** DuckDB's format for a constant of ours; null where it has no such one. */
function nativeFormat(node: Expr | undefined, target: Target): string | null {
  const format = node === undefined ? null : literalString(node);
  if (format === null || format === '' || target === 'TIME') return null;
  const elements = format.match(/%(?:E4Y|.|$)/gs) ?? [];
  if (elements.some((element) => ELEMENTS[target][element.slice(1)] === undefined)) return null;
  return format.replace(/%(E4Y|.)/gs, (_, element: string) => ELEMENTS[target][element] ?? '');
}

/** Microseconds since 1970 of a value, on its own clock. */
const MICROS: Readonly<Record<Exclude<Target, 'TIMESTAMP'>, (value: string) => string>> = {
  DATE: (value) => `epoch_us(${value}::TIMESTAMP)`,
  TIME: (value) => `epoch_us(${value})`,
  DATETIME: (value) => `epoch_us(${value})`,
};

/** Elements that we refuse do so when a row is written, and SAFE. would make that NULL: here it is asked beforehand. */
function requireSupported(node: Expr | undefined, target: Target): void {
  const format = node === undefined ? null : literalString(node);
  if (format === null) throw unsupported('SAFE. with a date format that is not a constant');
  try {
    writeFormat(format, target, 0n);
  } catch {
    throw unsupported(`The date format '${format}'`);
  }
}

const formatted = (target: Target): Builder => (call) => {
  const zone = target === 'TIMESTAMP' ? zoneArgument(call, 2) : undefined;
  const write = (value: string): string => {
    if (target !== 'TIMESTAMP') return `gsql_write_format('${target}', ${argument(call, 0)}, ${MICROS[target](value)})`;
    return `gsql_write_zoned_format(${argument(call, 0)}, epoch_us(${value}), ${zone ?? `'UTC'`})`;
  };
  const native = nativeFormat(call.node.argumentList[0], target);
  if (native === null) {
    if (call.node.errorMode === 'SAFE_ERROR_MODE') requireSupported(call.node.argumentList[0], target);
    return write(argument(call, 1));
  }
  return call.once([argument(call, 1)], (value) => {
    const shown = target !== 'TIMESTAMP' ? value : zone === undefined ? clockTime(value, zone) : `make_timestamp(gsql_written_micros(epoch_us(${value}), ${zone}))`;
    // GoogleSQL pads years with zeros in %E4Y only, DuckDB always.
    return call.once([shown], (clock) => `CASE WHEN year(${clock}) BETWEEN 1000 AND 9999 THEN strftime(${clock}, ${stringConstant(native)}) ELSE ${write(value)} END`);
  });
};

const RESULT: Readonly<Record<Target, (micros: string) => string>> = {
  DATE: (micros) => `make_timestamp(${micros})::DATE`,
  TIME: (micros) => `gsql_to_time(${micros})`,
  DATETIME: (micros) => `make_timestamp(${micros})`,
  TIMESTAMP: (micros) => `make_timestamptz(${micros})`,
};

/** SAFE. asks for NULL where reading fails. */
const reader = (call: Call, name: string): string => (call.node.errorMode === 'SAFE_ERROR_MODE' ? `gsql_safe_${name}` : `gsql_${name}`);

const parsed = (target: Target): Builder => (call) => {
  const zone = target === 'TIMESTAMP' ? (zoneArgument(call, 2) ?? `'UTC'`) : `'UTC'`;
  return RESULT[target](`${reader(call, 'read_format')}('${target}', ${argument(call, 0)}, ${argument(call, 1)}, ${zone})`);
};

export const DATE_FORMATS: Catalogue = {
  FN_FORMAT_DATE: formatted('DATE'),
  FN_FORMAT_TIME: formatted('TIME'),
  FN_FORMAT_DATETIME: formatted('DATETIME'),
  FN_FORMAT_TIMESTAMP: formatted('TIMESTAMP'),
  FN_PARSE_DATE: parsed('DATE'),
  FN_PARSE_TIME: parsed('TIME'),
  FN_PARSE_DATETIME: parsed('DATETIME'),
  FN_PARSE_TIMESTAMP: parsed('TIMESTAMP'),
};
