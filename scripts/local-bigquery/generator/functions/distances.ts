import type { SqlType } from '../../../googlesql/types.ts';
import { argument, type Builder, type Catalogue } from './catalogue.ts';
import { fieldOf } from './equality.ts';

/** One field of each element of a sparse vector. */
function part(vector: string, element: SqlType & { kind: 'STRUCT' }, index: number): string {
  return `list_transform(${vector}, lambda e: ${fieldOf('e', element, index)})`;
}

/** Dense vectors are arrays of FLOAT64, sparse ones arrays of (dimension, magnitude). */
const distance = (name: string): Builder => (call) => {
  const type = call.node.argumentList[0]?.type;
  const element = type?.kind === 'ARRAY' ? type.element : null;
  if (element?.kind !== 'STRUCT') return `gsql_${name}_distance(${argument(call, 0)}, ${argument(call, 1)})`;
  const keys = element.fields[0]?.type.kind === 'INT64' ? 'bigint' : 'varchar';
  return call.once([argument(call, 0), argument(call, 1)], (a, b) =>
    `gsql_${name}_distance_by_${keys}(${part(a, element, 0)}, ${part(a, element, 1)}, ${part(b, element, 0)}, ${part(b, element, 1)})`);
};

export const DISTANCES: Catalogue = { 'BigQuery:cosine_distance': distance('cosine'), 'BigQuery:euclidean_distance': distance('euclidean') };
