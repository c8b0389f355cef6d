import { raise } from '../../text/raise.ts';

/** What GoogleSQL lets one function make: 1 MB. */
const MAX_OUTPUT = 1_048_576;
const MAX_CHARACTER_BYTES = 4;
const TOO_LARGE = 'Output of LPAD/RPAD exceeds max allowed output size of 1MB';

/** The WHENs under which LPAD and RPAD fail. @param type of the result in DuckDB */
export function paddingChecks(value: string, size: string, pattern: string, empty: string, type: string): string {
  const fails = (condition: string, message: string): string => `WHEN ${condition} THEN ${raise(`'${message}'`, type)}`;
  return [
    `WHEN ${value} IS NULL OR ${pattern} IS NULL THEN NULL`,
    fails(`${size} < 0`, 'Second argument (output size) for LPAD/RPAD cannot be negative'),
    fails(`${pattern} = ${empty}`, 'Third argument (pad pattern) for LPAD/RPAD cannot be empty'),
    fails(`${size} > ${MAX_OUTPUT}`, TOO_LARGE),
  ].join(' ');
}

/** DuckDB computes what occurs twice before the checks, and casts of constants in any branch. */
export function paddingSize(size: string): string {
  return `(CASE WHEN ${size} IS NOT NULL THEN least(greatest(${size}, 0), ${MAX_OUTPUT})::INTEGER END)`;
}

/** Of characters beyond ASCII fewer fit. @param padded the result of LPAD or RPAD */
export function checkedPadding(size: string, padded: string): string {
  return `WHEN ${size} > ${MAX_OUTPUT / MAX_CHARACTER_BYTES} AND strlen(${padded}) > ${MAX_OUTPUT} THEN ${raise(`'${TOO_LARGE}'`, 'VARCHAR')}`;
}

/** The WHENs under which REPEAT fails. @param length of the repeated value in bytes */
export function checkedSize(length: string, times: string, type: string): string {
  const fails = (condition: string, message: string): string => `WHEN ${condition} THEN ${raise(`'${message}'`, type)}`;
  return [
    `WHEN ${length} IS NULL OR ${times} IS NULL THEN NULL`,
    fails(`${times} < 0`, 'Second argument (repeat count) for REPEAT cannot be negative'),
    `WHEN ${length} = 0 THEN repeat('', 0)::${type}`,
    fails(`${times} > ${MAX_OUTPUT} // ${length}`, 'Output of REPEAT exceeds max allowed output size of 1MB'),
  ].join(' ');
}
