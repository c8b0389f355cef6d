import type { FunctionCall } from '../../../googlesql/resolved-nodes.ts';
import { unsupported } from '../refusal.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { ARRAYS } from './arrays.ts';
import { BYTES } from './strings/bytes.ts';
import type { Builder, Catalogue } from './catalogue.ts';
import { COMPARISON } from './comparison.ts';
import { CONDITIONAL } from './conditional.ts';
import { DATES } from './dates/dates.ts';
import { DECIMALS } from './decimals.ts';
import { DISTANCES } from './distances.ts';
import { HASHES } from './strings/hashes.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { LIKES } from './strings/like.ts';
import { MATHS } from './maths.ts';
import { NET } from './strings/net.ts';
import { REGEXPS } from './strings/regexp.ts';
import { SEQUENCES } from './sequences.ts';
import { STRINGS } from './strings/strings.ts';

export const SCALAR: Catalogue = { ...ARITHMETIC, ...ARRAYS, ...BYTES, ...COMPARISON, ...CONDITIONAL, ...DATES, ...DECIMALS, ...DISTANCES, ...HASHES, ...JSON_FUNCTIONS, ...LIKES, ...MATHS, ...NET, ...REGEXPS, ...SEQUENCES, ...STRINGS };

/** The entry of a call's signature. @throws BigQueryError naming the function when the catalogue has none */
export function findScalar(node: FunctionCall): Builder {
  const builder = SCALAR[catalogueKey(node)];
  if (builder === undefined) throw unsupportedFunction(node);
  return builder;
}

/** Signatures that we added to the analyzer have no name of their own there. */
export function catalogueKey({ function: name, signature }: { readonly function: string; readonly signature: string }): string {
  return name.startsWith('ZetaSQL:') ? signature : name;
}

export function unsupportedFunction(node: { readonly function: string; readonly signature: string }): Error {
  const name = node.function.replace(/^\w+:/, '').replace(/^\$/, '').toUpperCase();
  return unsupported(`The function ${name} (${catalogueKey(node)})`);
}
