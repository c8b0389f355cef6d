import type { ScalarFunction } from '../../../storage/scalar-functions.ts';
import { failure } from './decimal-errors.ts';

type Weight = bigint | number;
interface Found { readonly place: bigint; sum: Weight | null }

function plus(sum: Weight | null, weight: Weight): Weight {
  if (sum === null) return weight;
  return typeof sum === 'bigint' && typeof weight === 'bigint' ? sum + weight : Number(sum) + Number(weight);
}

/** Where, counted from 1, the values of the greatest sums first stand; those without a sum come last. */
function places(keys: readonly (string | null)[], weights: readonly (Weight | null)[], count: bigint): bigint[] {
  const found = new Map<string | null, Found>();
  keys.forEach((key, index) => {
    const weight = weights[index] ?? null;
    if (weight !== null && !(weight >= 0)) throw failure('The weights of APPROX_TOP_SUM must be neither negative nor NaN');
    const entry = found.get(key) ?? { place: BigInt(index + 1), sum: null };
    if (weight !== null) entry.sum = plus(entry.sum, weight);
    found.set(key, entry);
  });
  const sorted = [...found.values()].sort((a, b) => (a.sum === b.sum ? 0 : a.sum === null ? 1 : b.sum === null ? -1 : a.sum > b.sum ? -1 : 1));
  return sorted.slice(0, Number(count)).map(({ place }) => place);
}

/** For APPROX_TOP_SUM, by the type of its weights. */
export const TOP_SUM_FUNCTIONS: readonly ScalarFunction[] = (
  [['gsql_top_integers', 'BIGINT[]'], ['gsql_top_doubles', 'DOUBLE[]'], ['gsql_top_decimals', 'DECIMAL(38,9)[]']] as const
).map(([name, weights]) => ({ name, parameters: ['VARCHAR[]', weights, 'BIGINT'], returns: 'BIGINT[]', call: places }));
