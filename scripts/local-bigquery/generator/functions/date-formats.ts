import { literalString } from '../constants.ts';
import { raise } from '../raise.ts';
import { unsupported } from '../refusal.ts';
import { stringConstant } from '../text.ts';
import { argument, type Builder } from './catalogue.ts';

/** Format elements that DuckDB writes and reads as GoogleSQL does; longer ones spelled out. */
const ELEMENTS: Readonly<Record<string, string>> = {
  Y: '%Y', m: '%m', d: '%d', H: '%H', M: '%M', S: '%S', y: '%y', j: '%j', b: '%b', B: '%B', a: '%a', A: '%A', p: '%p', I: '%I',
  F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M', D: '%m/%d/%y', '%': '%%', U: '%U', W: '%W', V: '%V', G: '%G', u: '%u', w: '%w',
};
/** What PARSE reads; it must say the year, else DuckDB begins in 1900 and GoogleSQL in 1970. */
const READABLE = new Set(['Y', 'm', 'd', 'H', 'M', 'S', 'F', 'T', 'R', 'y', 'b', 'B', '%']);

function translate(format: string, mayUse: (element: string) => boolean, what: string): string {
  return format.replace(/%(E\dS|E\*S|E4Y|.|$)/gs, (_, element: string) => {
    if (element === 'E4Y') return '%Y';
    const known = ELEMENTS[element];
    if (known === undefined || !mayUse(element)) throw unsupported(`The format element %${element} in ${what}`);
    return known;
  });
}

/** FORMAT_x(format, value[, zone]) with a constant format. */
export const formatFunction = (local: (value: string, zone: string | undefined) => string): Builder => (call) => {
  const node = call.node.argumentList[0];
  const format = node === undefined ? null : literalString(node);
  if (format === null) throw unsupported('A date format that is not a constant');
  const pattern = translate(format, () => true, 'FORMAT');
  const write = (value: string): string => `strftime(${value}, ${stringConstant(pattern)})`;
  if (!/%[YFG]/.test(format)) return write(local(argument(call, 1), call.args[2]));
  // GoogleSQL pads no year with zeros, DuckDB does.
  return call.once([local(argument(call, 1), call.args[2])], (value) => `CASE WHEN year(${value}) < 1000 THEN ${raise(`'FORMAT of a year before 1000 with %Y, %F or %G is not supported by the local BigQuery'`, 'VARCHAR')} ELSE ${write(value)} END`);
};

/** PARSE_x(format, text) with a constant format. */
export const parseFunction = (type: 'DATE' | 'TIMESTAMP' | 'TIMESTAMPTZ'): Builder => (call) => {
  const node = call.node.argumentList[0];
  const format = node === undefined ? null : literalString(node);
  if (format === null) throw unsupported('A date format that is not a constant');
  if (!/%[YyF]/.test(format)) throw unsupported('PARSE with a format that has no year');
  if (call.args.length > 2) throw unsupported('PARSE_TIMESTAMP with a time zone');
  const pattern = stringConstant(translate(format, (element) => READABLE.has(element), 'PARSE'));
  return call.once([argument(call, 1)], (value) => {
    const parsed = `try_strptime(${value}, ${pattern})`;
    const result = type === 'TIMESTAMPTZ' ? `timezone('UTC', ${parsed})` : `${parsed}::${type}`;
    return `CASE WHEN ${value} IS NOT NULL AND ${parsed} IS NULL THEN ${raise(`'Failed to parse input string "' || ${value} || '"'`, type)} ELSE ${result} END`;
  });
};
