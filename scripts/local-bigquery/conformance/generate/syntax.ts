/** How a call is written: the texts around its arguments, and in which order these come. */
export interface Form {
  readonly texts: readonly string[];
  readonly order: readonly number[];
}
type Writer = (count: number) => Form;

const inOrder = (texts: readonly string[]): Form => ({ texts, order: texts.slice(1).map((_, index) => index) });
const between = (open: string, separator: string, close: string): Writer => (count) =>
  inOrder([open, ...Array.from({ length: count - 1 }, () => separator), close]);
const infix = (operator: string): Writer => between('(', ` ${operator} `, ')');
/** `#` stands for an argument. */
const pattern = (text: string): Writer => () => inOrder(text.split('#'));
const inList = (operator: string): Writer => (count) => inOrder(['(', ` ${operator} (`, ...Array.from({ length: count - 2 }, () => ', '), '))']);
const withZone = (text: string): Writer => (count) => inOrder([...`${text} FROM #${count > 1 ? ' AT TIME ZONE #' : ''})`.split('#')]);
const addition: Writer = () => pattern('FUNCTION(#, INTERVAL # #)')(3);

/** Operators, and functions whose arguments are not simply listed; `FUNCTION` stands for the function's name. */
const WRITERS: Readonly<Record<string, Writer>> = {
  $add: infix('+'),
  $subtract: infix('-'),
  $multiply: infix('*'),
  $divide: infix('/'),
  $concat_op: infix('||'),
  $and: infix('AND'),
  $or: infix('OR'),
  $equal: infix('='),
  $not_equal: infix('!='),
  $less: infix('<'),
  $less_or_equal: infix('<='),
  $greater: infix('>'),
  $greater_or_equal: infix('>='),
  $is_distinct_from: infix('IS DISTINCT FROM'),
  $is_not_distinct_from: infix('IS NOT DISTINCT FROM'),
  $bitwise_and: infix('&'),
  $bitwise_or: infix('|'),
  $bitwise_xor: infix('^'),
  $bitwise_left_shift: infix('<<'),
  $bitwise_right_shift: infix('>>'),
  $like: infix('LIKE'),
  $like_any: inList('LIKE ANY'),
  $like_all: inList('LIKE ALL'),
  $like_any_array: pattern('(# LIKE ANY UNNEST(#))'),
  $like_all_array: pattern('(# LIKE ALL UNNEST(#))'),
  $in: inList('IN'),
  $in_array: pattern('(# IN UNNEST(#))'),
  $between: pattern('(# BETWEEN # AND #)'),
  $not: pattern('(NOT #)'),
  $is_null: pattern('(# IS NULL)'),
  $is_true: pattern('(# IS TRUE)'),
  $is_false: pattern('(# IS FALSE)'),
  $unary_minus: pattern('(- #)'),
  $bitwise_not: pattern('(~ #)'),
  $make_array: between('[', ', ', ']'),
  $array_at_offset: pattern('#[OFFSET(#)]'),
  $array_at_ordinal: pattern('#[ORDINAL(#)]'),
  $safe_array_at_offset: pattern('#[SAFE_OFFSET(#)]'),
  $safe_array_at_ordinal: pattern('#[SAFE_ORDINAL(#)]'),
  $subscript: pattern('#[#]'),
  $count_star: () => ({ texts: ['COUNT(*)'], order: [] }),
  $interval: pattern('INTERVAL # #'),
  $extract: (count) => ({ texts: `EXTRACT(# FROM #${count > 2 ? ' AT TIME ZONE #' : ''})`.split('#'), order: [1, 0, 2].slice(0, count) }),
  $extract_date: withZone('EXTRACT(DATE'),
  $extract_time: withZone('EXTRACT(TIME'),
  $extract_datetime: withZone('EXTRACT(DATETIME'),
  $case_no_value: (count) => inOrder([`CASE${whens(count)[0] ?? ''}`, ...whens(count).slice(1), ' END']),
  $case_with_value: (count) => inOrder(['CASE ', ...whens(count - 1), ' END']),
  date_add: addition,
  date_sub: addition,
  datetime_add: addition,
  datetime_sub: addition,
  timestamp_add: addition,
  timestamp_sub: addition,
  time_add: addition,
  time_sub: addition,
  generate_date_array: (count) => pattern(count === 4 ? 'FUNCTION(#, #, INTERVAL # #)' : 'FUNCTION(#, #)')(count),
  generate_timestamp_array: () => pattern('FUNCTION(#, #, INTERVAL # #)')(4),
};

/** What comes before each of the arguments of `WHEN a THEN b … ELSE c`. */
function whens(count: number): string[] {
  const texts = Array.from({ length: (count - 1) / 2 }, () => [' WHEN ', ' THEN ']).flat();
  return [...texts, ' ELSE '];
}

/** Functions of which every number of arguments but this one is left out. */
export const ARGUMENT_COUNTS: Readonly<Record<string, readonly number[]>> = { generate_date_array: [2, 4], generate_timestamp_array: [4], $case_no_value: [3, 5], $case_with_value: [4, 6] };

/** @param prefix `SAFE.` or nothing */
export function formOf(name: string, count: number, prefix = ''): Form {
  const writer = WRITERS[name];
  const called = prefix + name.toUpperCase();
  if (writer === undefined && name.startsWith('$')) throw new Error(`How ${name} is written is not known.`);
  if (writer === undefined) {
    return count === 0 ? { texts: [`${called}()`], order: [] } : between(`${called}(`, ', ', ')')(count);
  }
  const form = writer(count);
  return { ...form, texts: form.texts.map((text) => text.replace('FUNCTION', called)) };
}

export function isWritable(name: string): boolean {
  return !name.startsWith('$') || name in WRITERS;
}
