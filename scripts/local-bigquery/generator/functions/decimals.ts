import { literalInteger } from '../expressions/constants.ts';
import { unsupported } from '../refusal.ts';
import { argument, type Builder, type Call, type Catalogue, repeat, same, text } from './catalogue.ts';

const DECIMAL = 'DECIMAL(38,9)';

/** A call of the exact function of javascript/decimals.ts; NULL where it fails if `safe`. */
const exact = (name: string, safe = false): Builder => (call) => (safe ? call.attempt((...args) => `${name}(${args.join(', ')})`) : same(name)(call));

const ROUNDINGS: Readonly<Record<number, string>> = { 1: 'away', 2: 'even' };

function roundingOf(call: Call): string {
  const mode = ROUNDINGS[literalInteger(call.node.argumentList[2] ?? { kind: '' }) ?? 0];
  if (mode === undefined) throw unsupported('ROUND with a rounding mode that is not a constant');
  return mode;
}

/** What NUMERIC and BIGNUMERIC have in common. */
function common(kind: 'NUMERIC' | 'BIGNUMERIC'): Catalogue {
  const prefix = `gsql_${kind.toLowerCase()}`;
  const toDigits = (rounding: string): Builder => text((a, digits) => `${prefix}_round_${rounding}(${a}, ${digits})`);
  const whole = (rounding: string): Builder => text((a) => `${prefix}_round_${rounding}(${a}, 0::BIGINT)`);
  return {
    [`FN_ADD_${kind}`]: exact(`${prefix}_add`),
    [`FN_SUBTRACT_${kind}`]: exact(`${prefix}_subtract`),
    [`FN_MULTIPLY_${kind}`]: exact(`${prefix}_multiply`),
    [`FN_DIVIDE_${kind}`]: exact(`${prefix}_divide`),
    [`FN_UNARY_MINUS_${kind}`]: exact(`${prefix}_negate`),
    [`FN_SAFE_ADD_${kind}`]: exact(`${prefix}_add`, true),
    [`FN_SAFE_SUBTRACT_${kind}`]: exact(`${prefix}_subtract`, true),
    [`FN_SAFE_MULTIPLY_${kind}`]: exact(`${prefix}_multiply`, true),
    [`FN_SAFE_DIVIDE_${kind}`]: exact(`${prefix}_divide`, true),
    [`FN_SAFE_UNARY_MINUS_${kind}`]: exact(`${prefix}_negate`, true),
    [`FN_DIV_${kind}`]: exact(`${prefix}_div`),
    [`FN_MOD_${kind}`]: exact(`${prefix}_mod`),
    [`FN_ABS_${kind}`]: exact(`${prefix}_abs`),
    [`FN_SIGN_${kind}`]: exact(`${prefix}_sign`),
    [`FN_CEIL_${kind}`]: exact(`${prefix}_ceil`),
    [`FN_FLOOR_${kind}`]: exact(`${prefix}_floor`),
    [`FN_ROUND_${kind}`]: whole('away'),
    [`FN_ROUND_WITH_DIGITS_${kind}`]: toDigits('away'),
    [`FN_ROUND_WITH_ROUNDING_MODE_${kind}`]: (call) => `${prefix}_round_${roundingOf(call)}(${argument(call, 0)}, ${argument(call, 1)})`,
    [`FN_TRUNC_${kind}`]: whole('trunc'),
    [`FN_TRUNC_WITH_DIGITS_${kind}`]: toDigits('trunc'),
    [`FN_SQRT_${kind}`]: exact(`${prefix}_sqrt`),
    [`FN_CBRT_${kind}`]: exact(`${prefix}_cbrt`),
    [`FN_POW_${kind}`]: exact(`${prefix}_pow`),
    [`FN_EXP_${kind}`]: exact(`${prefix}_exp`),
    [`FN_NATURAL_LOGARITHM_${kind}`]: exact(`${prefix}_ln`),
    [`FN_DECIMAL_LOGARITHM_${kind}`]: exact(`${prefix}_log10`),
    [`FN_LOGARITHM_${kind}`]: (call) => exact(call.args.length === 1 ? `${prefix}_ln` : `${prefix}_log`)(call),
    [`FN_PARSE_${kind}`]: exact(`${prefix}_parse`),
  };
}

/** Operands below this give a product that DuckDB computes exactly, in 36 digits. */
const SMALL = '1000000000';
/** Below this, rounding up stays a NUMERIC. */
const ROUNDABLE = `10000000000000000000000000000`;

/** What DuckDB's DECIMAL does as NUMERIC does, and the exact functions where it would not. */
const NATIVE_NUMERIC: Catalogue = {
  FN_ADD_NUMERIC: same('add'),
  FN_SUBTRACT_NUMERIC: same('subtract'),
  FN_MULTIPLY_NUMERIC: repeat((a, b) => `CASE WHEN abs(${a}) < ${SMALL} AND abs(${b}) < ${SMALL} THEN (${a}::DECIMAL(18,9) * ${b}::DECIMAL(18,9))::${DECIMAL} ELSE gsql_numeric_multiply(${a}, ${b}) END`),
  FN_UNARY_MINUS_NUMERIC: text((a) => `(-${a})`),
  FN_SAFE_ADD_NUMERIC: (call) => call.attempt((a, b) => `${a} + ${b}`),
  FN_SAFE_SUBTRACT_NUMERIC: (call) => call.attempt((a, b) => `${a} - ${b}`),
  FN_ABS_NUMERIC: same('abs'),
  FN_SIGN_NUMERIC: text((a) => `sign(${a})::${DECIMAL}`),
  FN_ROUND_NUMERIC: rounded(() => 0),
  FN_ROUND_WITH_DIGITS_NUMERIC: rounded((call) => literalInteger(call.node.argumentList[1] ?? { kind: '' })),
};

function rounded(digitsOf: (call: Call) => number | null): Builder {
  return (call) => {
    const digits = digitsOf(call);
    if (digits === null || digits < 0 || digits > 8) return `gsql_numeric_round_away(${argument(call, 0)}, ${argument(call, 1)})`;
    return call.once([argument(call, 0)], (a) => `CASE WHEN abs(${a}) < ${ROUNDABLE} THEN round(${a}, ${digits})::${DECIMAL} ELSE gsql_numeric_round_away(${a}, ${digits}::BIGINT) END`);
  };
}

export const DECIMALS: Catalogue = { ...common('NUMERIC'), ...common('BIGNUMERIC'), ...NATIVE_NUMERIC };
